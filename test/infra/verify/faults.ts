import sharp from 'sharp';
import { negotiationHeaders } from '../../../edge/answer/headers/vary.ts';
import { imageHeaders } from '../../../infra/config/settings/response-headers.ts';
import { config } from '../../support/config.ts';
import type { Deployed, EdgeOptions, Send } from './doctor.ts';

/** One broken deployment, and the questions that must fail: no others may. */
export type Fault = Deployed & { fails: string[] };

const page = (text: string, status = 200, headers = {}) =>
  new Response(text, { status, headers: { 'content-type': 'text/html', ...headers } });

const pathOf = ({ url }: Request) => url.slice(new URL(url).origin.length);

/** Answers in place of the distribution where `answer` has one. */
const instead =
  (answer: (path: string, request: Request) => Response | undefined) =>
  (send: Send): Send =>
  async (request) =>
    answer(pathOf(request), request) ?? send(request);

/** Asks for another path than the viewer does. */
const rewritten = (rewrite: (path: string) => string) => (send: Send) => (request: Request) =>
  send(new Request(new URL(rewrite(pathOf(request)), request.url), request));

/** Changes headers of the request: removes those that are undefined. */
const asking =
  (headers: { [name: string]: string | undefined }, when = (_: Request) => true) =>
  (send: Send): Send =>
  (request) => {
    const changed = new Headers(request.headers);
    if (when(request)) set(changed, headers);
    return send(new Request(request, { headers: changed }));
  };

/** Changes headers of the answer, where `when` says so. */
const answering =
  (headers: { [name: string]: string | undefined }, when = (_path: string, _response: Response) => true) =>
  (send: Send): Send =>
  async (request) => {
    const response = await send(request);
    const changed = new Headers(response.headers);
    if (when(pathOf(request), response)) set(changed, headers);
    return new Response(response.body, { status: response.status, headers: changed });
  };

const set = (headers: Headers, values: { [name: string]: string | undefined }) => {
  for (const [name, value] of Object.entries(values))
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
};

/** A cache in front that takes every viewer of one URL for the same one. */
const deafCache = (send: Send): Send => {
  const kept = new Map<string, Response>();
  return async (request) => {
    const path = pathOf(request);
    if (request.method !== 'GET' || !path.includes('format=auto')) return send(request);
    const response = kept.get(path) ?? (await send(request));
    kept.set(path, response.clone());
    const headers = new Headers(response.headers);
    headers.set('x-cache', 'Hit from proxy');
    return new Response(response.body, { status: response.status, headers });
  };
};

const withExif =
  (send: Send): Send =>
  async (request) => {
    const response = await send(request);
    if (!/rotated\.jpg\?w=302&/.test(request.url)) return response;
    const image = sharp(Buffer.from(await response.arrayBuffer())).withExif({ IFD0: { Copyright: 'a person' } });
    const headers = new Headers(response.headers);
    headers.delete('content-length');
    return new Response(new Uint8Array(await image.jpeg().toBuffer()), { status: 200, headers });
  };

