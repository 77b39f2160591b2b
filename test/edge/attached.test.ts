import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { originResponse } from '../../edge/origin-response.ts';
import { viewerFunctions } from '../../infra/build/viewer-function.ts';
import type { ConfigInput } from '../../infra/config/schema.ts';
import { originSettings } from '../../infra/config/settings/origin-settings.ts';
import { imageHeaders } from '../../infra/config/settings/response-headers.ts';
import { resolveConfig } from '../../infra/config/validate.ts';
import { behaviorsOf } from '../../infra/local/behaviors.ts';
import { type Behavior, createDistribution, type Distribution } from '../../infra/local/cloudfront/distribution.ts';
import { originsOf } from '../../infra/local/origins.ts';
import { config } from '../support/config.ts';
import { startWorld, type World } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
const grain = () =>
  sharp({ create: { width: 1600, height: 1200, channels: 3, background: 'red', noise } })
    .png()
    .toBuffer();

/** The behaviors that a configuration adds, each with its origin and function. */
const attachedBehaviors = async (world: World, changes: Partial<ConfigInput>): Promise<Behavior[]> => {
  const chosen = resolveConfig({ ...config, ...changes });
  const origins = originsOf(chosen, { endpoint: world.endpoint, derivatives: 'derivatives' });
  const { behaviors } = behaviorsOf(chosen, origins, await viewerFunctions(chosen));
  const own = { origin: origins.origin, responseHeaders: imageHeaders(chosen) };
  return behaviors.map((behavior) => ({
    ...own,
    ...behavior,
    originResponse: originResponse(originSettings(chosen, 'test')),
  }));
};

let world: World;
let site: Distribution;
beforeAll(async () => {
  logged();
  world = await startWorld();
  const photo = await chart({ width: 800, height: 600, format: 'jpeg' });
  await world.upload('shop/a.jpg', { bytes: photo, ContentType: 'image/jpeg' });
  await world.upload('shop/grain.png', await grain());
  await world.upload('press/a.jpg', { bytes: photo, ContentType: 'image/jpeg' }, 'shop');
  await world.upload('index.html', { bytes: Buffer.from('<h1>Site</h1>'), ContentType: 'text/html' }, 'my.press');
  const origin = { endpoint: world.endpoint, bucket: 'my.press', region: 'us-east-1' };
  const presets = { thumb: 'w=100', large: 'w=1200&format=png' };
  site = createDistribution({
    origin,
    cachePolicy: { queryStrings: [], minTtl: 0, defaultTtl: 60, maxTtl: 60 },
    behaviors: [
      ...(await attachedBehaviors(world, {
        ...{ stackName: 'shop', attach: { paths: ['/shop/*'] }, presets, presetsOnly: true },
      })),
      ...(await attachedBehaviors(world, {
        ...{ stackName: 'press', attach: { paths: ['/press/*'], viewerFunction: false }, derivatives: undefined },
        originals: { access: 'public', existing: { bucket: 'shop', region: 'us-east-1' } },
      })),
      { pathPattern: '*', functions: false, origin },
    ],
  });
});
afterAll(() => world.close());

const get = (path: string) =>
  site(new Request(`https://d123.cloudfront.net${path}`, { headers: { accept: 'image/webp' } }));

test.each<[path: string, status: number, type: string, width?: number]>([
  ['/index.html?w=100', 200, 'text/html'],
  ['/shop/a.jpg?preset=thumb', 200, 'image/jpeg', 100],
  ['/shop/a.jpg?w=100', 403, 'application/problem+json'],
  ['/press/a.jpg', 200, 'image/jpeg', 800],
  ['/press/a.jpg?w=80', 200, 'image/jpeg', 80],
  ['/press/a.jpg?w=80&h=80&fit=cover&format=webp', 200, 'image/webp', 80],
  // Nothing of the viewer reaches this function but the listed parameters.
  ['/press/a.jpg?w=90&format=auto', 200, 'image/png', 90],
  ['/press/a.jpg?width=80', 200, 'image/jpeg', 800],
  ['/press/a.jpg?response-content-type=text/html', 200, 'image/jpeg', 800],
  ['/press/a.jpg?w=x', 400, 'application/problem+json'],
])('%s: %i %s', async (path, status, type, width) => {
  const response = await get(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  const body = Buffer.from(await response.arrayBuffer());
  if (width) expect((await sharp(body).metadata()).width).toBe(width);
});

test('a large derivative is below the path of its configuration', async () => {
  const response = await get('/shop/grain.png?preset=large');
  const location = response.headers.get('location') ?? '';
  expect([response.status, location]).toEqual([302, expect.stringMatching(/^\/_shop\/shop\/grain\.png\//)]);
  expect((await get(location)).status).toBe(200);
});
