import { setTimeout as sleep } from 'node:timers/promises';
import { Underivable } from '../errors.ts';
import { type Bucket, endpointOf } from './s3-endpoint.ts';
import { isClockSkew, offsetOf, redirectedRegion, retryDelay, s3Error } from './s3-errors.ts';
import { type HttpResponse, readText, send } from './s3-http.ts';
import { sign } from './s3-signature.ts';

/*
 * S3 by its REST API over node:https, signed by AWS's own package. Loading the SDK took 70 of the 285 ms of CPU of a cold start.
 * What it does besides is done here in the same way: a second attempt, regions, clock skew, timeouts.
 */

/** A request for one object; header names in lower case. */
export type S3Request = {
  method: 'GET' | 'HEAD' | 'PUT';
  bucket: Bucket;
  key: string;
  headers?: { [name: string]: string };
  body?: Buffer;
  signal: AbortSignal;
};

// The second attempt is for connections that died while Lambda had the process frozen.
const attempts = 2;

// Where buckets are that turned out to be in another region than was said.
const regions = new Map<string, string>();
// Milliseconds by which S3's clock is ahead of this one.
let clockOffset = 0;

/** S3's answer to a request; with GET its body must be read or destroyed. Throws an S3Error where S3 refuses, else the connection's error. */
export const askS3 = async (request: S3Request): Promise<HttpResponse> => {
  // Without a key the request would list the bucket.
  if (request.key === '') throw new Error('an object of S3 has a key');
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOnce(request);
    } catch (error) {
      const delay = correct(error, request.bucket) ?? retryDelay(error);
      if (attempt >= attempts || delay === undefined || request.signal.aborted) throw error;
      await sleep(delay, undefined, { signal: request.signal });
    }
  }
};

const tryOnce = async ({ method, bucket, key, headers, body, signal }: S3Request): Promise<HttpResponse> => {
  const region = regions.get(bucket.name) ?? bucket.region;
  const endpoint = endpointOf({ name: bucket.name, region }, key);
  const unsigned = { ...endpoint, method, headers: { ...headers, host: endpoint.host }, body };
  const signed = await sign(unsigned, { region, date: new Date(Date.now() + clockOffset) });
  const response = await send({ ...unsigned, headers: signed }, signal);
  if (response.status < 200 || response.status >= 300) throw s3Error(response, await readText(response));
  if (method === 'GET') return response;
  // A copy that fails late does so in the body of a 200.
  const text = await readText(response);
  if (text.includes('<Error>')) throw s3Error({ ...response, status: 500 }, text);
  return response;
};

/** Learns from an error what was wrong with the request, and says to repeat it at once; undefined for all other errors. */
const correct = (error: unknown, { name }: Bucket): number | undefined => {
  const region = redirectedRegion(error);
  if (region !== undefined && region !== regions.get(name)) {
    regions.set(name, region);
    return 0;
  }
  const offset = isClockSkew(error) ? offsetOf(error) : undefined;
  if (offset === undefined) return undefined;
  clockOffset = offset;
  return 0;
};

/** The whole body of an object: at most so many bytes, and exactly as many as S3 announced. Throws Underivable. */
export const collect = async ({ headers, body }: HttpResponse, most: number, signal: AbortSignal): Promise<Buffer> => {
  const length = Number(headers['content-length'] ?? 0);
  if (length > most) {
    body.destroy();
    throw new Underivable('too-many-bytes', `${length} bytes, at most ${most} are read`);
  }
  const abort = () => body.destroy();
  signal.addEventListener('abort', abort);
  try {
    return await fill(Buffer.allocUnsafeSlow(length), body);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/** Copies what arrives to its place. By events: an asynchronous iterator would wait for a microtask or more for each chunk. */
const fill = (bytes: Buffer, body: HttpResponse['body']) =>
  new Promise<Buffer>((resolve, reject) => {
    let filled = 0;
    const refuse = (detail: string) => reject(new Underivable('original-unreadable', detail));
    body.on('data', (chunk: Buffer) => {
      if (filled + chunk.length > bytes.length) {
        refuse(`more than ${bytes.length} bytes`);
        body.destroy();
        return;
      }
      bytes.set(chunk, filled);
      filled += chunk.length;
    });
    body.once('error', reject);
    body.once('end', () => (filled < bytes.length ? refuse(`${filled} of ${bytes.length} bytes`) : resolve(bytes)));
    body.once('close', () => refuse(`${filled} of ${bytes.length} bytes`));
  });