const wide = await sharp({ create: { width: 1300, height: 50, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

/** The response headers policy of images without one header. */
const policyWithout = (name: string): EdgeOptions => {
  const { always, unlessSet, ...rest } = imageHeaders(config);
  const without = (rows: Record<string, string>) =>
    Object.fromEntries(Object.entries(rows).filter(([header]) => header !== name));
  return { responseHeaders: { ...rest, always: without(always), unlessSet: without(unlessSet) } };
};

const keyed = negotiationHeaders.map((name) => name.toLowerCase());
const cachePolicy = { queryStrings: 'all' as const, headers: keyed, minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 };
const off = <Options>(options: Options) => options as EdgeOptions;
const cannotRun = 'function handler(event) { throw new Error("runtime 1.0 knows no const"); }';
const throws: EdgeOptions = { originResponse: () => Promise.reject(new Error('no')) };
const isImage = (_: string, { headers }: Response) => /^image\//.test(headers.get('content-type') ?? '');
const large = /^\/_\/.+/;

/** Nothing works. */
const dead: { [fault: string]: Fault } = {
  'the host name leads nowhere': {
    tamper: () => () => Promise.reject(new TypeError('fetch failed')),
    fails: ['answers'],
  },
  'a server that hangs': {
    tamper: () => (request) =>
      new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
    site: { limit: 50 },
    fails: ['answers'],
  },
  'a server that answers 500 to everything': { tamper: instead(() => page('', 500)), fails: ['works', 'https'] },
  'a web ACL that blocks everything': {
    tamper: instead(() => page('', 403, { 'x-amz-cf-pop': 'FRA1' })),
    fails: ['https', 'invalid', 'missing', 'samples'],
  },
  'the viewer function is of an old runtime': { edge: { viewerRequest: cannotRun }, fails: ['works'] },
  'the function throws': { edge: throws, fails: ['works'] },
  'the function throws, and the cache keeps that': {
    edge: { ...throws, errorTtls: { 503: 300 } },
    fails: ['failures-not-kept', 'works'],
  },
  "CloudFront refuses the function's answer": {
    edge: off({ originResponse: async () => ({ status: '99' }) }),
    fails: ['works'],
  },
};

/** The distribution is set up wrongly. */
const wired: { [fault: string]: Fault } = {
  'the function is not attached': {
    edge: off({ originResponse: undefined }),
    fails: ['drawing-confined', 'missing', 'resized'],
  },
  'the viewer function is not attached': {
    edge: { bare: true },
    // The function reads plain queries too, and the headers that the cache policy names.
    fails: ['hit-spelling', 'hit-unknown'],
  },
  'the query is not forwarded': { edge: { cachePolicy: { ...cachePolicy, queryStrings: [] } }, fails: ['resized'] },
  'the cache keys on a header': {
    edge: { cachePolicy: { ...cachePolicy, headers: [...keyed, 'user-agent'] } },
    fails: ['hit-headers'],
  },
  'the cache keys on unknown parameters': {
    tamper: rewritten((path) => path.replace('utm_source', 'v')),
    fails: ['hit-unknown'],
  },
  'the cache keys on the spelling': {
    tamper: rewritten((path) => path.replace(/FORMAT=auto&(\w+)/, '$&=1&v=$1&w')),
    fails: ['hit-spelling'],
  },
  'the cache drops the width': {
    tamper: rewritten((path) => path.replace('rotated.jpg?w=150', 'rotated.jpg?w=301')),
    fails: ['two-widths'],
  },
  'a cache in front ignores Vary': { tamper: deafCache, fails: ['auto-plain', 'save-data'] },
  'POST is allowed': {
    tamper: instead((_, { method }) => (method === 'POST' ? page('') : undefined)),
    fails: ['reading-only'],
  },
  'OPTIONS is not allowed': { edge: { allowedMethods: ['GET', 'HEAD'] }, fails: ['cors-preflight'] },
  'http is not redirected': {
    tamper: instead((_, { url }) => (url.startsWith('http:') ? page('') : undefined)),
    fails: ['https'],
  },
  'http redirects to the root': {
    tamper: instead((_, { url }) =>
      url.startsWith('http:') ? page('', 301, { location: 'https://d123.cloudfront.net/' }) : undefined,
    ),
    fails: ['https'],
  },
  'another CDN answers': { tamper: answering({ 'x-amz-cf-pop': undefined }), fails: ['cloudfront'] },
  'the bucket of originals can be listed': {
    tamper: instead((path) => (path === '/samples/' ? page('<ListBucketResult>') : undefined)),
    fails: ['originals-not-listed'],
  },
  'the bucket of derivatives can be listed': {
    tamper: instead((path) => (path === '/_/' ? page('<ListBucketResult>') : undefined)),
    fails: ['derivatives-not-listed'],
  },
  'S3 obeys the viewer': {
    tamper: instead((path) => (path.includes('response-content-type') ? page('') : undefined)),
    fails: ['s3-parameters'],
  },
  'the derivatives bucket is closed to CloudFront': {
    tamper: instead((path) => (large.test(path) && !path.includes('?') ? page('', 403) : undefined)),
    fails: ['large-sent'],
  },
  'the derivatives bucket is closed to the function': { edge: { derivatives: 'nowhere' }, fails: ['large-made'] },
  'no policy of headers for large derivatives': {
    tamper: answering({ 'content-security-policy': undefined }, (path) => large.test(path)),
    fails: ['large-headers'],
  },
  'no error of S3 reaches the function': {
    tamper: instead((path) => (path.includes('missing-') ? page('', 404) : undefined)),
    fails: ['missing'],
  },
  'errors are kept for a day': {
    tamper: answering({ 'cache-control': 'max-age=86400' }, (_, { status }) => status === 404),
    fails: ['error-lifetime'],
  },
};

/** Headers are lost or wrong. */
const headers: { [fault: string]: Fault } = {
  'CORS is stripped': {
    tamper: answering({ 'access-control-allow-origin': undefined, 'access-control-expose-headers': undefined }),
    fails: ['cors', 'cors-expose'],
  },
  'CORS exposes nothing': { tamper: answering({ 'access-control-expose-headers': undefined }), fails: ['cors-expose'] },
  'no Content-Security-Policy': { edge: policyWithout('Content-Security-Policy'), fails: ['csp', 'original-csp'] },
  'no Vary': { edge: { cachePolicy: { ...cachePolicy, headers: [] } }, fails: ['vary'] },
  'no X-Content-Type-Options': { edge: policyWithout('X-Content-Type-Options'), fails: ['nosniff'] },
  'no Cross-Origin-Resource-Policy': { edge: policyWithout('Cross-Origin-Resource-Policy'), fails: ['corp'] },
  'no Timing-Allow-Origin': { edge: policyWithout('Timing-Allow-Origin'), fails: ['timing'] },
  'the type is wrong': {
    tamper: answering({ 'content-type': 'application/octet-stream' }, isImage),
    fails: [
      ...['type', 'original-type', 'auto-modern', 'auto-plain', 'auto-refused'],
      ...['jpeg', 'webp', 'avif', 'png'].map((format) => `format-${format}`),
    ],
  },
  'the length is that of the original': {
    tamper: answering({ 'content-length': '135396' }, (path) => path.includes('?')),
    fails: ['length'],
  },
  'no lifetime': { tamper: answering({ 'cache-control': undefined }, isImage), fails: ['lifetime'] },
  'a cookie': { tamper: answering({ 'set-cookie': 'session=1' }), fails: ['no-cookies'] },
  'photographs are compressed': {
    tamper: answering({ 'content-encoding': 'gzip' }, (_, { headers }) => headers.get('content-type') === 'image/jpeg'),
    fails: ['uncompressed'],
  },
  'drawings are not compressed': {
    tamper: answering({ 'content-encoding': undefined }),
    fails: ['drawing-compressed'],
  },
  'drawings are not confined': {
    tamper: answering({ 'content-security-policy': "script-src 'none'" }, (path) => path.includes('.svg')),
    fails: ['drawing-confined'],
  },
  'no ETag': { tamper: answering({ etag: undefined }), fails: ['original-304'] },
  'conditions are lost': { tamper: asking({ 'if-none-match': undefined }), fails: ['original-304'] },
  'a stale ETag confirms another image': {
    tamper: instead((path, { headers }) =>
      headers.has('if-none-match') && path.includes('?') ? new Response(null, { status: 304 }) : undefined,
    ),
    fails: ['validators'],
  },
  'Accept is lost': { tamper: asking({ accept: undefined }), fails: ['auto-modern'] },
  'q=0 is ignored': {
    tamper: asking({ accept: 'image/avif,*/*' }, ({ headers }) => /q=0/.test(headers.get('accept') ?? '')),
    fails: ['auto-refused'],
  },
  'Save-Data is lost': { tamper: asking({ 'save-data': undefined }), fails: ['save-data'] },
  'HEAD fails': {
    tamper: instead((_, { method }) => (method === 'HEAD' ? page('', 502) : undefined)),
    fails: ['head'],
  },
  'Range fails': {
    tamper: instead((_, { headers }) => (headers.has('range') ? page('', 502) : undefined)),
    fails: ['range'],
  },
};

/** Something else is deployed, or lies in the bucket. */
const others: { [fault: string]: Fault } = {
  'originals are public, not private': {
    config: { originals: { access: 'private' } },
    edge: { changes: { originals: { access: 'public' } } },
    fails: ['original'],
  },
  'originals are private, not public': { edge: { changes: { originals: { access: 'private' } } }, fails: ['original'] },
  'explain is open': { edge: { changes: { explain: 'on' } }, fails: ['explain-closed'] },
  'explain is closed': {
    config: { explain: 'on' },
    edge: { changes: off({ explain: undefined }) as object },
    fails: ['explain-open'],
  },
  'every origin is allowed': {
    config: { cors: { origins: ['https://a.example.com'] } },
    edge: { changes: { cors: { origins: ['*'] } } },
    fails: ['cors-others'],
  },
  'no path is signed': {
    config: { signing: { paths: ['/private/*'] } },
    edge: { changes: off({ signing: undefined }) as object },
    fails: ['signature-required'],
  },
  'any signature is right': {
    config: { signing: { paths: ['/private/*'] } },
    tamper: instead((path) => (path.includes('sig=') ? page('') : undefined)),
    fails: ['signature-wrong'],
  },
  'every size is served': {
    config: { presets: { thumb: 'w=100' }, presetsOnly: true },
    edge: { changes: { presetsOnly: false } },
    fails: ['presets-only'],
  },
  'there is no ladder': {
    config: { snap: 'default' },
    edge: { changes: off({ snap: undefined }) as object },
    fails: ['ladder'],
  },
  'invalid values are ignored': {
    tamper: instead((path) => (path.includes('abc') ? page('') : undefined)),
    fails: ['invalid'],
  },
  "a viewer's variant is taken": {
    tamper: rewritten((path) => path.replace('variant=w_99', 'w=99')),
    fails: ['viewer-variant'],
  },
  'formats are not encoded': {
    tamper: rewritten((path) => path.replace(/(rotated\.jpg.*format)=(jpeg|webp|avif|png)/, '$1=gif')),
    fails: ['jpeg', 'webp', 'avif', 'png'].map((format) => `format-${format}`),
  },
  'EXIF is kept': { tamper: withExif, fails: ['metadata'] },
  'the height is ignored': { tamper: rewritten((path) => path.replace('&h=77&fit=cover', '')), fails: ['box'] },
  'images are enlarged': {
    tamper: instead((path) =>
      /w=5\d\d\d/.test(path)
        ? new Response(new Uint8Array(wide), { headers: { 'content-type': 'image/png' } })
        : undefined,
    ),
    fails: ['not-enlarged'],
  },
  'there are no samples': { folder: '/nowhere/', uploadsTo: false, fails: ['samples'] },
  'other images than the samples': { folder: '/sideways/', uploadsTo: false, fails: ['original', 'resized'] },
  'the original forbids caches': {
    config: off({ derivatives: undefined }) as object,
    ...{ folder: '/unkept/', uploadsTo: false as const },
    fails: ['hit', 'lifetime'],
  },
  'another bucket is served': { uploadsTo: 'elsewhere/', fails: ['upload'] },
  'an overwritten original is not noticed': {
    tamper: rewritten((path) => path.replace('overwritten.png?w=160', 'overwritten.png?w=150')),
    fails: ['overwrite'],
  },
  'a purge that does nothing': { config: { purge: true }, fails: ['purge'] },
  'drawings are not drawn': {
    tamper: instead((path) => (path.includes('drawing.svg?') ? page('<svg/>') : undefined)),
    fails: ['drawing'],
  },
};

export const faults: { [fault: string]: Fault } = { ...dead, ...wired, ...headers, ...others };
