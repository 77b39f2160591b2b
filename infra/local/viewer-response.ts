import { randomUUID } from 'node:crypto';
import { permissions } from '../../edge/answer/cors.ts';
import type { ResponseHeaders } from '../config/response-headers.ts';
import { judge, range } from './conditional.ts';
import type { Found } from './edge-cache.ts';
import type { Reply } from './reply.ts';
import type { ViewerRequest } from './viewer-function.ts';

/** Dresses what was found for this viewer: 304, a part, no body for HEAD, and CloudFront's own headers. */
export const respond = (found: Found, request: ViewerRequest, policy?: ResponseHeaders): Response => {
  const reply = found.reply.status === 200 ? fitted(found.reply, request) : found.reply;
  const headers = new Headers(reply.headers);
  const bodiless = [204, 304].includes(reply.status) || request.method === 'HEAD';
  if (reply.body.length > 0 || !bodiless) headers.set('content-length', String(reply.body.length));
  if (found.age !== undefined) headers.set('age', String(found.age));
  const error = reply.status >= 400 ? 'Error' : found.how;
  headers.set('x-cache', `${reply.result ?? error} from cloudfront`);
  headers.set('via', '1.1 d111111abcdef8.cloudfront.net (CloudFront)');
  headers.set('x-amz-cf-pop', 'LOCAL');
  headers.set('x-amz-cf-id', request.id || randomUUID());
  // Whether a policy reaches what a viewer function made up is not documented: it has to say everything itself.
  if (policy && reply.result !== 'FunctionGeneratedResponse') addPolicy(headers, request, policy);
  return new Response(bodiless ? null : reply.body, { status: reply.status, headers });
};

const addPolicy = (headers: Headers, request: ViewerRequest, { always, unlessSet, cors }: ResponseHeaders) => {
  for (const [name, value] of Object.entries(always)) headers.set(name, value);
  for (const [name, value] of Object.entries(unlessSet)) if (!headers.has(name)) headers.set(name, value);
  if (cors) addCors(headers, request, cors.origins);
};

/**
 * The CORS section also has its own way with Vary, whatever else says: `Origin` on a plain request, nothing on one from another
 * site (seen by ttoss/ttoss #1205 and #1206).
 */
const addCors = (headers: Headers, { method, headers: asked }: ViewerRequest, origins: readonly string[]) => {
  const site = asked.origin;
  if (site === undefined) return headers.set('vary', 'Origin');
  headers.delete('vary');
  const all = origins.includes('*');
  if (!all && !origins.includes(site)) return;
  headers.set('access-control-allow-origin', all ? '*' : site);
  headers.set('access-control-expose-headers', '*');
  if (method === 'OPTIONS') for (const [name, value] of Object.entries(permissions)) headers.set(name, value);
};

/** Conditions and ranges that the edge answers from a whole object: DG, RangeGETs. */
const fitted = (reply: Reply, { headers, method }: ViewerRequest): Reply => {
  const modified = reply.headers.get('last-modified');
  const validators = { etag: reply.headers.get('etag'), modified: modified ? new Date(modified) : null };
  const cacheConditions = (name: string) =>
    name === 'if-none-match' || name === 'if-modified-since' ? headers[name] : null;
  if (judge(cacheConditions, validators) === 304) return notModified(reply);
  // A reply to HEAD has no bytes to take a part of.
  if (method === 'HEAD') return reply;
  const asked = range((name) => headers[name], reply.body.length, validators);
  if (asked === 'whole') return reply;
  if (asked === 'unsatisfiable') return part(reply, 416, `bytes */${reply.body.length}`, new Uint8Array());
  const { start, end } = asked;
  return part(reply, 206, `bytes ${start}-${end}/${reply.body.length}`, reply.body.subarray(start, end + 1));
};

const notModified = (reply: Reply): Reply => {
  const headers = new Headers(reply.headers);
  for (const name of ['content-length', 'content-type', 'content-encoding']) headers.delete(name);
  return { ...reply, status: 304, headers, body: new Uint8Array() };
};

const part = (reply: Reply, status: number, contentRange: string, body: Uint8Array<ArrayBuffer>): Reply => {
  const headers = new Headers(reply.headers);
  headers.set('content-range', contentRange);
  return { ...reply, status, headers, body };
};
