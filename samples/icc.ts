import { crc32, deflateSync } from 'node:zlib';
import { inverse, map, type RgbSpace, type Triple, times, toD50 } from '../edge/image/color/icc-write.ts';

const D50 = [0.3457, 0.3585] as const;
const D65 = [0.3127, 0.329] as const;

/** The color spaces that photographs arrive in. Numbers: IEC 61966-2-1, SMPTE EG 432-1, Adobe RGB (1998) 4.3, ISO 22028-2. */
export const rgbSpaces = {
  srgb: {
    name: 'sRGB',
    primaries: [
      [0.64, 0.33],
      [0.3, 0.6],
      [0.15, 0.06],
    ],
    white: D65,
    gamma: 'srgb',
  },
  p3: {
    name: 'Display P3',
    primaries: [
      [0.68, 0.32],
      [0.265, 0.69],
      [0.15, 0.06],
    ],
    white: D65,
    gamma: 'srgb',
  },
  adobe: {
    name: 'Adobe RGB',
    primaries: [
      [0.64, 0.33],
      [0.21, 0.71],
      [0.15, 0.06],
    ],
    white: D65,
    gamma: 563 / 256,
  },
  prophoto: {
    name: 'ProPhoto RGB',
    primaries: [
      [0.7347, 0.2653],
      [0.1596, 0.8404],
      [0.0366, 0.0001],
    ],
    white: D50,
    gamma: 1.8,
  },
} satisfies Record<string, RgbSpace>;

/** Says an sRGB color (0..1) in another space's numbers (0..1, cut off at that space's edge). */
export const fromSrgb = (rgb: Triple, space: RgbSpace): Triple => {
  const linear = map(rgb, (value) => decode(value, 'srgb'));
  const there = times(inverse(toD50(space)), times(toD50(rgbSpaces.srgb), linear));
  return map(there, (value) => encode(Math.min(1, Math.max(0, value)), space.gamma));
};

/** Writes a profile into a PNG without touching its pixels. libvips would convert them. */
export const tagPng = (png: Buffer, icc: Buffer): Buffer => {
  const afterHeader = 8 + 25;
  const content = Buffer.concat([ascii('iCCPicc\0\0'), deflateSync(icc)]);
  const chunk = Buffer.concat([uint32(content.length - 4), content, uint32(crc32(content))]);
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
};

const decode = (value: number, gamma: RgbSpace['gamma']): number =>
  gamma === 'srgb' ? (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4) : value ** gamma;

const encode = (value: number, gamma: RgbSpace['gamma']): number =>
  gamma === 'srgb' ? (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055) : value ** (1 / gamma);

const ascii = (value: string): Buffer => Buffer.from(value, 'latin1');

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
