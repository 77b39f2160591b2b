import { Underivable } from '../../../errors.ts';
import type { Container, ContainerProbe, Metadata, Price } from '../container.ts';
import { readTiffDirectory } from './directory.ts';
import { labelAsRgb, labOf } from './lab.ts';
import { canNarrow, isCameraRaw, readLayout, unreadable } from './samples.ts';
import { stripTiff } from './strip.ts';

// Measured as in jpeg.ts: LZW 220 ms, 14 MB. One strip may hold the whole page, in any of a dozen codecs.
const price: Price = { megapixel: 20, held: 1, uncertain: true };

/** A TIFF's first page. What its strips cost only libtiff can tell: it is decoded where it can be killed. */
const probe = (bytes: Buffer): ContainerProbe => {
  const layout = readLayout(bytes);
  if (isCameraRaw(bytes, layout)) throw new Underivable('unsupported-format', 'a camera’s raw file');
  const { width, height, bits, samples, sampleFormat } = layout;
  if (width === 0 || height === 0) throw new RangeError('no size');
  const lacking = unreadable(layout);
  if (lacking) throw new Underivable('unsupported-format', `TIFF of ${lacking}`);
  const lab = bits === 8 || bits === 16 ? labOf(layout.photometric) : undefined;
  const isPlain = bits <= 16 && (sampleFormat === 1 || sampleFormat === 4);
  // The decoder takes numbers for levels of 255, and makes black or noise of these.
  if (!isPlain && !canNarrow(layout))
    throw new Underivable('unsupported-format', `TIFF of ${bits}-bit samples, sample format ${sampleFormat}`);
  return {
    price,
    width,
    height,
    frames: 1,
    sampleBytes: samples * Math.ceil(bits / 8),
    passes: 1,
    ...(!isPlain && { wideSamples: true as const }),
    ...(lab && { lab }),
    bytes: lab ? labelAsRgb(bytes) : bytes,
  };
};

// Adobe's tags for XMP and IPTC (XMP Specification, part 3, 2.4).
const blocks = { xmp: 700, iptc: 33_723 };

/** A TIFF's first directory is EXIF's too. */
const metadata = (bytes: Buffer): Metadata => {
  const { long, find } = readTiffDirectory(bytes);
  const block = (wanted: number) => {
    const entry = find(({ tag, count }) => tag === wanted && count > 4);
    return entry && bytes.subarray(long(entry.at + 8), long(entry.at + 8) + entry.count * (entry.kind === 4 ? 4 : 1));
  };
  const [xmp, iptc] = [block(blocks.xmp), block(blocks.iptc)];
  return { exif: bytes, ...(xmp && { xmp }), ...(iptc && { iptc }) };
};

/** TIFF 6.0 (1992). No browser but Safari shows it, so it is read and never written. */
export const tiff = {
  type: 'image/tiff',
  extensions: ['tif', 'tiff'],
  signatures: [
    [0, 'II*\0'],
    [0, 'MM\0*'],
  ],
  lossy: false,
  alpha: true,
  animation: false,
  profile: true,
  loader: 'VipsForeignLoadTiffBuffer',
  probe,
  strip: stripTiff,
  metadata,
} as const satisfies Container;
