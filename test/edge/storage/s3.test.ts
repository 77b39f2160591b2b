import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askS3, collect } from '../../../edge/storage/s3.ts';
import { endpointOf } from '../../../edge/storage/s3-endpoint.ts';
import { faultOf, isMissing } from '../../../edge/storage/s3-errors.ts';
import { credentials, startStorage, useStorage } from '../../../infra/local/storage/storage.ts';

describe('the endpoint', () => {
  const fips = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' };
  const own = { AWS_ENDPOINT_URL_S3: 'http://localhost:9000/s3/' };
  test.each<[bucket: string, region: string, key: string, environment: NodeJS.ProcessEnv, address: string]>([
    ['photos', 'eu-west-1', 'a.jpg', {}, 'https://photos.s3.eu-west-1.amazonaws.com/a.jpg'],
    ['photos', 'us-east-1', 'a.jpg', {}, 'https://photos.s3.us-east-1.amazonaws.com/a.jpg'],
    ['photos', 'cn-north-1', 'a.jpg', {}, 'https://photos.s3.cn-north-1.amazonaws.com.cn/a.jpg'],
    ['photos.example.com', 'eu-west-1', 'a.jpg', {}, 'https://s3.eu-west-1.amazonaws.com/photos.example.com/a.jpg'],
    ['photos', 'us-gov-west-1', 'a', fips, 'https://photos.s3-fips.dualstack.us-gov-west-1.amazonaws.com/a'],
    ['photos', 'eu-west-1', 'a.jpg', own, 'http://localhost:9000/s3/photos/a.jpg'],
    ['photos', 'eu-west-1', 'a.jpg', { AWS_ENDPOINT_URL: 'http://localhost:1' }, 'http://localhost:1/photos/a.jpg'],
    // ---- keys are paths as they are: nothing is resolved, all but unreserved characters is escaped
    ['photos', 'us-east-1', 'a/../b', {}, 'https://photos.s3.us-east-1.amazonaws.com/a/../b'],
    ['photos', 'us-east-1', '/a//b', {}, 'https://photos.s3.us-east-1.amazonaws.com//a//b'],
    ['photos', 'us-east-1', "a+b c!'()*", {}, 'https://photos.s3.us-east-1.amazonaws.com/a%2Bb%20c%21%27%28%29%2A'],
    ['photos', 'us-east-1', 'ü?#%20', {}, 'https://photos.s3.us-east-1.amazonaws.com/%C3%BC%3F%23%2520'],
  ])('%s in %s: %s with %o is %s', (name, region, key, environment, address) => {
    const { protocol, host, path } = endpointOf({ name, region }, key, environment);
    expect(`${protocol}//${host}${path}`).toBe(address);
  });
});

const bucket = { name: 'photos', region: 'us-east-1' };

describe('a real S3 server accepts the signature', () => {
  let storage: Awaited<ReturnType<typeof startStorage>>;
  let s3: S3Client;
  beforeAll(async () => {
    storage = await startStorage({ bucket: 'photos' });
    useStorage(storage);
    s3 = new S3Client({ endpoint: storage.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  });
  afterAll(() => storage.close());

  test.each(['a.jpg', 'a b+c.jpg', "ü!*'(),;=&@.jpg", '100%.jpg', '%41~_-.jpg', '공원/café.jpg'])(
    'of %s, written and read by us and by the SDK',
    async (key) => {
      const { signal } = new AbortController();
      await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: key, Body: 'of the SDK' }));
      const read = async () => String(await collect(await askS3({ method: 'GET', bucket, key, signal }), 1000, signal));
      expect(await read()).toBe('of the SDK');
      const headers = { 'content-type': 'text/plain', 'x-amz-meta-note': 'ours' };
      await askS3({ method: 'PUT', bucket, key, headers, body: Buffer.from('of ours'), signal });
      expect(await read()).toBe('of ours');
      const { headers: found } = await askS3({ method: 'HEAD', bucket, key, signal });
      expect([found['content-length'], found['x-amz-meta-note']]).toEqual(['7', 'ours']);
    },
  );
});

type Reply = { status: number; headers?: { [name: string]: string }; code?: string; text?: string };
const ok: Reply = { status: 200, text: 'image' };
const error = (status: number, code: string, headers = {}): Reply => ({ status, code, headers });

