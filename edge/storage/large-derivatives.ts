import { createHash } from 'node:crypto';
import { CopyObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { within } from '../answer/deadline.ts';
import type { Store } from './derivatives.ts';
import { faultOf, s3 } from './s3.ts';

/** Milliseconds that we wait for an image that can only be sent from the bucket. */
export const writeApartMilliseconds = 8000;

/** The Cache-Control of what is kept: its address never means anything else. */
export const forEver = 'public, max-age=31536000, immutable';

/** Days that what is redirected to still has: it must outlive the redirect in every cache, stale times counted (redirectLifetime). */
export const marginDays = 2;

/**
 * A copy of what was written apart, which S3 sends with this Content-Disposition: CloudFront has it from there, and no request
 * can say which. Where it fails, the address without it.
 */
export const writeSavedAs = async (
  store: Store,
  { type, location }: { type: string; location: string },
  { disposition, milliseconds }: { disposition: string; milliseconds: number },
): Promise<{ location: string; fault?: string }> => {
  const { bucket } = store;
  const Key = decodeURIComponent(location.slice(1)).replace(/[^/]*$/, (hash) =>
    createHash('sha256').update(`${hash} ${disposition}`).digest('base64url'),
  );
  const copy = new CopyObjectCommand({
    Bucket: bucket.name,
    CopySource: bucket.name + location,
    Key,
    MetadataDirective: 'REPLACE',
    ContentType: type,
    ContentDisposition: disposition,
    CacheControl: forEver,
  });
  try {
    return await within(Math.min(writeApartMilliseconds, milliseconds), async (signal) => {
      if (!(await isThere(store, Key, signal))) await s3(bucket.region).send(copy, { abortSignal: signal });
      return { location: locationOf(Key) };
    });
  } catch (error) {
    return { location, fault: faultOf(error) };
  }
};

/** What a pointer points at, if it is there and will be for a while. */
export const readLarge = async ({ bucket, days }: Store, key: string, signal: AbortSignal) => {
  const answer = await s3(bucket.region).send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }), {
    abortSignal: signal,
  });
  const age = Date.now() - (answer.LastModified?.getTime() ?? 0);
  if (age > (days - marginDays) * 86_400_000) return undefined;
  return { type: answer.ContentType ?? '', size: answer.ContentLength ?? 0, location: locationOf(key) };
};

const isThere = async (store: Store, key: string, signal: AbortSignal) => {
  try {
    return (await readLarge(store, key, signal)) !== undefined;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

/** S3 says 403 of a missing key to who may not list the bucket, and HEAD has no body to say more in. */
export const isMissing = (error: unknown) =>
  error instanceof Error && /^(NoSuchKey|NotFound|AccessDenied|Forbidden|403)$/.test(error.name);

/** Where CloudFront has what lies under this key. */
export const locationOf = (key: string): string => `/${key.split('/').map(encodeURIComponent).join('/')}`;
