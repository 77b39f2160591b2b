import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type Dependencies, dependencies } from '../../edge/answer/dependencies.ts';
import { isShared } from '../../edge/answer/headers/cache-control.ts';
import { mostBytesBeside } from '../../edge/answer/headers/headers.ts';
import type { ImageRequest } from '../../edge/answer/image-request.ts';
import { obtain } from '../../edge/answer/obtain.ts';
import { underivable } from '../../edge/errors.ts';
import { parseCanonical } from '../../edge/query/canonical.ts';
import type { OriginSettings } from '../../edge/settings.ts';
import { type Bucket, s3 } from '../../edge/storage/s3.ts';
import { path } from '../../edge/url/url.ts';

/** The variants (in canonical form) to make before they are requested, for originals whose keys have this prefix. */
export type Pregenerated = { prefix: string; variants: string[] };

/** The variants to pre-generate for an original. */
export const variantsOf = (key: string, pregenerated: Pregenerated[]): string[] => [
  // The S3 console stores a folder as an object whose key ends with a slash.
  ...new Set(
    pregenerated.flatMap(({ prefix, variants }) => (key.startsWith(prefix) && !/\/$/.test(key) ? variants : [])),
  ),
];

/** An original in its current version: its ETag without quotes, and whether its Cache-Control allows to store derivatives. */
export type Original = { key: string; etag: string; isShared: boolean };

/** Looks an original up in S3; undefined if there is none. Throws if S3 fails. */
export const findOriginal = async (bucket: Bucket, key: string): Promise<Original | undefined> => {
  try {
    const response = await s3(bucket.region).send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
    const { ETag: etag = '', CacheControl: cacheControl } = response;
    return { key, etag: etag.replaceAll('"', ''), isShared: isShared({ cacheControl }) };
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
};

/** Counts of variants made now and stored before, and the variants that can't be made. */
export type Tally = { made: number; kept: number; underivable: { key: string; variant: string; reason: string }[] };

/**
 * Makes and stores the variants of an original that are not stored yet, with the edge's own code and so under the edge's keys.
 * Throws if a retry may succeed.
 */
export const pregenerate = async (
  original: Original,
  variants: string[],
  { settings, left }: { settings: OriginSettings; left: () => number },
): Promise<Tally> => {
  const tally: Tally = { made: 0, kept: 0, underivable: [] };
  // Cache-Control: private or no-store applies here too.
  if (!original.isShared) return tally;
  const request = requestFor(original, settings, left);
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

/** Reads the original once for all its variants. */
const readOnce = (read: Dependencies['read']): Dependencies['read'] => {
  let bytes: ReturnType<Dependencies['read']> | undefined;
  return (location, options) => {
    bytes ??= read(location, options);
    return bytes;
  };
};

// Bytes. At the edge S3's headers, up to 2 KB, count towards the limit; a larger derivative is stored for a redirect.
const mostBytes = mostBytesBeside({}) - 3 * 1024;

const requestFor = ({ key, etag, isShared }: Original, settings: OriginSettings, left: () => number): ImageRequest => {
  const { originals, derivatives } = settings;
  const original = {
    status: 200,
    etag: `"${etag}"`,
    isShared,
    location: originals.bucket && { bucket: originals.bucket, key },
  };
  const store = derivatives?.bucket && { ...derivatives, bucket: derivatives.bucket };
  return { settings, method: 'GET', path: path(key), query: '', header: () => '', original, store, mostBytes, left };
};
