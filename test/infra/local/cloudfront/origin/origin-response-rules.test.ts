import type { CloudFrontHeaders, CloudFrontResponseEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { violation } from '../../../../../infra/local/cloudfront/origin/origin-response-rules.ts';

const body = { bodyEncoding: 'base64', body: Buffer.from('image').toString('base64') };
const one = (value: string, key?: string) => [{ ...(key && { key }), value }];
test.each([
  // what the handler returns                                                   what CloudFront says
  [{ status: '200' }, undefined],
  [{ status: '599', statusDescription: 'Whatever', headers: {} }, undefined],
  [{ status: '200', headers: { 'content-type': one('image/avif') }, ...body }, undefined],
  [{ status: '200', headers: { 'content-type': one('image/avif', 'CONTENT-type') }, ...body }, undefined],
  [{ status: '200', headers: { 'content-length': one('5') }, ...body }, undefined],
  [{ status: '200', headers: { 'content-length': one('99') } }, undefined],
  [{ status: '200', body: 'text' }, undefined],
  [{ status: '200', body: '' }, undefined],
  [{ status: '200', headers: { 'content-length': one('0') }, body: '' }, undefined],
  [{ status: '200', headers: { 'content-encoding': one('gzip') } }, undefined],
  [{ status: '206', headers: { 'content-range': one('bytes 0-1/9') } }, undefined],
  [{ status: '416', headers: { 'content-range': one('bytes */9') }, ...body }, undefined],
  [{ status: '204' }, undefined],

  [undefined, 'invalid JSON'],
  [null, 'invalid JSON'],
  ['200', 'invalid JSON'],
  [[{ status: '200' }], 'invalid JSON'],
  [{}, 'status must be a string'],
  [{ status: 200 }, 'status must be a string'],
  [{ status: '199' }, 'status must be a string'],
  [{ status: '600' }, 'status must be a string'],
  [{ status: '200', statusDescription: 1 }, 'statusDescription must be'],
  [{ status: '200', headers: [] }, 'headers must be an object'],
  [{ status: '200', headers: { etag: 'x' } }, 'headers must be an object'],
  [{ status: '200', headers: { etag: { value: 'x' } } }, 'headers must be an object'],
  [{ status: '200', headers: { etag: [] } }, 'headers must be an object'],
  [{ status: '200', headers: { ETag: one('x') } }, 'lower-case: ETag'],
  [{ status: '200', headers: { 'a b': one('x') } }, 'header name contains illegal characters'],
  [{ status: '200', headers: { etag: [{ value: 1 }] } }, 'etag is not a string'],
  [{ status: '200', headers: { etag: one('a\r\nb: c') } }, 'etag contains illegal characters'],
  [{ status: '200', headers: { 'x-name': one('사진') } }, 'x-name contains illegal characters'],
  [{ status: '200', headers: { etag: one('x', 'E-Tag') } }, 'does not spell etag'],
  [{ status: '200', headers: { connection: one('close') } }, 'disallowed header, headerName : Connection'],
  [{ status: '200', headers: { 'x-cache': one('Hit') } }, 'disallowed header, headerName : X-Cache'],
  [{ status: '200', headers: { 'x-amz-cf-id': one('x') } }, 'disallowed header, headerName : X-Amz-Cf-Id'],
  [{ status: '200', headers: { 'x-edge-location': one('x') } }, 'disallowed header, headerName : X-Edge-Location'],
  [
    { status: '200', headers: { 'transfer-encoding': one('chunked') } },
    'add read-only header, headerName : Transfer-Encoding',
  ],
  [{ status: '200', headers: { via: one('me') } }, 'add read-only header, headerName : Via'],
  [
    { status: '200', headers: { 'cloudfront-viewer-country': one('KR') } },
    'begins with CloudFront-, headerName : Cloudfront-Viewer-Country',
  ],
  [{ status: '200', headers: { 'x-a': one('a'.repeat(20_480)) } }, 'headers have 20487 bytes, CloudFront takes 20480'],
  [
    { status: '200', headers: { 'content-length': one('9') }, body: '' },
    'Content-Length 9 is not that of the new body, 0',
  ],
  [
    { status: '200', headers: { 'content-range': one('bytes 0-1/9') }, ...body },
    'Content-Range bytes 0-1/9 is not that',
  ],
  [
    { status: '416', headers: { 'content-range': one('bytes 0-1/9') }, ...body },
    'Content-Range bytes 0-1/9 is not that',
  ],
  [{ status: '200', headers: { 'content-range': one('bytes */9') }, ...body }, 'Content-Range bytes */9 is not that'],
  [{ status: '200', bodyEncoding: 'hex', body: '00' }, 'bodyEncoding must be'],
  [{ status: '200', body: { data: '' } }, 'body must be a string'],
  [{ status: '200', bodyEncoding: 'base64', body: 'abc' }, 'not valid base64'],
  [{ status: '200', bodyEncoding: 'base64', body: 'a_-=' }, 'not valid base64'],
  [{ status: '204', body: 'x' }, 'not allowed in the answer to GET with status 204'],
  [{ status: '304', body: 'x' }, 'not allowed in the answer to GET with status 304'],
  [
    { status: '200', headers: { 'content-length': one('303534') }, ...body },
    'Content-Length 303534 is not that of the new body, 5',
  ],
] as const)('%.150j', (returned, reason) => {
  const said = violation(returned, event());
  if (reason === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(reason);
});

describe('the headers that S3 sent', () => {
  const chunked: CloudFrontHeaders = { 'transfer-encoding': one('chunked'), 'content-type': one('application/xml') };
  test.each([
    [{ 'transfer-encoding': one('chunked') }, undefined],
    [{ 'transfer-encoding': one('chunked', 'Transfer-Encoding') }, undefined],
    [{}, 'tried to delete read-only header, headerName : Transfer-Encoding'],
    [{ 'transfer-encoding': one('gzip') }, 'tried to change read-only header, headerName : Transfer-Encoding'],
  ])('transfer-encoding: chunked -> %j', (headers, reason) => {
    const said = violation({ status: '404', headers }, event('GET', chunked));
    if (reason === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(reason);
  });
});

describe('headers alone', () => {
  const header = 'x-a: \r\n'.length;
  test.each([
    [20_480, undefined],
    [20_481, 'The response headers have 20481 bytes, CloudFront takes 20480'],
  ])('%d bytes, with a body or without', (bytes, reason) => {
    const headers = { 'x-a': one('a'.repeat(bytes - header)) };
    for (const rest of [{}, { body: '' }, body]) {
      const said = violation({ status: '200', headers, ...rest }, event());
      if (reason === undefined) expect(said).toBeUndefined();
      else expect(said).toContain(reason);
    }
  });
});

describe('headers and body, the body as base64 text', () => {
  const header = 'x-a: \r\n'.length;
  test.each([
    [1_048_576, undefined],
    [1_048_577, 'The body and header size 1048577 exceeded the CloudFront limit of 1048576 bytes'],
  ])('%d bytes', (bytes, reason) => {
    const value = 'b'.repeat((bytes - header) % 4);
    const body = 'A'.repeat(bytes - header - value.length);
    const said = violation({ status: '200', headers: { 'x-a': one(value) }, bodyEncoding: 'base64', body }, event());
    if (reason === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(reason);
  });
});

test("the origin's Content-Encoding beside a new body", () => {
  const headers = { 'content-encoding': one('gzip') };
  expect(violation({ status: '200', headers, ...body }, event('GET', headers))).toContain('Content-Encoding gzip');
  expect(violation({ status: '200', headers: {}, ...body }, event('GET', headers))).toBeUndefined();
});

test('HEAD has no body', () => {
  expect(violation({ status: '200', body: 'x' }, event('HEAD'))).toContain('not allowed in the answer to HEAD');
});

const event = (method = 'GET', headers: CloudFrontHeaders = {}): CloudFrontResponseEvent => ({
  Records: [
    {
      cf: {
        config: { distributionDomainName: 'd', distributionId: 'D', eventType: 'origin-response', requestId: 'r' },
        request: { clientIp: '127.0.0.1', method, uri: '/a.jpg', querystring: '', headers: {} },
        response: { status: '200', statusDescription: 'OK', headers },
      },
    },
  ],
});
