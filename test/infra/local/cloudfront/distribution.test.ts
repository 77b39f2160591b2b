import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFrontResponseEvent, CloudFrontResultResponse } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDistribution, type DistributionOptions } from '../../../../infra/local/cloudfront/distribution.ts';
import type { OriginResponseHandler } from '../../../../infra/local/cloudfront/origin/origin-response.ts';
import { credentials, type Storage, startStorage } from '../../../../infra/local/storage/storage.ts';

// What happens beside a request is waited for, however busy the machine is.
const patient = { timeout: 10_000 };

let folder: string;
let storage: Storage;
let s3: S3Client;
const [bucket, derivatives] = ['originals', 'derivatives'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  storage = await startStorage({ images: folder, bucket, derivatives });
  s3 = new S3Client({ endpoint: storage.endpoint, region: 'eu-west-1', credentials, forcePathStyle: true });
  for (const key of ['a.jpg', 'a+b.jpg', '사진 1.jpg']) await writeFile(join(folder, key), key);
});
afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

/** Drops every parameter but `w`, and calls it `variant`. */
const viewerRequest = `function handler(event) {
  var request = event.request;
  var w = request.querystring.w;
  if (w && w.value === 'bad') return { statusCode: 400, body: { encoding: 'text', data: 'bad' } };
  request.querystring = w ? { variant: { value: w.value } } : {};
  return request;
}`;

type Change = (response: CloudFrontResultResponse, event: CloudFrontResponseEvent) => unknown;
/** A handler that does this to the response that it is given. */
const handler = (change: Change = (response) => response) =>
  vi.fn(async (event: CloudFrontResponseEvent) => {
    const response = event.Records[0]?.cf.response;
    return change(response as CloudFrontResultResponse, event) as CloudFrontResultResponse;
  });
const variantOf = (event: CloudFrontResponseEvent) => event.Records[0]?.cf.request.querystring ?? '';
const cacheControl = (value: string) => ({ 'cache-control': [{ value }] });
const derive: Change = (response, event) => ({
  ...response,
  headers: { ...without(response.headers, 'content-length'), ...cacheControl('max-age=60') },
  bodyEncoding: 'text',
  body: `derivative of ${variantOf(event)}`,
});
const without = (headers: CloudFrontResultResponse['headers'], name: string) =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([each]) => each !== name));

/** A distribution whose clock the test turns, in seconds. */
const edge = (originResponse: OriginResponseHandler | undefined, more: Partial<DistributionOptions> = {}) => {
  let time = 0;
  const distribution = createDistribution({
    viewerRequest,
    ...(originResponse && { originResponse }),
    origin: { endpoint: storage.endpoint, bucket, region: 'eu-west-1' },
    cachePolicy: { queryStrings: ['variant'], minTtl: 0, defaultTtl: 100, maxTtl: 1000 },
    now: () => time * 1000,
    ...more,
  });
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await distribution(new Request(`http://d.cloudfront.net${path}`, init));
    const how = response.headers.get('x-cache')?.replace(' from cloudfront', '');
    return { status: response.status, how, headers: response.headers, body: await response.text() };
  };
  const wait = (seconds: number) => {
    time += seconds;
  };
  return { get, wait };
};

