import type { CloudFrontHeaders, CloudFrontResponse, CloudFrontResultResponse } from 'aws-lambda';
import type { Underivable } from '../errors.ts';
import { type Lifetimes, lasting, ofRedirect, shortly } from './cache-control.ts';

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

// What S3 says of its body that is not true of ours; of the object itself a derivative tells nothing.
const untrueOfDerivatives =
  /^(accept-ranges|content-(length|range|encoding|disposition|language|md5)|x-amz-(?!id-2|request-id).*)$/;

// And of what is no image at all.
const untrueOfMessages = /^(content-.*|etag|last-modified|accept-ranges|expires|location|x-amz-.*)$/;

// With these CloudFront revalidates. S3 answers 304 as long as the original is unchanged, and what is cached stays.
const validators = /^(etag|last-modified)$/;

/** What an answer depends on besides the image. */
export type AnswerContext = {
  method: string;
  lifetimes: Lifetimes;
  timings: Timings;
  /** Whether another viewer of the same URL may get another image. */
  negotiated: boolean;
  /** The Content-Disposition that was asked for. */
  disposition?: string | undefined;
};

/** Milliseconds by stage, in the order of the stages. */
export type Timings = Record<string, number>;

/** The bytes of an answer. */
export type Content = {
  bytes: Buffer;
  type: string;
  /** Less than what was asked, since a fault did not let us do better: not to stay. */
  temporary: boolean;
  /** More than the original decides how it looks. */
  mixed?: boolean;
  /** What of the variant could not be had. */
  note?: string | undefined;
};

/**
 * The derivative. S3's ETag and Last-Modified stay: CloudFront revalidates with them, and a 304 then costs no encode. Of a
 * watermark they say nothing, so a marked derivative has none and is asked for anew.
 */
export const derived = (
  response: CloudFrontResponse,
  content: Content,
  context: AnswerContext,
): CloudFrontResultResponse => {
  const { headers } = response;
  drop(headers, untrueOfDerivatives);
  set(headers, 'Content-Type', content.type);
  if (context.disposition) set(headers, 'Content-Disposition', context.disposition);
  confine(headers);
  if (context.negotiated) set(headers, 'Vary', 'Accept');
  if (content.note) set(headers, 'X-Image-Reason', content.note);
  if (content.temporary) forAWhile(headers, context.lifetimes);
  else keep(headers, context.lifetimes);
  if (content.mixed) drop(headers, validators);
  if (Object.keys(context.timings).length > 0) set(headers, 'Server-Timing', timingOf(context.timings));
  // 206 becomes 200: a range of the original was answered, and this is a whole derivative.
  const answer = { ...response, status: '200', statusDescription: 'OK' };
  // CloudFront compresses only what says its length (…/DeveloperGuide/ServingCompressedFiles.html).
  if (context.method === 'HEAD' || isText.test(content.type))
    set(headers, 'Content-Length', String(content.bytes.length));
  return context.method === 'HEAD' ? answer : { ...answer, ...bodyOf(content) };
};

const bodyOf = ({ bytes, type }: Content) =>
  isText.test(type)
    ? { bodyEncoding: 'text' as const, body: bytes.toString() }
    : { bodyEncoding: 'base64' as const, body: bytes.toString('base64') };

const isText = /^(text\/|application\/json|image\/svg)/;

/** An image that is read from elsewhere. */
export type Elsewhere = Pick<Content, 'temporary' | 'note'> & { location: string };

/** Where CloudFront has the derivative that is too large to be sent from here. Without validators: see `temporary`. */
export const redirected = (
  response: CloudFrontResponse,
  { location, temporary, note }: Elsewhere,
  context: AnswerContext,
): CloudFrontResultResponse => {
  const { headers } = response;
  set(headers, 'Cache-Control', (temporary ? shortly : ofRedirect)(headers, context.lifetimes));
  if (note) set(headers, 'X-Image-Reason', note);
  drop(headers, untrueOfDerivatives);
  drop(headers, validators);
  drop(headers, /^(content-type|expires)$/);
  set(headers, 'Location', location);
  if (context.negotiated) set(headers, 'Vary', 'Accept');
  set(headers, 'Server-Timing', timingOf(context.timings));
  const answer = { ...response, status: '302', statusDescription: 'Found' };
  // An empty body removes S3's.
  return context.method === 'HEAD' ? answer : { ...answer, body: '' };
};

