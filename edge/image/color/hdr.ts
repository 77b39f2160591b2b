import type { Pixels } from '../pixels/pixels.ts';
import { type Hdr, primariesOf, rec2020, type Space, srgbSpace } from './cicp.ts';
import { inverse, product, type Triple, toD50 } from './icc-write.ts';
import { srgbFromLinear } from './srgb.ts';

/**
 * HDR pixels as sRGB, as Chromium shows them on a plain screen: the reference white tone mapping of SMPTE ST 2094-50, annex D. Light up to
 * the white of paper is halved, so that brighter light has room; the brightest of the three primaries decides, so that hues stay.
 */
export const toSdr = (pixels: Pixels, { transfer, primaries, peak = usualPeak }: Hdr): Pixels => {
  const { channels } = pixels;
  if (channels < 3) return pixels;
  const bytes = Buffer.from(pixels.bytes);
  const light = transfer === 'pq' ? pq : hlg;
  const gains = gainsFor(peak / paperWhite);
  const { toRec2020, toSrgb } = matricesFrom(primaries);
  const lit = (at: number) => light[bytes[at] ?? 0] ?? 0;
  for (let at = 0; at < bytes.length; at += channels) {
    const [r, g, b] = [lit(at), lit(at + 1), lit(at + 2)];
    const wide = toRec2020.map(([x, y, z]) => x * r + y * g + z * b);
    // HLG is brightened as a whole on its way to a display (ITU-R BT.2100, system gamma 1.2).
    const shown = transfer === 'hlg' ? Math.max(0, dot(luminance, wide)) ** 0.2 : 1;
    const brightest = shown * Math.max(0, ...wide);
    const gain = shown * (gains[Math.min(gains.length - 1, Math.round(brightest * gainSteps))] ?? 0);
    for (const [channel, [x, y, z]] of toSrgb.entries())
      bytes[at + channel] = srgb[Math.round(clamped(gain * (x * r + y * g + z * b)) * 4095)] ?? 255;
  }
  return { ...pixels, bytes };
};

// Candela a square metre. Of paper (ITU-R BT.2408, 2.1), and of what is brightest where the image does not say it.
const paperWhite = 203;
const usualPeak = 1000;

const clamped = (value: number) => Math.min(1, Math.max(0, value));

const dot = ([x, y, z]: Triple, [r = 0, g = 0, b = 0]: readonly number[]) => x * r + y * g + z * b;

// Of a table over light, for each unit of paper white.
const gainSteps = 128;
const kappa = 0.65;

/** Gains by light, 1 is paper white; SMPTE ST 2094-50 (candidate draft 2), formulas D.1 to D.5 for a screen without headroom. */
const gainsFor = (peak: number): Float64Array => {
  const headroom = Math.max(0, Math.log2(peak));
  const white = 1 - 0.5 * Math.min(1, headroom / Math.log2(usualPeak / paperWhite));
  // A curve of Bézier from (1, white) to (peak, 1).
  const middle = { x: 1 - kappa + kappa / white, y: (1 - kappa) * white + kappa };
  const [ax, bx] = [1 - 2 * middle.x + peak, 2 * middle.x - 2];
  const [ay, by] = [white - 2 * middle.y + 1, 2 * middle.y - 2 * white];
  const along = (x: number) =>
    Math.abs(ax) < 1e-9 ? (x - 1) / bx : (-bx + Math.sqrt(Math.max(0, bx ** 2 + 4 * ax * (x - 1)))) / (2 * ax);
  return Float64Array.from({ length: Math.ceil(50 * gainSteps) }, (_, step) => {
    const x = step / gainSteps;
    if (x <= 1 || headroom === 0) return white;
    if (x >= peak) return 1 / x;
    const t = along(x);
    return (white + t * (by + t * ay)) / x;
  });
};

// Light of each code, 1 is paper white. SMPTE ST 2084, equation 4.1.
const pq = Float64Array.from({ length: 256 }, (_, code) => {
  const power = (code / 255) ** (1 / 78.84375);
  const part = Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power);
  return (10_000 / paperWhite) * part ** (1 / 0.1593017578125);
});

// ITU-R BT.2100, table 5; paper white is at three quarters of the signal.
const scene = (value: number) =>
  value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
const hlg = Float64Array.from({ length: 256 }, (_, code) => scene(code / 255) / scene(0.75));

const luminance: Triple = [0.2627, 0.678, 0.0593];

const srgb = Uint8Array.from({ length: 4096 }, (_, step) => Math.round(255 * srgbFromLinear(step / 4095)));

/** Matrices on linear light, from some primaries; those that we don't know are sRGB's. */
const matricesFrom = (code: number) => {
  const fromXyz = (space: Space) => inverse(toD50(space));
  const from = toD50(primariesOf(code) ?? srgbSpace);
  return { toRec2020: product(fromXyz(rec2020), from), toSrgb: product(fromXyz(srgbSpace), from) };
};
