import { describe, expect, test } from 'vitest';
import { applyColorMatrix } from '../../../../edge/image/pixels/color-matrix.ts';
import { blur, sharpen, tint } from '../../../../edge/image/pixels/effects.ts';
import type { Pixels } from '../../../../edge/image/pixels/pixels.ts';
import { variantOf } from '../../../support/derivative.ts';

type Rgb = [r: number, g: number, b: number];

const red: Rgb = [255, 0, 0];
const grey: Rgb = [128, 128, 128];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const brick: Rgb = [180, 90, 60];

const still = { frames: 1, delays: [], loop: 0 };
const dot = (color: number[]): Pixels => ({
  ...still,
  bytes: Buffer.from(color),
  width: 1,
  height: 1,
  channels: color.length === 4 ? 4 : 3,
});

// Worked out by hand from the formulas of CSS.
const tones: [query: string, from: Rgb, to: Rgb][] = [
  ['bri=0', brick, brick],
  ['bri=50', [100, 50, 0], [150, 75, 0]],
  ['bri=100', [200, 100, 50], [255, 200, 100]],
  ['bri=-100', white, black],
  ['con=0', brick, brick],
  ['con=100', [200, 100, 128], [255, 73, 129]],
  ['con=-100', red, grey],
  ['sat=0', brick, brick],
  ['sat=-100', red, [54, 54, 54]],
  ['sat=-100', grey, grey],
  ['sat=100', brick, [253, 73, 13]],
  ['hue=0', brick, brick],
  ['hue=360', brick, brick],
  ['hue=180', red, [0, 109, 109]],
  ['hue=120', red, [0, 113, 0]],
  ['hue=-240', red, [0, 113, 0]],
  ['hue=77', grey, grey],
  ['gam=0', brick, brick],
  ['gam=100', [64, 128, 255], [128, 181, 255]],
  ['gam=-50', [64, 128, 255], [16, 64, 255]],
  ['gam=-100', [0, 128, 255], [0, 0, 255]],
  ['gam=50', black, black],
  ['mono=false', brick, brick],
  ['mono=true', red, [54, 54, 54]],
  ['mono=true', [0, 255, 0], [182, 182, 182]],
  ['mono=true', [0, 0, 255], [18, 18, 18]],
  ['mono=ff8000', white, [255, 128, 0]],
  ['mono=ff8000', black, black],
  ['sepia=0', brick, brick],
  ['sepia=100', grey, [173, 154, 120]],
  ['sepia=50', grey, [150, 141, 124]],
  ['invert=true', red, [0, 255, 255]],
  ['invert=true', brick, [75, 165, 195]],
  // The table's order, whatever the URL's; nothing burns out in between.
  ['invert=true&bri=100', grey, [0, 0, 0]],
  ['bri=100&con=-50', white, white],
  ['bri=100&mono=404040', white, [128, 128, 128]],
];

test.each(tones)('%s of %o is %o', (query, from, to) => {
  for (const alpha of [[], [77]]) {
    const seen = [...applyColorMatrix(dot([...from, ...alpha]), variantOf(query)).bytes];
    expect(seen.slice(3)).toEqual(alpha);
    for (const channel of [0, 1, 2])
      expect(Math.abs((seen[channel] ?? 0) - (to[channel] ?? 0)), `${seen}`).toBeLessThanOrEqual(1);
  }
});

test('gam=100 and gam=-50 undo each other', () => {
  for (const value of [20, 90, 160, 230]) {
    const there = applyColorMatrix(dot([value, value, value]), variantOf('gam=100'));
    expect(Math.abs((applyColorMatrix(there, variantOf('gam=-50')).bytes[0] ?? 0) - value)).toBeLessThanOrEqual(2);
  }
});

test('parameters that say nothing leave the very pixels', () => {
  const pixels = dot(brick);
  expect(applyColorMatrix(pixels, variantOf('w=20&bri=0'))).toBe(pixels);
  expect(blur(pixels, 0)).toBe(pixels);
  expect(sharpen(pixels, 0)).toBe(pixels);
  expect(tint(pixels, undefined)).toBe(pixels);
});

