import { drawingPolicy } from '../../edge/answer/headers/security.ts';
import { siteOf } from './origin-settings.ts';
import type { Config } from './schema.ts';

/** A response-headers policy: what every response gets, what it gets unless it has its own, what it loses, and which sites may read it. */
export type ResponseHeaders = {
  always: Record<string, string>;
  unlessSet: Record<string, string>;
  removed?: readonly string[];
  cors?: { origins: readonly string[] };
};

/** The request headers that decide which image the viewer function asks for, besides the address (edge/query/parse.ts). */
export const negotiationHeaders = [
  'Accept',
  'Save-Data',
  ...['Width', 'Viewport-Width', 'DPR'].flatMap((name) => [`Sec-CH-${name}`, name]),
];

const shown = { 'Cross-Origin-Resource-Policy': 'cross-origin', 'Timing-Allow-Origin': '*' };

/**
 * Of images. CloudFront strips from the Lambda's Vary what it does not forward (…/RequestAndResponseBehaviorCustomOrigin.html),
 * and to forward these headers is to key on them or to tempt somebody to use them unkeyed; so Vary is added behind the cache,
 * for browsers and caches beyond. It can't depend on the URL: `?w=320` and, for a phone, `?w=auto` are one object in the cache.
 * A policy that has a CORS section writes a Vary of its own over it (github.com/ttoss/ttoss/pull/1206); CORS is therefore the
 * Lambda's (edge/answer/headers/cors.ts) wherever one answer serves all.
 */
export const imageHeaders = (config: Config): ResponseHeaders => headersVarying(config, negotiationHeaders);

/** Of drawings, which CloudFront compresses. */
export const drawingHeaders = (config: Config): ResponseHeaders =>
  headersVarying(config, [...negotiationHeaders, 'Accept-Encoding']);

const headersVarying = ({ originals, cors }: Config, names: readonly string[]): ResponseHeaders => ({
  always: {
    'X-Content-Type-Options': 'nosniff',
    ...(siteOf(cors).site && { Vary: names.join(', ') }),
  },
  // An SVG opened by itself is a document of this host name; its scripts must not run. The Lambda knows it and says more.
  unlessSet: { 'Content-Security-Policy': "script-src 'none'", ...shown },
  // The MD5 of a private file. The Lambda removes it, but S3's 304 may not run the Lambda.
  ...(originals.access === 'private' && { removed: ['ETag'] }),
  ...(siteOf(cors).site === undefined && { cors }),
});

/**
 * Of what redirects lead to. S3 keeps no Content-Security-Policy with an object and no function runs there, so images get
 * that of drawings too: it governs documents, and an image is none. The address names the bytes: nothing varies.
 */
export const largeDerivativeHeaders = ({ cors }: Config): ResponseHeaders => ({
  always: { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': drawingPolicy },
  unlessSet: shown,
  cors,
});
