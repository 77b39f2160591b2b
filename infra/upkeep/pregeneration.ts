import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type Dependencies, dependencies } from '../../edge/answer/dependencies.ts';
import { isShared } from '../../edge/answer/headers/cache-control.ts';
import { mostBytesBeside } from '../../edge/answer/headers/headers.ts';
import type { ImageRequest } from '../../edge/answer/image-request.ts';
import { obtain } from '../../edge/answer/obtain.ts';
import { underivable } from '../../edge/errors.ts';
import { parseCanonical } from '../../edge/query/canonical.ts';
import type { OriginSettings } from '../../edge/settings.ts';
import type { Bucket } from '../../edge/storage/s3-endpoint.ts';
import { path } from '../../edge/url/url.ts';
import { s3 } from './s3-client.ts';

/** The variants (in canonical form) to make before they are requested, for originals whose paths have this prefix, without a leading slash. */
export type Pregenerated = { prefix: string; variants: string[] };

/** The variants to pre-generate for the original of a path. */
export const variantsOf = (path: string, pregenerated: Pregenerated[]): string[] => [
  // The S3 console stores a folder as an object whose key ends with a slash.
  ...new Set(
    pregenerated.flatMap(({ prefix, variants }) => (path.startsWith(prefix) && !/\/$/.test(path) ? variants : [])),
  ),
];

/** An original in its current version: where it is, its ETag without quotes, and whether its Cache-Control allows to store derivatives. */
export type Original = { bucket: Bucket; key: string; etag: string; isShared: boolean };

/** Looks an original up in S3; undefined if there is none. Throws if S3 fails. */
export const findOriginal = async (bucket: Bucket, key: string): Promise<Original | undefined> => {
  try {
    const response = await s3(bucket.region).send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
    const { ETag: etag = '', CacheControl: cacheControl } = response;
    return { bucket, key, etag: etag.replaceAll('"', ''), isShared: isShared({ cacheControl }) };
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
};

/** Counts of variants made now and stored before, and the variants that can't be made. */
export type Tally = { made: number; kept: number; underivable: { key: string; variant: string; reason: string }[] };

/** The settings of the edge, the first of several buckets, and the milliseconds left. */
type Making = { settings: OriginSettings; firstBucket?: Bucket | undefined; left: () => number };

/**
 * Makes and stores the variants of an original that are not stored yet, with the edge's own code and so under the edge's keys.
 * Throws if a retry may succeed.
 */
export const pregenerate = async (
  original: Original,
  variants: string[],
  { settings, firstBucket, left }: Making,
): Promise<Tally> => {
  const tally: Tally = { made: 0, kept: 0, underivable: [] };
  // Cache-Control: private or no-store applies here too.
  if (!original.isShared) return tally;
  const request = requestFor(original, { settings, firstBucket, left });
  const read = readOnce(dependencies.read);
  for (const text of variants) {
    const variant = parseCanonical(text);
    if (!variant) throw new Error(`pregenerate: ${text} is not a canonical variant`);
    try {
      const { how, fault, temporary } = await obtain(request, variant, { ...dependencies, read });
      if (fault !== undefined) throw new Error(`derivatives bucket: ${fault}`);
      if (temporary) throw new Error(`${text}: made in a hurry, so not stored`);
      tally[how]++;
    } catch (error) {
      const { reason, status } = underivable(error);
      if (status === 503) throw error;
      tally.underivable.push({ key: original.key, variant: text, reason });
    }
  }
  return tally;
};

/** Reads the original once for all its variants: each gets a copy, since what is read is given back once its derivative is made. */
const readOnce = (read: Dependencies['read']): Dependencies['read'] => {
  let bytes: ReturnType<Dependencies['read']> | undefined;
  return async (location, options) => {
    bytes ??= read(location, options);
    return Buffer.from(await bytes);
  };
};

// Bytes. At the edge S3's headers, up to 2 KB, count towards the limit; a larger derivative is stored for a redirect.
const mostBytes = mostBytesBeside({}) - 3 * 1024;

const requestFor = (
  { bucket, key, etag, isShared }: Original,
  { settings, firstBucket, left }: Making,
): ImageRequest => {
  const { derivatives } = settings;
  const original = { status: 200, etag: `"${etag}"`, isShared, location: { bucket, key } };
  const store = derivatives?.bucket && { ...derivatives, bucket: derivatives.bucket };
  const asked = { settings, method: 'GET', path: path(key), query: '', header: () => '' };
  return { ...asked, firstBucket, original, store, mostBytes, left };
};
