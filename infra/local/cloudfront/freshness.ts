/** How long a cache policy lets things live, in seconds, and what is in its key. */
export type CachePolicy = {
  /** Query parameters and request headers that are in the key, and therefore forwarded. */
  queryStrings: readonly string[] | 'all';
  headers?: readonly string[];
  /** Whether CloudFront compresses, and Accept-Encoding is in the key for it. */
  compress?: true;
  minTtl: number;
  defaultTtl: number;
  maxTtl: number;
};

/** Seconds that a reply may be shown: without asking, while asking, and instead of an error. */
export type Lifetime = { fresh: number; whileRevalidating: number; ifError: number };

/** "Error caching minimum TTL" by status, in seconds. */
export type ErrorTtls = Readonly<Record<number, number>>;

/** Where a distribution sets no other: DG, HTTPStatusCodes. */
const errorTtl = 10;

/** Errors that CloudFront always keeps, and those it keeps when the origin says how long: DG, HTTPStatusCodes. */
const keptErrors = [404, 414, 500, 501, 502, 503, 504];
const keptErrorsWithMaxAge = [400, 403, 405, 412, 415];

/** Tells how long CloudFront keeps a reply; `undefined` when it does not. DG, Expiration. */
export const lifetime = (
  status: number,
  headers: Headers,
  policy: CachePolicy,
  ttls: ErrorTtls = {},
): Lifetime | undefined => {
  // Parts are not kept here, nor answers to a condition that one viewer alone has set.
  if (status === 206 || status === 304 || status === 416) return undefined;
  const directives = cacheControl(headers);
  const stated = statedAge(directives, headers);
  if (status >= 400) return errorLifetime(status, stated, ttls[status] ?? errorTtl);
  if (headers.get('vary')?.trim() === '*' && policy.minTtl === 0) return undefined;
  const asked = unkept.some((word) => directives.has(word)) ? 0 : (stated ?? policy.defaultTtl);
  const fresh = Math.max(policy.minTtl, Math.min(asked, policy.maxTtl));
  if (fresh === 0 && (directives.has('no-store') || directives.has('private'))) return undefined;
  return {
    fresh,
    // Both end with the maximum TTL: DG, Expiration.
    whileRevalidating: Math.min(staleFor('stale-while-revalidate', directives) ?? 0, policy.maxTtl),
    ifError: ifError(directives, policy.maxTtl),
  };
};

const errorLifetime = (status: number, stated: number | undefined, least: number): Lifetime | undefined => {
  const kept = keptErrors.includes(status) || (keptErrorsWithMaxAge.includes(status) && stated !== undefined);
  return kept ? { fresh: Math.max(least, stated ?? 0), whileRevalidating: 0, ifError: 0 } : undefined;
};

const unkept = ['no-store', 'no-cache', 'private'];

const statedAge = (directives: ReadonlyMap<string, string>, headers: Headers) => {
  const age = seconds(directives.get('s-maxage')) ?? seconds(directives.get('max-age'));
  const expires = Date.parse(headers.get('expires') ?? '');
  if (age !== undefined || Number.isNaN(expires)) return age;
  return Math.max(0, (expires - Date.parse(headers.get('date') ?? new Date().toUTCString())) / 1000);
};

/** Where the origin sets no limit, an expired copy is shown as long as the origin fails: DG, HTTPStatusCodes. */
const ifError = (directives: ReadonlyMap<string, string>, maxTtl: number) => {
  if (['must-revalidate', 'proxy-revalidate', ...unkept].some((name) => directives.has(name))) return 0;
  const stated = staleFor('stale-if-error', directives);
  return stated === undefined ? Number.POSITIVE_INFINITY : Math.min(stated, maxTtl);
};

const staleFor = (word: string, directives: ReadonlyMap<string, string>) => seconds(directives.get(word));

const cacheControl = (headers: Headers): ReadonlyMap<string, string> =>
  new Map(
    (headers.get('cache-control') ?? '').split(',').map((directive) => {
      const [name = '', value = ''] = directive.trim().split('=');
      return [name.toLowerCase(), value.replaceAll('"', '')];
    }),
  );

const seconds = (text: string | undefined) => (text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined);

/** CloudFront strips from Vary what it does not forward: DG, RequestAndResponseBehaviorCustomOrigin. */
export const keptVary = (vary: string, forwarded: readonly string[] = []) =>
  vary
    .split(',')
    .map((name) => name.trim())
    .filter((name) => ['*', 'accept-encoding', 'cookie', ...forwarded].includes(name.toLowerCase()))
    .join(', ');
