import { randomUUID } from 'node:crypto';
import { permissions } from '../../../edge/answer/headers/cors.ts';
import type { ResponseHeaders } from '../../config/settings/response-headers.ts';
import { evaluateConditions } from '../conditional.ts';
import type { Found } from './cache/cache.ts';
import type { EdgeResponse } from './edge-response.ts';
import { partsOf } from './ranges.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** Turns a cached response into the viewer's: 304, ranges, no body for HEAD, and CloudFront's own headers. */
export const respond = (found: Found, request: ViewerRequest, policy?: ResponseHeaders): Response => {
  const response = found.response.status === 200 ? fitted(found.response, request) : found.response;
  const headers = new Headers(response.headers);
  const bodiless = [204, 304].includes(response.status) || request.method === 'HEAD';
  if (response.body.length > 0 || !bodiless) headers.set('content-length', String(response.body.length));
  if (found.age !== undefined) headers.set('age', String(found.age));
  const error = response.status >= 400 ? 'Error' : found.how;
  headers.set('x-cache', `${response.result ?? error} from cloudfront`);
  headers.set('via', '1.1 d111111abcdef8.cloudfront.net (CloudFront)');
  headers.set('x-amz-cf-pop', 'LOCAL');
  headers.set('x-amz-cf-id', request.id || randomUUID());
  // Whether a policy applies to a response of a viewer function is not documented: that response must have every header itself.
  if (policy && response.result !== 'FunctionGeneratedResponse') addPolicy(headers, request, policy);
  return new Response(bodiless ? null : response.body, { status: response.status, headers });
};

const addPolicy = (
  headers: Headers,
  request: ViewerRequest,
  { always, unlessSet, removed = [], cors }: ResponseHeaders,
) => {
  for (const name of removed) headers.delete(name);
  for (const [name, value] of Object.entries(always)) headers.set(name, value);
  for (const [name, value] of Object.entries(unlessSet)) if (!headers.has(name)) headers.set(name, value);
  if (cors) addCors(headers, request, cors.origins);
};

/**
 * The CORS section also replaces Vary: by `Origin` for a plain request, by nothing for one from another site (seen by
 * ttoss/ttoss #1205 and #1206).
 */
const addCors = (headers: Headers, { method, headers: asked }: ViewerRequest, origins: readonly string[]) => {
  const site = asked.origin;
  if (site === undefined) return headers.set('vary', 'Origin');
  headers.delete('vary');
  const allowed = origins.find((origin) => allows(origin, site));
  if (allowed === undefined) return;
  headers.set('access-control-allow-origin', allowed === '*' ? '*' : site);
  headers.set('access-control-expose-headers', '*');
  if (method === 'OPTIONS') for (const [name, value] of Object.entries(permissions)) headers.set(name, value);
};

/** `*.` stands for any subdomain: API_ResponseHeadersPolicyAccessControlAllowOrigins. */
const allows = (origin: string, site: string) => {
  const [scheme, domain] = origin.split('//*');
  return domain === undefined
    ? origin === '*' || origin === site
    : site.startsWith(`${scheme}//`) && site.endsWith(domain);
};

/** Conditions and ranges that the edge answers from a whole object: DG, RangeGETs. */
const fitted = (response: EdgeResponse, { headers, method }: ViewerRequest): EdgeResponse => {
  const modified = response.headers.get('last-modified');
  const validators = { etag: response.headers.get('etag'), modified: modified ? new Date(modified) : null };
  const cacheConditions = (name: string) =>
    name === 'if-none-match' || name === 'if-modified-since' ? headers[name] : null;
  if (evaluateConditions(cacheConditions, validators) === 304) return notModified(response);
  // A response to HEAD has no bytes to take a part of.
  return method === 'HEAD' ? response : partsOf(response, (name) => headers[name], validators);
};

const notModified = (response: EdgeResponse): EdgeResponse => {
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-type', 'content-encoding']) headers.delete(name);
  return { ...response, status: 304, headers, body: new Uint8Array() };
};
