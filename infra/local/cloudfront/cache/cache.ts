import type { EdgeResponse } from '../edge-response.ts';
import { type CachePolicy, type ErrorTtls, lifetime } from '../freshness.ts';
import { domainName, type Origin } from '../origin/origin.ts';
import type { OriginFetch } from '../origin/origin-fetch.ts';
import type { ViewerRequest } from '../viewer-request.ts';
import { compressed, encodingOf } from './compression.ts';
import { createEntries, type Entry, entryOf } from './entries.ts';

/** A response, and its cache result: the beginning of `x-cache`, unless the response has its own. */
export type Found = { response: EdgeResponse; how: 'Hit' | 'Miss' | 'RefreshHit'; age?: number };

/** The origin and cache policy of a path; `unkeyed` headers are forwarded, but not in the cache key. */
type Route = { origin: Origin; policy: CachePolicy; unkeyed: readonly string[] };

type Fetch = (request: OriginFetch['request']) => Promise<EdgeResponse>;

type Settings = { now: () => number; limit: number; errorTtls?: ErrorTtls | undefined };

/**
 * The cache of one edge. It answers from its entries, and asks the origin for what is missing or expired: once for all requests
 * that wait for the same key.
 */
export const createEdgeCache = ({ now, limit, errorTtls }: Settings) => {
  const entries = createEntries(limit);
  const pending = new Map<string, Promise<Found>>();

  const lookUp = async (request: ViewerRequest, route: Route, fetch: Fetch): Promise<Found> => {
    const forwarded = forward(request, route);
    if (!['GET', 'HEAD'].includes(request.method)) return { response: await fetch(forwarded), how: 'Miss' };
    const key = keyOf(request, route);
    const entry = entries.get(key);
    if (entry && now() < entry.freshUntil) return hit(entry);
    const miss = { key, entry, forwarded, request, route, fetch };
    if (entry && now() < entry.revalidateUntil) {
      void fetchOnce(miss);
      return hit(entry);
    }
    return fetchOnce(miss);
  };

  type Miss = {
    key: string;
    entry: Entry | undefined;
    forwarded: OriginFetch['request'];
    request: ViewerRequest;
    route: Route;
    fetch: Fetch;
  };

  /** Request collapsing: waits for a request under way where it is the same one. */
  const fetchOnce = (miss: Miss): Promise<Found> => {
    const { key, entry, request } = miss;
    const conditions = entry ? validatorsOf(entry) : viewerConditions(request);
    if (request.method !== 'GET' || (!entry && Object.keys(conditions).length > 0)) return fetchNow(miss, conditions);
    const underWay = pending.get(key) ?? fetchNow(miss, conditions).finally(() => pending.delete(key));
    pending.set(key, underWay);
    return underWay;
  };

  const fetchNow = async (miss: Miss, conditions: Record<string, string>): Promise<Found> => {
    const { key, entry, forwarded, request, route, fetch } = miss;
    const answer = await fetch({ ...forwarded, headers: { ...forwarded.headers, ...conditions } });
    const encoding = encodingOf(request.headers['accept-encoding']);
    const response = route.policy.compress && request.method === 'GET' ? compressed(answer, encoding) : answer;
    if (entry && response.status === 304) return refreshed(miss, entry, response);
    if (entry && response.status >= 500 && now() < entry.errorUntil) {
      // The origin is left alone for as long as the error itself would have been cached.
      const quiet = lifetime(response, route.policy, errorTtls)?.fresh ?? 0;
      entries.set(key, { ...entry, freshUntil: Math.min(now() + quiet * 1000, entry.errorUntil) });
      return hit(entry);
    }
    if (request.method === 'GET') store(key, response, route);
    return { response, how: 'Miss' };
  };

  /** A 304 replaces the headers that it has, and nothing else: RFC 9111, 4.3.4. */
  const refreshed = ({ key, route }: Miss, entry: Entry, notModified: EdgeResponse): Found => {
    const headers = new Headers(entry.response.headers);
    for (const [name, value] of notModified.headers) if (!name.startsWith('content-')) headers.set(name, value);
    const response = { ...entry.response, headers };
    store(key, response, route);
    return { response, how: 'RefreshHit', age: 0 };
  };

  const store = (key: string, response: EdgeResponse, { policy }: Route) => {
    const { status, headers, uncacheable } = response;
    const life = uncacheable ? undefined : lifetime({ status, headers }, policy, errorTtls);
    if (life) entries.set(key, entryOf(response, life, now()));
    else if (![206, 304, 416].includes(status)) entries.delete(key);
  };

  const hit = ({ response, stored }: Entry): Found => ({
    response,
    how: 'Hit',
    age: Math.floor((now() - stored) / 1000),
  });

  return lookUp;
};

/** Path and forwarded query, letter by letter: DG, understanding-the-cache-key. */
const keyOf = (request: ViewerRequest, { origin, policy }: Route) =>
  JSON.stringify([
    origin.bucket,
    request.uri,
    forwardedQuery(request, policy),
    forwardedHeaders(request, policy.headers),
    policy.compress && encodingOf(request.headers['accept-encoding']),
  ]);

/** The request as the origin and its function get it: what is in the key, and what CloudFront always adds. */
const forward = (request: ViewerRequest, { origin, policy, unkeyed }: Route): OriginFetch['request'] => ({
  ...request,
  querystring: forwardedQuery(request, policy),
  headers: {
    ...forwardedHeaders(request, [...(policy.headers ?? []), ...unkeyed]),
    host: domainName(origin),
    'user-agent': 'Amazon CloudFront',
    via: '1.1 d111111abcdef8.cloudfront.net (CloudFront)',
  },
});

const forwardedQuery = ({ querystring }: ViewerRequest, { queryStrings }: CachePolicy) =>
  queryStrings === 'all'
    ? querystring
    : querystring
        .split('&')
        .filter((pair) => queryStrings.includes(pair.split('=')[0] ?? ''))
        .join('&');

const forwardedHeaders = (request: ViewerRequest, names: readonly string[] = []) =>
  Object.fromEntries(names.flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])));

/** On a miss these go on to S3 as the viewer sent them: DG, RangeGETs and RequestAndResponseBehaviorCustomOrigin. */
const viewerConditions = ({ headers }: ViewerRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(range|if-(match|none-match|range|(un)?modified-since))$/.test(name)),
  );

/** DG, RequestAndResponseBehaviorS3Origin, "Conditional GETs". */
const validatorsOf = ({ response: { status, headers } }: Entry): Record<string, string> => {
  const [etag, modified] = [headers.get('etag'), headers.get('last-modified')];
  if (status !== 200) return {};
  return { ...(etag && { 'if-none-match': etag }), ...(modified && { 'if-modified-since': modified }) };
};
