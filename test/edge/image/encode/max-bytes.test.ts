import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { encodeWithin } from '../../../../edge/image/encode/encode-within.ts';
import type { Loss } from '../../../../edge/image/encode/encodings.ts';
import { deriving } from '../../../support/deriving.ts';

const sample = (name: string) => readFile(new URL(`../../../../samples/${name}`, import.meta.url));

const limits = [300, 700, 1500, 3000, 6000, 12_000];

// Hard edges turn into gray where pixels are fewer: bytes do not follow pixels.
describe.each(['lines.png', 'flat.png', 'grey.jpg'])('max-bytes of %s', (name) => {
  test.each(['jpeg', 'webp', 'avif', 'png', 'gif', 'auto'] as const)('as %s', async (format) => {
    const original = await sample(name);
    const fmts: ('avif' | 'webp')[] = ['avif', 'webp'];
    let before = { bytes: Number.POSITIVE_INFINITY, pixels: 0 };
    for (const most of limits) {
      const made = await deriving(original, { w: 240, format, 'max-bytes': most, ...(format === 'auto' && { fmts }) });
      const [bytes, pixels] = [made.bytes.length, made.size.width * made.size.height];
      const said = `${most}: ${bytes} bytes, ${made.size.width} x ${made.size.height}, ${made.note}`;
      expect(made.note === 'over-max-bytes', said).toBe(bytes > most);
      // What fits into less fits.
      if (before.bytes < most) expect(bytes, said).toBeLessThanOrEqual(most);
      expect(pixels, said).toBeGreaterThanOrEqual(0.95 * before.pixels);
      if (made.note === 'fewer-pixels') expect(bytes, said).toBeGreaterThan(0.6 * most);
      before = { bytes, pixels };
    }
  });
});

test.each([700, 1500, 2000, 3000])('an animation within %i bytes, which one pixel of it keeps', async (most) => {
  const made = await deriving(await sample('animation.gif'), { w: 160, format: 'webp', 'max-bytes': most });
  expect([made.note, made.bytes.length]).toEqual(['fewer-pixels', expect.toSatisfy((length) => length <= most)]);
});

// Whatever is made of it needs more bytes than the original, which can only be sent whole.
test.each([3, 10, 50])(
  'where the original’s own file is the smallest, and %i times too large, it becomes fewer pixels',
  async (times) => {
    const original = await sample('animation.webp');
    const most = Math.floor(original.length / times);
    const made = await deriving(original, { format: 'webp', lossless: true, 'max-bytes': most });
    expect([made.note, made.bytes.length]).toEqual(['fewer-pixels', expect.toSatisfy((length) => length <= most)]);
  },
);

test('where the head of AVIF is too heavy, what the viewer accepts besides is sent', async () => {
  const variant = { w: 240, format: 'auto', 'max-bytes': 250 } as const;
  const both = await deriving(await sample('flat.png'), { ...variant, fmts: ['avif', 'webp'] });
  expect([both.type, both.note]).toEqual(['image/webp', 'fewer-pixels']);
  const one = await deriving(await sample('flat.png'), { ...variant, fmts: ['avif', 'only'] });
  expect([one.type, one.note]).toEqual(['image/avif', 'over-max-bytes']);
});

describe('of the steps that are skipped', () => {
  // Bytes of all colors, then of each step of a PNG's palette.
  const sizes = [1000, 500, 300, 250, 120, 60, 30];
  const qualities = [undefined, 100, 80, 60, 40, 20];
  const write = async (_: unknown, { dither, quality, colors }: Loss) =>
    Buffer.alloc(sizes[dither === undefined ? 0 : colors ? 6 : qualities.indexOf(quality)] ?? 0);
  const within = async (most: number, atAnyPrice: boolean) => {
    const budget = { bytes: 1e6, left: () => 1e6, workLeft: () => 1e6 };
    return (await encodeWithin('png', 75, { write, most, atAnyPrice, moves: false, budget })).bytes.length;
  };
  test.each([
    [1000, 1000],
    [600, 500],
    [280, 250],
    [130, 120],
    [110, 60],
    [59, 30],
    [10, 30],
  ])('the first that fits into %i bytes is taken: %i', async (most, bytes) => {
    expect(await within(most, true)).toBe(bytes);
  });
  test.each([
    [false, [{}, { colors: 16, frameError: 26 }]],
    [true, [{}, { frameError: 4 }, { frameError: 10 }, { frameError: 18 }]],
  ])('a GIF that moves: %s', async (moves, expected) => {
    const steps: Partial<Loss>[] = [];
    const counting = async (_: unknown, { quality: __, ...loss }: Loss) => {
      steps.push(loss);
      return Buffer.alloc(1000 - steps.length);
    };
    const budget = { bytes: 1e6, left: () => 1e6, workLeft: () => 1e6 };
    await encodeWithin('gif', 75, { write: counting, most: 1000 - expected.length, atAnyPrice: true, moves, budget });
    expect(steps).toEqual(expected);
  });
  test('where nobody asked for few bytes, none is tried again', async () => {
    expect(await within(130, false)).toBe(60);
  });
});
