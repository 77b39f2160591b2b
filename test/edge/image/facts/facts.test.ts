import { decode } from 'blurhash';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToRGBA } from 'thumbhash';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paletteOf } from '../../../../edge/image/facts/palette.ts';
import { chrome, type Edge, startEdge } from '../../../support/edge.ts';
import { type Color, chart, colorAt, near, quadrants } from '../../../support/images/chart.ts';

// What is told of an image, each by one URL, through the whole edge.

const { topLeft, topRight, bottomRight, bottomLeft } = quadrants;
const white = [255, 255, 255, 255] as const;
const black = [0, 0, 0, 255] as const;
let edge: Edge;

beforeAll(async () => {
  const disc = { x: 0.25, y: 0.7, radius: 0.15 };
  const grey = [128, 128, 128, 255] as const;
  edge = await startEdge({
    'chart.jpg': await chart({ width: 800, height: 600, format: 'jpeg' }),
    'turned.jpg': await chart({ width: 800, height: 600, format: 'jpeg', orientation: 6 }),
    'clear.png': await chart({ width: 400, height: 400, format: 'png', alpha: true }),
    'moving.gif': await chart({ width: 120, height: 80, format: 'gif', frames: 3, delays: [100, 200, 300] }),
    'moving.webp': await chart({ width: 120, height: 80, format: 'webp', frames: 2, delays: [40, 60] }),
    'p3.png': await chart({ width: 400, height: 300, format: 'png', profile: 'p3' }),
    'cmyk.jpg': await chart({ width: 400, height: 300, format: 'jpeg', profile: 'cmyk' }),
    'deep.png': await chart({ width: 400, height: 300, format: 'png', depth: 16 }),
    'disc.png': await chart({ width: 600, height: 400, format: 'png', disc, colors: [grey, grey, grey, grey] }),
    'tall.png': await chart({ width: 10, height: 4000, format: 'png' }),
    'dot.png': await chart({ width: 1, height: 1, format: 'png' }),
    'chart.svg': Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#00f"/></svg>',
    ),
    'nothing.png': await sharp({ create: { width: 50, height: 50, channels: 4, background: '#0000' } })
      .png()
      .toBuffer(),
    'noise.png': await sharp({
      create: {
        width: 900,
        height: 600,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 90 },
      },
    })
      .png()
      .toBuffer(),
    'notes.jpg': Buffer.from('No image at all.'),
    'cut.jpg': (await chart({ width: 800, height: 600, format: 'jpeg' })).subarray(0, 2000),
  });
});

afterAll(() => edge.close());

const text = async (path: string) => (await edge.get(path, { headers: { accept: chrome } })).text();
const json = async (path: string) => JSON.parse(await text(path));

describe('as what it is sent', () => {
  test.each([
    ['/chart.jpg?format=json', 'application/json'],
    ['/chart.jpg?format=palette', 'application/json'],
    ['/chart.jpg?format=blurhash', 'text/plain; charset=utf-8'],
    ['/chart.jpg?format=thumbhash', 'text/plain; charset=utf-8'],
    ['/chart.jpg?format=lqip', 'text/plain; charset=utf-8'],
  ])('%s is %s, and cached like an image', async (path, type) => {
    const first = await edge.get(`${path}&w=90`);
    const image = await edge.get('/chart.jpg?w=90');
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe(type);
    expect(first.headers.get('cache-control')).toBe(image.headers.get('cache-control'));
    expect(first.headers.get('x-cache')).toBe('Miss from cloudfront');
    const second = await edge.get(`${path}&w=90`);
    expect(second.headers.get('x-cache')).toBe('Hit from cloudfront');
    expect(await second.text()).toBe(await first.text());
  });
});

