import { CopyObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { path } from '../url/url.ts';
import {
  type DerivativeName,
  type DerivativeStore,
  hashOf,
  immutable,
  largeKey,
  type NewDerivative,
  put,
} from './derivative-store.ts';
import { faultOf, isMissing, s3 } from './s3.ts';
import { within } from './timeout.ts';

/** Days that the target of a redirect is still kept: longer than any cache shows the redirect (redirectLifetime). */
export const marginDays = 2;

// A viewer waits longer for an image that can only be sent from the bucket.
const writeMilliseconds = 8000;

/** The path where CloudFront reads a derivative of these bytes. */
export const locationOf = (name: DerivativeName, bytes: Uint8Array): string => path(largeKey(name, bytes));

/** Writes what viewers are redirected to. Throws what S3 says. */
export const writeLarge = async (
  { bucket }: DerivativeStore,
  name: DerivativeName,
  { bytes, type, milliseconds }: Pick<NewDerivative, 'bytes' | 'type'> & { milliseconds: number },
): Promise<{ key: string; location: string }> => {
  const key = largeKey(name, bytes);
  await within(Math.min(writeMilliseconds, milliseconds), (signal) => put({ bucket, key }, { bytes, type }, signal));
  return { key, location: path(key) };
};

/** The target of a pointer, if it is there and will be for a while. */
export const readLarge = async ({ bucket, days }: DerivativeStore, key: string, signal: AbortSignal) => {
  const answer = await s3(bucket.region).send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }), {
    abortSignal: signal,
  });
  const age = Date.now() - (answer.LastModified?.getTime() ?? 0);
  if (age > (days - marginDays) * 86_400_000) return undefined;
  return { type: answer.ContentType ?? '', size: answer.ContentLength ?? 0, location: path(key) };
};

/**
 * Copies a large derivative to a path where S3 sends it with this Content-Disposition: CloudFront reads it there, and no request
 * can say which to send. Where the copy fails, the path without it.
 */
export const writeNamedCopy = async (
  store: DerivativeStore,
  { type, location }: { type: string; location: string },
  { disposition, milliseconds }: { disposition: string; milliseconds: number },
): Promise<{ location: string; fault?: string }> => {
  const { bucket } = store;
  const Key = decodeURIComponent(location.slice(1)).replace(/[^/]*$/, (hash) => hashOf(`${hash} ${disposition}`));
  const copy = new CopyObjectCommand({
    Bucket: bucket.name,
    CopySource: bucket.name + location,
    Key,
    MetadataDirective: 'REPLACE',
    ContentType: type,
    ContentDisposition: disposition,
    CacheControl: immutable,
  });
  try {
    return await within(Math.min(writeMilliseconds, milliseconds), async (signal) => {
      if (!(await isThere(store, Key, signal))) await s3(bucket.region).send(copy, { abortSignal: signal });
      return { location: path(Key) };
    });
  } catch (error) {
    return { location, fault: faultOf(error) };
  }
};

const isThere = async (store: DerivativeStore, key: string, signal: AbortSignal) => {
  try {
    return (await readLarge(store, key, signal)) !== undefined;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};
