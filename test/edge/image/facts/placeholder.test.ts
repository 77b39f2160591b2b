import { decode } from 'blurhash';
import { thumbHashToRGBA } from 'thumbhash';
import { expect, test } from 'vitest';
import { blurhashOf, thumbhashOf } from '../../../../edge/image/facts/placeholder.ts';

const flat = (width: number, height: number, color: number[]) => ({
  rgba: Buffer.alloc(width * height * 4, Buffer.from([...color, 255])),
  width,
  height,
});

const farthest = (pixels: ArrayLike<number>, color: number[]) =>
  Math.max(...Array.from(pixels, (value, at) => (at % 4 === 3 ? 0 : Math.abs(value - (color[at % 4] ?? 0)))));

// Steps of the formats themselves: a fifth of a per cent in BlurHash, 1 / 63 of lightness in ThumbHash.
test.each([
  [1, 1],
  [2, 1],
  [3, 5],
  [8, 8],
  [32, 20],
  [100, 75],
  [100, 1],
  [1, 60],
  [40, 2],
  [3, 32],
])('one color of %i x %i pixels is that color in its placeholders', async (width, height) => {
  for (const color of [
    [200, 60, 30],
    [20, 90, 220],
    [128, 128, 128],
    [255, 255, 255],
  ]) {
    const image = flat(width, height, color);
    expect(farthest(decode(blurhashOf(image), 12, 12), color)).toBeLessThanOrEqual(2);
    const { rgba, w, h } = thumbHashToRGBA(Buffer.from(await thumbhashOf(image), 'base64'));
    expect(farthest(rgba, color)).toBeLessThanOrEqual(12);
    expect([w >= h, h >= w]).toEqual([width >= height, height >= width]);
  }
});

test('two pixels are two halves', async () => {
  const halves = { rgba: Buffer.from([255, 0, 0, 255, 0, 0, 255, 255]), width: 2, height: 1 };
  const pixels = decode(blurhashOf(halves), 20, 1);
  expect([pixels[0], pixels[2], pixels[76], pixels[78]]).toEqual([
    expect.toSatisfy((red) => red > 200),
    expect.toSatisfy((blue) => blue < 150),
    expect.toSatisfy((red) => red < 150),
    expect.toSatisfy((blue) => blue > 200),
  ]);
});
