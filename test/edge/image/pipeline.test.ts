import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Drawn, drawn, pointOf } from '../../support/derivative.ts';
import { type Chart, type Color, chart, near, quadrants } from '../../support/images/chart.ts';

const { topLeft: red, topRight: green, bottomRight: yellow, bottomLeft: blue } = quadrants;
const white: Color = [255, 255, 255, 255];
const black: Color = [0, 0, 0, 255];
const clear: Color = [0, 0, 0, 0];

type Point = [x: number, y: number, color: Color];

const expectPoints = (image: Drawn, points: Point[], tolerance = 12) => {
  for (const [x, y, color] of points) {
    const seen = pointOf(image, x, y);
    expect(near(seen, color, tolerance), `${x}, ${y}: ${seen} is not ${color}`).toBe(true);
  }
};

/** The four quadrants, clockwise from the top left. */
const corners = (a: Color, b: Color, c: Color, d: Color): Point[] => [
  [0.1, 0.1, a],
  [0.9, 0.1, b],
  [0.9, 0.9, c],
  [0.1, 0.9, d],
];

const repeated = (color: Color): [Color, Color, Color, Color] => [color, color, color, color];

type Row = [query: string, original: Partial<Chart>, size: [number, number], points: Point[]];

const rows: Row[] = [
  ['w=60', {}, [60, 40], corners(red, green, yellow, blue)],
  ['w=40&h=40&fit=cover', {}, [40, 40], corners(red, green, yellow, blue)],
  ['w=20&h=40&fit=cover&position=left', {}, [20, 40], corners(red, red, blue, blue)],
  ['w=20&h=40&fit=cover&position=right', {}, [20, 40], corners(green, green, yellow, yellow)],
  ['w=60&h=20&fit=cover&position=bottom', {}, [60, 20], corners(blue, yellow, yellow, blue)],
  ['w=60&h=60&fit=contain', {}, [60, 60], [...corners(white, white, white, white), [0.25, 0.3, red]]],
  ['w=60&h=60&fit=contain&bg=00f', {}, [60, 60], [...corners(blue, blue, blue, blue), [0.25, 0.3, red]]],
  ['w=60&h=60&fit=contain&position=top&format=png', {}, [60, 60], corners(red, green, clear, clear)],
  ['w=60&h=60&fit=fill', {}, [60, 60], corners(red, green, yellow, blue)],
  ['w=60&h=60&fit=outside', {}, [90, 60], corners(red, green, yellow, blue)],
  ['w=240&enlarge=true', {}, [240, 160], corners(red, green, yellow, blue)],
  // Regions.
  ['rect=60,0,60,40', {}, [60, 40], corners(green, green, green, green)],
  ['rect=0.5,0.5,0.5,0.5&w=30', {}, [30, 20], corners(yellow, yellow, yellow, yellow)],
  ['rect=0.5,0.5,0.5,0.5&w=120&enlarge=1', {}, [120, 80], corners(yellow, yellow, yellow, yellow)],
  ['rect=0,40,120,40&w=60&rot=90', {}, [40, 120], corners(blue, blue, yellow, yellow)],
  // Ways round.
  ['rot=90&w=40', {}, [40, 60], corners(blue, red, green, yellow)],
  ['rot=180&w=60', {}, [60, 40], corners(yellow, blue, red, green)],
  ['rot=270&w=40', {}, [40, 60], corners(green, yellow, blue, red)],
  ['rot=-90', {}, [80, 120], corners(green, yellow, blue, red)],
  ['flip=h&w=60', {}, [60, 40], corners(green, red, blue, yellow)],
  ['flip=v&w=60', {}, [60, 40], corners(blue, yellow, green, red)],
  ['flip=hv', {}, [120, 80], corners(yellow, blue, red, green)],
  ['flip=h&rot=90&w=40', {}, [40, 60], corners(yellow, green, red, blue)],
  ['rot=90&w=40&h=20&fit=cover&position=top', {}, [40, 20], corners(blue, red, red, blue)],
  ['mirror=h&rot=90&w=40', {}, [40, 60], corners(red, blue, yellow, green)],
  ['mirror=v&rot=90&w=40', {}, [40, 60], corners(yellow, green, red, blue)],
  ['mirror=hv&flip=hv&w=60', {}, [60, 40], corners(red, green, yellow, blue)],
  [
    'mirror=h&rot=30&w=60&rot-bg=000',
    {},
    [72, 65],
    [...corners(black, black, black, black), [0.75, 0.45, blue], [0.5, 0.25, red]],
  ],
  [
    'rot=45&w=60&rot-bg=00f&bg=000&pad=5',
    {},
    [81, 81],
    [
      [0.02, 0.5, black],
      [0.1, 0.1, blue],
      [0.5, 0.2, red],
    ],
  ],
  ['rot=45&w=60&rot-bg=0000ff80&format=png', {}, [71, 71], corners(...repeated([0, 0, 255, 128]))],
  // Parts of the resized image, and a canvas behind it.
  ['w=60&window=30,20,30,20', {}, [30, 20], corners(yellow, yellow, yellow, yellow)],
  ['w=60&window=left,bottom,30,20', {}, [30, 20], corners(blue, blue, blue, blue)],
  [
    'w=60&canvas=100,60&bg=000',
    {},
    [100, 60],
    [...corners(black, black, black, black), [0.3, 0.3, red], [0.7, 0.7, yellow]],
  ],
  ['w=60&canvas=80,40&position=left&bg=000', {}, [80, 40], corners(red, black, black, blue)],
  ['w=240&h=240&fit=fillmax&bg=000', {}, [240, 240], [...corners(black, black, black, black), [0.4, 0.4, red]]],
  ['zoom=2&position=0x0&w=30', {}, [30, 20], corners(red, red, red, red)],
  ['rect=60,40&position=bottom-right&w=30', {}, [30, 20], corners(yellow, yellow, yellow, yellow)],
  // Shapes upside down.
  [
    'w=60&h=60&fit=fill&mask=triangle-180&mask-bg=000',
    {},
    [60, 60],
    [
      [0.1, 0.05, red],
      [0.05, 0.9, black],
      [0.95, 0.9, black],
    ],
  ],
  ['w=60&h=60&fit=fill&mask=diamond&mask-bg=000&format=png', {}, [60, 60], corners(black, black, black, black)],
  ['rot=45&w=60', {}, [71, 71], [...corners(white, white, white, white), [0.5, 0.2, red], [0.75, 0.5, green]]],
  ['rot=45&w=60&bg=000', {}, [71, 71], corners(black, black, black, black)],
  ['rot=45&w=60&format=png', {}, [71, 71], corners(clear, clear, clear, clear)],
  // Around the image.
  ['w=60&pad=10', {}, [80, 60], [...corners(white, white, white, white), [0.2, 0.2, red], [0.8, 0.8, yellow]]],
  [
    'w=60&pad=0,0,0,20&bg=f00',
    {},
    [80, 40],
    [
      [0.1, 0.9, red],
      [0.35, 0.9, blue],
    ],
  ],
  [
    'w=60&pad=20,0&format=png',
    {},
    [60, 80],
    [
      [0.1, 0.1, clear],
      [0.1, 0.3, red],
      [0.1, 0.9, clear],
    ],
  ],
  ['w=60&border=10,00f', {}, [80, 60], [...corners(blue, blue, blue, blue), [0.2, 0.2, red]]],
  ['w=60&border=10,0000ff00&format=png', {}, [80, 60], corners(clear, clear, clear, clear)],
  [
    'w=60&border=5,000&pad=5&bg=fff',
    {},
    [80, 60],
    [
      [0.02, 0.02, white],
      [0.1, 0.5, black],
      [0.2, 0.2, red],
    ],
  ],
  [
    'w=60&border=5&dpr=2',
    {},
    [140, 100],
    [
      [0.04, 0.5, black],
      [0.2, 0.2, red],
    ],
  ],
  // See-through.
  ['w=60&format=png', { alpha: true }, [60, 40], corners(red, green, clear, blue)],
  ['w=60&format=jpeg', { alpha: true }, [60, 40], corners(red, green, white, blue)],
  ['w=60&format=jpeg&bg=000', { alpha: true }, [60, 40], corners(red, green, black, blue)],
  ['w=60&format=png&bg=000', { alpha: true }, [60, 40], corners(red, green, black, blue)],
  ['w=60&format=png&bg=0000ff80', { alpha: true }, [60, 40], corners(red, green, [0, 0, 255, 128], blue)],
  ['w=60&format=jpeg&bg=0000ff80', { alpha: true }, [60, 40], corners(red, green, [127, 127, 255, 255], blue)],
  [
    'w=60&format=png&bg=0000ff80&pad=10',
    { alpha: true },
    [80, 60],
    corners([0, 0, 255, 128], [0, 0, 255, 128], [0, 0, 255, 128], [0, 0, 255, 128]),
  ],
  [
    'w=60&format=jpeg&invert=1',
    { alpha: true },
    [60, 40],
    corners([0, 255, 255, 255], [255, 0, 255, 255], white, yellow),
  ],
];

