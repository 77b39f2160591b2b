import { randomBytes, randomUUID } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dependencies } from '../../edge/answer/dependencies.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { logged } from '../support/logged.ts';
import { type Asked, type Fault, startProxy } from './proxy.ts';

// Whatever S3 does: an answer by CloudFront's rules, in Lambda's time, that is right or short-lived; and nothing wrong kept.

let world: World;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let original: Buffer;
const expected: Buffer[] = [];

beforeAll(async () => {
  logged();
  world = await startWorld(async (endpoint) => {
    proxy = await startProxy(endpoint);
    return proxy.endpoint;
  });
  const noise = sharp(randomBytes(400 * 300 * 3), { raw: { width: 400, height: 300, channels: 3 } });
  original = await noise.jpeg({ quality: 90 }).toBuffer();
  const { path } = await upload();
  // With little time left it is encoded in another way; the first request takes longer.
  for (const milliseconds of [enough, lambdaTimeout])
    expected.push((await edgeWith(false, dependencies, milliseconds).get(path)).body);
  for (const image of expected) expect((await sharp(image).metadata()).width).toBe(100);
});

const isDerivative = (bytes: Uint8Array) => expected.some((image) => image.equals(bytes));
afterAll(async () => {
  await world.close();
  await proxy.close();
});

/** Each test has an original of its own, so that many can wait at once. */
const upload = async () => {
  const key = `${randomUUID()}.jpg`;
  await world.upload(key, original);
  return { key, path: `/${key}?w=100` };
};

/**
 * Milliseconds that Lambda has where the original may not come: of them one second is kept back, and no encode begins in the
 * last two and a half; before that it is hurried. What the derivatives bucket may take has bounds of its own.
 */
const lambdaTimeout = 4000;
const enough = 30_000;

const edgeWith = (bucket: boolean, using = dependencies, milliseconds = enough): Edge =>
  world.edge({ lambdaTimeout: milliseconds, using, changes: (bucket ? {} : { derivatives: undefined }) as object });

type Where = (asked: Asked) => boolean;
const isRead =
  (bucket: string): Where =>
  ({ method, path }) =>
    method === 'GET' && path.startsWith(`/${bucket}/`);

const faults: [name: string, fault: Fault][] = [
  ['300 ms late', { kind: 'late', milliseconds: 300 }],
  ['5 s late', { kind: 'late', milliseconds: 5000 }],
  ['silent', { kind: 'silent' }],
  ['500', { kind: 'error', status: 500, code: 'InternalError' }],
  ['503 SlowDown', { kind: 'error', status: 503, code: 'SlowDown' }],
  [
    '503 SlowDown, asks for a minute',
    { kind: 'error', status: 503, code: 'SlowDown', headers: { 'retry-after': '60' } },
  ],
  ['403', { kind: 'error', status: 403, code: 'AccessDenied' }],
  ['404', { kind: 'error', status: 404, code: 'NoSuchKey' }],
  ['409', { kind: 'error', status: 409, code: 'ConditionalRequestConflict' }],
  ['301', { kind: 'error', status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } }],
  ['307', { kind: 'error', status: 307, code: 'TemporaryRedirect', headers: { location: 'http://127.0.0.1:1/' } }],
  ['no XML', { kind: 'error', status: 502, code: '<<<' }],
  ['reset before the answer', { kind: 'reset' }],
  ['reset before the body', { kind: 'cut', after: 0 }],
  ['reset in the body', { kind: 'cut', after: 500 }],
  ['a short body', { kind: 'short', by: 1 }],
  ['an empty body', { kind: 'short', by: 1e9 }],
  ['in drops', { kind: 'trickle', bytes: 100, every: 50 }],
  ['another version', { kind: 'etag', etag: '"ffffffffffffffffffffffffffffffff"' }],
];
const writeFaults: typeof faults = [
  ...faults,
  ['the answer lost', { kind: 'lost' }],
  ['half uploaded', { kind: 'half' }],
];