describe('format=json', () => {
  test.each([
    ['/chart.jpg?format=json', { width: 800, height: 600, alpha: false }],
    ['/chart.jpg?format=json&w=400', { width: 400, height: 300 }],
    ['/chart.jpg?format=json&w=400&h=400&fit=cover', { width: 400, height: 400 }],
    ['/chart.jpg?format=json&w=4000', { width: 800, height: 600 }],
    ['/chart.jpg?format=json&rot=90&w=300', { width: 300, height: 400 }],
    ['/chart.jpg?format=json&rect=0,0,0.5,0.5', { width: 400, height: 300, color: '#fe0000' }],
    ['/moving.gif?format=json&frame=2', { width: 120, height: 80, original: { frames: 3, animated: true } }],
    [
      '/chart.jpg?format=json',
      { original: { format: 'jpeg', width: 800, height: 600, frames: 1, duration: 0, alpha: false } },
    ],
    ['/turned.jpg?format=json', { width: 800, height: 600, original: { width: 800, height: 600 } }],
    ['/clear.png?format=json', { alpha: true, original: { format: 'png', alpha: true } }],
    // The quadrant that is cut out has nothing transparent in it.
    ['/clear.png?format=json&w=150&h=150&fit=cover&position=0x0', { alpha: true }],
    ['/moving.gif?format=json', { width: 120, height: 80, original: { format: 'gif', frames: 3, duration: 600 } }],
    ['/moving.webp?format=json', { original: { format: 'webp', frames: 2, duration: 100 } }],
    ['/p3.png?format=json', { original: { profile: true, space: 'srgb' } }],
    ['/cmyk.jpg?format=json', { original: { profile: true, space: 'cmyk' } }],
    ['/chart.jpg?format=json', { original: { profile: false, space: 'srgb' } }],
    ['/chart.svg?format=json', { width: 40, height: 20, color: '#0000ff', original: { format: 'svg' } }],
    ['/chart.svg?format=json&w=400', { width: 400, height: 200 }],
    ['/nothing.png?format=json', { alpha: true, color: null, palette: [] }],
    ['/dot.png?format=json', { width: 1, height: 1 }],
    ['/tall.png?format=json', { width: 10, height: 4000 }],
  ])('%s says %j', async (path, said) => expect(await json(path)).toMatchObject(said));

  test('has the values of the other facts', async () => {
    const { blurhash, thumbhash, palette, original } = await json('/chart.jpg?format=json');
    expect(blurhash).toBe(await text('/chart.jpg?format=blurhash'));
    expect(thumbhash).toBe(await text('/chart.jpg?format=thumbhash'));
    expect({ palette }).toEqual(await json('/chart.jpg?format=palette'));
    expect(original.bytes).toBe((await chart({ width: 800, height: 600, format: 'jpeg' })).length);
  });

  test.each(['/disc.png?format=json', '/disc.png?format=json&w=300'])('%s: the focus is on the disc', async (path) => {
    const { focus } = await json(path);
    // The disc's radius is a tenth of the width and 0.15 of the height.
    expect(Math.abs(focus.x - 0.25)).toBeLessThan(0.12);
    expect(Math.abs(focus.y - 0.7)).toBeLessThan(0.17);
  });
});

const hex = (color: string): Color => [
  ...([1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number]),
  255,
];

test('a color that next to nothing has is not in the palette', () => {
  const rgba = Buffer.alloc(4 * 10_000, Buffer.of(200, 0, 0, 255));
  rgba.set([0, 0, 255, 1]);
  expect(paletteOf({ rgba, width: 100, height: 100 })).toEqual([{ color: '#c80000', share: 1 }]);
});

describe('format=palette', () => {
  test.each([
    ['/chart.jpg?', [topLeft, topRight, bottomRight, bottomLeft], 0.25],
    ['/turned.jpg?', [topLeft, topRight, bottomRight, bottomLeft], 0.25],
    ['/clear.png?', [topLeft, topRight, bottomLeft], 1 / 3],
    ['/clear.png?bg=000', [topLeft, topRight, bottomLeft, black], 0.25],
    ['/p3.png?', [topLeft, topRight, bottomRight, bottomLeft], 0.25],
    ['/p3.png?cs=p3', [topLeft, topRight, bottomRight, bottomLeft], 0.25],
    ['/deep.png?', [topLeft, topRight, bottomRight, bottomLeft], 0.25],
    ['/chart.jpg?w=400&h=600&fit=cover&position=left', [topLeft, bottomLeft], 0.5],
    ['/chart.jpg?w=800&h=1200&fit=contain&bg=fff', [topLeft, topRight, bottomRight, bottomLeft, white], 0.125],
    ['/chart.svg?', [[0, 0, 255, 255]], 1],
    ['/chart.jpg?rect=0,0,0.5,1', [topLeft, bottomLeft], 0.5],
    [
      '/chart.jpg?invert=true',
      [
        [0, 255, 255, 255],
        [255, 0, 255, 255],
        [0, 0, 255, 255],
        [255, 255, 0, 255],
      ],
      0.25,
    ],
  ] as const)('%s&format=palette', async (path, colors, share) => {
    const { palette } = await json(`${path}&format=palette`);
    const large = palette.filter((swatch: { share: number }) => swatch.share > 0.03);
    expect(large).toHaveLength(colors.length);
    for (const expected of colors)
      expect(
        large.some(({ color }: { color: string }) => near(hex(color), expected, 30)),
        `${expected}`,
      ).toBe(true);
    expect(Math.min(...large.map((swatch: { share: number }) => swatch.share))).toBeGreaterThan(share - 0.04);
    const shares = palette.map((swatch: { share: number }) => swatch.share);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares.reduce((sum: number, one: number) => sum + one, 0)).toBeCloseTo(1, 1);
  });
});

const corners = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
] as const;

