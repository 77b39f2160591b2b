import type { CloudFrontHeaders, CloudFrontResponse } from 'aws-lambda';
import type { Answer } from './answer.ts';
import { type AnswerContext, representationOf, sendBody, sendRedirect } from './body.ts';
import type { Decision, Failure } from './decide.ts';
import { defaultCacheControl, redirectCacheControl, temporaryCacheControl } from './headers/cache-control.ts';
import { preflight } from './headers/cors.ts';
import { dropHeaders, hideInternalHeaders, setHeader } from './headers/headers.ts';
import { setValidators, validators } from './headers/validators.ts';
import { setVary } from './headers/vary.ts';
import { cachingOf } from './image-request.ts';
import type { Obtained } from './obtain.ts';
import { originalAnswer } from './original.ts';
import type { ProblemDetails } from './problems.ts';
import type { Timings } from './stopwatch.ts';

/** Turns a decision into an answer, by changing the origin's response. */
export const respond = (response: CloudFrontResponse, decision: Decision, context: AnswerContext): Answer => {
  hideInternalHeaders(response.headers);
  switch (decision.kind) {
    case 'preflight':
      return preflight(response);
    case 'not-modified':
      return notModified(response, context);
    case 'original':
      return originalAnswer(response, decision, context);
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
  setVary(headers, context.asked.varies, context.request.path);
  if (reason) setHeader(headers, 'X-Image-Reason', reason);
  if (Object.keys(timings).length > 0) setHeader(headers, 'Server-Timing', timingHeader(timings));
  return sent.derivative.location === undefined
    ? sendBody(response, sent.derivative, context)
    : sendRedirect(response, sent.derivative.location, context.request.method);
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
  if (details.status === 416 && details.bytes !== undefined)
    setHeader(response.headers, 'Content-Range', `bytes */${details.bytes}`);
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

const timingHeader = (timings: Timings) =>
  Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .join(', ');
