import { describe, expect, test } from 'vitest';
import {
  defaultCacheControl,
  isShared,
  type ObjectCaching,
  redirectCacheControl,
  redirectLifetime,
  temporaryCacheControl,
} from '../../../../edge/answer/headers/cache-control.ts';
import { marginDays } from '../../../../edge/storage/large-derivatives.ts';
import { config } from '../../../support/config.ts';

const { lifetimes } = config;
const stale = 'stale-while-revalidate=3600, stale-if-error=86400';
const day = `public, max-age=86400, ${stale}`;
const inTwoHours = new Date(Date.now() + 7_200_000).toUTCString();

const cachingOf = (given: string): ObjectCaching =>
  given.startsWith('Expires') ? { expires: given.slice(9) } : given ? { cacheControl: given } : {};

describe("the original's Cache-Control rules", () => {
  const never = 'stale-while-revalidate=0, stale-if-error=0';
  const error = 'stale-while-revalidate=0, stale-if-error=86400';
  test.each<[given: string, lasting: string | undefined, redirect: string, standIn: string]>([
    ['', day, `max-age=3600, ${stale}`, 'max-age=60'],
    ['max-age=30', undefined, `max-age=30, ${error}`, 'max-age=30'],
    ['public, max-age=31536000, immutable', undefined, `max-age=3600, ${error}`, 'max-age=60'],
    ['max-age=600, s-maxage=20', undefined, `max-age=600, s-maxage=20, ${error}`, 'max-age=60, s-maxage=20'],
    ['max-age=0, s-maxage=600', undefined, `max-age=0, s-maxage=600, ${error}`, 'max-age=0, s-maxage=60'],
    ['s-maxage=20', undefined, `max-age=20, s-maxage=20, ${error}`, 'max-age=20, s-maxage=20'],
    ['MAX-AGE="40"', undefined, `max-age=40, ${error}`, 'max-age=40'],
    [`Expires: ${inTwoHours}`, undefined, `max-age=3600, ${error}`, 'max-age=60'],
    ['Expires: Thu, 01 Jan 1970 00:00:00 GMT', undefined, `max-age=0, ${error}`, 'max-age=0'],
    // Past its own lifetime an image is shown only where its owner says so, and never for longer than a redirect may be
    ['no-cache', undefined, `max-age=0, ${never}`, 'max-age=0'],
    ['no-cache, max-age=9, s-maxage=9', undefined, `max-age=0, s-maxage=0, ${never}`, 'max-age=0, s-maxage=0'],
    ['max-age=30, must-revalidate', undefined, `max-age=30, ${never}`, 'max-age=30'],
    ['max-age=30, proxy-revalidate', undefined, `max-age=30, ${never}`, 'max-age=30'],
    [
      'max-age=30, stale-while-revalidate=5, stale-if-error=6',
      undefined,
      'max-age=30, stale-while-revalidate=5, stale-if-error=6',
      'max-age=30',
    ],
    ['stale-while-revalidate=999999, stale-if-error=999999', undefined, `max-age=3600, ${stale}`, 'max-age=60'],
    // What can't be read
    ['max-age=soon', undefined, `max-age=0, ${error}`, 'max-age=0'],
    ['Expires: never', undefined, `max-age=3600, ${error}`, 'max-age=60'],
    ['immutable', undefined, `max-age=3600, ${error}`, 'max-age=60'],
  ])('%j', (given, expected, redirect, standIn) => {
    expect(defaultCacheControl(cachingOf(given), lifetimes)).toBe(expected);
    expect(redirectCacheControl(cachingOf(given), lifetimes)).toBe(`public, ${redirect}`);
    expect(temporaryCacheControl(cachingOf(given), lifetimes)).toBe(`public, ${standIn}`);
  });
});

describe('what is for one viewer stays so, whatever takes its place, and that for a short while', () => {
  test.each([
    ['private', 'private, max-age=60'],
    ['no-store', 'no-store'],
    ['private, max-age=5', 'private, max-age=5'],
    ['private, max-age=31536000, immutable', 'private, max-age=60'],
    ['private="set-cookie", max-age=31536000', 'private, max-age=60'],
    ['private, no-cache', 'private, max-age=0'],
    ['max-age=60, No-Store', 'no-store'],
    ['private, no-store, max-age=31536000', 'no-store'],
  ])('%s', (given, standIn) => {
    expect(isShared(cachingOf(given))).toBe(false);
    expect(temporaryCacheControl(cachingOf(given), lifetimes)).toBe(standIn);
  });
  test.each([[''], ['max-age=60'], ['no-cache'], ['x-private=1']])('%j is shared', (given) =>
    expect(isShared(cachingOf(given))).toBe(true),
  );
});

test('a redirect is stale no longer than an image may be', () => {
  const short = { ...lifetimes, derivative: 5, staleWhileRevalidate: 6, staleIfError: 7 };
  expect(redirectCacheControl({}, short)).toBe('public, max-age=5, stale-while-revalidate=6, stale-if-error=7');
});

test('no cache shows a redirect for longer than what it points at is sure to be there', () => {
  const { fresh, stale, ifError } = redirectLifetime;
  expect(fresh + Math.max(stale, ifError)).toBeLessThan(marginDays * 86_400);
});
