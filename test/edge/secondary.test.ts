import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../infra/config/validate.ts';
import type { Failover } from '../../infra/local/cloudfront/origin/origin-fetch.ts';
import { config } from '../support/config.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

const changes = resolveConfig({
  ...config,
  originals: {
    access: 'public',
    prefix: 'new',
    secondary: { bucket: 'my.press', region: 'ap-northeast-2', prefix: 'old' },
  },
  marks: { logo: 'new/both.png' },
  fallbacks: { sorry: 'new/both.png' },
});

let world: World;
const lines = logged();
beforeAll(async () => {
  world = await startWorld();
  const [wide, high] = [
    await chart({ width: 300, height: 100, format: 'png' }),
    await chart({ width: 100, height: 300, format: 'png' }),
  ];
  const all = [
    ['new/both.png', wide, 'originals'],
    ['new/first.png', wide, 'originals'],
    ['old/both.png', high, 'my.press'],
    ['old/second.png', high, 'my.press'],
    ['second.png', high, 'my.press'],
  ] as const;
  for (const [key, bytes, bucket] of all) await world.upload(key, { bytes, ContentType: 'image/png' }, bucket);
});
afterAll(() => world.close());

const sizeOf = async (body: Buffer) => {
  const { width, height } = await (await import('sharp')).default(body).metadata();
  return `${width}x${height}`;
};

// CloudFront's documents leave open which of these it does.
const kinds: Failover[] = [
  { runs: 'each', by: 'origin' },
  { runs: 'each', by: 'function' },
  { runs: 'last', by: 'origin' },
];

describe.each(kinds)('where the function runs for $runs answer, and the status of the $by decides', (failover) => {
  let edge: Edge;
  let closed: Edge;
  beforeAll(() => {
    edge = world.edge({ changes, failover });
    const originals = { ...changes.originals, access: 'private' as const };
    closed = world.edge({ changes: { ...changes, originals }, failover });
  });

  test.each<[path: string, status: number, size?: string]>([
    ['/both.png', 200, '300x100'],
    ['/both.png?w=30', 200, '30x10'],
    ['/first.png?w=30', 200, '30x10'],
    ['/second.png', 200, '100x300'],
    ['/second.png?w=30', 200, '30x90'],
    ['/second.png?w=30&mark=logo', 200, '30x90'],
    ['/none.png', 404],
    ['/none.png?w=30', 404],
    ['/none.png?w=30&default=sorry', 200, '30x10'],
  ])('%s: %i %s', async (path, status, size) => {
    for (const how of ['Miss', 'Hit']) {
      const answer = await edge.get(path);
      expect([answer.status, answer.how]).toEqual([status, status === 200 ? how : 'Error']);
      if (size) expect(await sizeOf(answer.body)).toBe(size);
    }
  });

  test('an unchanged image of the second bucket costs no encode when its lifetime ends', async () => {
    const first = await edge.get('/second.png?w=40');
    edge.wait(2 * changes.lifetimes.derivative);
    const before = lines().length;
    const { how, body } = await edge.get('/second.png?w=40');
    expect([how, lines().length]).toEqual(['RefreshHit', before]);
    expect(body).toEqual(first.body);
  });

  test('private originals stay private in both', async () => {
    for (const name of ['both', 'second', 'none']) {
      expect((await closed.get(`/${name}.png`)).status).toBe(403);
      expect((await closed.get(`/${name}.png?w=20`)).status).toBe(name === 'none' ? 404 : 200);
    }
  });
});

test('derivatives of the second bucket are kept apart from those of the first', async () => {
  await world.emptyDerivatives();
  const edge = world.edge({ changes });
  for (const name of ['first', 'second']) await edge.get(`/${name}.png?w=50`);
  expect(await world.kept()).toEqual([
    expect.stringMatching(/^kept\/@my\.press\/old\/second\.png\//),
    expect.stringMatching(/^kept\/new\/first\.png\//),
  ]);
});

test('a key that the first bucket gets later is served from it', async () => {
  const edge = world.edge({ changes });
  expect(await sizeOf((await edge.get('/later.png?w=10&default=sorry')).body)).toBe('10x3');
  await world.upload('old/later.png', await chart({ width: 100, height: 300, format: 'png' }), 'my.press');
  edge.wait(changes.lifetimes.missing + 1);
  expect(await sizeOf((await edge.get('/later.png?w=10')).body)).toBe('10x30');
  await world.upload('new/later.png', await chart({ width: 100, height: 100, format: 'png' }));
  edge.wait(2 * changes.lifetimes.derivative);
  expect(await sizeOf((await edge.get('/later.png?w=10')).body)).toBe('10x10');
});
