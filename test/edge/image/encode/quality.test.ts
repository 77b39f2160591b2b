import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../../../edge/image/analysis/sample.ts';
import { reference, score } from '../../../../edge/image/analysis/ssimulacra2.ts';
import { type Lossy, qualityAt, search } from '../../../../edge/image/encode/quality.ts';
import { deriving } from '../../../support/deriving.ts';
import { photograph } from '../../../support/images/photograph.ts';

const rgbOf = (image: Buffer) => sharp(image).removeAlpha().raw().toBuffer();
const [width, height] = [250, 190];
const drawn = await rgbOf(await photograph(width, height));

/** Pixels changed by themselves, or to the mean of the block that they are in. */
const changed = (change: (value: number, channel: number, pixel: number) => number) =>
  Buffer.from(
    drawn.map((value, at) => Math.max(0, Math.min(255, Math.round(change(value, at % 3, Math.floor(at / 3)))))),
  );
const inBlocks = changed((_, channel, pixel) => {
  const [left, top] = [(pixel % width) & ~3, Math.floor(pixel / width) & ~3];
  let [sum, count] = [0, 0];
  for (let y = top; y < Math.min(top + 4, height); y++)
    for (let x = left; x < Math.min(left + 4, width); x++, count++) sum += drawn[(y * width + x) * 3 + channel] ?? 0;
  return sum / count;
});

describe("SSIMULACRA 2 agrees with its authors'", () => {
  // Scores of ssimulacra2_rs 0.5.2 (https://github.com/rust-av/ssimulacra2), a port that its tests compare with libjxl's.
  test.each([
    ['the same', drawn, 100],
    ['grain', changed((value, channel, pixel) => value + ((pixel * 7 + channel * 5) % 13) - 6), 89.097],
    ['coarse steps', changed((value) => Math.floor(value / 16) * 16 + 8), 75.048],
    ['another blue', changed((value, channel) => value + (channel === 2 ? 12 : 0)), 81.183],
    ['blocks', inBlocks, 82.096],
    ['darker', changed((value) => value * 0.9), 64.216],
  ] as [string, Buffer, number][])('%s', (_, other, expected) => {
    const found = score(reference({ rgb: drawn, width, height }), other);
    expect(Math.abs(found - expected)).toBeLessThan(0.15);
    expect(Math.abs(score(reference({ rgb: drawn, width, height }, true), other) - expected)).toBeLessThan(0.6);
  });
});

describe('levels', () => {
  test.each(['jpeg', 'webp', 'avif'] as const)(
    '%s: a higher number is a higher quality, and one that the encoder knows',
    (format) => {
      const qualities = Array.from({ length: 100 }, (_, level) => qualityAt(level + 1, format));
      expect(qualities).toEqual(qualities.toSorted((a, b) => a - b));
      expect(qualities.every((quality) => Number.isInteger(quality) && quality >= 1 && quality <= 100)).toBe(true);
    },
  );

  test('a number of q looks alike in every format', async () => {
    const image = await photograph(420, 300, 24);
    const known = reference({ rgb: await rgbOf(image), width: 420, height: 300 });
    const scores = await Promise.all(
      (['jpeg', 'webp', 'avif'] as const).map(async (format) => {
        const { bytes } = await deriving(image, { format, q: 70 });
        return score(known, await rgbOf(bytes));
      }),
    );
    expect(Math.max(...scores) - Math.min(...scores)).toBeLessThan(8);
  });
});

describe('a sample', () => {
  const pixels = (width: number, height: number, channels: 3 | 4 = 3) => ({
    bytes: Buffer.from(Uint8Array.from({ length: width * height * channels }, (_, at) => at % 251)),
    ...{ width, height, channels, frames: 1, delays: [], loop: 0 },
  });

  test('of a small image is all of it', () => {
    const small = pixels(300, 200);
    expect(sampleOf(small)).toEqual({ rgb: small.bytes, width: 300, height: 200, whole: true });
  });

  test.each([
    [1200, 800, 384, 384],
    [4000, 100, 1536, 96],
    [100, 4000, 96, 384],
    [8000, 20, 1536, 20],
  ])('of %i x %i is %i x %i', (width, height, sampleWidth, sampleHeight) => {
    const sample = sampleOf(pixels(width, height));
    expect(sample).toMatchObject(
      width * height > 147_456 ? { width: sampleWidth, height: sampleHeight } : { width, height },
    );
    expect(sample.rgb.length).toBe(sample.width * sample.height * 3);
  });

  test('begins and ends where the image does', () => {
    const large = pixels(1000, 700);
    const { rgb } = sampleOf(large);
    expect(rgb.subarray(0, 96 * 3).equals(large.bytes.subarray(0, 96 * 3))).toBe(true);
    expect(rgb.subarray(-96 * 3).equals(large.bytes.subarray(-96 * 3))).toBe(true);
  });

  test('what is see-through is grey', () => {
    const clear = { ...pixels(10, 10, 4), bytes: Buffer.alloc(400) };
    expect(sampleOf(clear).rgb.every((value) => value === 128)).toBe(true);
  });
});

describe('a promise is kept', () => {
  const scoreOf = async (image: Buffer, format: Lossy, q: 'auto' | 'auto-best' | 'auto-low') => {
    const { bytes, size } = await deriving(image, { format, q });
    return score(reference({ rgb: await rgbOf(image), ...size }), await rgbOf(bytes));
  };
  const images: [string, Promise<Buffer>][] = [
    ['smooth', photograph(360, 270, 22)],
    ['grainy', photograph(360, 270, 44)],
    ['large', photograph(900, 600, 40)],
  ];
  const rows = images.flatMap(([name, image]) =>
    (['jpeg', 'webp', 'avif'] as const).map((format) => [name, format, image] as const),
  );
  test.each(rows)('%s, %s', async (_, format, image) => {
    expect(Math.abs((await scoreOf(await image, format, 'auto')) - 68)).toBeLessThan(4);
  });

  test('the parameters stand in order', async () => {
    const image = await photograph(360, 270, 40);
    const bytes = await Promise.all(
      (['auto-low', 'auto-eco', 'auto-good', 'auto-best'] as const).map(
        async (q) => (await deriving(image, { format: 'webp', q })).bytes.length,
      ),
    );
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(new Set(bytes).size).toBe(4);
  });

  test('an image that scores the same at every quality is not encoded at the highest', async () => {
    const flat = { width: 64, height: 64, channels: 3 as const, frames: 1, delays: [], loop: 0 };
    const grey = { ...flat, bytes: Buffer.alloc(64 * 64 * 3, 119) };
    const tried: number[] = [];
    const encode = async (_: unknown, quality: number) => {
      tried.push(quality);
      return Buffer.alloc(0);
    };
    const level = await search(grey, 'auto', { format: 'jpeg', encode, decode: async () => grey.bytes });
    expect(level).toBeLessThan(60);
    expect(tried.length).toBeLessThanOrEqual(2);
  });
});
