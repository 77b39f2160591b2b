import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dependencies } from '../../../edge/answer/dependencies.ts';
import { upkeepAsset } from '../../../infra/build/lambda-assets.ts';
import { revision } from '../../../infra/build/pixel-code.ts';
import type { Config } from '../../../infra/config/schema.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { startProxy } from '../../storage-faults/proxy.ts';
import { fromBucket, fromEventBridge, fromS3, record } from '../../support/changes.ts';
import { type CloudFront, startCloudFront } from '../../support/cloudfront.ts';
import { config } from '../../support/config.ts';
import { startWorld, type World } from '../../support/edges.ts';
import { chart } from '../../support/images/chart.ts';
import { logged } from '../../support/logged.ts';

// The built asset, as it is deployed, with a real S3 server; CloudFront's API and the events in their recorded shapes.

const root = join(import.meta.dirname, '../../..');
const chrome = { headers: { accept: 'image/avif,image/webp,*/*' } };
const all: Config = {
  ...config,
  derivatives: { days: 90 },
  purge: true,
  // Pre-generation needs no signature.
  signing: { paths: ['/shop/*'] },
  pregenerate: [{ prefix: 'shop/', queries: ['w=40&format=auto', 'w=20'] }],
};

type Batch = { batchItemFailures: { itemIdentifier: string }[] };
type Upkeep = (event: object, context: { getRemainingTimeInMillis(): number }) => Promise<Batch>;

let folder = '';
let world: World;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let cloudFront: CloudFront;
let upkeep: Upkeep;
let image: Buffer;
let other: Buffer;

