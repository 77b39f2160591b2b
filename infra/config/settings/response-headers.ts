import { drawingPolicy } from '../../../edge/answer/headers/security.ts';
import type { Config } from '../schema.ts';
import { siteOf } from './origin-settings.ts';

/** A response-headers policy: what every response gets, what it gets unless it has its own, what it loses, and which sites may read it. */
export type ResponseHeaders = {
  always: Record<string, string>;
  unlessSet: Record<string, string>;
  removed?: readonly string[];
  cors?: { origins: readonly string[] };
};

const shown = { 'Cross-Origin-Resource-Policy': 'cross-origin', 'Timing-Allow-Origin': '*' };

/**
 * Of images. Vary is the Lambda's, and CORS too wherever one answer serves all (edge/answer/headers/): a CORS section writes a Vary
 * of its own over the Lambda's (github.com/ttoss/ttoss/pull/1206).
 */
export const imageHeaders = ({ originals, cors }: Config): ResponseHeaders => ({
  always: { 'X-Content-Type-Options': 'nosniff' },
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
