import { type GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { Underivable } from '../errors.ts';

/** A bucket by name and region. */
export type Bucket = { name: string; region: string };

const clients = new Map<string, S3Client>();

/** The client of a region, kept with its connections while the process lives. `AWS_REGION` is where the edge is, not the bucket. */
export const s3 = (region: string): S3Client => {
  const client =
    clients.get(region) ??
    new S3Client({
      region,
      // The second attempt is for connections that died while Lambda had the process frozen.
      maxAttempts: 2,
      // Milliseconds after which a silent connection is given up: early enough for that second attempt.
      requestHandler: { connectionTimeout: 1000, socketTimeout: 5000 },
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      followRegionRedirects: true,
      // Servers that stand in for S3 have no host name for each bucket.
      forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    });
  clients.set(region, client);
  return client;
};

/** The whole body of an object: at most so many bytes, and exactly as many as S3 announced. Throws Underivable. */
export const collect = async (answer: GetObjectCommandOutput, most: number, signal: AbortSignal): Promise<Buffer> => {
  const length = answer.ContentLength ?? 0;
  // In Node the body is a stream, which the SDK's type for all platforms does not say.
  const body = answer.Body as AsyncIterable<Uint8Array> & { destroy(): void };
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

const fill = async (bytes: Buffer, body: AsyncIterable<Uint8Array>) => {
  let filled = 0;
  for await (const chunk of body) {
    if (filled + chunk.length > bytes.length)
      throw new Underivable('original-unreadable', `more than ${bytes.length} bytes`);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < bytes.length) throw new Underivable('original-unreadable', `${filled} of ${bytes.length} bytes`);
  return bytes;
};

/**
 * Whether an S3 error means that the key does not exist. S3 answers 403 instead of 404 if the role may not list the bucket, and
 * a response to HEAD has no body with the error code: the SDK then calls it `Unknown` or `NotFound`. Other errors of the same status
 * (NoSuchBucket, RequestTimeTooSkewed) have a name of their own.
 */
export const isMissing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  if (status === 404) return error.name !== 'NoSuchBucket';
  return status === 403 && /^(AccessDenied|Forbidden|Unknown|403)$/.test(error.name);
};

const statusOf = (error: Error): unknown => {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
};

/** What went wrong between this function and S3, by its shortest name: `SlowDown`, `ECONNRESET`, `out-of-time`. */
export const faultOf = (error: unknown): string => {
  if (error instanceof Underivable) return error.reason;
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
