import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawn, pointOf, variantOf } from '../../../support/derivative.ts';
import { deriving } from '../../../support/deriving.ts';
import { type Chart, type Color, chart, colorAt, near, quadrants } from '../../../support/images/chart.ts';

const { topLeft: red, topRight: green, bottomRight: yellow, bottomLeft: blue } = quadrants;
const colors: Color[] = [red, green, yellow, blue];
const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const formats = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;

const size = { width: 96, height: 64 } as const;
const originals = new Map<number, Buffer>();
beforeAll(async () => {
  for (const orientation of orientations)
    originals.set(orientation, await chart({ ...size, format: 'jpeg', orientation }));
});
const original = (orientation: number) => originals.get(orientation) ?? Buffer.alloc(0);

type Point = [x: number, y: number, color: Color];
const all: Point[] = [
  [0.2, 0.2, red],
  [0.8, 0.2, green],
  [0.8, 0.8, yellow],
  [0.2, 0.8, blue],
];

const fits: [query: string, size: [number, number], points: Point[]][] = [
  ['w=48&h=48', [48, 32], all],
  ['w=48&h=48&fit=cover', [48, 48], all],
  [
    'w=24&h=48&fit=cover&position=right',
    [24, 48],
    [
      [0.5, 0.2, green],
      [0.5, 0.8, yellow],
    ],
  ],
  [
    'w=48&h=48&fit=contain&bg=ff00ff',
    [48, 48],
    [...all.map(([x, y, color]): Point => [x, 0.3 + y * 0.4, color]), [0.5, 0.05, [255, 0, 255, 255]]],
  ],
  ['w=48&h=48&fit=fill', [48, 48], all],
  ['w=48&h=48&fit=outside', [72, 48], all],
  [
    'rect=48,0,48,64&w=24',
    [24, 32],
    [
      [0.5, 0.2, green],
      [0.5, 0.8, yellow],
    ],
  ],
];

// Encoded for real: the metadata and the pixels of a format must not turn them a second time.
describe.each(formats)('as %s', (format) => {
  test.each(orientations.flatMap((orientation) => fits.map((row) => [orientation, ...row] as const)))(
    'orientation %i, %s',
    async (orientation, query, [width, height], points) => {
      const { bytes, size } = await deriving(original(orientation), variantOf(`${query}&format=${format}`));
      expect(size).toEqual({ width, height });
      for (const [x, y, color] of points) {
        const seen = await colorAt(bytes, x, y);
        expect(near(seen, color, 40), `${x}, ${y}: ${seen} is not ${color}`).toBe(true);
      }
    },
  );
});

test('every variant of an original with EXIF orientation looks like that of the upright one', async () => {
  const shape = { width: 60, height: 41, format: 'png' } as const;
  const upright = await chart(shape);
  const turned = await Promise.all(orientations.map((orientation) => chart({ ...shape, orientation })));
  const parameters = fc.record(
    {
      // In an image of few rows the one where colors meet weighs more than the difference that is looked for.
      w: fc.integer({ min: 24, max: 90 }),
      h: fc.integer({ min: 24, max: 90 }),
      fit: fc.constantFrom('inside', 'cover', 'contain', 'fill', 'outside'),
      position: fc.constantFrom('top-left', '0.2x0.9', 'attention', 'entropy'),
      rect: fc.constantFrom('7,3,40,30', '0.5,0,0.5,1'),
      rot: fc.constantFrom(0, 90, 180, 270, 20),
      flip: fc.constantFrom('h', 'v'),
      enlarge: fc.constant('true'),
      mask: fc.constant('heart'),
    },
    { requiredKeys: ['w', 'fit'] },
  );
  await fc.assert(
    fc.asyncProperty(parameters, fc.constantFrom(...turned), async (asked, bytes) => {
      const query = Object.entries(asked)
        .map(([parameter, value]) => `${parameter}=${value}`)
        .join('&');
      const [seen, expected] = [await drawn(bytes, query), await drawn(upright, query)];
      expect(seen.plan.size).toEqual(expected.plan.size);
      let [total, most] = [0, 0];
      for (let at = 0; at < seen.bytes.length; at++) {
        const off = Math.abs((seen.bytes[at] ?? 0) - (expected.bytes[at] ?? 0));
        total += off;
        most = Math.max(most, off);
      }
      // A resize of mirrored pixels rounds to the other side: a row and a column of color may lie one pixel off, no more.
      const { width, height } = seen.plan.size;
      expect(total / seen.bytes.length).toBeLessThan(255 / width + 255 / height);
    }),
    { numRuns: 60 },
  );
});

const waysRound: [query: string, corners: [Color, Color, Color, Color]][] = [
  ['w=48', [red, green, yellow, blue]],
  ['flip=h', [green, red, blue, yellow]],
  ['flip=v', [blue, yellow, green, red]],
  ['rot=90', [blue, red, green, yellow]],
  ['rot=180', [yellow, blue, red, green]],
  ['rot=270', [green, yellow, blue, red]],
  ['flip=h&rot=90', [yellow, green, red, blue]],
  ['flip=v&rot=90', [red, blue, yellow, green]],
  // What is cropped is what is seen.
  ['flip=h&rect=0,0,48,64', [red, red, blue, blue]],
  ['flip=hv&rect=48,32,48,32', [yellow, yellow, yellow, yellow]],
  ['rot=90&rect=0,0,48,64&w=16', [blue, red, red, blue]],
  ['flip=v&w=16&h=64&fit=cover&position=right', [yellow, yellow, green, green]],
];

test.each(waysRound)('%s of every orientation, still or moving', async (query, corners) => {
  const animation: Chart = { ...size, format: 'webp', frames: 2 };
  for (const orientation of orientations) {
    for (const bytes of [original(orientation), await chart({ ...animation, orientation })]) {
      const seen = await drawn(bytes, query);
      for (let frame = 0; frame < seen.frames; frame++) {
        // Each frame of a chart turns its colors on by one corner, before the image itself is turned.
        const first = corners.map((color) => colors.indexOf(color));
        const points = [
          [0.1, 0.1],
          [0.9, 0.1],
          [0.9, 0.9],
          [0.1, 0.9],
        ] as const;
        points.forEach(([x, y], at) => {
          const color = colors[((first[at] ?? 0) - frame + 4) % 4] ?? red;
          const point = pointOf(seen, x, y, frame);
          expect(near(point, color, 30), `orientation ${orientation}, frame ${frame}: ${point} is not ${color}`).toBe(
            true,
          );
        });
      }
    }
  }
});
