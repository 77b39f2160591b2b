import { createCache, type Entry, entryOf } from './cache.ts';
import { compressed, encodingOf } from './compression.ts';
import { type CachePolicy, type ErrorTtls, lifetime } from './freshness.ts';
import { domainName, type Origin } from './origin.ts';
import type { Visit } from './origin-visit.ts';
import type { Reply } from './reply.ts';
import type { ViewerRequest } from './viewer-function.ts';

/** What the cache found, and the word for how: the first word of `x-cache`, unless the reply has its own. */
export type Found = { reply: Reply; how: 'Hit' | 'Miss' | 'RefreshHit'; age?: number };

type Place = { origin: Origin; policy: CachePolicy; unkeyed: readonly string[] };
type Ask = (request: Visit['request']) => Promise<Reply>;

type Settings = { now: () => number; limit: number; errorTtls?: ErrorTtls | undefined };

/**
 * The cache of one edge: it answers what it has and asks the origin, once for all who wait, for what it has not or no longer
 * trusts.
 */
export const createEdgeCache = ({ now, limit, errorTtls }: Settings) => {
  const cache = createCache(limit);
  const pending = new Map<string, Promise<Found>>();

  const lookUp = async (request: ViewerRequest, place: Place, ask: Ask): Promise<Found> => {
    const forwarded = forward(request, place);
    if (!['GET', 'HEAD'].includes(request.method)) return { reply: await ask(forwarded), how: 'Miss' };
    const key = keyOf(request, place);
    const entry = cache.get(key);
    if (entry && now() < entry.freshUntil) return hit(entry);
    const asking = () => fetchOnce(key, { forwarded, entry, request, place, ask });
    if (entry && now() < entry.revalidateUntil) {
      void asking();
      return hit(entry);
    }
    return asking();
  };

  type Asking = {
    forwarded: Visit['request'];
    entry: Entry | undefined;
    request: ViewerRequest;
    place: Place;
    ask: Ask;
  };

  /** Waits for the request under way where it would be the same one: request collapsing. */
  const fetchOnce = (key: string, asking: Asking): Promise<Found> => {
    const conditions = asking.entry ? validators(asking.entry) : viewerConditions(asking.request);
    if (asking.request.method !== 'GET' || (!asking.entry && Object.keys(conditions).length > 0)) {
      return fetch(key, asking, conditions);
    }
    const underWay = pending.get(key) ?? fetch(key, asking, conditions).finally(() => pending.delete(key));
    pending.set(key, underWay);
    return underWay;
  };

  const fetch = async (key: string, asking: Asking, conditions: Record<string, string>): Promise<Found> => {
    const { forwarded, entry, place, ask } = asking;
    const answer = await ask({ ...forwarded, headers: { ...forwarded.headers, ...conditions } });
    const encoding = encodingOf(asking.request.headers['accept-encoding']);
    const reply = place.policy.compress && asking.request.method === 'GET' ? compressed(answer, encoding) : answer;
    if (entry && reply.status === 304) return refreshed(key, entry, reply, place);
    if (entry && reply.status >= 500 && now() < entry.errorUntil) {
      // For as long as the error itself would have been kept, the origin is left alone.
      const quiet = lifetime(reply.status, reply.headers, place.policy, errorTtls)?.fresh ?? 0;
      cache.set(key, { ...entry, freshUntil: Math.min(now() + quiet * 1000, entry.errorUntil) });
      return hit(entry);
    }
    if (asking.request.method === 'GET') keep(key, reply, place);
    return { reply, how: 'Miss' };
  };

  /** A 304 renews the headers that it brings and nothing else: RFC 9111, 4.3.4. */
  const refreshed = (key: string, entry: Entry, { headers: news }: Reply, place: Place): Found => {
    const headers = new Headers(entry.reply.headers);
    for (const [name, value] of news) if (!name.startsWith('content-')) headers.set(name, value);
    const reply = { ...entry.reply, headers };
    keep(key, reply, place);
    return { reply, how: 'RefreshHit', age: 0 };
  };

  const keep = (key: string, reply: Reply, { policy }: Place) => {
    const life = reply.passing ? undefined : lifetime(reply.status, reply.headers, policy, errorTtls);
    if (life) cache.set(key, entryOf(reply, life, now()));
    else if (reply.status !== 206 && reply.status !== 304 && reply.status !== 416) cache.forget(key);
  };

  const hit = ({ reply, stored }: Entry): Found => ({ reply, how: 'Hit', age: Math.floor((now() - stored) / 1000) });

  return lookUp;
};

/** Path and listed parameters, letter by letter: DG, understanding-the-cache-key. */
const keyOf = (request: ViewerRequest, { origin, policy }: Place) =>
  JSON.stringify([
    origin.bucket,
    request.uri,
    listedQuery(request, policy),
    listedHeaders(request, policy.headers),
    policy.compress && encodingOf(request.headers['accept-encoding']),
  ]);

/** The request as S3 and the function get it: what is in the key, and what CloudFront always adds. */
const forward = (request: ViewerRequest, { origin, policy, unkeyed }: Place): Visit['request'] => ({
  ...request,
  querystring: listedQuery(request, policy),
  headers: {
    ...listedHeaders(request, [...(policy.headers ?? []), ...unkeyed]),
    host: domainName(origin),
    'user-agent': 'Amazon CloudFront',
    via: '1.1 d111111abcdef8.cloudfront.net (CloudFront)',
  },
});

const listedQuery = ({ querystring }: ViewerRequest, { queryStrings }: CachePolicy) =>
  querystring
    .split('&')
    .filter((pair) => queryStrings.includes(pair.split('=')[0] ?? ''))
    .join('&');

const listedHeaders = (request: ViewerRequest, names: readonly string[] = []) =>
  Object.fromEntries(names.flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])));

/** On a miss these go on to S3 as the viewer sent them: DG, RangeGETs and RequestAndResponseBehaviorCustomOrigin. */
const viewerConditions = ({ headers }: ViewerRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(range|if-(match|none-match|range|(un)?modified-since))$/.test(name)),
  );

/** DG, RequestAndResponseBehaviorS3Origin, "Conditional GETs". */
const validators = ({ reply: { status, headers } }: Entry): Record<string, string> => {
  const [etag, modified] = [headers.get('etag'), headers.get('last-modified')];
  if (status !== 200) return {};
  return { ...(etag && { 'if-none-match': etag }), ...(modified && { 'if-modified-since': modified }) };
};