describe('the key', () => {
  test.each([
    ['/a.jpg?w=1', '/a.jpg?w=1', 'Hit'],
    ['/a.jpg?w=1', '/a.jpg?utm_source=x&w=1', 'Hit'],
    ['/a.jpg', '/a.jpg?variant=1', 'Hit'],
    ['/a.jpg?w=1', '/a.jpg?w=2', 'Miss'],
    ['/a.jpg?w=1', '/a.jpg', 'Miss'],
    ['/a+b.jpg?w=1', '/a%20b.jpg?w=1', 'Error'],
  ])('%s, then %s: %s', async (first, second, how) => {
    const { get } = edge(handler(derive));
    await get(first);
    expect((await get(second)).how).toBe(how);
  });

  test('headers of the policy are keyed and forwarded, others are neither', async () => {
    const originResponse = handler(derive);
    const cachePolicy = { queryStrings: [], headers: ['accept'], minTtl: 0, defaultTtl: 1, maxTtl: 1 };
    const { get } = edge(originResponse, { cachePolicy });
    await get('/a.jpg', { headers: { accept: 'image/avif', 'x-other': '1' } });
    expect((await get('/a.jpg', { headers: { accept: 'image/webp' } })).how).toBe('Miss');
    expect((await get('/a.jpg', { headers: { accept: 'image/avif', 'x-other': '2' } })).how).toBe('Hit');
    const names = Object.keys(originResponse.mock.calls[0]?.[0].Records[0]?.cf.request.headers ?? {});
    expect(names.sort()).toEqual(['accept', 'host', 'user-agent', 'via']);
  });
});

test("the handler is given CloudFront's event", async () => {
  const originResponse = handler(derive);
  await edge(originResponse).get('/%EC%82%AC%EC%A7%84%201.jpg?w=1&x=2');
  const cf = originResponse.mock.calls[0]?.[0].Records[0]?.cf;
  expect(cf?.config.eventType).toBe('origin-response');
  expect(cf?.request).toMatchObject({ method: 'GET', uri: '/%EC%82%AC%EC%A7%84%201.jpg', querystring: 'variant=1' });
  expect(cf?.request.origin).toEqual({
    s3: { authMethod: 'none', customHeaders: {}, domainName: 'originals.s3.eu-west-1.amazonaws.com', path: '' },
  });
  expect(cf?.request.headers['user-agent']).toEqual([{ key: 'User-Agent', value: 'Amazon CloudFront' }]);
  expect(cf?.response).toMatchObject({ status: '200', statusDescription: 'OK' });
  expect(cf?.response.headers).toMatchObject({ etag: [{ key: 'ETag' }], 'content-length': [{ value: '12' }] });
  expect(Object.keys(cf?.response.headers ?? {})).not.toContain('connection');
});

describe('what is refused before the cache', () => {
  test.each([
    ['POST', '/a.jpg', {}, 403, 'not configured to allow the HTTP request method'],
    ['OPTIONS', '/a.jpg', {}, 403, 'not configured to allow the HTTP request method'],
    ['GET', '/a.jpg', { 'content-length': '1' }, 403, 'must not have a body'],
    ['GET', `/a.jpg?${'w'.repeat(8192)}`, {}, 414, 'Too Long'],
    ['GET', '/a.jpg', { 'x-a': 'a'.repeat(32_768) }, 494, 'too large'],
  ])('%s %.20s %.20j -> %d', async (method, path, headers, status, reason) => {
    const originResponse = handler();
    const answer = await edge(originResponse).get(path, { method, headers });
    expect(answer).toMatchObject({ status, how: 'Error', body: expect.stringContaining(reason) });
    expect(originResponse).not.toHaveBeenCalled();
  });

  const site = 'http://d.cloudfront.net'.length;
  test.each([
    // bytes of the URL; the query that its function writes has fewer characters together with the path than the same number
    [8192, 200],
    [8193, 414],
  ])('a URL of %d bytes -> %d', async (bytes, status) => {
    const path = `/a.jpg?x=${'w'.repeat(bytes - site - '/a.jpg?x='.length)}`;
    expect((await edge(handler()).get(path)).status).toBe(status);
  });

  test.each([
    [8191, 200],
    [8192, 502],
  ])('path and query of %d characters behind the viewer function -> %d', async (characters, status) => {
    const viewerRequest = `function handler(event) {
      event.request.querystring = 'v=' + 'a'.repeat(${characters - '/a.jpg'.length - 'v='.length});
      return event.request;
    }`;
    expect((await edge(handler(), { viewerRequest }).get('/a.jpg')).status).toBe(status);
  });

  test.each([
    [32_768, 200],
    [32_769, 494],
  ])('a request of %d bytes -> %d', async (bytes, status) => {
    const line = `GET http://d.cloudfront.net/a.jpg HTTP/1.1\r\n`.length;
    const headers = { 'x-a': 'a'.repeat(bytes - line - 'x-a: \r\n'.length) };
    expect((await edge(handler()).get('/a.jpg', { headers })).status).toBe(status);
  });

  test('a reply of the viewer function, which is never kept', async () => {
    const { get } = edge(handler());
    expect(await get('/a.jpg?w=bad')).toMatchObject({ status: 400, how: 'FunctionGeneratedResponse', body: 'bad' });
  });
});

