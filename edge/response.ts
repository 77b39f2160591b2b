import type { CloudFrontHeaders, CloudFrontResponse, CloudFrontResultResponse } from 'aws-lambda';
import type { Underivable } from './errors.ts';
import type { Derivative } from './picture/derive.ts';

/** Seconds that answers stay in caches. */
export type Lifetimes = {
  /** A derivative or an original that has no Cache-Control of its own. */
  derivative: number;
  /** The original sent in place of a derivative. */
  failure: number;
  /** A missing original. */
  missing: number;
  staleWhileRevalidate: number;
  staleIfError: number;
};

/** Most bytes that CloudFront takes from a function at an origin event, headers and the text of the body together. */
const limit = 1_048_576;

// Our own headers, their separators, and room for what CloudFront may count that nobody has documented.
const headroom = 4096;

/** Most bytes of a derivative beside these headers; the text of the body is base64. */
export const mostBytes = (headers: CloudFrontHeaders) => Math.floor((limit - headroom - sizeOf(headers)) / 4) * 3;

const sizeOf = (headers: CloudFrontHeaders) =>
  Object.entries(headers)
    .flatMap(([name, values]) => values.map(({ key = name, value }) => key.length + value.length + 4))
    .reduce((sum, bytes) => sum + bytes, 0);

// What S3 says of its body that is not true of ours.
const untrueOfDerivatives =
  /^(accept-ranges|content-(length|range|encoding|disposition|language|md5)|x-amz-(checksum|meta|server-side|version|storage|tagging|expiration|website).*)$/;

/** The derivative. S3's ETag and Last-Modified stay: CloudFront revalidates with them, and a 304 then costs no encode. */
export const derived = (
  response: CloudFrontResponse,
  derivative: Derivative,
  context: AnswerContext,
): CloudFrontResultResponse => {
  const { headers } = response;
  drop(headers, untrueOfDerivatives);
  set(headers, 'Content-Type', `image/${derivative.format}`);
  set(headers, 'Vary', 'Accept');
  keep(headers, context.lifetimes);
  const { decode, encode } = derivative.took;
  set(
    headers,
    'Server-Timing',
    `read;dur=${context.read.toFixed(1)}, decode;dur=${decode.toFixed(1)}, encode;dur=${encode.toFixed(1)}`,
  );
  if (context.method === 'HEAD') {
    set(headers, 'Content-Length', String(derivative.bytes.length));
    return { ...response, status: '200', statusDescription: 'OK' };
  }
  // 206 becomes 200: a range of the original was answered, and this is a whole derivative.
  return {
    ...response,
    status: '200',
    statusDescription: 'OK',
    bodyEncoding: 'base64',
    body: derivative.bytes.toString('base64'),
  };
};

/** What an answer depends on besides the derivative. */
export type AnswerContext = { method: string; lifetimes: Lifetimes; read: number };

/** The original, as S3 sends it: the body is not touched, so it may be of any size. */
export const original = (response: CloudFrontResponse, lifetimes: Lifetimes): CloudFrontResultResponse => {
  keep(response.headers, lifetimes);
  return response;
};

/**
 * The original in place of a derivative, for a short while. Without its validators: a revalidation would be answered 304
 * and this would stay for ever.
 */
export const inPlace = (
  response: CloudFrontResponse,
  error: Underivable,
  lifetimes: Lifetimes,
): CloudFrontResultResponse => {
  drop(response.headers, /^(etag|last-modified)$/);
  set(response.headers, 'Cache-Control', `public, max-age=${lifetimes.failure}`);
  set(response.headers, 'X-Image-Reason', error.reason);
  return response;
};

/** An error as problem details (RFC 9457); S3's own error document names the bucket, so it is not passed on. */
export const problem = (
  response: CloudFrontResponse,
  status: number,
  title: string,
  context: { method: string; seconds: number },
): CloudFrontResultResponse => {
  const { headers } = response;
  drop(headers, /^(content-.*|etag|last-modified|accept-ranges|x-amz-.*)$/);
  set(headers, 'Content-Type', 'application/problem+json');
  set(headers, 'Cache-Control', `public, max-age=${context.seconds}`);
  const refused = { ...response, status: String(status), statusDescription: title };
  if (context.method === 'HEAD') return refused;
  return { ...refused, bodyEncoding: 'text', body: JSON.stringify({ status, title }) };
};

/** The original's own Cache-Control rules; else ours. */
const keep = (headers: CloudFrontHeaders, lifetimes: Lifetimes) => {
  if (headers['cache-control']) return;
  const { derivative, staleWhileRevalidate, staleIfError } = lifetimes;
  set(
    headers,
    'Cache-Control',
    `public, max-age=${derivative}, stale-while-revalidate=${staleWhileRevalidate}, stale-if-error=${staleIfError}`,
  );
};

// Headers are changed in place: rebuilding them would drop the read-only ones, and CloudFront answers that with 502.
const set = (headers: CloudFrontHeaders, key: string, value: string) => {
  headers[key.toLowerCase()] = [{ key, value }];
};

const drop = (headers: CloudFrontHeaders, names: RegExp) => {
  for (const name of Object.keys(headers)) if (names.test(name)) delete headers[name];
};