/** The original, as S3 sends it: the body is not touched, so it may be of any size. */
export const original = (response: CloudFrontResponse, lifetimes: Lifetimes): CloudFrontResultResponse => {
  keep(response.headers, lifetimes);
  confine(response.headers);
  return response;
};

/**
 * S3's parameter that the original is unchanged: what is cached stays as it is. Whether S3 then repeats the original's
 * Cache-Control is not documented, so where it says none a lifetime of ours could be longer than the original's.
 */
export const unchanged = (response: CloudFrontResponse): CloudFrontResultResponse => {
  drop(response.headers, /^content-/);
  drop(response.headers, untrueOfDerivatives);
  return response;
};

/** The original in place of a derivative, for a short while. */
export const inPlace = (
  response: CloudFrontResponse,
  error: Underivable,
  lifetimes: Lifetimes,
): CloudFrontResultResponse => {
  forAWhile(response.headers, lifetimes);
  set(response.headers, 'X-Image-Reason', error.reason);
  confine(response.headers);
  return response;
};

/** What is wrong, for a person and for a program; `seconds` is how long that stays true, undefined for this viewer alone. */
export type ProblemDetails = { status: number; title: string; seconds: number | undefined; [member: string]: unknown };

/** An error as problem details (RFC 9457); S3's own error document names the bucket, so it is not passed on. */
export const problem = (
  response: CloudFrontResponse,
  { seconds, ...trouble }: ProblemDetails,
  method: string,
): CloudFrontResultResponse => {
  const { headers } = response;
  drop(headers, untrueOfMessages);
  set(headers, 'Content-Type', 'application/problem+json');
  set(headers, 'Cache-Control', seconds === undefined ? 'no-store' : `public, max-age=${seconds}`);
  const refused = { ...response, status: String(trouble.status), statusDescription: trouble.title };
  if (method === 'HEAD') return refused;
  return { ...refused, bodyEncoding: 'text', body: JSON.stringify(trouble) };
};

/** What an explanation says, as JSON. It is about one moment: its timings, what was in the bucket. */
export const explained = (response: CloudFrontResponse, said: object, method: string): CloudFrontResultResponse => {
  const { headers } = response;
  drop(headers, untrueOfMessages);
  set(headers, 'Content-Type', 'application/json');
  set(headers, 'Cache-Control', 'no-store');
  const answer = { ...response, status: '200', statusDescription: 'OK' };
  if (method === 'HEAD') return answer;
  return { ...answer, bodyEncoding: 'text', body: JSON.stringify(said, undefined, 2) };
};

/** The original's own Cache-Control rules; else ours. */
const keep = (headers: CloudFrontHeaders, lifetimes: Lifetimes) => {
  const ours = lasting(headers, lifetimes);
  if (ours) set(headers, 'Cache-Control', ours);
};

/** Short-lived, and without validators: a revalidation would be answered 304, and this would stay for ever. */
const forAWhile = (headers: CloudFrontHeaders, lifetimes: Lifetimes) => {
  set(headers, 'Cache-Control', shortly(headers, lifetimes));
  drop(headers, validators);
  drop(headers, /^expires$/);
};

const timingOf = (timings: Timings) =>
  Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .join(', ');

/**
 * A drawing that is opened by itself is a page of this domain. It may show what it holds and do nothing: no script, no
 * request, an origin of its own. Also for originals, which nobody has sanitized.
 */
const confine = (headers: CloudFrontHeaders) => {
  if (!/\bxml\b/i.test(headers['content-type']?.[0]?.value ?? '')) return;
  set(headers, 'Content-Security-Policy', drawingPolicy);
  set(headers, 'X-Content-Type-Options', 'nosniff');
};

/** What a drawing may do that is opened by itself. Images it leaves alone. */
export const drawingPolicy = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox";

// Headers are changed in place: rebuilding them would drop the read-only ones, and CloudFront answers that with 502.
const set = (headers: CloudFrontHeaders, key: string, value: string) => {
  headers[key.toLowerCase()] = [{ key, value }];
};

const drop = (headers: CloudFrontHeaders, names: RegExp) => {
  for (const name of Object.keys(headers)) if (names.test(name)) delete headers[name];
};
