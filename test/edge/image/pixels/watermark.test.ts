import { expect, test } from 'vitest';
import { Underivable } from '../../../../edge/errors.ts';
import { sharp } from '../../../../edge/image/sharp.ts';
import { drawn, pointOf } from '../../../support/derivative.ts';
import { type Color, chart, near } from '../../../support/images/chart.ts';

const blue: Color = [0, 0, 255, 255];
const white: Color = [255, 255, 255, 255];

const solid = (width: number, height: number, color: Color, more = {}) =>
  chart({ width, height, format: 'png', colors: [color, color, color, color], ...more });
const original = await solid(200, 100, white);
const mark = await solid(40, 20, blue);

/** Left, top, right and bottom of what is blue in a frame. */
const blueIn = (image: Awaited<ReturnType<typeof drawn>>, frame = 0) => {
  const found = { left: Infinity, top: Infinity, right: -1, bottom: -1 };
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const [r] = pointOf(image, (x + 0.5) / image.width, (y + 0.5) / image.height, frame);
      if (r > 200) continue;
      found.left = Math.min(found.left, x);
      found.top = Math.min(found.top, y);
      found.right = Math.max(found.right, x);
      found.bottom = Math.max(found.bottom, y);
    }
  }
  return [found.left, found.top, found.right + 1, found.bottom + 1];
};

const places: [query: string, place: [left: number, top: number, right: number, bottom: number]][] = [
  ['mark=logo', [140, 65, 190, 90]],
  ['mark=logo&mark-align=top-left', [10, 10, 60, 35]],
  ['mark=logo&mark-align=top-right', [140, 10, 190, 35]],
  ['mark=logo&mark-align=bottom-left', [10, 65, 60, 90]],
  ['mark=logo&mark-align=center', [75, 38, 125, 63]],
  ['mark=logo&mark-align=bottom', [75, 65, 125, 90]],
  ['mark=logo&mark-align=0.25x0', [43, 10, 93, 35]],
  ['mark=logo&mark-pad=0', [150, 75, 200, 100]],
  ['mark=logo&mark-pad=20&mark-align=top-left', [20, 20, 70, 45]],
  ['mark=logo&mark-w=0.5&mark-align=top-left', [10, 10, 110, 60]],
  ['mark=logo&mark-w=20&mark-align=top-left', [10, 10, 30, 20]],
  ['mark=logo&mark-w=0&mark-align=top-left', [10, 10, 50, 30]],
  // Never past the edges, and in its own shape.
  ['mark=logo&mark-w=0.99&mark-pad=0', [2, 1, 200, 100]],
  ['mark=logo&mark-w=900&mark-pad=30', [90, 30, 170, 70]],
  ['mark=logo&mark-w=10&mark-pad=4000', [147, 49, 151, 51]],
  // Of the derivative, not of the original; pixels times dpr.
  ['w=100&mark=logo', [65, 27, 90, 40]],
  ['w=100&dpr=2&mark=logo&mark-w=20', [140, 60, 180, 80]],
  ['rot=90&mark=logo', [65, 177, 90, 190]],
  // On everything: the space around an image, its mask, its colors.
  ['pad=20&mark=logo&bg=fff', [170, 100, 230, 130]],
  ['mask=circle&bg=fff&mark=logo&mark-align=top-left', [10, 10, 60, 35]],
  ['invert=false&mono=true&mark=logo', [140, 65, 190, 90]],
];

test.each(places)('%s', async (query, place) => {
  expect(blueIn(await drawn(original, query, mark))).toEqual(place);
});

test.each([
  [100, 0],
  [50, 128],
  [0, 255],
])('mark-alpha=%i', async (opacity, rest) => {
  const [r, g, b, a] = pointOf(await drawn(original, `mark=logo&mark-alpha=${opacity}`, mark), 0.8, 0.8);
  expect([b, a]).toEqual([255, 255]);
  expect(Math.abs(r - rest)).toBeLessThanOrEqual(1);
  expect(Math.abs(g - rest)).toBeLessThanOrEqual(1);
});

test('a see-through mark lets the image through, and adds to what is see-through', async () => {
  const holed = await solid(40, 20, blue, { alpha: true });
  const image = await drawn(original, 'mark=logo', holed);
  expect(near(pointOf(image, 0.72, 0.7), blue)).toBe(true);
  expect(near(pointOf(image, 0.93, 0.87), white)).toBe(true);
  const clear = await sharp({ create: { width: 200, height: 100, channels: 4, background: '#0000' } })
    .png()
    .toBuffer();
  const half = await drawn(clear, 'mark=logo&mark-alpha=50&format=png', mark);
  expect(pointOf(half, 0.8, 0.8)).toEqual([0, 0, 255, 128]);
  expect(pointOf(half, 0.2, 0.2)[3]).toBe(0);
});

test('a mark is on every frame', async () => {
  // Nearly white, for frames that are alike are one frame.
  const [a, b]: Color[] = [white, [255, 240, 240, 255]];
  const bytes = await chart({
    width: 200,
    height: 100,
    format: 'webp',
    frames: 3,
    colors: [a ?? white, b ?? white, white, white],
  });
  const moving = await drawn(bytes, 'mark=logo', mark);
  expect([0, 1, 2].map((frame) => blueIn(moving, frame))).toEqual(Array(3).fill([140, 65, 190, 90]));
});

test('a mark with EXIF orientation, or that is a drawing, is upright', async () => {
  const turned = await solid(40, 20, blue, { format: 'jpeg', orientation: 6 });
  expect(blueIn(await drawn(original, 'mark=logo', turned))).toEqual([140, 65, 190, 90]);
  const drawing = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><path fill="#00f" d="M0 0h8v4H0z"/></svg>',
  );
  expect(blueIn(await drawn(original, 'mark=logo', drawing))).toEqual([140, 65, 190, 90]);
});

test('a name that is not configured, and one that is no image, are refused', async () => {
  const refused = async (bytes?: Uint8Array) => {
    const error = await drawn(original, 'mark=logo', bytes).catch((thrown: unknown) => thrown);
    return error instanceof Underivable ? error.reason : error;
  };
  expect(await refused()).toBe('unknown-name');
  expect(await refused(Buffer.from('no image'))).toBe('fault');
});
