import type { CloudFrontHeaders, CloudFrontResponse, CloudFrontResponseEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { toCloudFront } from '../../../edge/answer/answer.ts';
import { readVariant } from '../../../edge/answer/asked-variant.ts';
import type { Decision } from '../../../edge/answer/decide.ts';
import { readEvent } from '../../../edge/answer/image-request.ts';
import type { Obtained } from '../../../edge/answer/obtain.ts';
import { explained, respond } from '../../../edge/answer/response.ts';
import { Underivable } from '../../../edge/errors.ts';
import { canonical } from '../../../edge/query/canonical.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import type { OriginSettings } from '../../../edge/settings.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { config } from '../../support/config.ts';

/** S3's answer, with all that it may say of an object. */
const answer = (more: Record<string, string> = {}): CloudFrontResponse => {
  const said = {
    Via: '1.1 cloudfront',
    'Transfer-Encoding': 'chunked',
    Date: 'Sat, 21 Nov 2026 12:00:00 GMT',
    ETag: '"abc"',
    'Last-Modified': 'Fri, 20 Nov 2026 12:00:00 GMT',
    'Accept-Ranges': 'bytes',
    'Content-Length': '4000',
    'Content-Type': 'image/tiff',
    'Content-Encoding': 'gzip',
    'Content-Disposition': 'inline; filename="a.tiff"',
    'Content-Range': 'bytes 0-3999/9000',
    Server: 'AmazonS3',
    'x-amz-meta-camera': 'serial 123',
    'x-amz-version-id': 'v1',
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:us-east-1:111122223333:key/1',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-tagging-count': '2',
    'x-amz-expiration': 'expiry-date="", rule-id=""',
    'x-amz-checksum-crc32': 'AAAA',
    'x-amz-replication-status': 'COMPLETED',
    'x-amz-object-lock-mode': 'GOVERNANCE',
    'x-amz-restore': 'ongoing-request="false"',
    'x-amz-mp-parts-count': '3',
    ...more,
  };
  const headers: CloudFrontHeaders = {};
  for (const [key, value] of Object.entries(said)) headers[key.toLowerCase()] = [{ key, value }];
  return { status: '206', statusDescription: 'Partial Content', headers };
};

const settings = originSettings(config);
const private_: OriginSettings = { ...settings, originals: { access: 'private' } };

type Asking = {
  method?: string;
  variant?: Variant;
  query?: string;
  headers?: Record<string, string>;
  settings?: OriginSettings;
};

/** What is sent for a decision about `/folder/a.tiff`. */
const send = (
  response: CloudFrontResponse,
  decision: Decision,
  { method = 'GET', variant = { w: 9 }, query, headers = {}, settings: chosen = settings }: Asking = {},
) => {
  const sent: CloudFrontHeaders = {};
  for (const [name, value] of Object.entries(headers)) sent[name] = [{ value }];
  const request = {
    clientIp: '',
    method,
    uri: '/folder/a.tiff',
    querystring: query ?? `variant=${canonical(variant)}`,
    headers: sent,
  };
  const config = {
    distributionDomainName: '',
    distributionId: '',
    eventType: 'origin-response',
    requestId: '',
  } as const;
  const event: CloudFrontResponseEvent = { Records: [{ cf: { config, request, response } }] };
  const read = readEvent(event, chosen, { getRemainingTimeInMillis: () => 30_000 });
  return toCloudFront(respond(read.response, decision, { request: read.request, asked: readVariant(read.request) }));
};

const image: Obtained = {
  how: 'made',
  bytes: Buffer.from('image'),
  type: 'image/webp',
  bytesIn: 9,
  bytesOut: 5,
  timings: { read: 1.26, encode: 30 },
  temporary: false,
  watermarked: false,
};
const derivative = (more: Partial<Obtained> = {}) =>
  ({ kind: 'derivative', derivative: { ...image, ...more } }) as Decision;
const shown = (headers: CloudFrontHeaders = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values[0]?.value]));
const readOnly = { via: '1.1 cloudfront', 'transfer-encoding': 'chunked' };
const day = 'public, max-age=86400, stale-while-revalidate=3600, stale-if-error=86400';
const ofS3 = { date: 'Sat, 21 Nov 2026 12:00:00 GMT', etag: '"abc"', 'last-modified': 'Fri, 20 Nov 2026 12:00:00 GMT' };

