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

/**
 * For a redirect: as long as the derivative, but not for longer than what it points at is sure to be there; and stale only
 * where the original says nothing of its lifetime, or allows it. That S3 fails is another matter: CloudFront then shows what
 * it has unless it is told not to (…/DeveloperGuide/HTTPStatusCodes.html).
 */
export const ofRedirect = (headers: CloudFrontHeaders, lifetimes: Lifetimes): string => {
  const { fresh, stale, ifError } = redirectLifetime;
  const stated = directives(headers);
  const strict = /^(no-cache|must-revalidate|proxy-revalidate)$/;
  const isStrict = [...stated.keys()].some((parameter) => strict.test(parameter));
  const whileAsked = headers['cache-control'] || headers.expires ? 0 : lifetimes.staleWhileRevalidate;
  const most = { usual: lifetimes.derivative, most: fresh };
  return `public, ${ages(headers, most)}, ${staleFor({
    staleWhileRevalidate: isStrict ? 0 : Math.min(stale, secondsOf(stated, 'stale-while-revalidate') ?? whileAsked),
    staleIfError: isStrict ? 0 : Math.min(ifError, secondsOf(stated, 'stale-if-error') ?? lifetimes.staleIfError),
  })}`;
};

/** For what is sent in place of a derivative: short, and never more public than the original. */
export const shortly = (headers: CloudFrontHeaders, lifetimes: Lifetimes): string => {
  if (directives(headers).has('no-store')) return 'no-store';
  const most = { usual: lifetimes.failure, most: lifetimes.failure };
  return `${isShared(headers) ? 'public' : 'private'}, ${ages(headers, most)}`;
};

/** Whether the original's owner lets others than the viewer keep it. */
export const isShared = (headers: CloudFrontHeaders): boolean => {
  const stated = directives(headers);
  return !stated.has('no-store') && !stated.has('private');
};

type Stale = Pick<Lifetimes, 'staleWhileRevalidate' | 'staleIfError'>;

const publicFor = (seconds: number, stale: Stale) => `public, max-age=${seconds}, ${staleFor(stale)}`;

const staleFor = ({ staleWhileRevalidate, staleIfError }: Stale) =>
  `stale-while-revalidate=${staleWhileRevalidate}, stale-if-error=${staleIfError}`;

/** What the original says of its lifetime, to browsers and (s-maxage) to CloudFront; else as usual; at most so many seconds. */
const ages = (headers: CloudFrontHeaders, { usual, most }: { usual: number; most: number }) => {
  const stated = directives(headers);
  const noCache = stated.has('no-cache') ? 0 : undefined;
  const shared = secondsOf(stated, 's-maxage');
  const own = secondsOf(stated, 'max-age') ?? shared ?? untilExpiry(headers) ?? usual;
  const age = (name: string, seconds: number) => `${name}=${Math.min(most, noCache ?? seconds)}`;
  return shared === undefined ? age('max-age', own) : `${age('max-age', own)}, ${age('s-maxage', shared)}`;
};

/** What can't be read is no time at all. */
const secondsOf = (stated: ReadonlyMap<string, string>, parameter: string): number | undefined => {
  const text = stated.get(parameter);
  return text === undefined ? undefined : Math.max(0, Number.parseInt(text, 10) || 0);
};

const untilExpiry = (headers: CloudFrontHeaders): number | undefined => {
  const expires = Date.parse(headers.expires?.[0]?.value ?? '');
  return Number.isNaN(expires) ? undefined : Math.max(0, Math.floor((expires - Date.now()) / 1000));
};

const directives = (headers: CloudFrontHeaders): ReadonlyMap<string, string> =>
  new Map(
    (headers['cache-control'] ?? [])
      .flatMap(({ value }) => value.split(','))
      .map((directive): [string, string] => {
        const [name = '', value = ''] = directive.trim().toLowerCase().split('=');
        return [name, value.replaceAll('"', '')];
      }),
  );
