import type { Answer } from '../answer/answer.ts';
import type { ViewerResponse } from '../viewer-request.ts';

/** Headers of all responses, and the sites that may read them: what a response headers policy adds at CloudFront. */
export type ResponsePolicy = {
  always: { [name: string]: string };
  unlessSet: { [name: string]: string };
  /** Sites, where there are several or `*.` stands for any subdomain; left out where the answer names the one. */
  sites?: readonly string[];
};

/** Writes an answer as a Response; without a body of its own it sends the origin's. */
export const toResponse = (answer: Answer, origin: ReadableStream<Uint8Array> | undefined): Response => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headers))
    for (const { value } of values) headers.append(name, value);
  const bytes = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  if (bytes) headers.set('content-length', String(bytes.length));
  const status = Number(answer.status);
  const isBodiless = status === 204 || status === 304 || bytes?.length === 0;
  return new Response(isBodiless ? null : ((bytes && plainBytes(bytes)) ?? origin ?? null), { status, headers });
};

/** What the viewer function refuses, as a Response. */
export const refused = ({ statusCode, headers, body }: ViewerResponse, method: string): Response => {
  const values = Object.entries(headers).map(([name, { value }]): [string, string] => [name, value]);
  return new Response(method === 'HEAD' ? null : body.data, { status: statusCode, headers: values });
};

/** Problem details for a method that images don't have. */
export const methodNotAllowed = (): Response =>
  Response.json(
    { status: 405, title: 'Only GET and HEAD are allowed' },
    { status: 405, headers: { allow: 'GET, HEAD, OPTIONS', 'content-type': 'application/problem+json' } },
  );

/** Adds the headers of the policy. */
export const withPolicy = (response: Response, incoming: Request, policy: ResponsePolicy | undefined): Response => {
  if (!policy) return response;
  const { headers } = response;
  for (const [name, value] of Object.entries(policy.always)) headers.set(name, value);
  for (const [name, value] of Object.entries(policy.unlessSet)) if (!headers.has(name)) headers.set(name, value);
  if (policy.sites) allowSite(headers, incoming.headers.get('origin'), policy.sites);
  return response;
};

const allowSite = (headers: Headers, site: string | null, sites: readonly string[]) => {
  headers.append('vary', 'Origin');
  if (site === null || !sites.some((allowed) => allows(allowed, site))) return;
  headers.set('access-control-allow-origin', site);
  headers.set('access-control-expose-headers', '*');
};

const allows = (allowed: string, site: string) => {
  const [scheme, domain] = allowed.split('//*');
  return domain === undefined ? allowed === site : site.startsWith(`${scheme}//`) && site.endsWith(domain);
};

/** The same bytes as a view of a plain ArrayBuffer, which a Response wants: without a copy but where they are shared. */
const plainBytes = (bytes: Buffer): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : new Uint8Array(bytes);
