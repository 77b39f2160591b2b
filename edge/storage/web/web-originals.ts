import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Underivable } from '../../errors.ts';
import { hashOf } from '../derivative-store.ts';
import type { ObjectAnswer, ObjectRequest } from '../object-answer.ts';
import type { ObjectLocation, ReadOptions } from '../originals.ts';
import { within } from '../timeout.ts';
import { askWeb, Refused, schemeOf, type WebOriginal, type WebOrigins } from './web-request.ts';

// Most bytes of an original that is passed on: what Lambda streams in a response.
const mostSent = 200 * 1024 * 1024;

/** Where the original of a path is that begins with the folder of web servers; undefined for any other path. */
export const webLocation = (origins: WebOrigins | undefined, path: string): ObjectLocation | undefined => {
  if (!origins || !path.startsWith(origins.path)) return undefined;
  const address = path.slice(origins.path.length);
  const secure = URL.parse(`https://${address}`);
  const url = secure && URL.parse(`${schemeOf(secure.hostname, origins)}://${address}`);
  // The name of a bucket has no colon: no derivative of a bucket's original has the same key.
  const name = `http:${url?.hostname ?? ''}`;
  return { bucket: { name, region: '' }, key: url?.pathname.slice(1) ?? '', web: { url: url?.href ?? '', origins } };
};

/** Asks a web server for an original, as `askObject` asks S3: without a range, and only what may be an image. */
export const askWebOriginal = async (
  { url, origins }: WebOriginal,
  { body, header, milliseconds }: ObjectRequest,
): Promise<ObjectAnswer> => {
  // For the headers and for what follows them.
  const signal = AbortSignal.timeout(Math.max(1, Math.min(milliseconds, origins.milliseconds)));
  try {
    const response = await request(url, origins, { method: body ? 'GET' : 'HEAD', header, signal });
    const answered = { status: statusOf(response), headers: passedOn(response.headers) };
    if (body && answered.status === 200) return { ...answered, body: streamOf(response) };
    // A connection that has no body on it can be used again.
    if (!body) response.resume();
    else response.destroy();
    return answered;
  } catch (error) {
    console.warn(`${url} was not read: ${error instanceof Error ? error.message : error}`);
    return { status: error instanceof Refused ? 404 : 503, headers: {} };
  }
};

/** The bytes of an original: no more than allowed, whole, and of the version that was announced. Throws Underivable. */
export const readWebOriginal = async ({ url, origins }: WebOriginal, options: ReadOptions): Promise<Buffer> => {
  const { bytes: most, etag } = options;
  try {
    return await within(Math.min(options.milliseconds, origins.milliseconds), async (signal) => {
      const response = await request(url, origins, { method: 'GET', header: () => '', signal });
      if (response.statusCode !== 200) return refuse(response, 'original-unreadable', `status ${response.statusCode}`);
      if (etag !== undefined && tagOf(response.headers) !== etag)
        return refuse(response, 'original-changed', 'overwritten since its headers were read');
      return await collect(response, most);
    });
  } catch (error) {
    if (error instanceof Underivable) throw error;
    throw new Underivable('original-unreadable', error instanceof Error ? error.message : String(error), error);
  }
};

type Asking = { method: 'GET' | 'HEAD'; header: ObjectRequest['header']; signal: AbortSignal };

const request = async (url: string, origins: WebOrigins, asking: Asking): Promise<IncomingMessage> => {
  const target = URL.parse(url);
  if (!target) throw new Refused('no URL');
  const { method, signal, header } = asking;
  const conditions = ['if-none-match', 'if-modified-since'].filter((name) => header(name));
  const headers = {
    accept: 'image/*',
    'accept-encoding': 'identity',
    'user-agent': 'edge-images',
    ...Object.fromEntries(conditions.map((name) => [name, header(name)])),
  };
  const response = await askWeb(target, origins, { method, headers, signal });
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return refuse(response, 'original-unreadable', `encoded with ${encoding}`);
  // Some servers know no HEAD.
  if (method === 'HEAD' && /^(405|501)$/.test(String(response.statusCode)))
    return request(url, origins, { ...asking, method: 'GET' });
  return response;
};

const refuse = (
  response: IncomingMessage,
  reason: 'original-unreadable' | 'original-changed',
  detail: string,
): never => {
  response.destroy();
  throw new Underivable(reason, detail);
};

/** A server that fails or has enough of us may answer later; anything else means that there is no such image. */
const statusOf = ({ statusCode = 0, headers }: IncomingMessage): number => {
  if (statusCode === 304 || (statusCode === 200 && mayBeImage.test(headers['content-type'] ?? ''))) return statusCode;
  return statusCode === 429 || statusCode >= 500 ? 503 : 404;
};

// Pages of other sites are not served under the name of this one; servers that know no type of an image say the second.
const mayBeImage = /^(image\/|(application|binary)\/octet-stream)[^,]*$/i;

const passed = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified'];

const passedOn = (headers: IncomingHttpHeaders): ObjectAnswer['headers'] => {
  const values = Object.fromEntries(
    passed.flatMap((name) => (typeof headers[name] === 'string' && headers[name] ? [[name, headers[name]]] : [])),
  );
  const etag = tagOf(headers);
  return { ...values, ...(etag && { etag }) };
};

/** The ETag; where it is long or unusual, a hash of it: it is part of keys in the bucket of the derivatives. */
const tagOf = ({ etag }: IncomingHttpHeaders): string | undefined =>
  etag === undefined || /^(W\/)?"[\w.:+=~-]{1,120}"$/.test(etag) ? etag : `"${hashOf(etag)}"`;

const collect = async (response: IncomingMessage, most: number): Promise<Buffer> => {
  const announced = Number(response.headers['content-length'] ?? 0);
  // Chunks of a byte each would take a hundred times as much memory as what they hold.
  let bytes: Buffer = Buffer.alloc(0);
  let length = announced > most ? announced : 0;
  if (length <= most)
    for await (const chunk of response) {
      const end = length + chunk.length;
      if (end > most) {
        length = end;
        break;
      }
      if (end > bytes.length) bytes = enlarged(bytes, Math.max(end, announced));
      chunk.copy(bytes, length);
      length = end;
    }
  response.destroy();
  if (length > most) throw new Underivable('too-many-bytes', `more than ${most} bytes`);
  return bytes.subarray(0, length);
};

/** The same bytes in a buffer with room for more. */
const enlarged = (bytes: Buffer, least: number): Buffer => {
  const larger = Buffer.allocUnsafeSlow(Math.max(least, 2 * bytes.length));
  bytes.copy(larger);
  return larger;
};

/** A body as Responses want it; cancelled or too long, it closes the connection. */
const streamOf = (response: IncomingMessage): ReadableStream<Uint8Array> => {
  const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  let length = 0;
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      length += value?.length ?? 0;
      if (length > mostSent) {
        response.destroy();
        controller.error(new Error(`more than ${mostSent} bytes`));
      } else if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      response.destroy();
    },
  });
};