/** How many times in a row: a second try helps against one fault, nothing against all. */
const times: [name: string, count: number][] = [
  ['once', 1],
  ['always', Number.POSITIVE_INFINITY],
];

const cases = (list: typeof faults) =>
  list.flatMap(([name, fault]) => times.map(([often, count]) => [`${name}, ${often}`, fault, count] as const));

/** An answer in time, valid for CloudFront, and either the derivative or, for a short while, the original. */
const ask = async (edge: Edge, path: string) => {
  // Past Lambda's time it would be a 503.
  const answer = await edge.get(path);
  expect([answer.status, answer.how]).toEqual([200, 'Miss']);
  const reason = answer.header('x-image-reason');
  const isMade = reason === null || reason === 'hurried';
  expect(isMade ? isDerivative(answer.body) : answer.body.equals(original)).toBe(true);
  if (reason !== null)
    expect([answer.header('cache-control'), answer.header('etag')]).toEqual(['public, max-age=60', null]);
  return reason;
};

/** Whatever is in the bucket is the derivative, whole; and who asks when all is well again gets it. */
const checkAfterwards = async (edge: Edge, { key, path }: { key: string; path: string }) => {
  for (const Key of (await world.kept()).filter((name) => name.includes(key))) {
    const object = await world.s3.send(new GetObjectCommand({ Bucket: 'derivatives', Key }));
    expect(isDerivative((await object.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  }
  edge.wait(61);
  edge.give(enough);
  for (const place of [edge, edgeWith(true)]) {
    const again = await place.get(path);
    expect([again.header('x-image-reason'), isDerivative(again.body)]).toEqual([null, true]);
  }
};

type Scene = { name: string; list: typeof faults; where: Where; bucket?: false; keptBefore?: true; derived?: true };
const scenes: Scene[] = [
  { name: 'the original is read, with a bucket', list: faults, where: isRead('originals') },
  { name: 'the original is read, without a bucket', list: faults, where: isRead('originals'), bucket: false },
  { name: 'the bucket is read', list: faults, where: isRead('derivatives'), keptBefore: true, derived: true },
  { name: 'the bucket is written', list: writeFaults, where: ({ method }) => method === 'PUT', derived: true },
  { name: 'all that the function asks of S3', list: writeFaults, where: () => true },
];

describe.each(scenes)('$name', ({ list, where, bucket = true, keptBefore, derived }) => {
  test.concurrent.each(cases(list))('%s', async (_, fault, count) => {
    const { key, path } = await upload();
    if (keptBefore) await edgeWith(true).get(path);
    const edge = edgeWith(bucket, dependencies, derived ? enough : lambdaTimeout);
    const end = proxy.strike(fault, count, (asked) => asked.path.includes(key) && asked.byFunction && where(asked));
    const reason = await ask(edge, path);
    if (derived) expect(reason).toBeNull();
    end();
    await checkAfterwards(edge, { key, path });
  });
});

/** A derivative above the limit: three requests to the bucket, each of which may fail. */
describe('a large derivative', () => {
  const large = {
    ...dependencies,
    load: async () => {
      const { derive } = await dependencies.load();
      const padded: typeof derive = async (bytes, order) => {
        const derivative = await derive(bytes, order);
        const size = Math.min(1_000_000, order.budget.bytes);
        return {
          ...derivative,
          bytes: Buffer.concat([derivative.bytes, Buffer.alloc(size - derivative.bytes.length)]),
        };
      };
      return { derive: padded };
    },
  };

  const places: [name: string, where: Where][] = [
    ['is written', ({ method, path }) => method === 'PUT' && path.startsWith('/derivatives/_/')],
    ['is pointed at', ({ method, path }) => method === 'PUT' && path.startsWith('/derivatives/kept/')],
    ['is looked for', ({ method }) => method === 'HEAD'],
    ['is read by CloudFront', ({ method, byFunction }) => method === 'GET' && !byFunction],
  ];
  const rows = places.flatMap(([place, where]) =>
    writeFaults
      .filter(([, { kind }]) => !['late', 'trickle', 'etag'].includes(kind))
      .map(([name, fault]) => [place, name, fault, where] as const),
  );

  test.concurrent.each(rows)('%s: %s', async (_, __, fault, where) => {
    const { key, path } = await upload();
    // Time enough for a second encode after an upload that takes half of it.
    const milliseconds = 12_000;
    for (const edge of [edgeWith(true, large, milliseconds), edgeWith(true, large, milliseconds)]) {
      const isApart = ({ path, method }: Asked) => path.includes(key) && (method !== 'GET' || path.includes('/_/'));
      const end = proxy.strike(fault, 1, (asked) => isApart(asked) && where(asked));
      const answer = await edge.get(path);
      expect(answer.how).toBe('Miss');
      end();
      // Redirected to what is there, or squeezed for a while.
      const image = answer.status === 302 ? await edge.get(answer.header('location') ?? '') : answer;
      expect([image.status, image.header('content-type')]).toEqual([200, 'image/jpeg']);
      // With little time left it is encoded in another way; whole it is, and of the size asked.
      expect((await sharp(image.body).raw().toBuffer({ resolveWithObject: true })).info.width).toBe(100);
      if (answer.status === 200)
        expect([answer.header('cache-control'), answer.header('etag')]).toEqual(['public, max-age=60', null]);
    }
  });
});

describe("S3 fails CloudFront's own request: a short-lived answer that reveals nothing about the bucket", () => {
  const error = (status: number, code: string, headers = {}): Fault => ({ kind: 'error', status, code, headers });
  const location = 'http://bucket/';
  test.each<[fault: Fault, status: number, cacheControl: string]>([
    [error(500, 'InternalError'), 500, 'public, max-age=1'],
    [error(503, 'SlowDown'), 503, 'public, max-age=1'],
    [error(403, 'AccessDenied'), 404, 'public, max-age=30'],
    [error(404, 'NoSuchKey'), 404, 'public, max-age=30'],
    [error(400, 'InvalidRequest'), 400, 'public, max-age=60'],
    [error(301, 'PermanentRedirect', { location }), 502, 'public, max-age=1'],
    [error(307, 'TemporaryRedirect', { location }), 502, 'public, max-age=1'],
  ])('%j: %i, %s', async (fault, status, cacheControl) => {
    const { key, path } = await upload();
    for (const method of ['GET', 'HEAD']) {
      const end = proxy.strike(fault, 1, (asked) => asked.path.includes(key));
      const answer = await edgeWith(true).get(path, { method });
      end();
      expect([answer.status, answer.header('cache-control')]).toEqual([status, cacheControl]);
      expect([answer.header('location'), answer.header('content-type')]).toEqual([null, 'application/problem+json']);
      if (method === 'GET') expect(JSON.parse(String(answer.body))).toMatchObject({ status });
    }
    expect((await world.kept()).filter((name) => name.includes(key))).toEqual([]);
  });

  test.each<[Fault]>([[{ kind: 'cut', after: 500 }], [{ kind: 'short', by: 1 }], [{ kind: 'cut', after: 0 }]])(
    '%j: the derivative does not need the body that CloudFront was sent',
    async (fault) => {
      const { key, path } = await upload();
      proxy.strike(fault, 1, (asked) => asked.path.includes(key));
      expect(await ask(edgeWith(true), path)).toBeNull();
    },
  );
});

test('S3 shows CloudFront and the function two versions: nothing of either is kept', async () => {
  const { key, path } = await upload();
  const fault: Fault = { kind: 'etag', etag: '"ffffffffffffffffffffffffffffffff"' };
  proxy.strike(fault, 1, (asked) => asked.path.includes(key));
  const edge = edgeWith(true);
  expect(await ask(edge, path)).toBe('original-changed');
  expect((await world.kept()).filter((name) => name.includes(key))).toEqual([]);
  await checkAfterwards(edge, { key, path });
});
