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

/** What is made before anybody asks: of originals whose keys begin so, these variants (canonical texts). */
export type Pregenerated = { prefix: string; variants: string[] };

/** The variants that are made of an original. */
export const variantsOf = (key: string, pregenerated: Pregenerated[]): string[] => [
  // A name that ends with a slash is a folder, as the S3 console makes them.
  ...new Set(
    pregenerated.flatMap(({ prefix, variants }) => (key.startsWith(prefix) && !/\/$/.test(key) ? variants : [])),
  ),
];

/** An original as it is now: its key, its ETag without quotes, and whether its owner lets derivatives of it be kept. */
export type Original = { key: string; etag: string; isShared: boolean };

/** Asks S3 for an original; undefined where there is none. Throws where S3 does not say which. */
export const lookUp = async (bucket: Bucket, key: string): Promise<Original | undefined> => {
  try {
    const answer = await s3(bucket.region).send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
    const { ETag: etag = '', CacheControl: cacheControl } = answer;
    return { key, etag: etag.replaceAll('"', ''), isShared: isShared({ cacheControl }) };
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
};

/** What became of the variants of an original. */
export type Tally = { made: number; kept: number; underivable: { key: string; variant: string; reason: string }[] };

/**
 * Makes the variants of an original that are not kept yet, by the edge's own code: so under the names where the edge looks.
 * Throws where another try may succeed.
 */
export const pregenerate = async (
  original: Original,
  variants: string[],
  { settings, left }: { settings: OriginSettings; left: () => number },
): Promise<Tally> => {
  const tally: Tally = { made: 0, kept: 0, underivable: [] };
  // What its owner wants nobody to keep is not kept here either.
  if (!original.isShared) return tally;
  const request = requestFor(original, settings, left);
  const read = once(dependencies.read);
  for (const text of variants) {
    const variant = parseCanonical(text);
    if (!variant) throw new Error(`${text} is no canonical variant`);
    try {
      const { how, fault, temporary } = await obtain(request, variant, { ...dependencies, read });
      if (fault !== undefined) throw new Error(`the derivatives bucket: ${fault}`);
      if (temporary) throw new Error('made in a hurry, so not kept');
      tally[how]++;
    } catch (error) {
      const { reason, status } = underivable(error);
      if (status === 503) throw error;
      tally.underivable.push({ key: original.key, variant: text, reason });
    }
  }
  return tally;
};

/** All variants are made of one read. */
const once = (read: Dependencies['read']): Dependencies['read'] => {
  let bytes: ReturnType<Dependencies['read']> | undefined;
  return (location, options) => {
    bytes ??= read(location, options);
    return bytes;
  };
};

// At the edge S3's headers, of 2 KB at most, take their part of the limit: what is larger is kept for a redirect.
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
