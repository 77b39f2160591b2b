import { srgbSpace } from '../../color/cicp.ts';
import { inverse, type Triple, times, toD50 } from '../../color/icc-write.ts';
import { srgbFromLinear } from '../../color/srgb.ts';
import { readTiffDirectory } from './directory.ts';

/**
 * How samples hold Lab: with signed a and b (TIFF 6.0, section 23), or as in ICC profiles (Adobe Photoshop TIFF Technical Notes, 2002), where 16
 * bits end at FF00.
 */
export type Lab = 'cie' | 'icc';

const photometrics: { [photometric: number]: Lab } = { 8: 'cie', 9: 'icc' };

export const labOf = (photometric: number): Lab | undefined => photometrics[photometric];

const photometricTag = 262;
const rgb = 2;

/** The same TIFF, labeled as RGB: the decoder can't read Lab of 8 bits, and assumes another white for Lab of 16. */
export const labelAsRgb = (tiff: Buffer): Buffer => {
  const { find } = readTiffDirectory(tiff);
  const entry = find(({ tag }) => tag === photometricTag);
  const copy = Buffer.from(tiff);
  if (!entry) return copy;
  const size = entry.kind === 3 ? 2 : 4;
  if (tiff.readUInt8(0) === 0x49) copy.writeUIntLE(rgb, entry.at + 8, size);
  else copy.writeUIntBE(rgb, entry.at + 8, size);
  return copy;
};

/** Samples of three or four channels. */
type Samples = { values: Uint8Array | Uint16Array; width: number; height: number; channels: 3 | 4 };

/** Lab under D50 -> sRGB of 8 bits. */
export const labToSrgb = ({ values, channels, ...size }: Samples, lab: Lab) => {
  const most = values instanceof Uint16Array ? 65_535 : 255;
  const read = readers[lab][most];
  const bytes = Buffer.alloc(size.width * size.height * channels);
  for (let at = 0; at < bytes.length; at += channels) {
    const [l, a, b] = read(values[at] ?? 0, values[at + 1] ?? 0, values[at + 2] ?? 0);
    const y = (l + 16) / 116;
    const light = times(fromXyz, [white[0] * cubed(y + a / 500), cubed(y), white[2] * cubed(y - b / 200)]);
    for (const [channel, value] of light.entries())
      bytes[at + channel] = Math.round(255 * srgbFromLinear(Math.min(1, Math.max(0, value))));
    if (channels === 4) bytes[at + 3] = Math.round(((values[at + 3] ?? 0) * 255) / most);
  }
  return { ...size, channels, bytes };
};

type Reader = (l: number, a: number, b: number) => Triple;

const readers: { [lab in Lab]: { 255: Reader; 65535: Reader } } = {
  cie: {
    255: (l, a, b) => [l / 2.55, (a << 24) >> 24, (b << 24) >> 24],
    65535: (l, a, b) => [l / 655.35, ((a << 16) >> 16) / 256, ((b << 16) >> 16) / 256],
  },
  icc: {
    255: (l, a, b) => [l / 2.55, a - 128, b - 128],
    65535: (l, a, b) => [l / 652.8, a / 256 - 128, b / 256 - 128],
  },
};

const fromXyz = inverse(toD50(srgbSpace));
const white: Triple = [0.9642, 1, 0.8249];

const cubed = (value: number) => (value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29));