describe('what the handler does', () => {
  const late = () => sleep(300);
  const chunked = (response: CloudFrontResultResponse) => ({ ...response, headers: {} });
  test.each([
    ['nothing', '/a.jpg', (response) => response, 200, 'Miss', 'a.jpg'],
    ['another body', '/a.jpg?w=1', derive, 200, 'Miss', 'derivative of variant=1'],
    [
      'a redirect',
      '/a.jpg',
      () => ({ status: '302', headers: { location: [{ value: '/b' }] }, body: '' }),
      302,
      'Miss',
      '',
    ],
    ['no content', '/a.jpg', () => ({ status: '204' }), 204, 'Miss', ''],
    ['nothing, of an error', '/none.jpg', (response) => response, 403, 'Error', /AccessDenied/],
    ['throws', '/a.jpg', () => Promise.reject(new Error('broken')), 503, 'LambdaExecutionError', /Error: broken/],
    ['returns late', '/a.jpg', late, 503, 'LambdaExecutionError', /timed out after 0.10 seconds/],
    ['returns nothing', '/a.jpg', () => undefined, 502, 'LambdaValidationError', /invalid JSON/],
    ['returns a bigint', '/a.jpg', () => ({ status: '200', body: 1n }), 502, 'LambdaValidationError', /invalid JSON/],
    [
      'new headers',
      '/none.jpg',
      chunked,
      502,
      'LambdaValidationError',
      /delete read-only header, headerName : Transfer-Encoding/,
    ],
    [
      'keeps the length',
      '/a.jpg',
      (response) => ({ ...response, body: 'x' }),
      502,
      'LambdaValidationError',
      /Content-Length 5/,
    ],
  ] satisfies [string, string, Change, number, string, unknown][])('%s', async (_, path, change, status, how, body) => {
    const answer = await edge(handler(change), { lambdaTimeout: 100 }).get(path);
    expect(answer).toMatchObject({
      status,
      how,
      body: typeof body === 'string' ? body : expect.stringMatching(body as RegExp),
    });
    expect(answer.headers.get('transfer-encoding')).toBeNull();
  });

  test('its remaining time decreases as in Lambda', async () => {
    const left: number[] = [];
    const originResponse: OriginResponseHandler = async (event, { getRemainingTimeInMillis: remaining }) => {
      left.push(remaining());
      await sleep(20);
      left.push(remaining());
      return event.Records[0]?.cf.response as CloudFrontResultResponse;
    };
    await edge(originResponse).get('/a.jpg');
    expect(left[0]).toBeGreaterThan(20_000);
    expect(left[1]).toBeLessThan((left[0] ?? 0) - 15);
  });

  test('an original of 20 MB passes untouched, packed as it was', async () => {
    const Body = Buffer.alloc(20_000_000, 'image');
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'large', Body, ContentEncoding: 'gzip' }));
    const answer = await edge(handler()).get('/large');
    expect([answer.body.length, answer.headers.get('content-encoding')]).toEqual([20_000_000, 'gzip']);
  });
});