test.each(rows)('%s of %o', async (query, original, [width, height], points) => {
  const format = original.alpha ? 'png' : 'jpeg';
  const made = await drawn(await chart({ width: 120, height: 80, format, ...original }), query);
  expect([made.width, made.height]).toEqual([width, height]);
  expectPoints(made, points);
});

test('the order in the URL does not matter', async () => {
  const bytes = await chart({ width: 120, height: 80, format: 'png' });
  const parameters = [
    'w=60',
    'rot=20',
    'blur=30',
    'mono=true',
    'pad=3',
    'border=2,f00',
    'mask=heart',
    'bg=0f08',
    'flip=h',
  ];
  const one = await drawn(bytes, parameters.join('&'));
  const other = await drawn(bytes, parameters.toReversed().join('&'));
  expect(other.bytes.equals(one.bytes)).toBe(true);
});

test('a plain resize is what sharp alone makes of it', async () => {
  const { sharp } = await import('../../../edge/image/sharp.ts');
  const bytes = await chart({ width: 900, height: 600, format: 'jpeg' });
  const alone = await sharp(bytes)
    .resize({ width: 200, height: 133, fit: 'fill' })
    .toColorspace('srgb')
    .raw()
    .toBuffer();
  expect((await drawn(bytes, 'w=200')).bytes.equals(alone)).toBe(true);
});

