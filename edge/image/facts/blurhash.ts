import { linearFromSrgb, srgbFromLinear } from '../color/srgb.ts';
import { clamp, type Size } from '../geometry/size.ts';

type Rgb = [r: number, g: number, b: number];

const linear = Float64Array.from({ length: 256 }, (_, byte) => linearFromSrgb(byte / 255));

/**
 * The BlurHash (https://blurha.sh) of an opaque image (sRGB with alpha, which is ignored), of `across` × `down` waves. Pixels count as squares of
 * light, not as points: so an even color has no waves, whatever its size.
 */
export const encodeBlurhash = (
  rgba: Uint8Array | Uint8ClampedArray,
  size: Size,
  { across, down }: { across: number; down: number },
): string => {
  const waves = amplitudesOf(rgba, size, { across, down });
  const [mean = [0, 0, 0], ...details] = waves;
  const largest = Math.max(...details.flat().map(Math.abs), 0);
  const range = clamp(Math.floor(largest * 166 - 0.5), 0, 82);
  const color = mean.map((light) => Math.round(clamp(srgbFromLinear(light), 0, 1) * 255));
  return [
    base83(across - 1 + (down - 1) * 9, 1),
    base83(range, 1),
    base83(
      color.reduce((sum, byte) => sum * 256 + byte, 0),
      4,
    ),
    ...details.map((detail) =>
      base83(
        detail.reduce((sum, value) => sum * 19 + step(value, (range + 1) / 166), 0),
        2,
      ),
    ),
  ].join('');
};

/** The red, green and blue of each wave, row by row; the first is the mean. */
const amplitudesOf = (
  rgba: Uint8Array | Uint8ClampedArray,
  { width, height }: Size,
  { across, down }: { across: number; down: number },
): Rgb[] => {
  const columns = Array.from({ length: across }, (_, wave) => waveOver(width, wave));
  const rows = Array.from({ length: down }, (_, wave) => waveOver(height, wave));
  const sums = Array.from({ length: across * down }, (): Rgb => [0, 0, 0]);
  for (let y = 0; y < height; y++) {
    const line = columns.map((column) => lineSum(rgba, y * width * 4, column));
    for (const [at, sum] of sums.entries()) {
      const [r, g, b] = line[at % across] ?? [0, 0, 0];
      const weight = rows[Math.floor(at / across)]?.[y] ?? 0;
      sum[0] += weight * r;
      sum[1] += weight * g;
      sum[2] += weight * b;
    }
  }
  const area = width * height;
  return sums.map(([r, g, b], at): Rgb => {
    const norm = (at === 0 ? 1 : 2) / area;
    return [r * norm, g * norm, b * norm];
  });
};

/** The mean of a wave over each of `count` pixels. */
const waveOver = (count: number, frequency: number): Float64Array => {
  const half = (Math.PI * frequency) / (2 * count);
  const mean = half === 0 ? 1 : Math.sin(half) / half;
  return Float64Array.from({ length: count }, (_, at) => mean * Math.cos(half * (2 * at + 1)));
};

const lineSum = (rgba: Uint8Array | Uint8ClampedArray, from: number, weights: Float64Array): Rgb => {
  let [r, g, b] = [0, 0, 0];
  for (let x = 0, at = from; x < weights.length; x++, at += 4) {
    const weight = weights[x] ?? 0;
    r += weight * (linear[rgba[at] ?? 0] ?? 0);
    g += weight * (linear[rgba[at + 1] ?? 0] ?? 0);
    b += weight * (linear[rgba[at + 2] ?? 0] ?? 0);
  }
  return [r, g, b];
};

/** One of 19 steps, 9 in the middle, finer near it. */
const step = (value: number, largest: number): number =>
  clamp(Math.floor(Math.sign(value) * Math.sqrt(Math.abs(value) / largest) * 9 + 9.5), 0, 18);

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

const base83 = (value: number, length: number): string =>
  Array.from({ length }, (_, at) => digits[Math.floor(value / 83 ** (length - 1 - at)) % 83]).join('');
