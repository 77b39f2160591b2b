import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { EdgeResponse } from '../edge-response.ts';

/** What CloudFront may compress with for a viewer: Accept-Encoding as it stands in the cache key. */
export type Encoding = 'br' | 'gzip' | '';

/** DG, controlling-the-cache-key: of what a viewer accepts these two count, the better one first. */
export const encodingOf = (acceptEncoding = ''): Encoding =>
  /\bbr\b/.test(acceptEncoding) ? 'br' : /\bgzip\b/.test(acceptEncoding) ? 'gzip' : '';

/** Of DG's list (ServingCompressedFiles) those that S3 or the function sends here; no other image is on it. */
const types = /^(image\/svg\+xml|application\/(json|xml)|text\/(plain|xml|css|html))\b/;

/** A response as the cache keeps it: compressed, with a weak ETag, where its type and its size allow it. */
export const compressed = (response: EdgeResponse, encoding: Encoding): EdgeResponse => {
  const { status, headers: told, body } = response;
  const fits = types.test(told.get('content-type') ?? '') && body.length >= 1000 && body.length <= 10_000_000;
  if (!encoding || status !== 200 || !fits || told.has('content-encoding')) return response;
  const headers = new Headers(told);
  headers.set('content-encoding', encoding);
  if (!/\baccept-encoding\b/i.test(told.get('vary') ?? '')) headers.append('vary', 'Accept-Encoding');
  const etag = told.get('etag');
  if (etag?.startsWith('"')) headers.set('etag', `W/${etag}`);
  return { ...response, headers, body: new Uint8Array(encoding === 'br' ? brotliCompressSync(body) : gzipSync(body)) };
};
