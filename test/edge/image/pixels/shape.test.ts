import { expect, test } from 'vitest';
import { drawn, pointOf } from '../../../support/derivative.ts';
import { type Color, chart, near } from '../../../support/images/chart.ts';

const red: Color = [255, 0, 0, 255];
const white: Color = [255, 255, 255, 255];
const black: Color = [0, 0, 0, 255];
const clear: Color = [0, 0, 0, 0];

const original = (width: number, height: number) =>
  chart({ width, height, format: 'png', colors: [red, red, red, red] });

// Share of a square that a shape covers.
const areas: [mask: string, width: number, height: number, share: number][] = [
  ['circle', 200, 200, Math.PI / 4],
  ['circle', 300, 200, Math.PI / 6],
  ['ellipse', 300, 200, Math.PI / 4],
  ['square', 300, 200, 2 / 3],
  ['triangle', 200, 200, 1 / 2],
  ['pentagon', 200, 200, (5 / 8) * Math.sin((2 * Math.PI) / 5)],
  ['hexagon', 200, 200, (6 / 8) * Math.sin((2 * Math.PI) / 6)],
  ['star', 200, 200, (10 / 8) * 0.382 * Math.sin(Math.PI / 5)],
];

test.each(areas)('mask=%s of %i x %i', async (mask, width, height, share) => {
  const { bytes, channels } = await drawn(await original(width, height), `mask=${mask}`);
  expect(channels).toBe(4);
  let covered = 0;
  for (let at = 3; at < bytes.length; at += 4) covered += bytes[at] ?? 0;
  expect(covered / 255 / width / height).toBeCloseTo(share, 2);
});

type Point = [x: number, y: number, color: Color];
const rows: [query: string, points: Point[]][] = [
  [
    'mask=circle',
    [
      [0.5, 0.02, red],
      [0.05, 0.05, clear],
      [0.95, 0.95, clear],
      [0.5, 0.5, red],
    ],
  ],
  [
    'mask=circle&format=jpeg',
    [
      [0.5, 0.02, red],
      [0.05, 0.05, white],
    ],
  ],
  [
    'mask=circle&bg=000',
    [
      [0.5, 0.02, red],
      [0.05, 0.05, black],
    ],
  ],
  [
    'mask=circle&bg=0000ff80',
    [
      [0.05, 0.05, [0, 0, 255, 128]],
      [0.5, 0.5, red],
    ],
  ],
  [
    'mask=triangle',
    [
      [0.5, 0.05, red],
      [0.05, 0.95, red],
      [0.95, 0.95, red],
      [0.1, 0.1, clear],
      [0.9, 0.1, clear],
    ],
  ],
  [
    'mask=heart',
    [
      [0.25, 0.1, red],
      [0.75, 0.1, red],
      [0.5, 0.1, clear],
      [0.5, 0.9, red],
      [0.1, 0.9, clear],
      [0.9, 0.9, clear],
    ],
  ],
  [
    'mask=star',
    [
      [0.5, 0.05, red],
      [0.08, 0.365, red],
      [0.92, 0.365, red],
      [0.5, 0.9, clear],
      [0.2, 0.1, clear],
    ],
  ],
  [
    'mask=pentagon',
    [
      [0.5, 0.05, red],
      [0.04, 0.38, red],
      [0.05, 0.95, clear],
    ],
  ],
  [
    'mask=hexagon',
    [
      [0.5, 0.05, red],
      [0.5, 0.95, red],
      [0.01, 0.5, clear],
      [0.1, 0.5, red],
    ],
  ],
  [
    'radius=40',
    [
      [0.02, 0.02, clear],
      [0.98, 0.02, clear],
      [0.02, 0.98, clear],
      [0.98, 0.98, clear],
      [0.06, 0.06, red],
      [0.5, 0.01, red],
    ],
  ],
  [
    'radius=40,0,0,0',
    [
      [0.02, 0.02, clear],
      [0.98, 0.02, red],
      [0.02, 0.98, red],
      [0.98, 0.98, red],
    ],
  ],
  [
    'radius=0,40,0,0',
    [
      [0.02, 0.02, red],
      [0.98, 0.02, clear],
      [0.02, 0.98, red],
      [0.98, 0.98, red],
    ],
  ],
  [
    'radius=0,0,40,0',
    [
      [0.02, 0.02, red],
      [0.98, 0.02, red],
      [0.02, 0.98, red],
      [0.98, 0.98, clear],
    ],
  ],
  [
    'radius=0,0,0,40',
    [
      [0.02, 0.02, red],
      [0.98, 0.02, red],
      [0.02, 0.98, clear],
      [0.98, 0.98, red],
    ],
  ],
  [
    'radius=max',
    [
      [0.1, 0.1, clear],
      [0.5, 0.02, red],
      [0.02, 0.5, red],
    ],
  ],
  [
    'radius=20&format=jpeg&bg=000',
    [
      [0.01, 0.01, black],
      [0.1, 0.1, red],
    ],
  ],
  // A border follows the round corner, on both of its sides; what is outside is no border.
  [
    'radius=60&border=20,000',
    [
      [0.01, 0.01, clear],
      [0.07, 0.12, black],
      [0.04, 0.5, black],
      [0.16, 0.16, red],
    ],
  ],
  [
    'radius=max&border=20,000',
    [
      [0.5, 0.03, black],
      [0.5, 0.1, red],
      [0.12, 0.12, clear],
      [0.16, 0.16, black],
      [0.22, 0.22, red],
    ],
  ],
  [
    'radius=40&w=100&dpr=2',
    [
      [0.02, 0.02, clear],
      [0.09, 0.09, clear],
      [0.3, 0.3, red],
    ],
  ],
  // The space around an image is not rounded with it, the shape is not stretched by it.
  [
    'mask=circle&pad=50',
    [
      [0.5, 0.1, clear],
      [0.5, 0.2, red],
      [0.2, 0.2, clear],
    ],
  ],
  [
    'mask=circle&border=20,000',
    [
      [0.02, 0.02, black],
      [0.12, 0.12, clear],
      [0.5, 0.5, red],
    ],
  ],
];

test.each(rows)('%s', async (query, points) => {
  const image = await drawn(await original(200, 200), query);
  for (const [x, y, color] of points) {
    const seen = pointOf(image, x, y);
    expect(near(seen, color, 6), `${x}, ${y}: ${seen} is not ${color}`).toBe(true);
  }
});

test('the edge of a shape is smooth', async () => {
  const { bytes } = await drawn(await original(100, 100), 'mask=circle');
  const alphas = new Set(Array.from({ length: 100 * 100 }, (_, at) => bytes[at * 4 + 3] ?? 0));
  expect(alphas.size).toBeGreaterThan(30);
});

test('every frame is cut, framed and tilted', async () => {
  const bytes = await chart({ width: 60, height: 60, format: 'webp', frames: 3 });
  const moving = await drawn(bytes, 'mask=circle&border=6,000&rot=45&format=webp');
  expect([moving.frames, moving.width, moving.height]).toEqual([3, 102, 102]);
  for (const frame of [0, 1, 2]) {
    expect(pointOf(moving, 0.5, 0.5, frame)[3]).toBe(255);
    expect(near(pointOf(moving, 0.5, 0.05, frame), black)).toBe(true);
    expect(pointOf(moving, 0.05, 0.05, frame)[3]).toBe(0);
  }
});
