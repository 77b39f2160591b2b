import type { RgbSpace } from './icc-write.ts';

/** Coding-independent code points: color primaries and transfer curve by their numbers in ITU-T H.273, tables 2 and 3. */
export type Cicp = { primaries: number; transfer: number };

/** An HDR signal: its transfer curve, and its primaries as in H.273. */
export type Hdr = { transfer: 'pq' | 'hlg'; primaries: number };

/** The HDR signal that code points mean; undefined where it is none. */
export const hdrOf = ({ primaries, transfer }: Cicp): Hdr | undefined => {
  const curve = hdrCurves[transfer];
  return curve && { transfer: curve, primaries };
};

const hdrCurves: { [code: number]: Hdr['transfer'] } = { 16: 'pq', 18: 'hlg' };

/** The RGB space that code points mean; undefined for sRGB, for HDR, which is no profile's, and for what we don't know. */
export const spaceOf = ({ primaries, transfer }: Cicp): RgbSpace | undefined => {
  const [space, gamma] = [spaces[primaries], curves[transfer]];
  if (!space || gamma === undefined || (primaries === 1 && gamma === 'srgb')) return undefined;
  return { ...space, gamma, name: `cICP ${primaries} ${transfer}` };
};

type Space = Pick<RgbSpace, 'primaries' | 'white'>;

const D65 = [0.3127, 0.329] as const;

/** sRGB's primaries and white, which are BT.709's. */
export const srgbSpace: Space = {
  primaries: [
    [0.64, 0.33],
    [0.3, 0.6],
    [0.15, 0.06],
  ],
  white: D65,
};

const p3: Space['primaries'] = [
  [0.68, 0.32],
  [0.265, 0.69],
  [0.15, 0.06],
];

// ITU-T H.273, table 2.
const spaces: { [code: number]: Space } = {
  1: srgbSpace,
  // BT.2020
  9: {
    primaries: [
      [0.708, 0.292],
      [0.17, 0.797],
      [0.131, 0.046],
    ],
    white: D65,
  },
  // DCI-P3 and Display P3
  11: { primaries: p3, white: [0.314, 0.351] },
  12: { primaries: p3, white: D65 },
};

// Table 3: what video calls its curve is shown with sRGB's, as browsers do.
const curves: { [code: number]: RgbSpace['gamma'] } = {
  1: 'srgb',
  4: 2.2,
  5: 2.8,
  6: 'srgb',
  8: 1,
  13: 'srgb',
  14: 'srgb',
  15: 'srgb',
};
