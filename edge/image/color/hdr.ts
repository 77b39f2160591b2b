import type { Pixels } from '../pixels/pixels.ts';
import type { Hdr } from './cicp.ts';
import { srgbFromLinear } from './srgb.ts';

/** HDR pixels as sRGB: the same colors up to the white of paper, lights beyond it pressed together below white. */
export const toSdr = (pixels: Pixels, { transfer, primaries }: Hdr): Pixels => {
  const { channels } = pixels;
  if (channels < 3) return pixels;
  const bytes = Buffer.from(pixels.bytes);
  const light = transfer === 'pq' ? pq : hlg;
  const matrix = toSrgbPrimaries[primaries] ?? same;
  const lit = (at: number) => light[bytes[at] ?? 0] ?? 0;
  for (let at = 0; at < bytes.length; at += channels) {
    const [r, g, b] = [lit(at), lit(at + 1), lit(at + 2)];
    // HLG is brightened as a whole on its way to a display (ITU-R BT.2100, system gamma 1.2).
    const gain = transfer === 'hlg' ? (0.2627 * r + 0.678 * g + 0.0593 * b) ** 0.2 : 1;
    const rgb = matrix.map(([x, y, z]) => Math.max(0, gain * (x * r + y * g + z * b)));
    const brightest = Math.max(...rgb);
    const press =
      brightest > knee ? (knee + (1 - knee) * (1 - Math.exp((knee - brightest) / (1 - knee)))) / brightest : 1;
    for (const [channel, value] of rgb.entries()) bytes[at + channel] = srgb[Math.round(value * press * 4095)] ?? 255;
  }
  return { ...pixels, bytes };
};

// Of paper white: darker light stays as it is.
const knee = 0.8;

// Light of each code, 1 is paper white: 203 candela a square metre (ITU-R BT.2408, 2.1). SMPTE ST 2084, equation 4.1.
const pq = Float64Array.from({ length: 256 }, (_, code) => {
  const power = (code / 255) ** (1 / 78.84375);
  return (10_000 / 203) * (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
});

// ITU-R BT.2100, table 5; paper white is at three quarters of the signal.
const scene = (value: number) =>
  value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
const hlg = Float64Array.from({ length: 256 }, (_, code) => scene(code / 255) / scene(0.75));

const srgb = Uint8Array.from({ length: 4096 }, (_, step) => {
  const value = step / 4095;
  return Math.round(255 * srgbFromLinear(value));
});

type Row = [x: number, y: number, z: number];

const same: Row[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

// From BT.2020 (9; ITU-R BT.2087) and Display P3 (12) to sRGB.
const toSrgbPrimaries: { [code: number]: Row[] } = {
  9: [
    [1.6605, -0.5876, -0.0728],
    [-0.1246, 1.1329, -0.0083],
    [-0.0182, -0.1006, 1.1187],
  ],
  12: [
    [1.2249, -0.2247, 0],
    [-0.042, 1.0419, 0],
    [-0.0197, -0.0786, 1.0979],
  ],
};