describe('lifetimes', () => {
  const says =
    (value: string): Change =>
    (response) => ({
      ...response,
      headers: { ...response.headers, ...cacheControl(value) },
    });
  test.each([
    // Cache-Control of the handler, seconds between two requests, how the second is answered, calls
    ['max-age=60', 59, 'Hit', 1],
    ['max-age=60', 60, 'RefreshHit', 2],
    ['max-age=60, s-maxage=600', 599, 'Hit', 1],
    ['max-age=9999', 1001, 'RefreshHit', 2],
    ['no-store', 0, 'Miss', 2],
    ['no-cache', 0, 'RefreshHit', 2],
    ['max-age=60, stale-while-revalidate=30', 89, 'Hit', 2],
    ['max-age=60, stale-while-revalidate=30', 90, 'RefreshHit', 2],
  ])('%s, after %d s: %s', async (value, seconds, how, calls) => {
    const originResponse = handler(says(value));
    const { get, wait } = edge(originResponse);
    expect((await get('/a.jpg')).how).toBe('Miss');
    wait(seconds);
    expect(await get('/a.jpg')).toMatchObject({ how, body: 'a.jpg' });
    await vi.waitFor(() => expect(originResponse).toHaveBeenCalledTimes(calls), patient);
  });

  test('age counts from the answer of the origin', async () => {
    const { get, wait } = edge(handler());
    expect((await get('/a.jpg')).headers.get('age')).toBeNull();
    wait(42);
    expect((await get('/a.jpg')).headers.get('age')).toBe('42');
  });

  test('a response served while revalidating is fresh again afterwards', async () => {
    const originResponse = handler(says('max-age=60, stale-while-revalidate=30'));
    const { get, wait } = edge(originResponse);
    await get('/a.jpg');
    wait(70);
    await get('/a.jpg');
    await vi.waitFor(async () => expect((await get('/a.jpg')).headers.get('age')).toBe('0'), patient);
    wait(50);
    expect((await get('/a.jpg')).headers.get('age')).toBe('50');
    expect(originResponse).toHaveBeenCalledTimes(2);
  });

  test.each([
    // status of the handler, its Cache-Control, seconds, how
    ['404', '', 9, 1],
    ['404', '', 10, 2],
    ['404', 'max-age=60', 59, 1],
    ['503', '', 9, 1],
    ['503', '', 10, 2],
    ['403', '', 0, 2],
    ['403', 'max-age=60', 59, 1],
    ['400', '', 0, 2],
    ['415', 'max-age=60', 59, 1],
  ])('%s %s is asked again after %d s: %d calls', async (status, value, seconds, calls) => {
    const originResponse = handler((response) => ({
      ...response,
      status,
      headers: { ...response.headers, ...cacheControl(value) },
    }));
    const { get, wait } = edge(originResponse);
    await get('/a.jpg');
    wait(seconds);
    expect((await get('/a.jpg')).how).toBe('Error');
    expect(originResponse).toHaveBeenCalledTimes(calls);
  });

  test("a function's failure is kept as other errors are", async () => {
    const originResponse = handler(() => undefined);
    const { get } = edge(originResponse);
    await get('/a.jpg');
    expect(await get('/a.jpg')).toMatchObject({ status: 502, how: 'LambdaValidationError' });
    expect(originResponse).toHaveBeenCalledTimes(1);
  });

  test('the cache is bounded: the least recently used entry is removed', async () => {
    const { get } = edge(handler(derive), { cacheBytes: 2500 });
    for (const w of [1, 2]) await get(`/a.jpg?w=${w}`);
    await get('/a.jpg?w=1');
    await get('/a.jpg?w=3');
    expect((await get('/a.jpg?w=1')).how).toBe('Hit');
    expect((await get('/a.jpg?w=2')).how).toBe('Miss');
  });
});

