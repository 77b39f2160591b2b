/** A cache policy: its TTLs, in seconds, and what is in the cache key. */
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

/** Seconds that a response may be served: while fresh, then while it is revalidated, or instead of an error. */
export type Lifetime = { fresh: number; whileRevalidating: number; ifError: number };

/** "Error caching minimum TTL" by status, in seconds. */
export type ErrorTtls = Readonly<Record<number, number>>;

/** The default error caching minimum TTL, in seconds: DG, HTTPStatusCodes. */
const defaultErrorTtl = 10;

/** Errors that CloudFront always caches, and those it caches if the origin sends Cache-Control: DG, HTTPStatusCodes. */
const cachedErrors = [404, 414, 500, 501, 502, 503, 504];
const cachedErrorsWithMaxAge = [400, 403, 405, 412, 415];

/** How long CloudFront caches a response; `undefined`: not at all. DG, Expiration. */
export const lifetime = (
  { status, headers }: { status: number; headers: Headers },
  policy: CachePolicy,
  errorTtls: ErrorTtls = {},
): Lifetime | undefined => {
  // The emulator caches no partial responses, and no responses to one viewer's condition.
  if (status === 206 || status === 304 || status === 416) return undefined;
  const directives = cacheControl(headers);
  const stated = statedAge(directives, headers);
  if (status >= 400) return errorLifetime(status, stated, errorTtls[status] ?? defaultErrorTtl);
  if (headers.get('vary')?.trim() === '*' && policy.minTtl === 0) return undefined;
  const requested = uncached.some((directive) => directives.has(directive)) ? 0 : (stated ?? policy.defaultTtl);
  const fresh = Math.max(policy.minTtl, Math.min(requested, policy.maxTtl));
  if (fresh === 0 && (directives.has('no-store') || directives.has('private'))) return undefined;
  return {
    fresh,
    // Both end with the maximum TTL: DG, Expiration.
    whileRevalidating: Math.min(staleFor('stale-while-revalidate', directives) ?? 0, policy.maxTtl),
    ifError: ifError(directives, policy.maxTtl),
  };
};

const errorLifetime = (status: number, stated: number | undefined, least: number): Lifetime | undefined => {
  const cached = cachedErrors.includes(status) || (cachedErrorsWithMaxAge.includes(status) && stated !== undefined);
  return cached ? { fresh: Math.max(least, stated ?? 0), whileRevalidating: 0, ifError: 0 } : undefined;
};

const uncached = ['no-store', 'no-cache', 'private'];

const statedAge = (directives: ReadonlyMap<string, string>, headers: Headers) => {
  const age = seconds(directives.get('s-maxage')) ?? seconds(directives.get('max-age'));
  const expires = Date.parse(headers.get('expires') ?? '');
  if (age !== undefined || Number.isNaN(expires)) return age;
  return Math.max(0, (expires - Date.parse(headers.get('date') ?? new Date().toUTCString())) / 1000);
};

/** Without stale-if-error, an expired copy is served for as long as the origin fails: DG, HTTPStatusCodes. */
const ifError = (directives: ReadonlyMap<string, string>, maxTtl: number) => {
  if (['must-revalidate', 'proxy-revalidate', ...uncached].some((name) => directives.has(name))) return 0;
  const stated = staleFor('stale-if-error', directives);
  return stated === undefined ? Number.POSITIVE_INFINITY : Math.min(stated, maxTtl);
};

const staleFor = (name: string, directives: ReadonlyMap<string, string>) => seconds(directives.get(name));

const cacheControl = (headers: Headers): ReadonlyMap<string, string> =>
  new Map(
    (headers.get('cache-control') ?? '').split(',').map((directive) => {
      const [name = '', value = ''] = directive.trim().split('=');
      return [name.toLowerCase(), value.replaceAll('"', '')];
    }),
  );

const seconds = (text: string | undefined) => (text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined);

/** Vary without the headers that CloudFront does not forward, which it removes: DG, RequestAndResponseBehaviorCustomOrigin. */
export const keptVary = (vary: string, forwarded: readonly string[] = []) =>
  vary
    .split(',')
    .map((name) => name.trim())
    .filter((name) => ['*', 'accept-encoding', 'cookie', ...forwarded].includes(name.toLowerCase()))
    .join(', ');
