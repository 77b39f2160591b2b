import { randomUUID } from 'node:crypto';
import { patternSource } from '../../config/paths/path-pattern.ts';
import type { ResponseHeaders } from '../../config/settings/response-headers.ts';
import { createEdgeCache } from './cache/cache.ts';
import { type EdgeResponse, errorResponse } from './edge-response.ts';
import type { CachePolicy, ErrorTtls } from './freshness.ts';
import type { Origin } from './origin/origin.ts';
import { type Failover, fetchFromOrigin } from './origin/origin-fetch.ts';
import type { OriginRequestHandler } from './origin/origin-request.ts';
import type { OriginResponseHandler } from './origin/origin-response.ts';
import { viewerFunction } from './viewer-function/viewer-function.ts';
import type { ViewerRequest } from './viewer-request.ts';
import { respond } from './viewer-response.ts';

/** What a path is served from. Without functions, S3 is all there is behind the cache. */
export type Behavior = {
  pathPattern: string;
  /** In place of the distribution's own. */
  origin?: Origin;
  functions: boolean;
  /** A function at the origin request, which answers in the origin's place. */
  originRequest?: OriginRequestHandler;
  /** The text of its CloudFront Function, in place of the distribution's own. */
  viewerRequest?: string;
  /** In place of the distribution's own. */
  originResponse?: OriginResponseHandler;
  cachePolicy?: CachePolicy;
  /** Headers that an origin request policy forwards, without keying on them. */
  forwarded?: readonly string[];
  /** In place of the distribution's own. */
  responseHeaders?: ResponseHeaders;
};

/** A distribution's configuration. Where a field is missing, CloudFront's default holds. */
export type DistributionOptions = {
  origin: Origin;
  cachePolicy: CachePolicy;
  /** The text of the built CloudFront Function. */
  viewerRequest?: string;
  keyValueStore?: ReadonlyMap<string, string>;
  originResponse?: OriginResponseHandler;
  /** Further behaviors, first match first; what matches none is served from `origin`, with functions. */
  behaviors?: readonly Behavior[];
  allowedMethods?: readonly string[];
  responseHeaders?: ResponseHeaders;
  errorTtls?: ErrorTtls;
  /** Whether a 304 from S3 runs the origin-response function; undocumented for CloudFront. */
  trigger304?: boolean;
  /** What the documents leave open of an origin group. */
  failover?: Failover;
  /** Milliseconds that the origin-response function may take, and bytes that the cache may hold. */
  lambdaTimeout?: number;
  cacheBytes?: number;
  /** Milliseconds since 1970, for the cache alone. */
  now?: () => number;
};

export type Distribution = (request: Request) => Promise<Response>;

/** Bytes of a URL at most, and of a request line with its headers: DG, RequestAndResponseBehaviorS3Origin. */
const longestUrl = 8192;
const longestRequest = 32_768;

/**
 * CloudFront on a laptop, without a port: viewer-request → cache → S3 → origin-response → cache → viewer.
 *
 * It refuses what CloudFront refuses, with the reason that CloudFront logs. Not played: the second cache layer and Origin
 * Shield (an edge is a distribution; make two for two edges), signed URLs and cookies, custom error pages,
 * geo restriction, TLS and HTTP/2, the caching of parts of an object (a part is passed on, never kept), a
 * second try of an origin that refuses the connection, the limits on the length of headers, and the compute limit of a
 * CloudFront Function. Bodies are held in memory, not streamed.
 */