// Where a see-through edge takes on the black that stands behind it, white shows as grey.
const edges: string[] = [
  'w=37',
  'w=160&enlarge=1',
  'w=60&rot=17',
  'w=60&mask=star',
  'w=60&radius=20',
  'w=60&blur=40',
  'w=60&sharp=80',
  'w=60&border=3,fff&radius=15&rot=-30',
  'w=60&h=60&fit=contain&pad=7',
];

test.each(edges)('%s: no dark fringe on what is white', async (query) => {
  const bytes = await chart({
    width: 120,
    height: 80,
    format: 'png',
    alpha: true,
    colors: [white, white, white, white],
  });
  const { bytes: pixels, channels } = await drawn(bytes, `${query}&format=png`);
  expect(channels).toBe(4);
  // Of the faintest pixels, eight bits keep too little to tell.
  let darkest = 255;
  for (let at = 0; at < pixels.length; at += 4)
    if ((pixels[at + 3] ?? 0) > 16)
      darkest = Math.min(darkest, pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
  expect(darkest).toBeGreaterThan(235);
});

test('every derivative has the planned size', { timeout: 60_000 }, async () => {
  const originals = await Promise.all([
    chart({ width: 90, height: 61, format: 'jpeg', orientation: 6 }),
    chart({ width: 47, height: 120, format: 'png', alpha: true }),
    chart({ width: 40, height: 30, format: 'gif', frames: 3 }),
    chart({ width: 33, height: 44, format: 'webp', orientation: 3 }),
  ]);
  const size = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0.3, 0.77));
  const parameters = fc.record(
    {
      w: size,
      h: size,
      dpr: fc.constantFrom(1, 1.5, 2),
      ar: fc.constantFrom('16:9', '1', '0.4'),
      fit: fc.constantFrom('inside', 'cover', 'contain', 'fill', 'outside'),
      position: fc.constantFrom('left', '0.3x0.8', 'attention', 'entropy'),
      rect: fc.constantFrom('5,5,20,10', '0.2,0.1,0.5,0.5'),
      trim: fc.constantFrom('auto', '40'),
      rot: fc.integer({ min: -200, max: 200 }),
      flip: fc.constantFrom('h', 'v'),
      enlarge: fc.constant('true'),
      pad: fc.constantFrom('3', '1,2,3,4'),
      border: fc.constantFrom('2,f00', '5'),
      radius: fc.constantFrom('9', 'max'),
      mask: fc.constantFrom('circle', 'heart'),
      blur: fc.constantFrom('20', '400'),
      mono: fc.constant('true'),
      bg: fc.constantFrom('fff', '0f08'),
      format: fc.constantFrom('jpeg', 'png', 'webp', 'gif'),
    },
    { requiredKeys: [] },
  );
  // A size that is not the planned one makes `drawn` throw.
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...originals), parameters, async (bytes, asked) => {
      const query = Object.entries({ w: 50, ...asked }).map(([parameter, value]) => `${parameter}=${value}`);
      const { plan, width, height } = await drawn(bytes, query.join('&'));
      expect({ width, height }).toEqual(plan.size);
    }),
    { numRuns: 60 },
  );
});
