import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encodeBlurhash } from '../../../../edge/image/facts/blurhash.ts';
import { deriving } from '../../../support/deriving.ts';
import { randomFrom } from '../../../support/random.ts';

/*
 * Hashes against their definitions: sums of cosines over the light of all pixels, each of them a square that waves are sampled in 16 times
 * along each side, in numbers; what a hash says of them may differ by its own steps and nothing else.
 */

type Rgb = [number, number, number];
type Image = { rgba: Buffer; width: number; height: number };

const linear = (byte: number) => (byte <= 10.31475 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';
const numberOf = (text: string) => [...text].reduce((sum, digit) => sum * 83 + digits.indexOf(digit), 0);

/** A hash's waves: the bytes of the mean, and of each other the steps (0 to 18) and the largest amplitude. */
const read = (hash: string) => {
  const [shape, range, mean] = [numberOf(hash.slice(0, 1)), numberOf(hash.slice(1, 2)), numberOf(hash.slice(2, 6))];
  const [across, down] = [(shape % 9) + 1, Math.floor(shape / 9) + 1];
  const waves = Array.from({ length: across * down - 1 }, (_, at) => {
    const value = numberOf(hash.slice(6 + 2 * at, 8 + 2 * at));
    return [Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19];
  });
  return { across, down, mean: [mean >> 16, (mean >> 8) & 255, mean & 255], largest: (range + 1) / 166, waves };
};

const amplitude = ({ rgba, width, height }: Image, i: number, j: number): Rgb => {
  const points = 16;
  const waveOver = (count: number, frequency: number) =>
    Array.from({ length: count }, (_, at) => {
      const samples = Array.from({ length: points }, (_, point) =>
        Math.cos((Math.PI * frequency * (at + (point + 0.5) / points)) / count),
      );
      return samples.reduce((sum, one) => sum + one, 0) / points;
    });
  const [columns, rows] = [waveOver(width, i), waveOver(height, j)];
  const sum: Rgb = [0, 0, 0];
  for (let at = 0; at < width * height; at++) {
    const weight = (columns[at % width] ?? 0) * (rows[Math.floor(at / width)] ?? 0);
    const alpha = (rgba[4 * at + 3] ?? 0) / 255;
    for (const channel of [0, 1, 2] as const)
      sum[channel] += weight * linear(Math.round((rgba[4 * at + channel] ?? 0) * alpha + 255 * (1 - alpha)));
  }
  const norm = (i + j === 0 ? 1 : 2) / (width * height);
  return [sum[0] * norm, sum[1] * norm, sum[2] * norm];
};

/** How far a hash is from its definition: the mean in levels of 255, waves in steps of the hash. */
const distance = (hash: string, image: Image) => {
  const { across, down, mean, largest, waves } = read(hash);
  const [first, ...others] = Array.from({ length: across * down }, (_, at) =>
    amplitude(image, at % across, Math.floor(at / across)),
  );
  const light = Math.max(...mean.map((byte, channel) => Math.abs(linear(byte) - Math.max(0, first?.[channel] ?? 0))));
  const steps = others.flatMap((wave, at) =>
    wave.map((value, channel) => {
      const exact = Math.sign(value) * Math.sqrt(Math.abs(value) / largest) * 9 + 9;
      return Math.abs(Math.min(18, Math.max(0, exact)) - (waves[at]?.[channel] ?? 99));
    }),
  );
  return { light, steps: Math.max(0, ...steps) };
};

const random = randomFrom(11);
type Drawing = (x: number, y: number, size: { width: number; height: number }) => number[];
const drawings: { [name: string]: Drawing } = {
  noise: () => [random() * 255, random() * 255, random() * 255, 255],
  halves: (x, _, { width }) => (x < width / 2 ? [220, 40, 30, 255] : [20, 80, 240, 255]),
  'lines of one pixel': (x, y) => ((x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255]),
  'half see-through': (x, _, { width }) => [200, 30, 30, x < width / 2 ? 255 : 40],
  ramps: (x, y, { width, height }) => [(255 * x) / width, (255 * y) / height, 128, 255],
  flat: () => [200, 60, 30, 255],
};

const draw = (width: number, height: number, drawing: Drawing): Image => ({
  rgba: Buffer.from(
    Array.from({ length: width * height }, (_, at) =>
      drawing(at % width, Math.floor(at / width), { width, height }).map(Math.round),
    ).flat(),
  ),
  width,
  height,
});

const sizes: [number, number][] = [
  [1, 1],
  [2, 1],
  [1, 2],
  [3, 3],
  [1, 5],
  [7, 4],
  [1, 400],
  [400, 1],
  [99, 3],
  [120, 90],
  [700, 20],
];

describe.each(Object.entries(drawings))('format=blurhash of %s', (_, drawing) => {
  test.each(sizes)('%i x %i', async (width, height) => {
    const image = draw(width, height, drawing);
    const png = await sharp(image.rgba, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
    const hash = (await deriving(png, { format: 'blurhash' })).bytes.toString();
    const { light, steps } = distance(hash, image);
    // Half a level of the mean is 0.45 % of light where that is brightest; half a step, and what rounding of colors behind alpha adds.
    expect(light).toBeLessThan(0.006);
    expect(steps).toBeLessThan(0.6);
  });
});

test('each wave of an even color is nothing', () => {
  const { rgba, ...size } = draw(5, 3, () => [9, 120, 240, 255]);
  expect(encodeBlurhash(rgba, size, { across: 4, down: 3 }).slice(6)).toBe('fQ'.repeat(11));
});

/** What a ThumbHash says of the mean: lightness, two differences of colors, alpha; each in its own steps, not rounded. */
const meanSteps = ({ rgba, width, height }: Image): number[] => {
  const area = width * height;
  const mean = [0, 0, 0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = (rgba[at + 3] ?? 0) / 255;
    for (const channel of [0, 1, 2]) mean[channel] = (mean[channel] ?? 0) + (alpha * (rgba[at + channel] ?? 0)) / 255;
    mean[3] = (mean[3] ?? 0) + alpha;
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = mean;
  // What is see-through is filled with the mean, which stays it.
  const [r, g, b] = [red / alpha, green / alpha, blue / alpha];
  return [(63 * (r + g + b)) / 3, 31.5 + 31.5 * ((r + g) / 2 - b), 31.5 + 31.5 * (r - g), (15 * alpha) / area];
};

describe.each(Object.entries(drawings))('the mean in format=thumbhash of %s', (_, drawing) => {
  test.each(sizes)('%i x %i', async (width, height) => {
    const image = draw(width, height, drawing);
    const png = await sharp(image.rgba, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
    const hash = Buffer.from((await deriving(png, { format: 'thumbhash' })).bytes.toString(), 'base64');
    const head = hash.readUIntLE(0, 3);
    const hasAlpha = head >> 23 === 1;
    const said = [head & 63, (head >> 6) & 63, (head >> 12) & 63, hasAlpha ? (hash[5] ?? 0) & 15 : 15];
    const off = meanSteps(image).map((exact, at) => Math.abs(exact - (said[at] ?? 99)));
    // Half a step of rounding, and what a reduction to 100 pixels moves.
    expect(Math.max(...off), `${said}`).toBeLessThan(0.75);
  });
});