describe('a derivative', () => {
  test('has no header that describes the original alone, and keeps the read-only headers and the validators', () => {
    const { status, body, bodyEncoding, headers } = send(answer(), derivative());
    expect([status, body, bodyEncoding]).toEqual(['200', Buffer.from('image').toString('base64'), 'base64']);
    expect(shown(headers)).toEqual({
      ...readOnly,
      ...ofS3,
      'content-type': 'image/webp',
      'cache-control': day,
      'server-timing': 'read;dur=1.3, encode;dur=30.0',
      vary: 'Save-Data',
    });
  });

  test.each<[string, Partial<Obtained>, Asking, object]>([
    ['for a while', { temporary: true }, {}, { 'cache-control': 'public, max-age=60', etag: undefined }],
    ['watermarked', { watermarked: true }, {}, { etag: undefined, 'last-modified': undefined, 'cache-control': day }],
    ['not all that was asked', { note: 'still' }, {}, { 'x-image-reason': 'still' }],
    [
      'to be saved',
      {},
      { variant: { w: 9, dl: '1' } },
      { 'content-disposition': `attachment; filename="a.webp"; filename*=UTF-8''a.webp` },
    ],
    ['without timings', { timings: {} }, {}, { 'server-timing': undefined }],
    ['HEAD', {}, { method: 'HEAD' }, { 'content-length': '5' }],
  ])('%s', (_, has, asking, headers) => {
    const given = send(answer(), derivative(has), asking);
    const all = shown(given.headers);
    for (const [name, value] of Object.entries(headers)) expect([name, all[name]]).toEqual([name, value]);
    expect('body' in given).toBe(asking.method !== 'HEAD');
  });

  test('that is text is sent as text', () => {
    const { body, bodyEncoding, headers } = send(answer(), derivative({ type: 'application/json' }));
    expect([body, bodyEncoding, shown(headers)['content-length']]).toEqual(['image', 'text', '5']);
    expect(shown(headers)).not.toHaveProperty('content-disposition');
  });
});

describe('validators', () => {
  const tags = (asking: Asking, response = answer()) => {
    const { etag, 'last-modified': modified, vary } = shown(send(response, derivative(), asking).headers);
    return [etag, modified, vary];
  };
  const avif = { accept: 'image/avif,image/webp,*/*' };

  test('behind the viewer function they are those of S3, with which CloudFront revalidates', () => {
    expect(tags({ variant: { w: 9, format: 'auto', fmts: ['avif'] } })).toEqual([
      '"abc"',
      ofS3['last-modified'],
      'Accept, Save-Data',
    ]);
  });

  // Without a viewer function, one URL has several images in one cache.
  test.each<[query: string, headers: Record<string, string>, negotiated: boolean, vary: string | undefined]>([
    ['w=9&q=50', {}, false, undefined],
    ['w=9', {}, true, 'save-data'],
    ['w=9&q=50&format=webp', avif, false, undefined],
    ['w=9&q=50&format=auto', avif, true, 'accept'],
    ['w=9&q=50&format=auto', { accept: 'image/webp' }, true, 'accept'],
    ['w=9&format=auto', { ...avif, 'save-data': 'on' }, true, 'accept, save-data'],
    ['w=9', { 'save-data': 'on' }, true, 'save-data'],
  ])('alone: %s, %j', (query, headers, negotiated, vary) => {
    const [etag, modified, named] = tags({ query, headers });
    expect(etag).toMatch(negotiated ? /^"abc-[\w-]{11}"$/ : /^"abc"$/);
    expect([modified, named]).toEqual([negotiated ? undefined : ofS3['last-modified'], vary]);
  });

  test('alone: two images of one URL have two ETags', () => {
    const of = (accept: string) => tags({ query: 'w=9&format=auto', headers: { accept } })[0];
    const etags = ['image/avif,image/webp', 'image/webp', '*/*'].map(of);
    expect(new Set(etags).size).toBe(3);
    expect(of('image/webp')).toBe(etags[1]);
  });

  test('of a private original: its date, once that is exact; never its MD5', () => {
    expect(tags({ settings: private_ })).toEqual([undefined, ofS3['last-modified'], 'Save-Data']);
    const now = { 'Last-Modified': new Date().toUTCString() };
    expect(tags({ settings: private_ }, answer(now))).toEqual([undefined, undefined, 'Save-Data']);
    const unchanged = send({ ...answer(), status: '304' }, { kind: 'not-modified' }, { settings: private_ });
    expect(shown(unchanged.headers)).not.toHaveProperty('etag');
  });
});

test('a redirect has a place, a lifetime and nothing to be revalidated with', () => {
  const large = derivative({ bytes: undefined, location: '/_/a', note: 'still' } as Partial<Obtained>);
  const { status, body, headers } = send(answer({ Expires: 'never' }), large);
  expect([status, body]).toEqual(['302', '']);
  expect(shown(headers)).toEqual({
    ...readOnly,
    date: ofS3.date,
    location: '/_/a',
    'x-image-reason': 'still',
    'cache-control': 'public, max-age=3600, stale-while-revalidate=0, stale-if-error=86400',
    'server-timing': 'read;dur=1.3, encode;dur=30.0',
    vary: 'Save-Data',
  });
});

