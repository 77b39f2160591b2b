import type { CloudFrontHeaders, CloudFrontResponse } from 'aws-lambda';
import { keyOf } from '../storage/originals.ts';
import type { Answer } from './answer.ts';
import { type Asked, imageText } from './asked-variant.ts';
import type { Decision, Failure } from './decide.ts';
import { defaultCacheControl, redirectCacheControl, temporaryCacheControl } from './headers/cache-control.ts';
import { contentDisposition } from './headers/content-disposition.ts';
import { preflight } from './headers/cors.ts';
import { dropHeaders, headerValue, hideInternalHeaders, setHeader } from './headers/headers.ts';
import { confineDrawing, confineOriginal } from './headers/security.ts';
import { type Representation, setValidators, validators } from './headers/validators.ts';
import { cachingOf, type ImageRequest } from './image-request.ts';
import type { Obtained } from './obtain.ts';
import type { ProblemDetails } from './problems.ts';
import type { Timings } from './stopwatch.ts';

/** What an answer depends on besides the decision. */
export type AnswerContext = { request: ImageRequest; asked: Asked };

/** Turns a decision into an answer, by changing the origin's response. */
export const respond = (response: CloudFrontResponse, decision: Decision, context: AnswerContext): Answer => {
  hideInternalHeaders(response.headers);
  switch (decision.kind) {
    case 'preflight':
      return preflight(response);
    case 'not-modified':
      return notModified(response, context);
    case 'original':
      return original(response, decision.error?.reason, context);
    case 'problem':
      return problem(response, decision.problem, context.request.method);
    case 'derivative':
      return derivative(response, decision, context);
  }
};

/** An explanation as JSON. It is about one moment: its timings, what was in the bucket. */
export const explained = (response: CloudFrontResponse, explanation: object, method: string) => {
  hideInternalHeaders(response.headers);
  setMessage(response.headers, 'application/json', 'no-store');
  return withText(response, { status: '200', title: 'OK', text: JSON.stringify(explanation, undefined, 2), method });
};

// S3's headers about its body, which are not true of a derivative.
const ofBody = /^(accept-ranges|content-(length|range|encoding|disposition|language))$/;

type Sent = { derivative: Obtained; standsInFor?: Failure };

const derivative = (response: CloudFrontResponse, sent: Sent, context: AnswerContext): Answer => {
  const { headers } = response;
  const { note, timings } = sent.derivative;
  const reason = sent.standsInFor?.reason ?? note;
  setCaching(response, sent, context);
  dropHeaders(headers, ofBody);
  setVary(headers, context);
  if (reason) setHeader(headers, 'X-Image-Reason', reason);
  if (Object.keys(timings).length > 0) setHeader(headers, 'Server-Timing', timingHeader(timings));
  return sent.derivative.location === undefined
    ? body(response, sent.derivative, context)
    : redirect(response, sent.derivative.location, context.request.method);
};

const setCaching = (response: CloudFrontResponse, { derivative, standsInFor }: Sent, context: AnswerContext) => {
  const { headers } = response;
  const { lifetimes } = context.request.settings;
  const own = cachingOf(response);
  if (standsInFor || derivative.temporary) {
    // What is sent in place of something else has no validators: a revalidation would be answered 304, and it would stay.
    setHeader(
      headers,
      'Cache-Control',
      temporaryCacheControl(own, { failure: standsInFor?.seconds ?? lifetimes.failure }),
    );
    return dropHeaders(headers, /^(expires|etag|last-modified)$/);
  }
  if (derivative.location !== undefined) {
    setHeader(headers, 'Cache-Control', redirectCacheControl(own, lifetimes));
    return dropHeaders(headers, /^(expires|etag|last-modified)$/);
  }
  const ours = defaultCacheControl(own, lifetimes);
  if (ours) setHeader(headers, 'Cache-Control', ours);
  if (derivative.watermarked) dropHeaders(headers, validators);
  else setValidators(headers, representationOf(context));
};

/** What decides about the validators of a derivative. */
export const representationOf = ({ request, asked }: AnswerContext): Representation => ({
  negotiated: asked.decidedBy.length > 0,
  text: imageText(asked.variant),
  private: request.settings.originals.access === 'private',
});