/** Black on the left, white on the right, in a row of `frames` such images: every other one is all white. */
const edge = (width: number, frames = 1): Pixels => {
  const height = 12;
  const bytes = Buffer.alloc(width * height * frames * 3, 255);
  for (let frame = 0; frame < frames; frame += 2)
    for (let y = 0; y < height; y++) {
      const row = (frame * height + y) * width * 3;
      bytes.fill(0, row, row + (width / 2) * 3);
    }
  return { ...still, bytes, width, height, channels: 3, frames };
};
const along =
  ({ bytes, width }: Pixels, row = 6) =>
  (x: number) =>
    bytes[(row * width + x) * 3] ?? 0;

describe('blur', () => {
  test.each([
    [10, 2],
    [50, 14],
    [200, 50],
    [1000, 220],
  ])('%i spreads an edge over about %i pixels', async (amount, wide) => {
    const width = 800;
    const at = along(await blur(edge(width), amount));
    const values = Array.from({ length: width }, (_, x) => at(x));
    // A Gaussian's edge goes from 10 % to 90 % in 2.56 standard deviations; the outer 5 % of images as small are its edges' own.
    const spread = values.filter((value) => value > 26 && value < 230).length;
    expect(spread).toBeGreaterThan(wide * 0.75);
    expect(spread).toBeLessThan(wide * 1.4 + 2);
    expect(values.every((value, x) => x === 0 || value >= (values[x - 1] ?? 0) - 1)).toBe(true);
    // libvips enlarges half a pixel to the right.
    expect(Math.abs(at(width / 2) + at(width / 2 - 1) - 255)).toBeLessThan(30);
  });

  test('each step of the smallest softens an edge more, and flat areas stay', async () => {
    const shades: number[] = [];
    for (const amount of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const at = along(await blur(edge(80), amount));
      expect([at(20), at(60)]).toEqual([0, 255]);
      shades.push(at(39));
    }
    expect(shades.every((shade, step) => step === 0 || shade > (shades[step - 1] ?? 255))).toBe(true);
  });

  test.each([3, 40, 400])('%i: nothing of one frame shines into the next', async (amount) => {
    const blurred = await blur(edge(80, 3), amount);
    expect([blurred.frames, blurred.height]).toEqual([3, 12]);
    const second = blurred.bytes.subarray(80 * 12 * 3, 80 * 24 * 3);
    expect(Math.min(...second)).toBeGreaterThan(250);
  });
});

describe('sharp', () => {
  test.each([20, 60, 100])('%i steepens an edge, and flat areas stay', async (amount) => {
    const soft = await blur(edge(80), 10);
    const crisp = await sharpen(soft, amount);
    const steepness = (pixels: Pixels) => along(pixels)(40) - along(pixels)(39);
    expect(steepness(crisp)).toBeGreaterThan(steepness(soft) + amount / 5);
    expect([along(crisp)(3), along(crisp)(76)]).toEqual([0, 255]);
  });

  test('alpha stays as it was', async () => {
    const bytes = Buffer.alloc(20 * 20 * 4, 200);
    for (let at = 3; at < bytes.length; at += 4) bytes[at] = (at * 7) % 256;
    const crisp = await sharpen({ ...still, bytes, width: 20, height: 20, channels: 4 }, 50);
    expect(crisp.bytes.every((value, at) => at % 4 !== 3 || value === bytes[at])).toBe(true);
  });
});

describe('tint', () => {
  test('keeps black, white and lightness, and gives the middle the hue', async () => {
    const bytes = Buffer.from([...black, ...grey, ...white, ...red]);
    const tinted = await tint({ ...still, bytes, width: 2, height: 1, frames: 2, channels: 3 }, '0000ff');
    expect([tinted.frames, tinted.width, tinted.height]).toEqual([2, 2, 1]);
    const [b, g, w, r] = [0, 3, 6, 9].map((at) => [...tinted.bytes.subarray(at, at + 3)]);
    expect(Math.max(...(b ?? []))).toBeLessThan(6);
    expect(Math.min(...(w ?? []))).toBeGreaterThan(249);
    for (const [x = 0, , z = 0] of [g ?? [], r ?? []]) expect(z).toBeGreaterThan(x + 40);
  });
});
