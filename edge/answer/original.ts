import type { CloudFrontResponse } from 'aws-lambda';
import type { Underivable } from '../errors.ts';
import type { Answer } from './answer.ts';
import { type AnswerContext, representationOf, sendBody, sendRedirect, setDisposition } from './body.ts';
import { defaultCacheControl, redirectCacheControl, temporaryCacheControl } from './headers/cache-control.ts';
import { dropHeaders, setHeader } from './headers/headers.ts';
import { confineOriginal } from './headers/security.ts';
import { setValidators } from './headers/validators.ts';
import { setVary } from './headers/vary.ts';
import { cachingOf } from './image-request.ts';
import type { OriginalDecision, SentOriginal } from './send-original.ts';

/** The original: where nothing is removed, S3's own body is not touched, so it may be of any size. */
export const originalAnswer = (
  response: CloudFrontResponse,
  { error, sent }: OriginalDecision,
  context: AnswerContext,
): Answer => {
  const { headers } = response;
  if (sent?.metadata === 'removed') return strippedOriginal(response, { error, sent }, context);
  const { lifetimes } = context.request.settings;
  const own = cachingOf(response);
  const reason = error?.reason;
  const cacheControl = reason ? temporaryCacheControl(own, lifetimes) : defaultCacheControl(own, lifetimes);
  if (cacheControl) setHeader(headers, 'Cache-Control', cacheControl);
  if (reason) {
    setHeader(headers, 'X-Image-Reason', reason);
    dropHeaders(headers, /^(expires|etag|last-modified)$/);
  } else setValidators(headers, { ...representationOf(context), private: false });
  if (sent && !reason) setHeader(headers, 'X-Image-Reason', 'metadata-kept');
  setVary(headers, context.asked.varies, context.request.path);
  confineOriginal(headers);
  if (response.status === '200') setDisposition(headers, context);
  return response;
};

type Stripped = { error: Underivable | undefined; sent: Extract<SentOriginal, { metadata: 'removed' }> };

// S3's headers about its body that are not true of the same image without metadata.
const ofStoredBody = /^(accept-ranges|content-(length|range|encoding))$/;

/** The original without metadata: another representation than S3's, so it has a validator of its own. */
const strippedOriginal = (response: CloudFrontResponse, { error, sent }: Stripped, context: AnswerContext): Answer => {
  const { headers } = response;
  const { lifetimes } = context.request.settings;
  const own = cachingOf(response);
  const isRedirect = sent.location !== undefined;
  const cacheControl = error
    ? temporaryCacheControl(own, lifetimes)
    : (isRedirect ? redirectCacheControl : defaultCacheControl)(own, lifetimes);
  if (cacheControl) setHeader(headers, 'Cache-Control', cacheControl);
  if (error) setHeader(headers, 'X-Image-Reason', error.reason);
  if (error || isRedirect) dropHeaders(headers, /^(expires|etag|last-modified)$/);
  else setValidators(headers, { negotiated: true, text: 'without metadata', private: false });
  dropHeaders(headers, ofStoredBody);
  setVary(headers, context.asked.varies, context.request.path);
  return sent.location === undefined
    ? sendBody(response, sent, context)
    : sendRedirect(response, sent.location, context.request.method);
};
