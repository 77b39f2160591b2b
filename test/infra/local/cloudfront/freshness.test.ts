import { expect, test } from 'vitest';
import { keptVary, lifetime } from '../../../../infra/local/cloudfront/freshness.ts';

const policy = { queryStrings: ['variant'], minTtl: 0, defaultTtl: 100, maxTtl: 1000 };
const least = { ...policy, minTtl: 5 };
const forever = Number.POSITIVE_INFINITY;

test.each([
  // status, Cache-Control, policy                                     fresh, while revalidating, if error
  [200, '', policy, [100, 0, forever]],
  [200, 'max-age=60', policy, [60, 0, forever]],
  [200, 'Max-Age="60"', policy, [60, 0, forever]],
  [200, 'max-age=60, s-maxage=600', policy, [600, 0, forever]],
  [200, 's-maxage=6, max-age=60', policy, [6, 0, forever]],
  [200, 'max-age=9999', policy, [1000, 0, forever]],
  [200, 'max-age=1', least, [5, 0, forever]],
  [200, 'max-age=60, stale-while-revalidate=7, stale-if-error=8', policy, [60, 7, 8]],
  [
    200,
    'max-age=60, stale-while-revalidate=99999999, stale-if-error=99999999',
    { ...policy, maxTtl: 90 },
    [60, 90, 90],
  ],
  [200, 'max-age=60, must-revalidate', policy, [60, 0, 0]],
  [200, 'no-cache', policy, [0, 0, 0]],
  [200, 'no-cache', least, [5, 0, 0]],
  [200, 'no-store', policy, undefined],
  [200, 'private, max-age=60', policy, undefined],
  [200, 'private', least, [5, 0, 0]],
  [302, 'max-age=60', policy, [60, 0, forever]],
  [206, 'max-age=60', policy, undefined],
  [304, 'max-age=60', policy, undefined],
  [404, '', policy, [10, 0, 0]],
  [404, 'max-age=5', policy, [10, 0, 0]],
  [404, 'max-age=60', policy, [60, 0, 0]],
  [414, '', policy, [10, 0, 0]],
  [500, '', policy, [10, 0, 0]],
  [501, '', policy, [10, 0, 0]],
  [502, '', policy, [10, 0, 0]],
  [503, '', policy, [10, 0, 0]],
  [504, '', policy, [10, 0, 0]],
  [400, '', policy, undefined],
  [403, '', policy, undefined],
  [405, '', policy, undefined],
  [412, '', policy, undefined],
  [415, '', policy, undefined],
  [400, 'max-age=30', policy, [30, 0, 0]],
  [403, 's-maxage=30', policy, [30, 0, 0]],
  [415, 'max-age=30', policy, [30, 0, 0]],
  [410, 'max-age=30', policy, undefined],
] as const)('%d %s', (status, cacheControl, by, expected) => {
  const life = lifetime({ status, headers: new Headers({ 'cache-control': cacheControl }) }, by);
  expect(life && [life.fresh, life.whileRevalidating, life.ifError]).toEqual(expected);
});

test('Expires counts from Date, where Cache-Control is silent', () => {
  const headers = { date: 'Fri, 02 Jan 2026 03:04:05 GMT', expires: 'Fri, 02 Jan 2026 03:05:05 GMT' };
  expect(lifetime({ status: 200, headers: new Headers(headers) }, policy)?.fresh).toBe(60);
  expect(
    lifetime({ status: 200, headers: new Headers({ ...headers, 'cache-control': 'max-age=7' }) }, policy)?.fresh,
  ).toBe(7);
});

test("the distribution's own least time of an error", () => {
  expect(lifetime({ status: 503, headers: new Headers() }, policy, { 503: 1 })?.fresh).toBe(1);
});

test.each([
  ['Accept', [], ''],
  ['Accept', ['accept'], 'Accept'],
  ['Accept-Encoding, Origin, Cookie', [], 'Accept-Encoding, Cookie'],
  ['*', [], '*'],
] as const)('Vary: %s with %j forwarded -> %s', (vary, forwarded, kept) => {
  expect(keptVary(vary, forwarded)).toBe(kept);
});

test('Vary: * is not kept, unless the policy keeps everything a while', () => {
  expect(lifetime({ status: 200, headers: new Headers({ vary: '*' }) }, policy)).toBeUndefined();
  expect(lifetime({ status: 200, headers: new Headers({ vary: '*' }) }, least)).toBeDefined();
});
