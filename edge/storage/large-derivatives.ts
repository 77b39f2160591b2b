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
import { askS3 } from './s3.ts';
import { faultOf, isMissing } from './s3-errors.ts';
import { within } from './timeout.ts';

/** Days that the target of a redirect is still kept: longer than any cache shows the redirect (redirectLifetime). */
export const marginDays = 2;

// A viewer waits longer for an image that can only be sent from the bucket.
const writeMilliseconds = 8000;

/** The path where CloudFront reads a derivative of these bytes. */
export const locationOf = (store: DerivativeStore, name: DerivativeName, bytes: Uint8Array): string =>
  path(largeKey(store, name, bytes));

/** Writes what viewers are redirected to. Throws what S3 says. */
export const writeLarge = async (
  store: DerivativeStore,
  name: DerivativeName,
  { bytes, type, milliseconds }: Pick<NewDerivative, 'bytes' | 'type'> & { milliseconds: number },
): Promise<{ key: string; location: string }> => {
  const { bucket } = store;
  const key = largeKey(store, name, bytes);
  await within(Math.min(writeMilliseconds, milliseconds), (signal) => put({ bucket, key }, { bytes, type }, signal));
  return { key, location: path(key) };
};

/** The target of a pointer, if it is there and will be for a while. */
export const readLarge = async ({ bucket, days }: DerivativeStore, key: string, signal: AbortSignal) => {
  const { headers } = await askS3({ method: 'HEAD', bucket, key, signal });
  const age = Date.now() - Date.parse(headers['last-modified'] ?? new Date(0).toUTCString());
  if (age > (days - marginDays) * 86_400_000) return undefined;
  return { type: headers['content-type'] ?? '', size: Number(headers['content-length'] ?? 0), location: path(key) };
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
  const key = decodeURIComponent(location.slice(1)).replace(/[^/]*$/, (hash) => hashOf(`${hash} ${disposition}`));
  const headers = {
    'x-amz-copy-source': bucket.name + location,
    'x-amz-metadata-directive': 'REPLACE',
    'content-type': type,
    'content-disposition': disposition,
    'cache-control': immutable,
  };
  try {
    return await within(Math.min(writeMilliseconds, milliseconds), async (signal) => {
      if (!(await isThere(store, key, signal))) await askS3({ method: 'PUT', bucket, key, headers, signal });
      return { location: path(key) };
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
