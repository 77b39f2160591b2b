import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { CloudFrontHeaders, CloudFrontRequest } from 'aws-lambda';
import { isShared } from '../../edge/answer/cache-control.ts';
import { obtain, rooms } from '../../edge/answer/obtain.ts';
import { underivable } from '../../edge/errors.ts';
import type { OriginSettings } from '../../edge/origin-response.ts';
import { parseCanonical } from '../../edge/query/canonical.ts';
import { type Bucket, s3 } from '../../edge/storage/s3.ts';

/** What is made before anybody asks: of originals whose keys begin so, these variants (canonical texts). */
export type Pregenerated = { prefix: string; variants: string[] };

/** The variants that are made of an original. */
export const variantsOf = (key: string, pregenerated: Pregenerated[]): string[] => [
  // A name that ends with a slash is a folder, as the S3 console makes them.
  ...new Set(
    pregenerated.flatMap(({ prefix, variants }) => (key.startsWith(prefix) && !/\/$/.test(key) ? variants : [])),
  ),
];

/** What S3 says of an original that is there: what CloudFront would be told, as far as it matters here. */
export type Original = { key: string; etag: string; headers: CloudFrontHeaders };

/** The original as it is now; undefined where there is none. Throws where S3 does not say which. */
export const lookUp = async (bucket: Bucket, key: string): Promise<Original | undefined> => {
  try {
    const answer = await s3(bucket.region).send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
    const { ETag: etag = '', CacheControl: cacheControl } = answer;
    const headers = { etag: [{ value: etag }], ...(cacheControl && { 'cache-control': [{ value: cacheControl }] }) };
    return { key, etag: etag.replaceAll('"', ''), headers };
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
};

/** What became of the variants of an original. */
export type Tally = { made: number; kept: number; underivable: { key: string; variant: string; reason: string }[] };

/**
 * Makes the variants of an original that are not kept yet: by the edge's own code, so under the names where the edge looks.
 * Throws where another try may succeed.
 */
export const pregenerate = async (
  original: Original,
  variants: string[],
  { settings, left }: { settings: OriginSettings; left: () => number },
): Promise<Tally> => {
  const tally: Tally = { made: 0, kept: 0, underivable: [] };
  // What its owner wants nobody to keep is not kept here either.
  if (!isShared(original.headers)) return tally;
  const read = once(rooms.read);
  for (const text of variants) {
    const variant = parseCanonical(text);
    if (!variant) throw new Error(`${text} is no canonical variant`);
    const visit = { settings, request: requestFor(original.key), response: answerOf(original), left };
    try {
      const { how, fault, temporary } = await obtain(visit, variant, { ...rooms, read });
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

/** All variants are made of one reading. */
const once = (read: typeof rooms.read): typeof rooms.read => {
  let bytes: ReturnType<typeof rooms.read> | undefined;
  return (place, options) => {
    bytes ??= read(place, options);
    return bytes;
  };
};

/** What CloudFront would have asked S3; bucket and region are in the settings. */
const requestFor = (key: string): CloudFrontRequest => ({
  clientIp: '',
  method: 'GET',
  uri: `/${key.split('/').map(encodeURIComponent).join('/')}`,
  querystring: '',
  headers: {},
  origin: { s3: { authMethod: 'none', customHeaders: {}, domainName: '', path: '' } },
});

/** What S3 would have answered: the code changes these headers, so each variant gets its own. */
const answerOf = ({ headers }: Original) => ({
  status: '200',
  statusDescription: 'OK',
  headers: structuredClone(headers),
});
