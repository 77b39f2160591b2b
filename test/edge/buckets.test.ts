import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stripMetadata } from '../../edge/image/formats/strip.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import { config } from '../support/config.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { colorAt, near } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

const colors = { red: [220, 0, 0], green: [0, 160, 0], blue: [0, 0, 220], gray: [90, 90, 90] } as const;
type Color = keyof typeof colors;

const picture = async (color: Color) => {
  const [r, g, b] = colors[color];
  return sharp({ create: { width: 600, height: 400, channels: 3, background: { r, g, b } } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
};

const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
const grain = () =>
  sharp({ create: { width: 1600, height: 1200, channels: 3, background: 'red', noise } })
    .png()
    .toBuffer();

const changes = resolveConfig({
  ...config,
  originals: { access: 'public', prefix: 'shop' },
  marks: { logo: 'shop/logo.png' },
  buckets: [
    { path: '/shop/*', bucket: 'shop', region: 'eu-west-1' },
    { path: '/press/*', bucket: 'my.press', region: 'ap-northeast-2', prefix: 'site/images' },
    { path: '/staff/*', bucket: 'shop', region: 'eu-west-1', prefix: 'closed', access: 'private' },
  ],
});

let world: World;
let edge: Edge;
beforeAll(async () => {
  logged();
  world = await startWorld();
  edge = world.edge({ changes });
  const [red, green, blue, gray] = await Promise.all(
    (['red', 'green', 'blue', 'gray'] as const).map((color) => picture(color)),
  );
  const all: [bucket: string, key: string, bytes: Buffer | undefined][] = [
    // The path /a.jpg of one, and /shop/a.jpg of the other, are one key.
    ['originals', 'shop/a.jpg', red],
    ['shop', 'shop/a.jpg', green],
    ['originals', 'shop/same.jpg', gray],
    ['shop', 'shop/same.jpg', gray],
    ['my.press', 'site/images/press/a.jpg', blue],
    ['my.press', 'press/outside.jpg', blue],
    ['shop', 'closed/staff/a.jpg', gray],
    ['shop', 'shop/grain.png', await grain()],
    [
      'originals',
      'shop/logo.png',
      await sharp({ create: { width: 20, height: 20, channels: 3, background: 'white' } })
        .png()
        .toBuffer(),
    ],
  ];
  for (const [bucket, key, bytes = Buffer.alloc(0)] of all) await world.upload(key, bytes, bucket);
});
afterAll(() => world.close());

describe('each path is served from its bucket', () => {
  test.each<[path: string, color: Color]>([
    ['/a.jpg', 'red'],
    ['/shop/a.jpg', 'green'],
    ['/press/a.jpg', 'blue'],
    ['/a.jpg?w=100', 'red'],
    ['/shop/a.jpg?w=100', 'green'],
    ['/press/a.jpg?w=100', 'blue'],
    ['/staff/a.jpg?w=100', 'gray'],
  ])('%s is %s', async (path, color) => {
    for (const how of ['Miss', 'Hit']) {
      const { status, how: found, body } = await edge.get(path);
      expect([status, found]).toEqual([200, how]);
      expect(near(await colorAt(body, 0.5, 0.5), [...colors[color], 255])).toBe(true);
    }
  });

  test.each([
    ['in no bucket', '/none.jpg?w=100'],
    ['in another bucket', '/shop/same/a.jpg?w=100'],
    ['outside of the folder', '/press/outside.jpg?w=100'],
  ])('a key %s is missing', async (_, path) => {
    expect((await edge.get(path)).status).toBe(404);
  });
});

describe('derivatives', () => {
  const keysAfter = async (path: string) => {
    await world.emptyDerivatives();
    await world.edge({ changes }).get(path);
    return world.kept();
  };

  test.each([
    ['/same.jpg?w=50', /^kept\/shop\/same\.jpg\//],
    ['/shop/same.jpg?w=50', /^kept\/@shop\/shop\/same\.jpg\//],
    ['/press/a.jpg?w=50', /^kept\/@my\.press\/site\/images\/press\/a\.jpg\//],
  ])('of %s are kept where those of no other bucket are', async (path, form) => {
    expect(await keysAfter(path)).toEqual([expect.stringMatching(form)]);
  });

  test('are found again by another edge', async () => {
    const first = await world.edge({ changes }).get('/shop/a.jpg?w=60');
    const before = await world.kept();
    expect((await world.edge({ changes }).get('/shop/a.jpg?w=60')).body).toEqual(first.body);
    expect(await world.kept()).toEqual(before);
  });

  test('too large for the function are sent by a redirect', async () => {
    const { status, header } = await edge.get('/shop/grain.png?w=1200&format=png');
    expect([status, header('location')]).toEqual([302, expect.stringMatching(/^\/_\/%40shop\/shop\/grain\.png\//)]);
    expect((await edge.get(header('location') ?? '')).status).toBe(200);
  });

  test('with a watermark have that of the first bucket', async () => {
    const { status, body } = await edge.get('/shop/a.jpg?w=300&mark=logo&format=png');
    expect(status).toBe(200);
    const plain = await edge.get('/shop/a.jpg?w=300&format=png');
    expect(body.equals(plain.body)).toBe(false);
  });
});

describe('who may see the originals is the choice of each bucket', () => {
  test.each([
    ['/a.jpg', 200],
    ['/shop/a.jpg', 200],
    ['/staff/a.jpg', 403],
    ['/staff/a.jpg?utm_source=x', 403],
    ['/staff/a.jpg?v=2', 403],
    ['/staff/none.jpg', 403],
    ['/staff/a.jpg?w=abc', 400],
  ])('%s: %i', async (path, status) => {
    expect((await edge.get(path)).status).toBe(status);
  });

  test('the ETag of a private one is kept back, and its derivatives are none of a public one', async () => {
    expect((await edge.get('/staff/a.jpg?w=70')).header('etag')).toBe(null);
    expect((await edge.get('/shop/a.jpg?w=70')).header('etag')).not.toBe(null);
    expect((await world.kept()).filter((key) => key.includes('/closed/'))).toEqual([
      expect.stringContaining('/test-private/'),
    ]);
  });

  test('where all are private, the viewer function refuses already', async () => {
    const originals = { ...changes.originals, access: 'private' as const };
    const closed = world.edge({
      changes: { ...changes, originals, buckets: [{ path: '/x/*', bucket: 'shop', region: 'eu-west-1' }] },
    });
    expect(await closed.get('/a.jpg')).toMatchObject({
      status: 403,
      how: expect.stringMatching(/FunctionGenerated|Miss/),
    });
  });
});

test('a private bucket stays private where its image stands in for one of a public bucket', async () => {
  const closed = world.edge({
    changes: resolveConfig({
      ...changes,
      originals: { access: 'private', prefix: 'shop' },
      fallbacks: { sorry: 'shop/noise.jpg' },
      buckets: [{ path: '/shop/*', bucket: 'shop', region: 'eu-west-1', access: 'public' }],
    }),
  });
  const original = await sharp(await grain())
    .resize(90)
    .jpeg({ quality: 40 })
    .toBuffer();
  for (const bucket of ['originals', 'shop']) await world.upload('shop/noise.jpg', original, bucket);
  const own = stripMetadata(original, 'jpeg') ?? Buffer.alloc(0);
  expect((await closed.get('/shop/noise.jpg?w=90&q=100')).body.equals(own)).toBe(true);
  const { status, body } = await closed.get('/shop/none.jpg?w=90&q=100&default=sorry');
  expect([status, body.equals(own)]).toEqual([200, false]);
});
