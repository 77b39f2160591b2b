import type { CloudFrontHeaders, CloudFrontResponse } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import {
  derived,
  explained,
  inPlace,
  original,
  problem,
  redirected,
  unchanged,
} from '../../../edge/answer/response.ts';
import { Underivable } from '../../../edge/errors.ts';
import { config } from '../../support/config.ts';

const { lifetimes } = config;

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
    'x-amz-meta-camera': 'serial 123',
    'x-amz-version-id': 'v1',
    'x-amz-server-side-encryption': 'AES256',
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

const context = { method: 'GET', lifetimes, timings: { read: 1.26, encode: 30 }, negotiated: false };
const content = { bytes: Buffer.from('image'), type: 'image/webp', temporary: false };
const shown = (headers: CloudFrontHeaders = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values[0]?.value]));
const readOnly = { via: '1.1 cloudfront', 'transfer-encoding': 'chunked' };
const lasting = 'public, max-age=86400, stale-while-revalidate=3600, stale-if-error=86400';

describe('a derivative', () => {
  test('says nothing that is true of the original alone, and keeps what CloudFront protects and revalidates with', () => {
    const { status, body, bodyEncoding, headers } = derived(answer(), content, context);
    expect([status, body, bodyEncoding]).toEqual(['200', Buffer.from('image').toString('base64'), 'base64']);
    expect(shown(headers)).toEqual({
      ...readOnly,
      date: 'Sat, 21 Nov 2026 12:00:00 GMT',
      etag: '"abc"',
      'last-modified': 'Fri, 20 Nov 2026 12:00:00 GMT',
      'content-type': 'image/webp',
      'cache-control': lasting,
      'server-timing': 'read;dur=1.3, encode;dur=30.0',
    });
  });

  test.each<[string, object, object, object]>([
    ['negotiated', {}, { negotiated: true }, { vary: 'Accept' }],
    ['for a while', { temporary: true }, {}, { 'cache-control': 'public, max-age=60', etag: undefined }],
    ['not all that was asked', { note: 'still' }, {}, { 'x-image-reason': 'still' }],
    ['to be saved', {}, { disposition: 'attachment' }, { 'content-disposition': 'attachment' }],
    ['without timings', {}, { timings: {} }, { 'server-timing': undefined }],
    ['HEAD', {}, { method: 'HEAD' }, { 'content-length': '5' }],
  ])('%s', (_, contentHas, contextHas, headers) => {
    const given = derived(answer(), { ...content, ...contentHas }, { ...context, ...contextHas });
    const all = shown(given.headers);
    for (const [name, value] of Object.entries(headers)) expect([name, all[name]]).toEqual([name, value]);
    expect('body' in given).toBe(!('method' in contextHas));
  });

  test('that is text goes out as text', () => {
    const { body, bodyEncoding, headers } = derived(answer(), { ...content, type: 'application/json' }, context);
    expect([body, bodyEncoding, shown(headers)['content-length']]).toEqual(['image', 'text', '5']);
  });
});

test('a redirect has a place, a lifetime and nothing to be revalidated with', () => {
  const { status, body, headers } = redirected(
    answer({ Expires: 'never' }),
    { location: '/_/a', temporary: false, note: 'still' },
    { ...context, negotiated: true },
  );
  expect([status, body]).toEqual(['302', '']);
  expect(shown(headers)).toEqual({
    ...readOnly,
    date: 'Sat, 21 Nov 2026 12:00:00 GMT',
    location: '/_/a',
    'x-image-reason': 'still',
    vary: 'Accept',
    'cache-control': 'public, max-age=3600, stale-while-revalidate=0, stale-if-error=86400',
    'server-timing': 'read;dur=1.3, encode;dur=30.0',
  });
});

describe('the original', () => {
  test('is what S3 sends, body and all', () => {
    const given = original(answer(), lifetimes);
    expect(given).not.toHaveProperty('body');
    expect(shown(given.headers)).toEqual({ ...shown(answer().headers), 'cache-control': lasting });
  });

  test('in place of a derivative says why, and does not stay', () => {
    const given = inPlace(answer(), new Underivable('damaged', ''), lifetimes);
    const { etag: _, 'last-modified': __, ...rest } = shown(answer().headers);
    expect(given).not.toHaveProperty('body');
    expect(shown(given.headers)).toEqual({
      ...rest,
      'cache-control': 'public, max-age=60',
      'x-image-reason': 'damaged',
    });
  });
});

test('S3’s parameter that the original is unchanged changes nothing: no lifetime of ours, no headers of the original', () => {
  const bare = { ...answer(), status: '304', statusDescription: 'Not Modified' };
  const given = unchanged(bare);
  expect([given.status, given]).toEqual(['304', expect.not.objectContaining({ body: expect.anything() })]);
  expect(shown(given.headers)).toEqual({
    ...readOnly,
    date: 'Sat, 21 Nov 2026 12:00:00 GMT',
    etag: '"abc"',
    'last-modified': 'Fri, 20 Nov 2026 12:00:00 GMT',
  });
  const own = shown(unchanged(answer({ 'Cache-Control': 'max-age=7' })).headers);
  expect(own['cache-control']).toBe('max-age=7');
});

describe('a message says nothing of the object', () => {
  const date = 'Sat, 21 Nov 2026 12:00:00 GMT';

  test.each([
    [30, 'public, max-age=30'],
    [undefined, 'no-store'],
  ])('a problem for %s s', (seconds, cacheControl) => {
    const trouble = { status: 404, title: 'No such image', seconds };
    const given = problem(answer({ Location: 'http://bucket' }), trouble, 'GET');
    expect([given.status, given.body]).toEqual(['404', '{"status":404,"title":"No such image"}']);
    expect(shown(given.headers)).toEqual({
      ...readOnly,
      date,
      'content-type': 'application/problem+json',
      'cache-control': cacheControl,
    });
    expect(problem(answer(), trouble, 'HEAD')).not.toHaveProperty('body');
  });

  test('an explanation', () => {
    const given = explained(answer(), { variant: 'w~1' }, 'GET');
    expect([given.status, JSON.parse(given.body ?? '')]).toEqual(['200', { variant: 'w~1' }]);
    expect(shown(given.headers)).toEqual({
      ...readOnly,
      date,
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(explained(answer(), {}, 'HEAD')).not.toHaveProperty('body');
  });
});
