import type { RgbSpace } from './icc-write.ts';

/**
 * Coding-independent code points: color primaries and transfer curve by their numbers in ITU-T H.273, tables 2 and 3; and the image's
 * brightest light (candela a square metre), where it says so.
 */
export type Cicp = { primaries: number; transfer: number; peak?: number };

/** An HDR signal: its transfer curve, its primaries as in H.273, and its brightest light (candela a square metre), where it says so. */
export type Hdr = { transfer: 'pq' | 'hlg'; primaries: number; peak?: number };

/** The HDR signal that code points mean; undefined where it is none. */
export const hdrOf = ({ primaries, transfer, peak }: Cicp): Hdr | undefined => {
  const curve = hdrCurves[transfer];
  return curve && { transfer: curve, primaries, ...(peak && { peak }) };
};

/** The brightest light of an image by what it says of its content (CTA-861.3), else of the display that it was made on (SMPTE ST 2086). */
export const peakOf = (content: Buffer | undefined, display: Buffer | undefined, unit: number): number | undefined => {
  const said = content && content.length >= 2 ? content.readUIntBE(0, content.length / 2) : 0;
  const shown = display && display.length === 24 ? display.readUInt32BE(16) / 10_000 : 0;
  return said / unit || shown || undefined;
};

const hdrCurves: { [code: number]: Hdr['transfer'] } = { 16: 'pq', 18: 'hlg' };

/**
 * The RGB space that code points mean; undefined for sRGB, for HDR, which is no profile's, and for what we don't know. What video calls
 * its curve is sRGB's to Chromium in an AVIF, and a screen's (ITU-R BT.1886) in a PNG.
 */
export const spaceOf = ({ primaries, transfer }: Cicp, video: 'srgb' | 'screen' = 'srgb'): RgbSpace | undefined => {
  const [space, shown] = [primariesOf(primaries), curves[transfer]];
  const curve = shown === asVideo ? videoCurves[video] : shown;
  if (!space || !curve || (space === srgbSpace && curve === srgb)) return undefined;
  return { ...space, ...curve, name: `cICP ${primaries} ${transfer}` };
};

/** Primaries and white. */
export type Space = Pick<RgbSpace, 'primaries' | 'white'>;

const D65 = [0.3127, 0.329] as const;
const illuminantC = [0.31, 0.316] as const;

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

/** SMPTE 170M: video of standard definition in America and Japan. */
const smpte170: Space = {
  primaries: [
    [0.63, 0.34],
    [0.31, 0.595],
    [0.155, 0.07],
  ],
  white: D65,
};

/** Primaries and white by their number; undefined for those that we don't know. */
export const primariesOf = (code: number): Space | undefined => spaces[code];

/** BT.2020: video in ultra-high definition. */
export const rec2020: Space = {
  primaries: [
    [0.708, 0.292],
    [0.17, 0.797],
    [0.131, 0.046],
  ],
  white: D65,
};

// ITU-T H.273, table 2. What is not said (2) is what browsers take it for.
const spaces: { [code: number]: Space } = {
  1: srgbSpace,
  2: srgbSpace,
  // BT.470 M
  4: {
    primaries: [
      [0.67, 0.33],
      [0.21, 0.71],
      [0.14, 0.08],
    ],
    white: illuminantC,
  },
  // BT.470 B and G: video of standard definition elsewhere
  5: {
    primaries: [
      [0.64, 0.33],
      [0.29, 0.6],
      [0.15, 0.06],
    ],
    white: D65,
  },
  6: smpte170,
  7: smpte170,
  // Film
  8: {
    primaries: [
      [0.681, 0.319],
      [0.243, 0.692],
      [0.145, 0.049],
    ],
    white: illuminantC,
  },
  9: rec2020,
  // SMPTE 428: XYZ
  10: {
    primaries: [
      [1, 0],
      [0, 1],
      [0, 0],
    ],
    white: [1 / 3, 1 / 3],
  },
  // DCI-P3 and Display P3
  11: { primaries: p3, white: [0.314, 0.351] },
  12: { primaries: p3, white: D65 },
  // EBU 3213
  22: {
    primaries: [
      [0.63, 0.34],
      [0.295, 0.605],
      [0.155, 0.077],
    ],
    white: D65,
  },
};

type Transfer = Pick<RgbSpace, 'gamma' | 'curve'>;

const srgb: Transfer = { gamma: 'srgb' };

/** Of SD, HD and UHD video. */
const asVideo: Transfer = { gamma: 2.4 };
const videoCurves = { srgb, screen: asVideo };

// Table 3
const curves: { [code: number]: Transfer } = {
  1: asVideo,
  2: srgb,
  4: { gamma: 2.2 },
  5: { gamma: 2.8 },
  6: asVideo,
  // SMPTE 240M
  7: { gamma: 1 / 0.45, curve: [1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0912] },
  8: { gamma: 1 },
  11: asVideo,
  12: srgb,
  13: srgb,
  14: asVideo,
  15: asVideo,
  // SMPTE 428, whose white is a little below the largest number
  17: { gamma: 2.6, curve: [2.6, (52.37 / 48) ** (1 / 2.6), 0, 0, 0] },
};