describe('revalidation', () => {
  const runs = async (trigger304: boolean) => {
    const originResponse = handler(derive304);
    const { get, wait } = edge(originResponse, { trigger304 });
    await get('/a.jpg?w=1');
    wait(60);
    const second = await get('/a.jpg?w=1');
    return { second, statuses: originResponse.mock.calls.map(([event]) => event.Records[0]?.cf.response.status) };
  };
  const derive304: Change = (response, event) => (response.status === '304' ? response : derive(response, event));

  test.each([
    [true, ['200', '304']],
    [false, ['200']],
  ])('of an unchanged original, with the function: %s', async (trigger304, expected) => {
    const { second, statuses } = await runs(trigger304);
    expect(second).toMatchObject({ status: 200, how: 'RefreshHit', body: 'derivative of variant=1' });
    expect(statuses).toEqual(expected);
  });

  test('of an overwritten original', async () => {
    const { get, wait } = edge(handler());
    const put = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'changing', Body, CacheControl: 'max-age=5' }));
    await put('one');
    await get('/changing');
    await put('two');
    expect(await get('/changing')).toMatchObject({ how: 'Hit', body: 'one' });
    wait(5);
    expect(await get('/changing')).toMatchObject({ how: 'Miss', body: 'two' });
  });
});

describe('one request for many', () => {
  test('simultaneous misses of one key make one request', async () => {
    const originResponse = handler(derive);
    const { get } = edge(originResponse);
    const answers = await Promise.all(Array.from({ length: 50 }, () => get('/a.jpg?w=1')));
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['derivative of variant=1']));
    expect(originResponse).toHaveBeenCalledTimes(1);
  });

  test('different variants never collapse', async () => {
    const originResponse = handler(derive);
    const { get } = edge(originResponse);
    await Promise.all([1, 2, 3].map((w) => get(`/a.jpg?w=${w}`)));
    expect(originResponse).toHaveBeenCalledTimes(3);
  });
});

