import { describe, expect, test } from 'vitest';
import { sharp } from '../../../edge/picture/loaders.ts';
import { type Colour, chart, colourAt, near, quadrants } from '../../support/chart.ts';
import { drawn, pointOf, variantOf } from '../../support/derivative.ts';
import { deriving } from '../../support/deriving.ts';

const { topLeft: red, topRight: green, bottomRight: yellow, bottomLeft: blue } = quadrants;
const colours = [red, green, yellow, blue];
const delays = [100, 250, 40, 500];

const moving = (format: 'gif' | 'webp', more = {}) =>
  chart({ width: 80, height: 60, format, frames: 4, delays, loop: 3, ...more });

// In frame n of a chart the corner at the top left has the colour that was n corners before it.
const turnedBy = (corner: number, frame: number): Colour => colours[(corner - frame + 8) % 4] ?? red;

const words: [query: string, size: [number, number], corner: number][] = [
  ['w=40', [40, 30], 0],
  ['w=30&h=30&fit=cover&position=right', [30, 30], 0],
  ['w=40&h=40&fit=contain&bg=fff&pad=4', [48, 48], -1],
  ['w=40&flip=h', [40, 30], 1],
  ['w=40&flip=v', [40, 30], 3],
  ['w=30&rot=90', [30, 40], 3],
  ['w=40&rot=180', [40, 30], 2],
  ['w=40&rot=12&bg=fff', [45, 38], -1],
  ['w=40&border=4,fff', [48, 38], -1],
  ['w=160&enlarge=1', [160, 120], 0],
  ['rect=40,30,40,30', [40, 30], 2],
  ['w=40&blur=20&sharp=40&sat=0', [40, 30], 0],
  ['w=40&mask=circle&bg=fff', [40, 30], -1],
  ['w=40&radius=20&bg=fff', [40, 30], -1],
];

describe.each(['gif', 'webp'] as const)('an animated %s', (format) => {
  test.each(words)('%s: every frame, its delay and the loop', async (query, [width, height], corner) => {
    const { bytes } = await deriving(await moving(format), variantOf(query));
    const { pages, delay, loop, width: w, pageHeight } = await sharp(bytes, { animated: true }).metadata();
    expect({ pages, delay, loop, w, pageHeight }).toEqual({
      pages: 4,
      delay: delays,
      loop: 3,
      w: width,
      pageHeight: height,
    });
    for (const frame of [0, 1, 2, 3]) {
      const seen = await colourAt(bytes, 0.08, 0.1, frame);
      const expected: Colour = corner < 0 ? [255, 255, 255, 255] : turnedBy(corner, frame);
      expect(near(seen, expected, 40), `frame ${frame}: ${seen} is not ${expected}`).toBe(true);
    }
  });

  test.each([
    ['anim=false', 0],
    ['frame=1', 0],
    ['frame=3', 2],
    ['frame=99', 3],
    ['frame=2&rot=360', 1],
  ])('%s: one of them, at rest', async (query, frame) => {
    const { bytes, type } = await deriving(await moving(format), variantOf(`w=40&${query}`));
    expect(type).toBe(`image/${format}`);
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
    expect(near(await colourAt(bytes, 0.1, 0.1), turnedBy(0, frame), 40)).toBe(true);
  });

  test.each(['jpeg', 'png', 'avif'])('as %s: the first of them, at rest', async (still) => {
    const { bytes, size } = await deriving(await moving(format), variantOf(`w=40&format=${still}`));
    const { width, height } = await sharp(bytes).metadata();
    expect({ width, height }).toEqual({ width: 40, height: 30 });
    expect(size).toEqual({ width: 40, height: 30 });
    expect(near(await colourAt(bytes, 0.1, 0.1), red, 40)).toBe(true);
  });
});

test('a WebP that EXIF turns keeps moving, upright', async () => {
  const picture = await drawn(await moving('webp', { orientation: 6 }), 'w=40');
  expect([picture.frames, picture.width, picture.height]).toEqual([4, 40, 30]);
  for (const frame of [0, 1, 2, 3]) expect(near(pointOf(picture, 0.1, 0.1, frame), turnedBy(0, frame), 40)).toBe(true);
});

test.each(['w=160&enlarge=1', 'h=200&fit=fill&w=40&enlarge=1', 'rect=0,0,40,30&w=80&enlarge=1&rot=90'])(
  '%s: nothing of one frame shines into the next',
  async (query) => {
    const grey = (level: number) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background: { r: level, g: level, b: level } } })
        .png()
        .toBuffer();
    const frames = await Promise.all([0, 255, 0].map(grey));
    const bytes = await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    const picture = await drawn(bytes, query);
    const length = picture.bytes.length / 3;
    const white = picture.bytes.subarray(length, 2 * length);
    expect([picture.frames, Math.min(...white)]).toEqual([3, 255]);
  },
);

// What a frame leaves standing, or takes away, is the decoder's to know: each frame comes whole.
test('what is see-through in a later frame does not show an earlier one', async () => {
  const bytes = await moving('gif', { alpha: true, frames: 4 });
  const { bytes: made } = await deriving(bytes, variantOf('w=40'));
  for (const frame of [0, 1, 2, 3]) {
    const points = [
      [0.2, 0.2],
      [0.8, 0.2],
      [0.8, 0.8],
      [0.2, 0.8],
    ] as const;
    const alphas = await Promise.all(points.map(async ([x, y]) => (await colourAt(made, x, y, frame))[3]));
    expect(alphas.map((alpha) => alpha > 128)).toEqual([0, 1, 2, 3].map((corner) => (corner - frame + 4) % 4 !== 2));
  }
});