describe('what S3 answers', () => {
  let server: Server;
  let replies: (Reply | 'reset')[] = [];
  let asked: IncomingMessage[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      const reply = replies.shift() ?? ok;
      if (reply === 'reset') return request.socket.resetAndDestroy();
      const { status, headers, code, text = code ? `<Error><Code>${code}</Code></Error>` : '' } = reply;
      return response
        .writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers })
        .end(request.method === 'HEAD' ? undefined : text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    useStorage({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const ask = async (method: 'GET' | 'HEAD' | 'PUT', region = bucket.region, name = bucket.name) => {
    const { signal } = new AbortController();
    const answer = await askS3({ method, bucket: { name, region }, key: 'a.jpg', signal });
    return method === 'GET' ? String(await collect(answer, 1000, signal)) : answer.status;
  };

  test.each<[method: 'GET' | 'HEAD' | 'PUT', replies: (Reply | 'reset')[], requests: number, outcome: unknown]>([
    ['GET', [ok], 1, 'image'],
    ['HEAD', [ok], 1, 200],
    // ---- another attempt
    ['GET', ['reset', ok], 2, 'image'],
    ['GET', [error(500, 'InternalError'), ok], 2, 'image'],
    ['GET', [error(503, 'SlowDown'), ok], 2, 'image'],
    ['GET', [error(400, 'RequestTimeout'), ok], 2, 'image'],
    ['PUT', [error(503, 'SlowDown', { 'retry-after': '0' }), ok], 2, 200],
    ['HEAD', [error(502, ''), ok], 2, 200],
    ['GET', ['reset', 'reset', ok], 2, { fault: 'ECONNRESET', missing: false }],
    ['GET', [error(503, 'SlowDown'), error(503, 'SlowDown'), ok], 2, { fault: 'SlowDown', missing: false }],
    // ---- a copy fails in the body of a 200
    ['PUT', [{ status: 200, code: 'InternalError' }, ok], 2, 200],
    // ---- which would change nothing
    ['GET', [error(503, 'SlowDown', { 'retry-after': '60' })], 1, { fault: 'SlowDown', missing: false }],
    ['GET', [error(403, 'AccessDenied')], 1, { fault: 'AccessDenied', missing: true }],
    ['HEAD', [error(403, '')], 1, { fault: '403', missing: true }],
    ['GET', [error(403, 'SignatureDoesNotMatch')], 1, { fault: 'SignatureDoesNotMatch', missing: false }],
    ['GET', [error(403, 'ExpiredToken')], 1, { fault: 'ExpiredToken', missing: false }],
    ['GET', [error(404, 'NoSuchKey')], 1, { fault: 'NoSuchKey', missing: true }],
    ['HEAD', [error(404, '')], 1, { fault: '404', missing: true }],
    ['GET', [error(404, 'NoSuchBucket')], 1, { fault: 'NoSuchBucket', missing: false }],
    ['GET', [error(412, 'PreconditionFailed')], 1, { fault: 'PreconditionFailed', missing: false }],
    ['GET', [error(400, 'KMS.DisabledException')], 1, { fault: 'KMS.DisabledException', missing: false }],
    ['GET', [error(409, 'ConditionalRequestConflict')], 1, { fault: 'ConditionalRequestConflict', missing: false }],
    // ---- bytes that are not those that were announced
    ['GET', [{ status: 200, text: 'x'.repeat(1001) }], 1, { fault: 'too-many-bytes', missing: false }],
  ])('%s: %j: %i requests, %j', async (method, answers, requests, outcome) => {
    replies = answers;
    const found = await ask(method).catch((error) => ({ fault: faultOf(error), missing: isMissing(error) }));
    expect([asked.length, found]).toEqual([requests, outcome]);
  });

  test('a bucket in another region is asked there, from then on at once', async () => {
    replies = [error(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' }), ok, ok];
    for (let time = 0; time < 2; time++) expect(await ask('GET', 'us-east-1', 'moved')).toBe('image');
    const scopes = asked.map(({ headers }) => /\/(\w+-\w+-\d)\/s3/.exec(headers.authorization ?? '')?.[1]);
    expect(scopes).toEqual(['us-east-1', 'eu-west-1', 'eu-west-1']);
  });

  test("a clock that is wrong is set by S3's", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    replies = [error(403, 'RequestTimeTooSkewed', { date }), ok];
    expect(await ask('GET')).toBe('image');
    const [before, after] = asked.map(({ headers }) =>
      Date.parse(String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)(.*)/, '$1-$2-$3:$4:$5')),
    );
    expect(((after ?? 0) - (before ?? 0)) / 3_600_000).toBeCloseTo(1, 1);
    replies = [error(403, 'RequestTimeTooSkewed', { date: new Date().toUTCString() }), ok];
    await ask('GET');
  });

  test('credentials are read for each request', async () => {
    const { AWS_ACCESS_KEY_ID } = process.env;
    process.env.AWS_ACCESS_KEY_ID = 'rotated';
    process.env.AWS_SESSION_TOKEN = 'token';
    await ask('GET');
    process.env.AWS_ACCESS_KEY_ID = AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SESSION_TOKEN;
    await ask('GET');
    const signed = asked.map(({ headers }) => [
      /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1],
      headers['x-amz-security-token'],
    ]);
    expect(signed).toEqual([
      ['rotated', 'token'],
      ['S3RVER', undefined],
    ]);
  });

  test('a request without a key is none: it would list the bucket', async () => {
    const { signal } = new AbortController();
    await expect(askS3({ method: 'GET', bucket, key: '', signal })).rejects.toThrow('key');
    expect(asked).toEqual([]);
  });

  test('what is cancelled is not repeated', async () => {
    const control = new AbortController();
    const answer = askS3({ method: 'GET', bucket, key: 'a.jpg', signal: control.signal });
    control.abort();
    await expect(answer).rejects.toThrow();
    expect(asked.length).toBeLessThanOrEqual(1);
  });
});

test('without variables the credentials are those that the SDK finds', async () => {
  const { credentials: find } = await import('../../../edge/storage/credentials.ts');
  await expect(find({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).resolves.toEqual({
    accessKeyId: 'a',
    secretAccessKey: 'b',
  });
  // The SDK looks into the process's own variables first.
  expect(await find({})).toMatchObject({ accessKeyId: 'S3RVER' });
});
