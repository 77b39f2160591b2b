import type { Lifetimes } from '../../settings.ts';

/** What an object's own headers say of its lifetime. */
export type ObjectCaching = { cacheControl?: string | undefined; expires?: string | undefined };

/**
 * Most seconds that a redirect is fresh, and that it may be shown stale. Its target has to exist all the while, and asking
 * again costs two small requests to S3.
 */
export const redirectLifetime = { fresh: 3600, stale: 3600, ifError: 86_400 };

/** The Cache-Control of a derivative or an original; undefined where the original's own headers rule. */
export const defaultCacheControl = (own: ObjectCaching, lifetimes: Lifetimes): string | undefined =>
  isStated(own) ? undefined : `public, max-age=${lifetimes.derivative}, ${staleDirectives(lifetimes)}`;

/**
 * The Cache-Control of a redirect: fresh as long as the derivative would be, but not longer than its target is sure to exist;
 * stale only where the original says nothing of its lifetime or allows it. Where S3 fails, CloudFront shows what it has unless
 * it is told not to (…/DeveloperGuide/HTTPStatusCodes.html).
 */
export const redirectCacheControl = (own: ObjectCaching, lifetimes: Lifetimes): string => {
  const { fresh, stale, ifError } = redirectLifetime;
  const directives = directivesOf(own);
  const isStrict = ['no-cache', 'must-revalidate', 'proxy-revalidate'].some((name) => directives.has(name));
  const revalidating = isStated(own) ? 0 : lifetimes.staleWhileRevalidate;
  const ages = agesOf(own, { fallback: lifetimes.derivative, most: fresh });
  return `public, ${ages}, ${staleDirectives({
    staleWhileRevalidate: isStrict ? 0 : Math.min(stale, seconds(directives, 'stale-while-revalidate') ?? revalidating),
    staleIfError: isStrict ? 0 : Math.min(ifError, seconds(directives, 'stale-if-error') ?? lifetimes.staleIfError),
  })}`;
};

/** The Cache-Control of a response in place of a derivative: short, and never more public than the original's. */
export const temporaryCacheControl = (own: ObjectCaching, lifetimes: Pick<Lifetimes, 'failure'>): string => {
  if (directivesOf(own).has('no-store')) return 'no-store';
  const ages = agesOf(own, { fallback: lifetimes.failure, most: lifetimes.failure });
  return `${isShared(own) ? 'public' : 'private'}, ${ages}`;
};

/** Whether the original's owner lets caches other than the viewer's keep it. */
export const isShared = (own: ObjectCaching): boolean => {
  const directives = directivesOf(own);
  return !directives.has('no-store') && !directives.has('private');
};

const isStated = ({ cacheControl, expires }: ObjectCaching) => Boolean(cacheControl ?? expires);

const staleDirectives = (stale: Pick<Lifetimes, 'staleWhileRevalidate' | 'staleIfError'>) =>
  `stale-while-revalidate=${stale.staleWhileRevalidate}, stale-if-error=${stale.staleIfError}`;

/** The lifetime that the original states, for browsers and (s-maxage) for CloudFront; else the fallback; at most so many seconds. */
const agesOf = (own: ObjectCaching, { fallback, most }: { fallback: number; most: number }) => {
  const directives = directivesOf(own);
  const noCache = directives.has('no-cache') ? 0 : undefined;
  const shared = seconds(directives, 's-maxage');
  const stated = seconds(directives, 'max-age') ?? shared ?? secondsUntil(own.expires) ?? fallback;
  const age = (name: string, value: number) => `${name}=${Math.min(most, noCache ?? value)}`;
  return shared === undefined ? age('max-age', stated) : `${age('max-age', stated)}, ${age('s-maxage', shared)}`;
};

/** A directive's seconds; 0 where its value can't be read. */
const seconds = (directives: ReadonlyMap<string, string>, name: string): number | undefined => {
  const text = directives.get(name);
  return text === undefined ? undefined : Math.max(0, Number.parseInt(text, 10) || 0);
};

const secondsUntil = (date = ''): number | undefined => {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.floor((time - Date.now()) / 1000));
};

const directivesOf = ({ cacheControl = '' }: ObjectCaching): ReadonlyMap<string, string> =>
  new Map(
    cacheControl.split(',').map((directive): [string, string] => {
      const [name = '', value = ''] = directive.trim().toLowerCase().split('=');
      return [name, value.replaceAll('"', '')];
    }),
  );
