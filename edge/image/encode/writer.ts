import type { Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import type { Sample } from '../analysis/sample.ts';
import type { Encoding } from '../formats/registry.ts';
import { writeTiff } from '../formats/tiff/write.ts';
import type { Pixels } from '../pixels/pixels.ts';
import { sharp } from '../sharp.ts';
import { effortOf, type Loss, rowOf } from './encodings.ts';
import { withGainMap } from './gain-map.ts';
import { type Rights, withRights } from './rights.ts';

/** Encodes pixels, or a sample of them as if it were all. */
export type Write = (encoding: Encoding, loss: Loss, sample?: Sample) => Promise<Buffer>;

/** What an encoder's output depends on besides the pixels. */
type WriteJob = {
  cs: Variant['cs'];
  rights?: Rights | undefined;
  gainMap?: Buffer | undefined;
  hurried: boolean;
  opaque: boolean;
  photographic: boolean;
};

// A Lambda of 1,769 MB has one vCPU, a larger one two: 762 ms instead of 1460. Threads divide the image, which costs 1 % of the bytes of
// photographs of 320 pixels and 9 % of a gradient, for 10 ms.
const avifThreads = 2;
const undivided = 250_000;

/** Threads for so many pixels of all frames. */
export const threadsFor = (encoding: Encoding, area: number): number =>
  rowOf(encoding).format === 'avif' && area > undivided ? avifThreads : 1;

// Below, with alpha, photographs look like icons: filters save such a PNG nothing at 64 pixels, and cost it a tenth at 32.
const fewPixels = 10_000;

/** The encoder of some pixels. */
export const writerOf = (pixels: Pixels, { cs, rights, gainMap, hurried, opaque, ...seen }: WriteJob): Write => {
  const photographic = seen.photographic && (opaque || areaOf(pixels) > fewPixels);
  const { frames, delays, loop } = pixels;
  const motion = frames > 1 ? { delay: delays, loop } : {};
  return async (encoding, loss, sample) => {
    const { write } = rowOf(encoding);
    const effort = effortOf(encoding, areaOf(pixels), hurried);
    sharp.concurrency(threadsFor(encoding, areaOf(pixels)));
    if (sample)
      return write(open(sample.rgb, { ...sample, channels: 3 }), {
        ...loss,
        effort,
        motion: {},
        photographic,
      }).toBuffer();
    const whole = imageOf(pixels, cs);
    // An alpha channel without transparency costs bytes, and lossy encoders make a haze of it.
    const image = write(opaque && frames === 1 ? whole.removeAlpha() : whole, {
      ...loss,
      effort,
      motion,
      photographic,
    });
    const bytes = await (rights ? withRights(image, rights) : image).toBuffer();
    return gainMap ? withGainMap(bytes, gainMap) : bytes;
  };
};

/** Pixels of all frames. */
export const areaOf = ({ width, height, frames }: Pixels): number => width * height * frames;

type Raw = { width: number; height: number; channels: Pixels['channels']; pageHeight?: number };

const open = (bytes: Buffer, { width, height, channels, pageHeight }: Raw) =>
  sharp(bytes, { raw: { width, height, channels, ...(pageHeight && { pageHeight }) }, limitInputPixels: false });

const imageOf = (pixels: Pixels, cs: Variant['cs']): Sharp => {
  const { bytes, width, height, channels, frames, profile } = pixels;
  if (!profile)
    return open(bytes, { width, height: height * frames, channels, ...(frames > 1 && { pageHeight: height }) });
  const image = sharp(writeTiff(pixels, profile), { limitInputPixels: false });
  return cs === 'p3' ? image.withIccProfile('p3') : image.keepIccProfile();
};