describe('conditions, parts and HEAD', () => {
  test.each([
    // on a hit
    [{ 'if-none-match': '"e"' }, 304, ''],
    [{ 'if-none-match': '"x"' }, 200, 'derivative of variant=1'],
    [{ range: 'bytes=0-3' }, 206, 'deri'],
    [{ range: 'bytes=-2' }, 206, '=1'],
    [{ range: 'bytes=99-' }, 416, ''],
    [{ range: 'bytes=4-5,0-1' }, 200, 'derivative of variant=1'],
    [
      { range: 'bytes=0-1,3-4' },
      206,
      expect.stringMatching(/bytes 0-1\/23\r\n\r\nde\r\n[\s\S]*bytes 3-4\/23\r\n\r\niv\r\n/),
    ],
    [{ range: 'bytes=0-3', 'if-range': '"e"' }, 206, 'deri'],
    [{ range: 'bytes=0-3', 'if-range': '"x"' }, 200, 'derivative of variant=1'],
  ])('%j of what is kept -> %d', async (headers, status, body) => {
    const tagged: Change = (response, event) => {
      const derived = derive(response, event) as CloudFrontResultResponse;
      return { ...derived, headers: { ...derived.headers, etag: [{ value: '"e"' }] } };
    };
    const { get } = edge(handler(tagged));
    await get('/a.jpg?w=1');
    expect(await get('/a.jpg?w=1', { headers })).toMatchObject({ status, body });
  });

  test('HEAD is served from the GET that is kept', async () => {
    const originResponse = handler(derive);
    const { get } = edge(originResponse);
    await get('/a.jpg?w=1');
    const head = await get('/a.jpg?w=1', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, how: 'Hit', body: '' });
    expect(head.headers.get('content-length')).toBe('23');
    expect(originResponse).toHaveBeenCalledTimes(1);
  });

  test('HEAD on a miss is sent to S3 as HEAD and is not cached', async () => {
    const originResponse = handler();
    const { get } = edge(originResponse);
    const head = await get('/a.jpg', { method: 'HEAD' });
    expect([head.status, head.body, head.headers.get('content-length')]).toEqual([200, '', '5']);
    expect(originResponse.mock.calls[0]?.[0].Records[0]?.cf.request.method).toBe('HEAD');
    expect(await get('/a.jpg')).toMatchObject({ how: 'Miss', body: 'a.jpg' });
  });

  test('a part on a miss is passed on, and not kept', async () => {
    const { get } = edge(handler());
    const part = await get('/a.jpg', { headers: { range: 'bytes=0-0' } });
    expect(part).toMatchObject({ status: 206, how: 'Miss', body: 'a' });
    expect(part.headers.get('content-range')).toBe('bytes 0-0/5');
    expect(await get('/a.jpg')).toMatchObject({ how: 'Miss', body: 'a.jpg' });
  });

  test("a whole body in answer to a part is kept, and the viewer's part cut from it", async () => {
    const whole: Change = (response, event) => {
      const { headers, ...derived } = derive(response, event) as CloudFrontResultResponse;
      return { ...derived, status: '200', headers: without(headers, 'content-range') };
    };
    const { get } = edge(handler(whole));
    expect(await get('/a.jpg?w=1', { headers: { range: 'bytes=0-3' } })).toMatchObject({ status: 206, body: 'deri' });
    expect((await get('/a.jpg?w=1')).how).toBe('Hit');
  });

  test("on a miss S3 judges the viewer's condition, and its 304 is not kept", async () => {
    const { get } = edge(handler());
    const etag = (await get('/a.jpg')).headers.get('etag') ?? '';
    const other = edge(handler());
    expect((await other.get('/a.jpg', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect(await other.get('/a.jpg')).toMatchObject({ status: 200, how: 'Miss' });
  });
});

describe('behaviors', () => {
  const at = (pathPattern: string) => ({
    pathPattern,
    origin: { endpoint: storage.endpoint, bucket: derivatives, region: 'eu-west-1' },
    functions: false,
  });
  test('a path of its own is read straight from its bucket', async () => {
    await s3.send(new PutObjectCommand({ Bucket: derivatives, Key: '_/key', Body: 'kept' }));
    const originResponse = handler();
    const { get } = edge(originResponse, { behaviors: [at('/_/*')] });
    expect(await get('/_/key?w=bad')).toMatchObject({ status: 200, how: 'Miss', body: 'kept' });
    expect(await get('/_/key?other')).toMatchObject({ how: 'Hit' });
    expect(originResponse).not.toHaveBeenCalled();
    expect(await get('/a.jpg')).toMatchObject({ body: 'a.jpg' });
    expect(originResponse).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['/_/*', '/_/a', true],
    ['_/*', '/_/a/b', true],
    ['/_/*', '/x/_/a', false],
    ['/*.svg', '/a/b.svg', true],
    ['/?.jpg', '/a.jpg', true],
    ['/?.jpg', '/ab.jpg', false],
    ['/a.jpg', '/axjpg', false],
    // Normalized: escapes of unreserved characters, case, double slashes and dot segments count as what they mean, a slash does not
    ['/_/*', '/%5F/a', true],
    ['/_/*', '/%5f%2Fa', false],
    ['/_/*', '//_//a', true],
    ['/_/*', '/b/../_/a', true],
    ['/_/*', '/b/%2E%2e/_/a', true],
    ['/_/*', '/_/%2e%2e/a', false],
    ['/*.svg', '/a%2e%73vg', true],
    ['/%C3%A9*', '/%c3%a9.jpg', true],
    ['/a@b*', '/a%40b', false],
  ])('%s matches %s: %s', async (pattern, path, matched) => {
    const originResponse = handler();
    await edge(originResponse, { behaviors: [at(pattern)] }).get(path);
    expect(originResponse).toHaveBeenCalledTimes(matched ? 0 : 1);
  });
});

describe('response headers', () => {
  const responseHeaders = {
    always: { 'x-content-type-options': 'nosniff' },
    unlessSet: { 'timing-allow-origin': '*' },
    cors: { origins: ['https://a.example'] },
  };
  test.each([
    ['https://a.example', 'https://a.example'],
    ['https://b.example', null],
    [undefined, null],
  ])('Origin: %s -> %s', async (origin, allowed) => {
    const headers: Record<string, string> = origin ? { origin } : {};
    const answer = await edge(handler(), { responseHeaders }).get('/a.jpg', { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test("CloudFront's own, and none of S3's hop", async () => {
    const { headers } = await edge(handler()).get('/a.jpg');
    const names = [...headers.keys()];
    expect(names).toEqual(expect.arrayContaining(['via', 'x-amz-cf-id', 'x-amz-cf-pop', 'x-cache', 'etag']));
    for (const name of ['connection', 'keep-alive', 'x-amz-request-id']) expect(names).not.toContain(name);
  });

  test('Vary keeps what is forwarded', async () => {
    const vary: Change = (response) => ({
      ...response,
      headers: { ...response.headers, vary: [{ value: 'Accept, Origin' }] },
    });
    expect((await edge(handler(vary)).get('/a.jpg')).headers.get('vary')).toBeNull();
  });
});

describe('an origin that fails', () => {
  const listen = async (listener: RequestListener) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { origin: { endpoint, bucket, region: 'eu-west-1' }, stop: () => server.close() };
  };
  const ok: RequestListener = (_, response) => response.setHeader('cache-control', 'max-age=60').end('image');

  test('out of reach, it is a 502 and the function does not run', async () => {
    const originResponse = handler();
    const origin = { endpoint: 'http://127.0.0.1:1', bucket, region: 'eu-west-1' };
    expect(await edge(originResponse, { origin }).get('/a.jpg')).toMatchObject({ status: 502, how: 'Error' });
    expect(originResponse).not.toHaveBeenCalled();
  });

  test.each([
    ['a stop', (response: Parameters<RequestListener>[1]) => response.destroy()],
    ['a reset', (response: Parameters<RequestListener>[1]) => response.socket?.resetAndDestroy()],
  ])('%s half-way through the body is a 502 that is not kept', async (_, stop) => {
    let calls = 0;
    const { origin, stop: close } = await listen((request, response) => {
      if (calls++ > 0) return ok(request, response);
      response.setHeader('content-length', '100').write('half', () => stop(response));
    });
    const { get } = edge(handler(), { origin });
    expect(await get('/a.jpg')).toMatchObject({ status: 502 });
    expect(await get('/a.jpg')).toMatchObject({ status: 200, body: 'image' });
    close();
  });

  test.each([
    // Cache-Control of the copy, seconds since it was kept, what a failing origin leads to
    ['max-age=60', 9999, 200],
    ['max-age=60, stale-if-error=30', 89, 200],
    ['max-age=60, stale-if-error=30', 90, 503],
    ['max-age=60, stale-if-error=0', 60, 503],
    ['max-age=60, must-revalidate', 60, 503],
  ])('with a copy of %s, after %d s -> %d', async (value, seconds, status) => {
    let calls = 0;
    const { origin, stop } = await listen((_, response) => {
      if (calls++ > 0) return response.writeHead(503).end();
      return response.setHeader('cache-control', value).end('image');
    });
    const { get, wait } = edge(handler(), { origin });
    await get('/a.jpg');
    wait(seconds);
    expect((await get('/a.jpg')).status).toBe(status);
    expect((await get('/a.jpg')).status).toBe(status);
    expect(calls).toBe(2);
    stop();
  });

  test('a function that fails is covered by the copy as well', async () => {
    let broken = false;
    const { get, wait } = edge(handler((response, event) => (broken ? undefined : derive(response, event))));
    await get('/a.jpg?w=1');
    broken = true;
    wait(60);
    expect(await get('/a.jpg?w=1')).toMatchObject({ status: 200, how: 'Hit', body: 'derivative of variant=1' });
  });

  test('a removed original is a 404 or 403 at once, copy or not', async () => {
    await writeFile(join(folder, 'gone.jpg'), 'gone');
    const { get, wait } = edge(handler());
    await get('/gone.jpg');
    await rm(join(folder, 'gone.jpg'));
    wait(100);
    expect((await get('/gone.jpg')).status).toBe(403);
  });
});