describe('the original', () => {
  const visible = {
    ...readOnly,
    ...ofS3,
    'accept-ranges': 'bytes',
    'content-length': '4000',
    'content-type': 'image/tiff',
    'content-encoding': 'gzip',
    'content-disposition': 'inline; filename="a.tiff"',
    'content-range': 'bytes 0-3999/9000',
  };

  test('is what S3 sends, body and all, without what is about the bucket or the uploader', () => {
    const given = send(answer(), { kind: 'original' }, { variant: {} });
    expect(given).not.toHaveProperty('body');
    expect(shown(given.headers)).toEqual({ ...visible, 'cache-control': day });
  });

  test('in place of a derivative has a reason and a short lifetime', () => {
    const given = send(answer(), { kind: 'original', error: new Underivable('damaged', '') });
    const { etag: _, 'last-modified': __, ...rest } = visible;
    expect(given).not.toHaveProperty('body');
    expect(shown(given.headers)).toEqual({
      ...rest,
      'cache-control': 'public, max-age=60',
      'x-image-reason': 'damaged',
      vary: 'Save-Data',
    });
  });

  const strict = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox";
  test.each<[type: string, policy: string | undefined, disposition: string | undefined]>([
    ['image/jpeg', undefined, undefined],
    ['IMAGE/JPEG', undefined, undefined],
    ['video/mp4', undefined, undefined],
    ['audio/mpeg', undefined, undefined],
    ['font/woff2', undefined, undefined],
    ['image/svg+xml', strict, undefined],
    ['Image/SVG+XML; charset=utf-8', strict, undefined],
    ['text/html', strict, 'attachment'],
    ['image/png, text/html', strict, 'attachment'],
    ['image/png;a=",", text/html', strict, 'attachment'],
    ['image/png; charset=a', undefined, undefined],
    ['TEXT/HTML;charset=utf-8', strict, 'attachment'],
    ['application/xhtml+xml', strict, 'attachment'],
    ['application/xml', strict, 'attachment'],
    ['text/plain', strict, 'attachment'],
    ['application/pdf', strict, 'attachment'],
    ['application/json', strict, 'attachment'],
    ['multipart/x-mixed-replace', strict, 'attachment'],
    ['binary/octet-stream', strict, undefined],
    ['application/octet-stream', strict, undefined],
    ['', strict, 'attachment'],
    ['image', strict, 'attachment'],
  ])('of type %j', (type, policy, disposition) => {
    for (const decision of [
      { kind: 'original' },
      { kind: 'original', error: new Underivable('not-an-image', '') },
    ] as const) {
      const response = answer({ 'Content-Type': type });
      delete response.headers['content-disposition'];
      const headers = shown(send(response, decision, { variant: {} }).headers);
      expect([headers['content-security-policy'], headers['content-disposition']]).toEqual([policy, disposition]);
      expect(headers['x-content-type-options']).toBe(policy && 'nosniff');
    }
  });

  test.each<[own: string, disposition: string]>([
    ['inline', 'attachment'],
    ['inline; filename="page.html"', 'attachment; filename="page.html"'],
    ['attachment; filename="page.html"', 'attachment; filename="page.html"'],
  ])('that is a page, with a disposition of its own: %s', (own, disposition) => {
    const response = answer({ 'Content-Type': 'text/html', 'Content-Disposition': own });
    const { headers } = send(response, { kind: 'original' }, { variant: {} });
    expect(shown(headers)['content-disposition']).toBe(disposition);
  });
});

test('a 304 of S3 changes nothing: no lifetime of ours, no headers of the original', () => {
  const bare = () => ({ ...answer(), status: '304', statusDescription: 'Not Modified' });
  const given = send(bare(), { kind: 'not-modified' });
  expect([given.status, given]).toEqual(['304', expect.not.objectContaining({ body: expect.anything() })]);
  expect(shown(given.headers)).toEqual({ ...readOnly, ...ofS3 });
  const own = send({ ...answer({ 'Cache-Control': 'max-age=7' }), status: '304' }, { kind: 'not-modified' });
  expect(shown(own.headers)['cache-control']).toBe('max-age=7');
});

describe('a message reveals nothing about the object', () => {
  test.each([
    [30, 'public, max-age=30'],
    [undefined, 'no-store'],
  ])('a problem for %s s', (seconds, cacheControl) => {
    const decision = { kind: 'problem', problem: { status: 404, title: 'No such image', seconds } } as const;
    const given = send(answer({ Location: 'http://bucket' }), decision);
    expect([given.status, given.body]).toEqual(['404', '{"status":404,"title":"No such image"}']);
    expect(shown(given.headers)).toEqual({
      ...readOnly,
      date: ofS3.date,
      'content-type': 'application/problem+json',
      'cache-control': cacheControl,
    });
    expect(send(answer(), decision, { method: 'HEAD' })).not.toHaveProperty('body');
  });

  test('an explanation', () => {
    const given = toCloudFront(explained(answer(), { variant: 'w~1' }, 'GET'));
    expect([given.status, JSON.parse(given.body ?? '')]).toEqual(['200', { variant: 'w~1' }]);
    expect(shown(given.headers)).toEqual({
      ...readOnly,
      date: ofS3.date,
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(explained(answer(), {}, 'HEAD')).not.toHaveProperty('body');
  });
});
