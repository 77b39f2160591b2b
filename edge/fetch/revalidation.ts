import type { CloudFrontHeaders } from 'aws-lambda';
import type { Answer } from '../answer/answer.ts';
import { asksForOriginal } from '../answer/asked-variant.ts';
import { type AnswerContext, representationOf } from '../answer/body.ts';
import { defaultCacheControl } from '../answer/headers/cache-control.ts';
import { headerValue } from '../answer/headers/headers.ts';
import { setValidators } from '../answer/headers/validators.ts';

/**
 * The answer to a viewer that has this very derivative of this very original: 304, without making it again. Undefined for any
 * other. Images with a watermark have no ETag, since the original's says nothing of the mark.
 */
export const unchanged = (
  headers: CloudFrontHeaders,
  condition: string | null,
  context: AnswerContext,
): Answer | undefined => {
  const { variant, problem, error, varies } = context.asked;
  if (!condition || problem || error || variant.mark || variant.explain || asksForOriginal(variant)) return undefined;
  const own: CloudFrontHeaders = { ...headers };
  setValidators(own, representationOf(context));
  const etag = headerValue(own, 'etag');
  if (!etag || !tagsOf(condition).includes(etag)) return undefined;
  const caching = { cacheControl: headerValue(headers, 'cache-control'), expires: headerValue(headers, 'expires') };
  const values = {
    ETag: etag,
    'Cache-Control': defaultCacheControl(caching, context.request.settings.lifetimes) ?? caching.cacheControl,
    Expires: caching.expires,
    Vary: varies.join(', ') || undefined,
  };
  const sent = Object.entries(values).flatMap(([key, value]) => (value ? [[key.toLowerCase(), [{ key, value }]]] : []));
  return { status: '304', statusDescription: 'Not Modified', headers: Object.fromEntries(sent) };
};

const tagsOf = (condition: string): string[] => condition.match(/"[^"]*"/g) ?? [];
