import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { CloudFrontRequest } from 'aws-lambda';
import { Underivable } from '../errors.ts';

/** Where an original lies. */
export type Place = { bucket: string; region: string; key: string };

/** Bucket and region where CloudFront's event does not tell them plainly. */
export type Bucket = { name: string; region: string };

/**
 * The place of the object that S3 has just answered for. Under origin access control the event has no region, so bucket
 * and region are read from the origin's host name, from the right, since names of buckets may hold dots.
 */
export const locate = (request: CloudFrontRequest, known: Bucket | undefined): Place => {
  const origin = request.origin?.s3;
  const host = /^(.+)\.s3[.-]([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(origin?.domainName ?? '');
  const bucket = known?.name ?? host?.[1] ?? origin?.domainName.replace(/\.s3\.amazonaws\.com$/, '');
  if (!bucket) throw new Underivable('fault', 'the origin is not an S3 bucket');
  return { bucket, region: known?.region ?? host?.[2] ?? 'us-east-1', key: keyOf((origin?.path ?? '') + request.uri) };
};

/** A path as S3 reads it: `+` is a space, escapes are UTF-8, a bad escape stands for itself. */
const keyOf = (path: string) => {
  const spaced = path.slice(1).replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

/** What a read may cost, and which version it must be. */
export type ReadOptions = { bytes: number; milliseconds: number; etag: string | undefined };

/** The bytes of an original: bounded before they are read, whole or an Underivable. */
export const readOriginal = async (place: Place, options: ReadOptions): Promise<Uint8Array> => {
  const signal = AbortSignal.timeout(Math.max(1, options.milliseconds));
  try {
    const command = new GetObjectCommand({ Bucket: place.bucket, Key: place.key, IfMatch: options.etag });
    const answer = await clientOf(place.region).send(command, { abortSignal: signal });
    return await collect(answer, options.bytes, signal);
  } catch (error) {
    throw error instanceof Underivable ? error : unreadable(error, signal);
  }
};

const clients = new Map<string, S3Client>();

/** One client a region, kept with its connections while the process lives. `AWS_REGION` is where the edge is, not the bucket. */
const clientOf = (region: string) => {
  const client =
    clients.get(region) ??
    new S3Client({
      region,
      maxAttempts: 2,
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      followRegionRedirects: true,
      // Servers that stand in for S3 have no host name for each bucket.
      forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    });
  clients.set(region, client);
  return client;
};

const collect = async (answer: GetObjectCommandOutput, most: number, signal: AbortSignal): Promise<Uint8Array> => {
  const length = answer.ContentLength ?? 0;
  const body = answer.Body as AsyncIterable<Uint8Array> & { destroy(): void };
  if (length > most) {
    body.destroy();
    throw new Underivable('too-many-bytes', `${length} bytes, ${most} are read at most`);
  }
  const abort = () => body.destroy();
  signal.addEventListener('abort', abort);
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  for await (const chunk of body) {
    if (filled + chunk.length > length) throw new Underivable('original-unreadable', `more than ${length} bytes`);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  signal.removeEventListener('abort', abort);
  if (filled < length) throw new Underivable('original-unreadable', `${filled} of ${length} bytes`);
  return bytes;
};

const unreadable = (error: unknown, signal: AbortSignal) => {
  const name = error instanceof Error ? error.name : 'unknown';
  if (signal.aborted) return new Underivable('out-of-time', 'the original did not arrive in time', error);
  if (name === 'PreconditionFailed') return new Underivable('original-changed', 'overwritten since S3 answered', error);
  return new Underivable('original-unreadable', name, error);
};
