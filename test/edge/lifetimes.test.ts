import type { CloudFrontHeaders } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { isShared, lasting, ofRedirect, shortly } from '../../edge/lifetimes.ts';
import { config } from '../../infra/config.ts';

const { lifetimes } = config;
const stale = 'stale-while-revalidate=3600, stale-if-error=86400';
const day = `public, max-age=86400, ${stale}`;
const inTwoHours = new Date(Date.now() + 7_200_000).toUTCString();

const headersOf = (given: string): CloudFrontHeaders =>
  given.startsWith('Expires')
    ? { expires: [{ value: given.slice(9) }] }
    : given
      ? { 'cache-control': [{ value: given }] }
      : {};

describe('what the original says rules', () => {
  test.each<[given: string, lasting: string | undefined, redirect: number, standIn: string]>([
    ['', day, 3600, 'public, max-age=60'],
    ['max-age=30', undefined, 30, 'public, max-age=30'],
    ['public, max-age=31536000, immutable', undefined, 3600, 'public, max-age=60'],
    ['max-age=600, s-maxage=20', undefined, 20, 'public, max-age=20'],
    ['MAX-AGE="40"', undefined, 40, 'public, max-age=40'],
    ['no-cache', undefined, 0, 'public, max-age=0'],
    [`Expires: ${inTwoHours}`, undefined, 3600, 'public, max-age=60'],
    ['Expires: Thu, 01 Jan 1970 00:00:00 GMT', undefined, 0, 'public, max-age=0'],
    // What can't be read
    ['max-age=soon', undefined, 0, 'public, max-age=0'],
    ['Expires: never', undefined, 3600, 'public, max-age=60'],
    ['immutable', undefined, 3600, 'public, max-age=60'],
  ])('%j', (given, expected, redirect, standIn) => {
    expect(lasting(headersOf(given), lifetimes)).toBe(expected);
    expect(ofRedirect(headersOf(given), lifetimes)).toBe(`public, max-age=${redirect}, ${stale}`);
    expect(shortly(headersOf(given), lifetimes)).toBe(standIn);
  });
});

describe('what is for one viewer stays so, whatever takes its place', () => {
  test.each([['private'], ['no-store'], ['private, max-age=60'], ['max-age=60, No-Store']])('%s', (given) => {
    expect(isShared(headersOf(given))).toBe(false);
    expect(shortly(headersOf(given), lifetimes)).toBe(given);
  });
  test.each([[''], ['max-age=60'], ['no-cache'], ['x-private=1']])('%j is shared', (given) =>
    expect(isShared(headersOf(given))).toBe(true),
  );
});

test('a redirect is stale no longer than a picture may be', () => {
  const short = { ...lifetimes, derivative: 5, staleWhileRevalidate: 6, staleIfError: 7 };
  expect(ofRedirect({}, short)).toBe('public, max-age=5, stale-while-revalidate=6, stale-if-error=7');
});
