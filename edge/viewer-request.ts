import { keys } from './query/builtins.ts';
import { canonical } from './query/canonical.ts';
import { decodeValue, type Query } from './query/decode.ts';
import type { Header } from './query/negotiation/client-hints.ts';
import type { Refusal, Value, ViewerContext, ViewerRequest, ViewerStep } from './query/negotiation/viewer-context.ts';
import type { Variant } from './query/parameters.ts';
import { hasOther, resolve } from './query/resolve.ts';

/** An answer that CloudFront sends at once, without asking the cache. */
export type ViewerResponse = {
  statusCode: number;
  headers: { [name: string]: Value };
  body: { encoding: 'text'; data: string };
};

/** What the viewer function is configured with. */
export type ViewerSettings = {
  /** The answer to a request for an original, where originals are private. */
  original?: Refusal;
  /** The one spelling of a path in the cache, where there is one. */
  canonicalPath?: (uri: string) => string;
  /** The parser, then what is switched on: signatures, presets, the ladder. What is not switched on takes no bytes. */
  steps: ViewerStep[];
};

/**
 * Entry 1, a CloudFront Function: any query in, the canonical variant out as the one parameter of the cache key; or 400 where a known
 * parameter can't be read, or 403. It runs on every request, so it does little.
 */
export const viewerRequest =
  (settings: ViewerSettings) =>
  (event: { request: ViewerRequest }, secret?: string): ViewerRequest | ViewerResponse => {
    const request = event.request;
    const headers = request.headers;
    const header: Header = (name) => (headers[name] ? headers[name].value : '');
    const visitor: ViewerContext = { sent: request, query: queryOf(request), header: header, secret: secret || '' };
    const asked = settings.steps.reduce<Variant | Refusal>(
      (variant, step) => (variant.status ? variant : step(variant, visitor)),
      {},
    );
    const variant: Variant = asked.status ? {} : asked;
    const text = canonical(resolve(variant, header));
    const refusal = asked.status ? asked : !text && settings.original;
    // Not OPTIONS: a page's preflight must succeed, or the page can't read why the request itself is refused.
    if (refusal && request.method < 'O') return refuse(refusal);
    if (settings.canonicalPath) request.uri = settings.canonicalPath(request.uri);
    request.querystring = text ? { variant: { value: text } } : {};
    // What the viewer's headers say is in the variant now; what they say in themselves may split no key. Whatever they decide about
    // has several images with one ETag, that of the original, so no condition and no range of the viewer may meet it: not at the
    // cache, and not at S3 (docs/caching.md).
    const followsHints = variant.w === 'auto';
    const isDerived = followsHints || hasOther(text, '');
    keys(headers).forEach((name) => {
      if (/^accept$|^save|width$|dpr$/.test(name) || (isDerived && /^(if-|range)/.test(name))) delete headers[name];
    });
    // A width asked for and one of the hints make the same variant, and only of the latter Vary names the hints.
    if (followsHints) headers.width = { value: 'auto' };
    return request;
  };

/** The query of an event, decoded. */
export const queryOf = (request: ViewerRequest): Query => {
  const query: Query = {};
  const sent = request.querystring;
  keys(sent)
    .sort()
    .forEach((name) => {
      const given = sent[name] as Value;
      // The last counts, but `auto` is a list.
      const values = (given.multiValue || [given]).slice(name === 'auto' ? 0 : -1);
      // Robots ask for what stands in HTML, where `&` is written `&amp;`.
      query[name.toLowerCase().replace('amp;', '')] = decodeValue(values.map((each) => each.value).join());
    });
  return query;
};

const refuse = (refusal: Refusal): ViewerResponse => ({
  statusCode: refusal.status,
  headers: {
    'content-type': { value: 'application/problem+json' },
    // It repeats what the URL says, so any page may read it.
    'access-control-allow-origin': { value: '*' },
  },
  body: { encoding: 'text', data: JSON.stringify(refusal) },
});
