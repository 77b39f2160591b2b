import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { regional } from '../../edge/function-url.ts';
import { originSettings } from '../../infra/config/settings/origin-settings.ts';
import { type Storage, startStorage, useStorage } from '../../infra/local/storage/storage.ts';
import { config } from '../support/config.ts';
import { askFunctionUrl, context, fakeLambda, urlEvent } from '../support/function-url.ts';

const megabyte = 1024 * 1024;
let folder: string;
let storage: Storage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streaming-'));
  await writeFile(join(folder, 'large.tif'), randomBytes(20 * megabyte));
  await writeFile(join(folder, 'huge.tif'), '');
  // Of zeros, which take no room on a disk.
  await truncate(join(folder, 'huge.tif'), 201 * megabyte);
  storage = await startStorage({ images: folder, bucket: 'originals' });
  useStorage(storage);
});

afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

const open = () => {
  const lambda = fakeLambda();
  const environment = { AWS_REGION: 'us-east-1', ORIGINALS: 'originals' };
  return { lambda, handler: regional({ origin: originSettings(config) }, environment, lambda.awslambda) };
};

/** The bytes that Node holds outside of its heap, garbage collected. */
const collector = () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  return () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
};

test('an original of 20 MB passes through the function in less than 8 MB of memory', async () => {
  const held = collector();
  const { lambda, handler } = open();
  const stream = new PassThrough();
  let received = 0;
  let most = 0;
  const before = held();
  // A viewer who reads slower than S3 sends: what is not passed on would pile up.
  const viewer = new Writable({
    write: (chunk: Buffer, _, done) => {
      const isNext = Math.floor(received / megabyte) < Math.floor((received + chunk.length) / megabyte);
      received += chunk.length;
      if (!isNext) return done();
      most = Math.max(most, held() - before);
      setTimeout(done, 20);
    },
  });
  const run = handler as (event: object, stream: Writable, context: object) => Promise<void>;
  await Promise.all([pipeline(stream, viewer), run(urlEvent('/large.tif'), stream, context)]);
  console.log(`20 MB streamed, at most ${(most / megabyte).toFixed(1)} MB held`);
  expect(received).toBe(20 * megabyte);
  expect(lambda.metadata().headers['content-length']).toBe(String(received));
  expect(most).toBeLessThan(8 * megabyte);
});

test('an original that is larger than Lambda streams is refused, not cut', async () => {
  const { lambda, handler } = open();
  const response = await askFunctionUrl(handler, lambda, urlEvent('/huge.tif'));
  expect([response.status, response.headers.get('content-type')]).toEqual([501, 'application/problem+json']);
  expect(await response.json()).toMatchObject({ title: expect.stringContaining('210763776 bytes') });
});

test('its last part is small enough', async () => {
  const { lambda, handler } = open();
  const response = await askFunctionUrl(handler, lambda, urlEvent('/huge.tif', { headers: { range: 'bytes=-10' } }));
  expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([206, 10]);
});

test.each([
  ['/missing.jpg', 'GET', 404],
  ['/large.tif', 'HEAD', 200],
  ['/large.tif', 'POST', 405],
])('%s by %s has its status and headers, with a body or without', async (path, method, status) => {
  const { lambda, handler } = open();
  const response = await askFunctionUrl(handler, lambda, urlEvent(path, { method }));
  expect([response.status, response.headers.has('content-type')]).toEqual([status, true]);
});
