import { linearFromSrgb, srgbFromLinear } from '../color/srgb.ts';
import { clamp, type Size } from '../geometry/size.ts';

type Rgb = [r: number, g: number, b: number];

const linear = Float64Array.from({ length: 256 }, (_, byte) => linearFromSrgb(byte / 255));

/**
 * An opaque image (sRGB with alpha, which is ignored) as a BlurHash of `across` × `down` waves (https://blurha.sh). Waves are
 * sampled in the middle of pixels, so that those of an even color sum up to nothing; the format's first encoders sample them at the
 * pixels' edges, and a flat image of few pixels comes out uneven.
 */
export const encodeBlurhash = (
  rgba: Uint8Array | Uint8ClampedArray,
  size: Size,
  { across, down }: { across: number; down: number },
): string => {
  const waves = Array.from({ length: across * down }, (_, wave) =>
    amplitudeOf(rgba, size, [wave % across, Math.floor(wave / across)]),
  );
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

const amplitudeOf = (rgba: Uint8Array | Uint8ClampedArray, { width, height }: Size, [i, j]: [number, number]): Rgb => {
  // A side of few pixels has no faster waves: their samples are those of slower ones.
  if (i >= width || j >= height) return [0, 0, 0];
  const wave = (count: number, frequency: number) =>
    Float64Array.from({ length: count }, (_, at) => Math.cos((Math.PI * frequency * (at + 0.5)) / count));
  const [columns, rows] = [wave(width, i), wave(height, j)];
  const sum: Rgb = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const weight = (columns[x] ?? 0) * (rows[y] ?? 0);
      for (let channel = 0; channel < 3; channel++)
        sum[channel] = (sum[channel] ?? 0) + weight * (linear[rgba[at + channel] ?? 0] ?? 0);
    }
  const norm = (i === 0 && j === 0 ? 1 : 2) / (width * height);
  return [sum[0] * norm, sum[1] * norm, sum[2] * norm];
};

/** One of 19 steps, 9 in the middle, finer near it. */
const step = (value: number, largest: number): number =>
  clamp(Math.floor(Math.sign(value) * Math.sqrt(Math.abs(value) / largest) * 9 + 9.5), 0, 18);

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

const base83 = (value: number, length: number): string =>
  Array.from({ length }, (_, at) => digits[Math.floor(value / 83 ** (length - 1 - at)) % 83]).join('');