beforeAll(async () => {
  world = await startWorld(async (endpoint) => {
    proxy = await startProxy(endpoint);
    return proxy.endpoint;
  });
  cloudFront = await startCloudFront();
  process.env.AWS_ENDPOINT_URL_CLOUDFRONT = cloudFront.endpoint;
  process.env.AWS_REGION = 'us-east-1';
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
  folder = await mkdtemp(join(root, 'node_modules/.cache/upkeep-'));
  upkeep = await built(all, 'all');
  image = await chart({ width: 80, height: 60, format: 'jpeg' });
  other = await sharp({ create: { width: 80, height: 60, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
});
afterAll(async () => {
  await Promise.all([world.close(), cloudFront.close(), proxy.close(), rm(folder, { recursive: true })]);
});
beforeEach(() => world.emptyDerivatives());

/** The handler of the built asset, in the environment that the stack gives it. Its sharp is for Linux on x64, the project's for this machine. */
const built = async (config: Config, name: string): Promise<Upkeep> => {
  const { directory } = await upkeepAsset(config, join(folder, name));
  await rm(join(directory, 'node_modules'), { recursive: true, force: true });
  const { derivatives } = config;
  const environment = {
    ORIGINALS: 'originals',
    DISTRIBUTION: 'E2EXAMPLE',
    ...(derivatives && { DERIVATIVES: 'derivatives' }),
  };
  delete process.env.DERIVATIVES;
  Object.assign(process.env, environment);
  return (await import(join(directory, 'index.mjs'))).handler;
};

const remaining = { getRemainingTimeInMillis: () => 300_000 };
const batch = (...bodies: string[]) => ({ Records: bodies.map((body, at) => record(`m${at}`, body)) });
const created = (key: string) => fromEventBridge('Object Created', key);
const deleted = (key: string) => fromEventBridge('Object Deleted', key, 'DeleteObject', 'Permanently Deleted');
const expired = (key: string) => fromEventBridge('Object Deleted', key, 'Lifecycle Expiration', 'Permanently Deleted');

/** Handles messages; returns those that failed, the invalidated paths, the stored keys, and the log line. */
const handle = async (messages: object, handler = upkeep, context = remaining) => {
  cloudFront.asked.length = 0;
  const log = logged();
  const before = log().length;
  const { batchItemFailures } = await handler(messages, context);
  const [line] = log().slice(before);
  return {
    failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    asked: cloudFront.asked.map(({ paths }) => paths),
    kept: await world.kept(),
    line,
  };
};

const etagOf = async (key: string) => {
  const { headers } = await world.edge().get(`/${key}`);
  return headers.get('etag')?.replaceAll('"', '') ?? '';
};

/** Stores objects in the derivatives bucket. */
const store = async (...keys: string[]) => {
  for (const Key of keys) await world.s3.send(new PutObjectCommand({ Bucket: 'derivatives', Key, Body: 'x' }));
};

const old = '0'.repeat(32);

describe('a purge', () => {
  test('of an overwritten original deletes derivatives of older versions, but not the targets of redirects', async () => {
    await world.upload('a.jpg', image);
    const now = await etagOf('a.jpg');
    const stay = [
      `_/a.jpg/${old}/h`,
      `kept/a.jpg/${now}/r/w~1`,
      `kept/a.jpg/b.jpg/${old}/r/w~1`,
      `kept/ab.jpg/${old}/r/w~1`,
    ];
    await store(...stay, `kept/a.jpg/${old}/r/w~1`, `kept/a.jpg/${old}-12/r2/w~2`);
    expect(await handle(batch(created('a.jpg')))).toEqual({
      failed: [],
      asked: [['/a.jpg*']],
      kept: stay.sort(),
      line: expect.objectContaining({ Removed: 2, Invalidated: 1, invalidated: ['/a.jpg*'], UpkeepFailures: 0 }),
    });
    expect(cloudFront.asked[0]).toMatchObject({ distribution: 'E2EXAMPLE' });
  });

  test('of a deleted original deletes all its derivatives and the targets of redirects', async () => {
    const stay = [`_/gone.jpg/b.jpg/${old}/h`, `kept/gone.jpg/b.jpg/${old}/r/w~1`];
    await store(...stay, `_/gone.jpg/${old}/h`, `kept/gone.jpg/${old}/r/w~1`);
    expect(await handle(batch(deleted('gone.jpg')))).toMatchObject({
      failed: [],
      asked: [['/_/gone.jpg/*', '/gone.jpg*']],
      kept: stay,
    });
  });

  // Where redirects led is invalidated though nothing is left in the bucket: CloudFront keeps it for longer.
  test.each<[message: string, key: string, ...paths: string[]]>([
    [
      fromS3('ObjectCreated:Put', 'red+flower.jpg'),
      'red flower.jpg',
      '/_/red%20flower.jpg/*',
      '/red%20flower.jpg*',
      '/red+flower.jpg*',
    ],
    [
      fromS3('ObjectRemoved:Delete', '%EA%B3%B5%EC%9B%90/%F0%9F%A6%8A.jpg'),
      '공원/🦊.jpg',
      '/_/%EA%B3%B5%EC%9B%90/%F0%9F%A6%8A.jpg/*',
      '/%EA%B3%B5%EC%9B%90/%F0%9F%A6%8A.jpg*',
    ],
    [created('a+b%20c.jpg'), 'a+b%20c.jpg', '/_/a*', '/a*'],
  ])('follows %s', async (message, key, ...paths) => {
    await store(`kept/${key}/${old}/r/w~1`);
    expect(await handle(batch(message))).toMatchObject({ failed: [], asked: [paths], kept: [] });
  });

  test('of a key of 1,000 bytes finds the hash in its place', async () => {
    const key = `${'é'.repeat(490)}.jpg`;
    await world.upload(key, image);
    await world.edge().get(`/${encodeURIComponent(key)}?w=10`);
    expect(await world.kept()).toHaveLength(1);
    await world.remove('originals', key);
    expect(await handle(batch(deleted(key)))).toMatchObject({ failed: [], kept: [] });
  });

  test('a late message of an upload finds that the original is gone', async () => {
    await store(`kept/late.jpg/${old}/r/w~1`, `_/late.jpg/${old}/h`);
    expect(await handle(batch(created('late.jpg')))).toMatchObject({ failed: [], kept: [] });
  });

  test('a late message of a deletion finds that the original is back', async () => {
    await world.upload('back.jpg', image);
    const now = `kept/back.jpg/${await etagOf('back.jpg')}/r/w~1`;
    await store(now);
    expect(await handle(batch(deleted('back.jpg')))).toMatchObject({ asked: [['/back.jpg*']], kept: [now] });
  });

  test('old versions that expire change nothing, the last one does', async () => {
    await world.upload('a.jpg', image);
    expect(await handle(batch(expired('a.jpg')))).toMatchObject({ failed: [], asked: [] });
    expect(await handle(batch(expired('gone.jpg')))).toMatchObject({
      failed: [],
      asked: [['/_/gone.jpg/*', '/gone.jpg*']],
    });
  });

  test('of 50 originals is one request of few paths', async () => {
    const bodies = Array.from({ length: 50 }, (_, at) => deleted(`album/${at % 10}/${at}.jpg`));
    const { asked, line } = await handle(batch(...bodies));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.length).toBeLessThanOrEqual(7);
    expect(line.Invalidated).toBe(asked[0]?.length);
  });

  test('twice is once: the same messages are one request for CloudFront', async () => {
    await handle(batch(deleted('a.jpg')));
    const [first] = cloudFront.asked;
    await handle(batch(deleted('a.jpg')));
    expect(cloudFront.asked).toEqual([first]);
  });

  test('that CloudFront rejects stays in the queue; stale derivatives are deleted', async () => {
    await store(`kept/a/1.jpg/${old}/r/w~1`);
    cloudFront.refusals.push('NoSuchDistribution');
    const { failed, kept, line } = await handle(batch(deleted('a/1.jpg'), deleted('a/2.jpg')));
    expect([failed, kept]).toEqual([['m0', 'm1'], []]);
    expect(line.failures).toEqual([{ keys: ['a/1.jpg', 'a/2.jpg'], error: 'NoSuchDistribution: Refused' }]);
  });

  test('of an original that S3 fails to look up deletes nothing, and stays in the queue', async () => {
    await store(`kept/a.jpg/${old}/r/w~1`);
    const repair = proxy.strike(
      { kind: 'error', status: 503, code: 'SlowDown' },
      9,
      ({ method, path }) => method === 'HEAD' && path.endsWith('/a.jpg'),
    );
    const { failed, asked, kept } = await handle(batch(deleted('a.jpg'), deleted('b.jpg')));
    repair();
    expect([failed, asked, kept]).toEqual([['m0'], [['/_/b.jpg/*', '/b.jpg*']], [`kept/a.jpg/${old}/r/w~1`]]);
  });

  test('whose deletion fails stays in the queue', async () => {
    await store(`kept/a.jpg/${old}/r/w~1`);
    const repair = proxy.strike(
      { kind: 'error', status: 403, code: 'AccessDenied' },
      9,
      ({ method }) => method === 'POST',
    );
    const { failed, asked } = await handle(batch(deleted('a.jpg')));
    repair();
    expect([failed, asked]).toEqual([['m0'], []]);
  });

  test('that is interrupted has deleted pointers before their targets; the retry finishes', async () => {
    const [pointer, content] = [`kept/gone.jpg/${old}/r/w~1`, `_/gone.jpg/${old}/h`];
    await store(pointer, content);
    let removals = 0;
    const repair = proxy.strike(
      { kind: 'error', status: 403, code: 'AccessDenied' },
      9,
      ({ method }) => method === 'POST' && ++removals > 1,
    );
    expect(await handle(batch(deleted('gone.jpg')))).toMatchObject({ failed: ['m0'], asked: [], kept: [content] });
    repair();
    expect(await handle(batch(deleted('gone.jpg')))).toMatchObject({
      failed: [],
      asked: [['/_/gone.jpg/*', '/gone.jpg*']],
      kept: [],
    });
  });

  test('during which a derivative is written leaves no redirect to a deleted object', async () => {
    await world.upload('large.jpg', image);
    const large: typeof dependencies = {
      ...dependencies,
      load: async () => {
        const { derive } = await dependencies.load();
        return {
          derive: async (bytes, order) => {
            const made = await derive(bytes, order);
            const padding = Buffer.alloc(Math.max(0, Math.min(1_000_000, order.budget.bytes) - made.bytes.length));
            return { ...made, bytes: Buffer.concat([made.bytes, padding]) };
          },
        };
      },
    };
    const first = await world.edge({ using: large }).get('/large.jpg?w=40');
    const [pointer = ''] = (await world.kept()).filter((key) => key.startsWith('kept/'));
    const written = await world.s3.send(new GetObjectCommand({ Bucket: 'derivatives', Key: pointer }));
    const { ContentType = '', Metadata = {} } = written;
    const Body = (await written.Body?.transformToByteArray()) ?? '';
    await world.remove('originals', 'large.jpg');
    await handle(batch(deleted('large.jpg')));
    expect(await world.kept()).toEqual([]);
    // The pointer of a slower derivation, and the original once more.
    await world.s3.send(new PutObjectCommand({ Bucket: 'derivatives', Key: pointer, Body, ContentType, Metadata }));
    await world.upload('large.jpg', image);
    const edge = world.edge({ using: large });
    const again = await edge.get('/large.jpg?w=40');
    expect([first.status, again.status, again.header('location')]).toEqual([302, 302, first.header('location')]);
    expect((await edge.get(again.header('location') ?? '')).status).toBe(200);
  });

  test('an unreadable message is returned, the others are handled', async () => {
    const { failed, asked } = await handle(batch(deleted('a.jpg'), 'no JSON'));
    expect([failed, asked]).toEqual([['m1'], [['/a.jpg*']]]);
  });
});

describe('without a derivatives bucket', () => {
  test('a purge invalidates, and needs no decoders', async () => {
    const { derivatives: _, pregenerate: __, ...bare } = all;
    const { zippedBytes } = await upkeepAsset(bare, join(folder, 'purge'));
    expect(zippedBytes).toBeLessThan(1024 * 1024);
    const purge = await built(bare, 'purge');
    expect(await handle(batch(deleted('a.jpg')), purge)).toMatchObject({ failed: [], asked: [['/a.jpg*']] });
  });
});

describe('with a served folder', () => {
  test('paths are relative to it, and other keys are ignored', async () => {
    const served = await built({ ...all, originals: { access: 'public', prefix: 'site' } }, 'served');
    await world.upload('site/shop/a.jpg', image);
    const { asked, kept } = await handle(batch(created('site/shop/a.jpg'), deleted('other/b.jpg')), served);
    expect(asked).toEqual([['/shop/a.jpg*']]);
    expect(new Set(kept.map((key) => key.split('/').slice(0, 4).join('/')))).toEqual(new Set(['kept/site/shop/a.jpg']));
  });
});

test('the paths of a dialect with image URLs in its query are in every purge', async () => {
  const { pregenerate: _, ...purging } = all;
  const dialects = [{ path: '/_next/image', dialect: 'next' as const }];
  const withDialect = await built({ ...purging, dialects }, 'dialects');
  expect(await handle(batch(deleted('x y.jpg')), withDialect)).toMatchObject({
    failed: [],
    asked: [['/_/x%20y.jpg/*', '/x%20y.jpg*', '/x+y.jpg*', '/_next/image*']],
  });
});

describe('pre-generation', () => {
  const edgeOf = async () => world.edge({ changes: { pregenerate: [] }, revision: await revision(all) });

  test('makes the derivatives that the edge then finds, for every kind of viewer', async () => {
    const [key, path] = ['shop/a b+공원.jpg', '/shop/a%20b%2B%EA%B3%B5%EC%9B%90.jpg'];
    await world.upload(key, image);
    const { failed, kept, line } = await handle(batch(created(key)));
    expect(failed).toEqual([]);
    expect(line).toMatchObject({ Pregenerated: kept.length, PregeneratedBefore: 0, underivable: [] });

    const edge = await edgeOf();
    const log = logged();
    const before = log().length;
    for (const [query, init] of [
      ['format=auto&w=40', chrome],
      ['w=40&format=auto', { headers: { accept: 'image/webp,*/*' } }],
      ['w=40&format=auto&utm_source=x', {}],
      ['w=20', {}],
    ] as const)
      expect((await edge.get(`${path}?${query}`, init)).status).toBe(200);
    expect(
      log()
        .slice(before)
        .map((line) => [line.Made, line.Kept]),
    ).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect((await world.kept()).sort()).toEqual(kept.sort());
  });

  test('of an overwritten original is made once', async () => {
    await world.upload('shop/b.jpg', image);
    const first = await handle(batch(created('shop/b.jpg')));
    await world.upload('shop/b.jpg', other);
    const second = await handle(batch(created('shop/b.jpg'), created('shop/b.jpg')));
    expect(second.line).toMatchObject({ Removed: first.kept.length, Pregenerated: first.kept.length });
    expect(second.kept.some((key) => first.kept.includes(key))).toBe(false);
    const again = await handle(batch(created('shop/b.jpg')));
    expect(again.line).toMatchObject({ Removed: 0, Pregenerated: 0, PregeneratedBefore: first.kept.length });
  });

  test.each<[what: string, key: string, upload: Parameters<World['upload']>[1] | undefined, underivable: number]>([
    ['of another folder makes nothing', 'blog/a.jpg', Buffer.from('x'), 0],
    ['of a folder object makes nothing', 'shop/sub/', Buffer.alloc(0), 0],
    [
      'of a private original makes nothing',
      'shop/private.jpg',
      { bytes: Buffer.from('x'), CacheControl: 'private' },
      0,
    ],
    ['of a deleted original makes nothing', 'shop/gone.jpg', undefined, 0],
    ['of a text makes nothing, and is logged', 'shop/text.jpg', Buffer.from('This is no image.'), 4],
  ])('%s', async (_, key, upload, underivable) => {
    if (upload) await world.upload(key, upload);
    const { failed, kept, line } = await handle(batch(created(key)));
    expect([failed, kept]).toEqual([[], []]);
    expect(line.underivable).toHaveLength(underivable);
    for (const each of line.underivable) expect(each).toMatchObject({ key, reason: 'not-an-image' });
  });

  test('that S3 fails to store stays in the queue', async () => {
    await world.upload('shop/c.jpg', image);
    const repair = proxy.strike({ kind: 'error', status: 503, code: 'SlowDown' }, 99, ({ method }) => method === 'PUT');
    const { failed, asked } = await handle(batch(created('shop/c.jpg')));
    repair();
    expect([failed, asked]).toEqual([['m0'], [['/shop/c.jpg*']]]);
    expect(await handle(batch(created('shop/c.jpg')))).toMatchObject({ failed: [] });
  });

  test('without time left stays in the queue, purged', async () => {
    await world.upload('shop/d.jpg', image);
    const late = { getRemainingTimeInMillis: () => 15_000 };
    const { failed, asked, kept } = await handle(batch(created('shop/d.jpg')), upkeep, late);
    expect([failed, asked, kept]).toEqual([['m0'], [['/shop/d.jpg*']], []]);
  });

  test('of a query that asks for the original is a config error', async () => {
    const wrong = { ...all, pregenerate: [{ prefix: '', queries: ['utm_source=x'] }] };
    await expect(upkeepAsset(wrong, join(folder, 'wrong'))).rejects.toThrow('can make no derivative of "utm_source=x"');
  });
});

describe('a backfill', () => {
  /** A batch as Step Functions passes it (step-functions/latest/dg/input-output-itemreader.html, -itembatcher.html). */
  const listed = (...keys: string[]) => ({
    Items: keys.map((Key) => ({
      Etag: '"05704fbdccb224cb01c59005bebbad28"',
      Key,
      LastModified: 1668699881,
      Size: Key.endsWith('/') ? 0 : 34910,
      StorageClass: 'STANDARD',
    })),
  });

  test('makes missing derivatives once, and reports those that can not be made', async () => {
    for (const key of ['shop/1.jpg', 'shop/2.jpg', 'blog/3.jpg']) await world.upload(key, image);
    await world.upload('shop/text.jpg', Buffer.from('This is no image.'));
    const items = listed('shop/', 'shop/1.jpg', 'shop/2.jpg', 'shop/text.jpg', 'shop/gone.jpg', 'blog/3.jpg');
    const first = await upkeep(items, remaining);
    const kept = await world.kept();
    expect(new Set(kept.map((key) => key.split('/')[2]))).toEqual(new Set(['1.jpg', '2.jpg']));
    const variant = expect.stringMatching(/(^|_)w~\d+$/);
    const reported = { key: 'shop/text.jpg', variant, reason: 'not-an-image' };
    expect(first).toEqual({ made: kept.length, kept: 0, underivable: Array(4).fill(reported) });
    expect(await upkeep(items, remaining)).toMatchObject({ made: 0, kept: kept.length });
    expect(await world.kept()).toEqual(kept);
  });

  test('that fails for one original makes the others, and throws its name', async () => {
    for (const key of ['shop/1.jpg', 'shop/2.jpg']) await world.upload(key, image);
    const repair = proxy.strike(
      { kind: 'error', status: 503, code: 'SlowDown' },
      99,
      ({ method, path }) => method === 'GET' && path.startsWith('/originals/shop/1.jpg'),
    );
    await expect(upkeep(listed('shop/1.jpg', 'shop/2.jpg'), remaining)).rejects.toThrow(/^shop\/1\.jpg: .*$/);
    repair();
    const kept = await world.kept();
    expect(new Set(kept.map((key) => key.split('/')[2]))).toEqual(new Set(['2.jpg']));
    expect(await upkeep(listed('shop/1.jpg', 'shop/2.jpg'), remaining)).toMatchObject({
      made: kept.length,
      kept: kept.length,
    });
  });
});

describe('a purge of several buckets', () => {
  const buckets = [
    { path: '/shop/*', bucket: 'shop', region: 'us-east-1' },
    { path: '/press/*', bucket: 'my.press', region: 'us-east-1', prefix: 'site' },
  ];
  const several: Config = {
    ...config,
    originals: { access: 'public', secondary: { bucket: 'shop', region: 'us-east-1', prefix: 'old' } },
    ...{ derivatives: { days: 90 }, purge: true, buckets },
  };
  let purge: Upkeep;
  beforeAll(async () => {
    purge = await built(several, 'several');
    for (const [key, bucket] of [
      ['shop/a.jpg', 'originals'],
      ['shop/a.jpg', 'shop'],
      ['old/b.jpg', 'shop'],
    ] as const)
      await world.upload(key, image, bucket);
  });

  const kept = (...folders: string[]) => folders.map((name) => `kept/${name}/${old}/r/w~1`);

  test.each<[bucket: string, key: string, asked: string[][], removed: string[]]>([
    ['originals', 'shop/a.jpg', [['/shop/a.jpg*']], kept('shop/a.jpg')],
    ['shop', 'shop/a.jpg', [['/shop/a.jpg*']], kept('@shop/shop/a.jpg')],
    // The second bucket is below `old/` there.
    ['shop', 'old/b.jpg', [['/b.jpg*', '/old/b.jpg*']], kept('@shop/old/b.jpg')],
    ['my.press', 'elsewhere/a.jpg', [], []],
    ['another', 'shop/a.jpg', [], []],
  ])('%s: an overwritten %s', async (bucket, key, asked, removed) => {
    const all = kept('shop/a.jpg', '@shop/shop/a.jpg', '@shop/old/b.jpg', '@my.press/elsewhere/a.jpg');
    await store(...all);
    const event = fromBucket(bucket, { type: 'Object Created', key });
    const { failed, asked: paths, kept: left } = await handle(batch(event), purge);
    expect([failed, paths.map((each) => each.toSorted())]).toEqual([[], asked]);
    expect(left.toSorted()).toEqual(all.filter((each) => !removed.includes(each)).toSorted());
  });

  test('of one key in two buckets: each is looked up in its own', async () => {
    const both = ['originals', 'shop'].map((bucket) =>
      fromBucket(bucket, { type: 'Object Deleted', key: 'shop/none.jpg' }),
    );
    const { failed, asked } = await handle(batch(...both), purge);
    expect(failed).toEqual([]);
    expect(asked.flat().toSorted()).toEqual(['/_/%40shop/shop/none.jpg/*', '/_/shop/none.jpg/*', '/shop/none.jpg*']);
  });
});

describe('pre-generation of several buckets', () => {
  const several = resolveConfig({
    ...config,
    ...{ derivatives: { days: 90 }, pregenerate: [{ prefix: 'shop/', queries: ['w=20'] }] },
    originals: { access: 'public', secondary: { bucket: 'my.press', region: 'us-east-1', prefix: 'old' } },
    marks: { logo: 'logo.png' },
    buckets: [
      { path: '/shop/own/*', bucket: 'originals', region: 'us-east-1', prefix: 'closed', access: 'private' },
      { path: '/shop/n?w/*', bucket: 'shop', region: 'us-east-1' },
    ],
  });
  let make: Upkeep;
  beforeAll(async () => {
    make = await built(several, 'making');
    for (const [bucket, key] of [
      ['originals', 'shop/both.jpg'],
      ['originals', 'shop/new/a.jpg'],
      ['originals', 'closed/shop/own/a.jpg'],
      ['shop', 'shop/new/a.jpg'],
      ['shop', 'shop/b.jpg'],
      ['my.press', 'old/shop/both.jpg'],
      ['my.press', 'old/shop/second.jpg'],
    ] as const)
      await world.upload(key, image, bucket);
  });

  const rows: [bucket: string, key: string, folder: string | undefined, path?: string][] = [
    ['originals', 'shop/both.jpg', 'shop/both.jpg', '/shop/both.jpg'],
    ['shop', 'shop/new/a.jpg', '@shop/shop/new/a.jpg', '/shop/new/a.jpg'],
    // Its path is of another bucket.
    ['originals', 'shop/new/a.jpg', undefined],
    ['shop', 'shop/b.jpg', undefined],
    ['originals', 'closed/shop/own/a.jpg', 'closed/shop/own/a.jpg', '/shop/own/a.jpg'],
    ['my.press', 'old/shop/second.jpg', '@my.press/old/shop/second.jpg', '/shop/second.jpg'],
    // The first bucket has it.
    ['my.press', 'old/shop/both.jpg', undefined],
  ];

  test.each(rows)('%s: an uploaded %s is found by the edge below %s', async (bucket, key, folder, path) => {
    const { failed, kept, line } = await handle(batch(fromBucket(bucket, { type: 'Object Created', key })), make);
    expect([failed, kept.length > 0]).toEqual([[], folder !== undefined]);
    for (const each of kept) expect(each.startsWith(`kept/${folder}/`)).toBe(true);
    expect(line?.Pregenerated ?? 0).toBe(kept.length);
    if (path === undefined) return;
    const edge = world.edge({ changes: { ...several, pregenerate: [] }, revision: await revision(several) });
    const log = logged();
    const before = log().length;
    expect((await edge.get(`${path}?w=20`)).status).toBe(200);
    expect(log().slice(before)).toMatchObject([{ Made: 0, Kept: 1 }]);
    expect(await world.kept()).toEqual(kept);
  });

  test.each(rows)('%s: a backfill makes the same of %s', async (bucket, Key, folder) => {
    const tally = await make({ BatchInput: { bucket }, Items: [{ Key, Size: 34910 }] }, remaining);
    const kept = await world.kept();
    expect(tally).toMatchObject({ made: kept.length, kept: 0 });
    expect([kept.length > 0, kept.every((each) => each.startsWith(`kept/${folder}/`))]).toEqual([
      folder !== undefined,
      true,
    ]);
  });
});
