import type { CloudFrontHeaders } from 'aws-lambda';

/** Seconds that answers stay in caches. */
export type Lifetimes = {
  /** A derivative or an original that has no Cache-Control of its own. */
  derivative: number;
  /** What is sent in place of a derivative. */
  failure: number;
  /** A missing original. */
  missing: number;
  staleWhileRevalidate: number;
  staleIfError: number;
};

/**
 * Most seconds that a redirect is fresh, and that it may be shown stale. What it points at has to be there all the while, and
 * asking again costs two small requests to S3.
 */
export const redirectLifetime = { fresh: 3600, stale: 3600, ifError: 86_400 };

/** The Cache-Control that lasts: none where the original has its own, which rules. */
export const lasting = (headers: CloudFrontHeaders, lifetimes: Lifetimes): string | undefined =>
  headers['cache-control'] || headers.expires ? undefined : publicFor(lifetimes.derivative, lifetimes);

/** For a redirect: as long as the derivative, but not for longer than what it points at is sure to be there. */
export const ofRedirect = (headers: CloudFrontHeaders, lifetimes: Lifetimes): string => {
  const { fresh, stale, ifError } = redirectLifetime;
  return publicFor(Math.min(fresh, statedSeconds(headers) ?? lifetimes.derivative), {
    staleWhileRevalidate: Math.min(stale, lifetimes.staleWhileRevalidate),
    staleIfError: Math.min(ifError, lifetimes.staleIfError),
  });
};

/** For what is sent in place of a derivative: short, and never more public than the original. */
export const shortly = (headers: CloudFrontHeaders, lifetimes: Lifetimes): string =>
  isShared(headers)
    ? `public, max-age=${Math.min(lifetimes.failure, statedSeconds(headers) ?? lifetimes.failure)}`
    : cacheControl(headers);

/** Whether the original's owner lets others than the viewer keep it. */
export const isShared = (headers: CloudFrontHeaders): boolean => {
  const stated = directives(headers);
  return !stated.has('no-store') && !stated.has('private');
};

const publicFor = (seconds: number, stale: Pick<Lifetimes, 'staleWhileRevalidate' | 'staleIfError'>) =>
  `public, max-age=${seconds}, stale-while-revalidate=${stale.staleWhileRevalidate}, stale-if-error=${stale.staleIfError}`;

/** What the original says of its lifetime, as CloudFront reads it: s-maxage, max-age, Expires. */
const statedSeconds = (headers: CloudFrontHeaders): number | undefined => {
  const stated = directives(headers);
  if (stated.has('no-cache')) return 0;
  const age = stated.get('s-maxage') ?? stated.get('max-age');
  if (age !== undefined) return Math.max(0, Number.parseInt(age, 10) || 0);
  const expires = Date.parse(headers.expires?.[0]?.value ?? '');
  return Number.isNaN(expires) ? undefined : Math.max(0, Math.floor((expires - Date.now()) / 1000));
};

const directives = (headers: CloudFrontHeaders): ReadonlyMap<string, string> =>
  new Map(
    cacheControl(headers)
      .split(',')
      .map((directive): [string, string] => {
        const [name = '', value = ''] = directive.trim().toLowerCase().split('=');
        return [name, value.replaceAll('"', '')];
      }),
  );

const cacheControl = (headers: CloudFrontHeaders) =>
  (headers['cache-control'] ?? []).map(({ value }) => value).join(', ');
