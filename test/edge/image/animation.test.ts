import { describe, expect, test } from 'vitest';
import { sharp } from '../../../edge/image/sharp.ts';
import { drawn, pointOf, variantOf } from '../../support/derivative.ts';
import { deriving } from '../../support/deriving.ts';
import { type Color, chart, colorAt, near, quadrants } from '../../support/images/chart.ts';
import { type GifFrame, gifOf } from '../../support/images/gif.ts';

const { topLeft: red, topRight: green, bottomRight: yellow, bottomLeft: blue } = quadrants;
const colors = [red, green, yellow, blue];
const delays = [100, 250, 40, 500];

const moving = (format: 'gif' | 'webp', more = {}) =>
  chart({ width: 80, height: 60, format, frames: 4, delays, loop: 3, ...more });

// In frame n of a chart the corner at the top left has the color that was n corners before it.
const turnedBy = (corner: number, frame: number): Color => colors[(corner - frame + 8) % 4] ?? red;

const parameters: [query: string, size: [number, number], corner: number][] = [
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
  test.each(parameters)('%s: every frame, its delay and the loop', async (query, [width, height], corner) => {
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
      const seen = await colorAt(bytes, 0.08, 0.1, frame);
      const expected: Color = corner < 0 ? [255, 255, 255, 255] : turnedBy(corner, frame);
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
    expect(near(await colorAt(bytes, 0.1, 0.1), turnedBy(0, frame), 40)).toBe(true);
  });

  test.each(['jpeg', 'png', 'avif'])('as %s: the first of them, at rest', async (still) => {
    const { bytes, size } = await deriving(await moving(format), variantOf(`w=40&format=${still}`));
    const { width, height } = await sharp(bytes).metadata();
    expect({ width, height }).toEqual({ width: 40, height: 30 });
    expect(size).toEqual({ width: 40, height: 30 });
    expect(near(await colorAt(bytes, 0.1, 0.1), red, 40)).toBe(true);
  });
});

test('a WebP that EXIF turns keeps moving, upright', async () => {
  const image = await drawn(await moving('webp', { orientation: 6 }), 'w=40');
  expect([image.frames, image.width, image.height]).toEqual([4, 40, 30]);
  for (const frame of [0, 1, 2, 3]) expect(near(pointOf(image, 0.1, 0.1, frame), turnedBy(0, frame), 40)).toBe(true);
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
    const image = await drawn(bytes, query);
    const length = image.bytes.length / 3;
    const white = image.bytes.subarray(length, 2 * length);
    expect([image.frames, Math.min(...white)]).toEqual([3, 255]);
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
    const alphas = await Promise.all(points.map(async ([x, y]) => (await colorAt(made, x, y, frame))[3]));
    expect(alphas.map((alpha) => alpha > 128)).toEqual([0, 1, 2, 3].map((corner) => (corner - frame + 4) % 4 !== 2));
  }
});

describe('what no frame covers is see-through', () => {
  const all = [0, 0, 40, 30] as const;
  const corner = [0, 0, 20, 15] as const;
  const rows: [string, GifFrame[], string][] = [
    [
      'a first frame that is smaller',
      [
        { at: corner, color: 0 },
        { at: all, color: 1 },
      ],
      'R- GG',
    ],
    ['a still that is smaller', [{ at: corner, color: 2 }], 'B-'],
    [
      'a frame that goes',
      [
        { at: all, color: 0, disposal: 2 },
        { at: corner, color: 1 },
      ],
      'RR G-',
    ],
    [
      'a part that goes',
      [
        { at: all, color: 0 },
        { at: corner, color: 1, disposal: 2 },
        { at: [30, 20, 5, 5], color: 2 },
      ],
      'RR GR -R',
    ],
    [
      'a first frame that gives way to what was before',
      [
        { at: all, color: 0, disposal: 3 },
        { at: corner, color: 1 },
      ],
      'RR G-',
    ],
    [
      'a frame that goes, behind holes',
      [
        { at: all, color: 0, disposal: 2 },
        { at: all, color: 1, hole: 1 },
      ],
      'RR --',
    ],
    [
      'a part that goes, behind holes',
      [
        { at: all, color: 0 },
        { at: corner, color: 1, disposal: 2 },
        { at: corner, color: 2, hole: 2 },
      ],
      'RR GR -R',
    ],
    // ——— covered
    [
      'a frame that goes, and another comes',
      [
        { at: all, color: 0, disposal: 2 },
        { at: all, color: 1, disposal: 2 },
      ],
      'RR GG',
    ],
    [
      'a part that stays',
      [
        { at: all, color: 0 },
        { at: corner, color: 1 },
      ],
      'RR GR',
    ],
    [
      'a part that gives way',
      [
        { at: all, color: 0 },
        { at: corner, color: 1, disposal: 3 },
        { at: [30, 20, 5, 5], color: 2 },
      ],
      'RR GR RR',
    ],
  ];
  const letter = ([r, g, b, a]: Color) => (a < 128 ? '-' : r > 128 ? 'R' : g > 128 ? 'G' : b > 128 ? 'B' : 'black');
  test.each(rows)('%s', async (_, frames, expected) => {
    for (const format of ['gif', 'webp', 'png'] as const) {
      const { bytes } = await deriving(gifOf(40, 30, frames), { format, w: 39 });
      const shown = format === 'png' ? expected.split(' ').slice(0, 1) : expected.split(' ');
      const seen = shown.map(async (_, frame) =>
        [await colorAt(bytes, 0.2, 0.2, frame), await colorAt(bytes, 0.6, 0.8, frame)].map(letter).join(''),
      );
      expect(await Promise.all(seen), format).toEqual(shown);
    }
  });
});

test.each([
  ['a delay of eleven minutes', [65_535, 20], 0, { delay: [65_540, 200], loop: 0 }],
  ['as many rounds as there are', [10, 20], 65_535, { delay: [100, 200], loop: 65_535 }],
])('%s: as much of it as can be written', async (_, [first = 0, second = 0], loop, expected) => {
  const all = [0, 0, 40, 30] as const;
  const original = gifOf(
    ...([40, 30] as const),
    [
      { at: all, color: 0, delay: first },
      { at: all, color: 1, delay: second },
    ],
    loop,
  );
  const { bytes } = await deriving(original, variantOf('w=20'));
  const { delay, loop: rounds } = await sharp(bytes, { animated: true }).metadata();
  expect({ delay, loop: rounds }).toEqual(expected);
});