const body = (
  response: CloudFrontResponse,
  { bytes, type }: { bytes: Buffer; type: string },
  context: AnswerContext,
): Answer => {
  const { headers } = response;
  setHeader(headers, 'Content-Type', type);
  confineDrawing(headers);
  setDisposition(headers, context);
  // CloudFront compresses only where it is told the length (…/DeveloperGuide/ServingCompressedFiles.html).
  const isText = /^(text\/|application\/json|image\/svg)/.test(type);
  const isHead = context.request.method === 'HEAD';
  if (isHead || isText) setHeader(headers, 'Content-Length', String(bytes.length));
  // 206 becomes 200: S3 answered with a range of the original, and this is a whole derivative.
  const answer = { ...response, status: '200', statusDescription: 'OK' };
  if (isHead) return answer;
  return { ...answer, body: isText ? bytes.toString() : bytes };
};

const redirect = (response: CloudFrontResponse, location: string, method: string): Answer => {
  dropHeaders(response.headers, /^content-type$/);
  setHeader(response.headers, 'Location', location);
  const answer = { ...response, status: '302', statusDescription: 'Found' };
  // An empty body removes S3's.
  return method === 'HEAD' ? answer : { ...answer, body: '' };
};

/** The original, as S3 sends it: the body is not touched, so it may be of any size. */
const original = (response: CloudFrontResponse, reason: string | undefined, context: AnswerContext): Answer => {
  const { headers } = response;
  const { lifetimes } = context.request.settings;
  const own = cachingOf(response);
  const cacheControl = reason ? temporaryCacheControl(own, lifetimes) : defaultCacheControl(own, lifetimes);
  if (cacheControl) setHeader(headers, 'Cache-Control', cacheControl);
  if (reason) {
    setHeader(headers, 'X-Image-Reason', reason);
    dropHeaders(headers, /^(expires|etag|last-modified)$/);
  } else setValidators(headers, { ...representationOf(context), private: false });
  setVary(headers, context);
  confineOriginal(headers);
  if (response.status === '200') setDisposition(headers, context);
  return response;
};

/**
 * S3 says that the original is unchanged, so what is cached stays. No lifetime of ours is added: whether S3 repeats the
 * original's Cache-Control here is not documented, and ours could be longer.
 */
const notModified = (response: CloudFrontResponse, context: AnswerContext): Answer => {
  dropHeaders(response.headers, /^(accept-ranges|content-.*)$/);
  if (representationOf(context).private) dropHeaders(response.headers, /^etag$/);
  return response;
};

/** An error as problem details (RFC 9457); S3's own error document names the bucket, so it is not passed on. */
const problem = (response: CloudFrontResponse, { seconds, ...details }: ProblemDetails, method: string) => {
  const cacheControl = seconds === undefined ? 'no-store' : `public, max-age=${seconds}`;
  setMessage(response.headers, 'application/problem+json', cacheControl);
  return withText(response, {
    status: String(details.status),
    title: details.title,
    text: JSON.stringify(details),
    method,
  });
};

const setMessage = (headers: CloudFrontHeaders, type: string, cacheControl: string) => {
  dropHeaders(headers, /^(content-.*|etag|last-modified|accept-ranges|expires|location)$/);
  setHeader(headers, 'Content-Type', type);
  setHeader(headers, 'Cache-Control', cacheControl);
};

type Message = { status: string; title: string; text: string; method: string };

const withText = (response: CloudFrontResponse, { status, title, text, method }: Message): Answer => {
  const answer = { ...response, status, statusDescription: title };
  return method === 'HEAD' ? answer : { ...answer, body: text };
};

/** Saves the answer under the name that `dl` asks for. */
const setDisposition = (headers: CloudFrontHeaders, { request, asked }: AnswerContext) => {
  const type = headerValue(headers, 'content-type') ?? '';
  const value = contentDisposition(asked.variant.dl, { key: keyOf(request.path), type });
  if (value) setHeader(headers, 'Content-Disposition', value);
};

/** The headers that decided about the image. Behind the viewer function none has: a response headers policy names them. */
const setVary = (headers: CloudFrontHeaders, { asked: { decidedBy } }: AnswerContext) => {
  if (decidedBy.length > 0) setHeader(headers, 'Vary', decidedBy.join(', '));
};

const timingHeader = (timings: Timings) =>
  Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .join(', ');