export const createDistribution = (options: DistributionOptions): Distribution => {
  const viewerFunctions = compiled(options);
  const { now = Date.now, cacheBytes: limit = 256 * 1024 * 1024, errorTtls } = options;
  const lookUp = createEdgeCache({ now, limit, errorTtls });

  return async (incoming) => {
    const sent = read(incoming);
    const behavior = behaviorOf(sent.uri, options);
    const responseHeaders = behavior.responseHeaders ?? options.responseHeaders;
    const done = (response: EdgeResponse) => respond({ response, how: 'Miss' }, sent, responseHeaders);

    const refused = refuse(incoming, sent, options);
    if (refused) return done(refused);

    const viewerRequest =
      behavior.functions && viewerFunctions.get(behavior.viewerRequest ?? options.viewerRequest ?? '');
    const request = viewerRequest ? await viewerRequest(sent) : sent;
    if ('status' in request) return done(request);

    const { origin, cachePolicy: policy = originOnly, forwarded: unkeyed = [], originRequest } = behavior;
    const found = await lookUp(request, { origin, policy, unkeyed }, (forwarded) =>
      fetchFromOrigin({
        origin,
        request: forwarded,
        originRequest,
        originResponse: behavior.functions ? (behavior.originResponse ?? options.originResponse) : undefined,
        forwarded: [...(policy.headers ?? []), ...unkeyed],
        trigger304: options.trigger304 ?? true,
        failover: options.failover ?? { runs: 'each', by: 'origin' },
        lambdaTimeout: options.lambdaTimeout,
      }),
    );
    return respond(found, request, responseHeaders);
  };
};

/** The functions of all behaviors, by their text. */
const compiled = ({ viewerRequest, behaviors = [], keyValueStore }: DistributionOptions) => {
  const texts = [viewerRequest, ...behaviors.map((behavior) => behavior.viewerRequest)].filter((text) => text);
  return new Map(texts.map((text = '') => [text, viewerFunction(text, keyValueStore)]));
};

/** CloudFront's managed policy CachingOptimized: path alone, a day, at most a year. */
const originOnly: CachePolicy = { queryStrings: [], minTtl: 1, defaultTtl: 86_400, maxTtl: 31_536_000 };

const read = (incoming: Request): ViewerRequest => {
  const url = new URL(incoming.url);
  return {
    method: incoming.method,
    uri: url.pathname,
    querystring: url.search.slice(1),
    headers: { host: url.host, ...Object.fromEntries(incoming.headers) },
    ip: '127.0.0.1',
    id: randomUUID(),
  };
};

/**
 * Chosen by the path that the viewer requested: a function that changes it does not change the behavior. CloudFront matches the path normalized
 * as in RFC 3986 and without double slashes, and forwards it unchanged (DG, DownloadDistValuesCacheBehavior).
 */
const behaviorOf = (
  uri: string,
  { behaviors = [], origin, cachePolicy }: DistributionOptions,
): Behavior & { origin: Origin } => ({
  origin,
  ...(behaviors.find(({ pathPattern }) => matches(pathPattern, normalized(uri))) ?? {
    pathPattern: '*',
    cachePolicy,
    functions: true,
  }),
});

/** Without escapes of unreserved characters (RFC 3986, 6.2.2); `URL` has resolved dot segments, escaped ones too. */
const normalized = (uri: string) =>
  uri
    .replace(/%[\da-f]{2}/gi, (escaped) => {
      const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
      return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
    })
    .replace(/\/{2,}/g, '/');

const matches = (pattern: string, uri: string) => new RegExp(`^${patternSource(pattern)}$`).test(uri);

/** Of the request line and the headers, with their separators. */
const requestBytes = ({ method, url, headers }: Request) =>
  [...headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, method.length + url.length + 12);

/** What CloudFront refuses before any function runs: DG, RequestAndResponseBehaviorS3Origin. */
const refuse = (incoming: Request, { method, headers }: ViewerRequest, options: DistributionOptions) => {
  if (incoming.url.length > longestUrl) return errorResponse(414, 'Error', 'Request-URI Too Long');
  if (requestBytes(incoming) > longestRequest) return errorResponse(494, 'Error', 'Request header or cookie too large');
  if (!(options.allowedMethods ?? ['GET', 'HEAD']).includes(method)) {
    return errorResponse(
      403,
      'Error',
      'This distribution is not configured to allow the HTTP request method that was used for this request.',
    );
  }
  const body = incoming.body !== null || Number(headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in headers;
  return method === 'GET' && body ? errorResponse(403, 'Error', 'A GET request must not have a body.') : undefined;
};
