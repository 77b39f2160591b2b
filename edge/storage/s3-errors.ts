import { Underivable } from '../errors.ts';
import type { HttpResponse } from './s3-http.ts';

/** What S3 refuses with: `name` is the code of its error document, or the status where there is none. */
export type S3Error = Error & Pick<HttpResponse, 'status' | 'headers'>;

/** The error that a response tells of. */
export const s3Error = ({ status, headers }: HttpResponse, text: string): S3Error => {
  const [, code = String(status)] = /<Code>([\w.-]+)<\/Code>/.exec(text) ?? [];
  const [, message = `S3 answered ${status}`] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
  return Object.assign(new Error(message), { name: code, status, headers });
};

/** Whether S3 answered with an error, which has a status and headers. */
export const isS3Error = (error: unknown): error is S3Error =>
  error instanceof Error && 'headers' in error && 'status' in error && typeof error.status === 'number';

/**
 * Whether an S3 error means that the key does not exist. S3 answers 403 instead of 404 if the role may not list the bucket, and
 * a response to HEAD has no body with the error code. Other errors of the same status (NoSuchBucket, RequestTimeTooSkewed) have
 * a name of their own.
 */
export const isMissing = (error: unknown): boolean => {
  if (!isS3Error(error)) return false;
  if (error.status === 404) return error.name !== 'NoSuchBucket';
  return error.status === 403 && /^(AccessDenied|403)$/.test(error.name);
};

/** What went wrong between this function and S3, by its shortest name: `SlowDown`, `ECONNRESET`, `out-of-time`. */
export const faultOf = (error: unknown): string => {
  if (error instanceof Underivable) return error.reason;
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

// What the SDK repeats, and how long it waits at most (@smithy/core, submodule retry).
const transient =
  /^(TimeoutError|RequestTimeout|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const throttling = /^(SlowDown|BandwidthLimitExceeded|RequestLimitExceeded|Throttling\w*|TooManyRequestsException)$/;
const transientDelay = 100;
const throttlingDelay = 500;
// Milliseconds: a viewer waits for it.
const longestDelay = 2000;

/** Milliseconds until another attempt may succeed; undefined where none would, or not soon. */
export const retryDelay = (error: unknown): number | undefined => {
  const name = faultOf(error);
  const status = isS3Error(error) ? error.status : 0;
  const isThrottling = status === 429 || throttling.test(name);
  if (!isThrottling && !transient.test(name) && ![500, 502, 503, 504].includes(status)) return undefined;
  const random = Math.random() * (isThrottling ? throttlingDelay : transientDelay);
  const delay = Math.max(random, isS3Error(error) ? 1000 * Number(error.headers['retry-after'] ?? 0) || 0 : 0);
  return delay > longestDelay ? undefined : delay;
};

/** The region where S3 says that the bucket is; undefined where the error is another. */
export const redirectedRegion = (error: unknown): string | undefined => {
  if (!isS3Error(error)) return undefined;
  const region = error.headers['x-amz-bucket-region'];
  const isElsewhere =
    error.status === 301 || /^(AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(error.name);
  return isElsewhere && typeof region === 'string' ? region : undefined;
};

/** Whether S3 refuses a request for the time that it was signed at. */
export const isClockSkew = (error: unknown): error is S3Error =>
  isS3Error(error) && /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/.test(error.name);

/** Milliseconds by which S3's clock is ahead of this one. */
export const offsetOf = ({ headers }: S3Error): number | undefined => {
  const offset = Date.parse(headers.date ?? '') - Date.now();
  return Number.isNaN(offset) ? undefined : offset;
};