describe('hashes show the image', () => {
  test.each([
    ['/chart.jpg?', [topLeft, topRight, bottomRight, bottomLeft]],
    ['/turned.jpg?', [topLeft, topRight, bottomRight, bottomLeft]],
    ['/clear.png?', [topLeft, topRight, white, bottomLeft]],
    ['/clear.png?bg=000', [topLeft, topRight, black, bottomLeft]],
    ['/chart.jpg?w=400&h=600&fit=cover&position=left', [topLeft, topLeft, bottomLeft, bottomLeft]],
    ['/moving.gif?', [topLeft, topRight, bottomRight, bottomLeft]],
    ['/chart.svg?', [bottomLeft, bottomLeft, bottomLeft, bottomLeft]],
  ] as const)('%s&format=blurhash', async (path, colors) => {
    const pixels = decode(await text(`${path}&format=blurhash`), 50, 50);
    for (const [index, [x, y]] of corners.entries()) {
      const at = (y * 50 * 50 + x * 50) * 4;
      const [r = 0, g = 0, b = 0] = pixels.slice(at, at + 3);
      // Few waves make soft colors; those of another quadrant are 245 away.
      expect(near([r, g, b, 255], colors[index] ?? white, 135), `${[r, g, b]} at ${[x, y]}`).toBe(true);
    }
  });

  test.each([
    ['/chart.jpg?', 4 / 3],
    ['/turned.jpg?', 4 / 3],
    ['/clear.png?', 1],
    ['/chart.jpg?w=200&h=600&fit=cover', 1 / 3],
    ['/tall.png?', 1 / 7],
  ])('%s&format=thumbhash keeps the shape', async (path, ratio) => {
    const hash = Buffer.from(await text(`${path}&format=thumbhash`), 'base64');
    expect(thumbHashToApproximateAspectRatio(hash) / ratio).toBeGreaterThan(0.7);
    expect(thumbHashToApproximateAspectRatio(hash) / ratio).toBeLessThan(1.4);
  });

  test('thumbhash knows transparency', async () => {
    const { w, h, rgba } = thumbHashToRGBA(Buffer.from(await text('/clear.png?format=thumbhash'), 'base64'));
    const alphaAt = (x: number, y: number) => rgba[(Math.floor(y * h) * w + Math.floor(x * w)) * 4 + 3] ?? 0;
    expect(alphaAt(0.2, 0.2)).toBeGreaterThan(180);
    expect(alphaAt(0.8, 0.8)).toBeLessThan(80);
  });
});

describe('format=lqip is a small image in text', () => {
  test.each([
    ['/chart.jpg?', [topLeft, topRight, bottomRight, bottomLeft]],
    ['/turned.jpg?', [topLeft, topRight, bottomRight, bottomLeft]],
    ['/clear.png?', [topLeft, topRight, [0, 0, 0, 0], bottomLeft]],
    ['/chart.jpg?w=300&h=300&fit=cover&position=left', undefined],
    ['/noise.png?', undefined],
    ['/tall.png?', undefined],
    ['/dot.png?', undefined],
    ['/nothing.png?', undefined],
  ] as const)('%s&format=lqip', async (path, colors) => {
    const uri = await text(`${path}&format=lqip`);
    expect(uri).toMatch(/^data:image\/webp;base64,/);
    expect(uri.length).toBeLessThanOrEqual(500);
    const image = Buffer.from(uri.split(',')[1] ?? '', 'base64');
    const { width = 0, height = 0 } = await sharp(image).metadata();
    expect(Math.max(width, height)).toBeLessThanOrEqual(32);
    for (const [index, [x, y]] of corners.entries()) {
      const color = colors?.[index];
      if (color) expect(near(await colorAt(image, x, y), color, 60), `${[x, y]}`).toBe(true);
    }
  });
});

describe('where there is nothing to tell', () => {
  test.each([
    ['/notes.jpg?format=json', 415, 'not-an-image'],
    ['/notes.jpg?format=blurhash', 415, 'not-an-image'],
    ['/cut.jpg?format=json', 415, 'damaged'],
    ['/cut.jpg?format=lqip&w=50', 415, 'damaged'],
  ])('%s is %i in JSON, for a while: %s', async (path, status, reason) => {
    const response = await edge.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1])).toBeLessThanOrEqual(600);
    expect(await response.json()).toMatchObject({ status, reason });
  });

  test('an image that can not be made is still the original', async () => {
    const response = await edge.get('/notes.jpg?w=100');
    expect([response.status, await response.text()]).toEqual([200, 'No image at all.']);
  });

  test('a missing key is 404', async () => expect((await edge.get('/none.jpg?format=json')).status).toBe(404));

  test('HEAD has the type and no body', async () => {
    const response = await edge.get('/chart.jpg?format=json', { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      '',
    ]);
  });
});
