import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchImage } from '../../edge/fetch.ts';
import { fetchSettings } from '../../infra/build/fetch-settings.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import { config } from '../support/config.ts';
import { startWorld, type World } from '../support/edges.ts';
import { colorAt, near } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

// Several buckets behind the one function of the regional door; test/edge/buckets.test.ts has the same at the edge.

const colors = { red: [220, 0, 0], green: [0, 160, 0], blue: [0, 0, 220], gray: [90, 90, 90] } as const;
type Color = keyof typeof colors;

const picture = (color: Color) => {
  const [r, g, b] = colors[color];
  return sharp({ create: { width: 60, height: 40, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
};

const chosen = resolveConfig({
  ...config,
  door: 'regional',
  derivatives: { days: 90 },
  originals: {
    access: 'public',
    prefix: 'first',
    secondary: { bucket: 'my.press', region: 'ap-northeast-2', prefix: 'old' },
  },
  marks: { logo: 'first/gray.png' },
  buckets: [
    { path: '/shop/*', bucket: 'shop', region: 'eu-west-1' },
    { path: '/press/*', bucket: 'my.press', region: 'ap-northeast-2', prefix: 'site/images' },
    { path: '/staff/*', bucket: 'originals', region: 'us-east-1', prefix: 'closed', access: 'private' },
    { path: '/closed/staff/*', bucket: 'originals', region: 'us-east-1', access: 'private' },
  ],
});

let world: World;
let ask: (path: string, init?: RequestInit) => Promise<Response>;
beforeAll(async () => {
  logged();
  world = await startWorld();
  const service = fetchImage(
    fetchSettings(chosen, {
      originals: { name: 'originals', region: 'us-east-1' },
      derivatives: { name: 'derivatives', region: 'us-east-1' },
      revision: 'test',
      front: 'none',
    }),
  );
  // A Request keeps a path as it is sent, but for dot segments.
  ask = (path, init) => service(new Request(`https://d123.cloudfront.net${path}`, init));
  const all: [bucket: string, key: string, color: Color][] = [
    ['originals', 'first/a.png', 'red'],
    ['originals', 'first/gray.png', 'gray'],
    ['shop', 'shop/a.png', 'green'],
    ['my.press', 'site/images/press/a.png', 'blue'],
    ['originals', 'closed/staff/a.png', 'gray'],
    ['my.press', 'old/archived.png', 'blue'],
    ['my.press', 'old/a.png', 'blue'],
    ['my.press', 'old/shop/archived.png', 'blue'],
  ];
  for (const [bucket, key, color] of all)
    await world.upload(key, { bytes: await picture(color), ContentType: 'image/png' }, bucket);
});
afterAll(() => world.close());

describe('each path is served from its bucket', () => {
  test.each<[path: string, color: Color]>([
    ['/a.png', 'red'],
    ['/shop/a.png', 'green'],
    ['/press/a.png', 'blue'],
    ['/archived.png', 'blue'],
    ['/a.png?w=20', 'red'],
    ['/shop/a.png?w=20', 'green'],
    ['/press/a.png?w=20', 'blue'],
    ['/staff/a.png?w=20', 'gray'],
    ['/archived.png?w=20', 'blue'],
    ['/%73hop/a.png?w=20', 'green'],
    ['/x/../shop/a.png?w=20', 'green'],
  ])('%s is %s', async (path, color) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(near(await colorAt(Buffer.from(await response.arrayBuffer()), 0.5, 0.5), [...colors[color], 255])).toBe(
      true,
    );
  });

  test.each([
    ['in no bucket', '/none.png?w=20'],
    ['in the second bucket, of a path that is another one', '/shop/archived.png?w=20'],
    ['outside of the folder', '/press/site/a.png?w=20'],
    ['in no bucket, unchanged', '/none.png'],
  ])('a key %s is missing', async (_, path) => {
    expect((await ask(path)).status).toBe(404);
  });
});

describe('who may see the originals is the choice of each bucket', () => {
  test.each([
    ['/shop/a.png', 200],
    ['/staff/a.png', 403],
    // Other spellings of a private path.
    ['/%73taff/a.png', 403],
    ['/st%61ff/a.png?utm_source=x', 403],
    ['/x/%2e%2e/staff/a.png', 403],
    ['//staff/a.png', 403],
    ['/archived.png', 200],
  ])('%s: %i', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });
});

describe('derivatives are kept under the names that the edge gives them', () => {
  test.each([
    ['/a.png?w=31', /^kept\/first\/a\.png\/[^/]+\/test\//],
    ['/shop/a.png?w=31', /^kept\/@shop\/shop\/a\.png\/[^/]+\/test\//],
    ['/archived.png?w=31', /^kept\/@my\.press\/old\/archived\.png\/[^/]+\/test\//],
    ['/staff/a.png?w=31', /^kept\/closed\/staff\/a\.png\/[^/]+\/test-private\//],
  ])('%s', async (path, form) => {
    await world.emptyDerivatives();
    await (await ask(path)).arrayBuffer();
    expect(await world.kept()).toEqual([expect.stringMatching(form)]);
    const [byRegion] = await world.kept();
    await world.emptyDerivatives();
    await world.edge({ changes: { ...chosen, door: 'edge' } }).get(path);
    expect(await world.kept()).toEqual([byRegion]);
  });

  test('a watermark is of the first bucket', async () => {
    const bytesOf = async (query: string) => Buffer.from(await (await ask(`/shop/a.png?${query}`)).arrayBuffer());
    expect((await bytesOf('mark=logo&w=30')).equals(await bytesOf('w=30'))).toBe(false);
  });
});

test('an unchanged image of the second bucket is answered with 304', async () => {
  const etag = (await ask('/archived.png?w=20')).headers.get('etag') ?? '';
  expect((await ask('/archived.png?w=20', { headers: { 'if-none-match': etag } })).status).toBe(304);
});
