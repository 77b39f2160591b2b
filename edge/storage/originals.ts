import { Underivable } from '../errors.ts';
import { askS3, collect } from './s3.ts';
import type { Bucket } from './s3-endpoint.ts';
import { faultOf } from './s3-errors.ts';
import { within } from './timeout.ts';
import type { WebOriginal } from './web/web-request.ts';

/** Where an object is. An original of a web server has its host in place of a bucket, and its path as the key. */
export type ObjectLocation = { bucket: Bucket; key: string; web?: WebOriginal };

/** The bucket of a host name, read from the right, since bucket names may hold dots; legacy names carry no region. */
export const bucketOf = (host: string): Bucket | undefined => {
  const [, name, region] = /^(.+)\.s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? [];
  return name === undefined ? undefined : { name, region: region ?? 'us-east-1' };
};

/** A path as S3 reads it: `+` is a space, escapes are UTF-8, a malformed escape stands for itself. */
export const keyOf = (path: string): string => {
  const spaced = path.slice(1).replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

/** What a read may cost, and which version it must be; without an ETag any version will do. */
export type ReadOptions = { bytes: number; milliseconds: number; etag: string | undefined };

/** An object as it is now. */
export type ObjectVersion = { bytes: Buffer; etag: string };

/** The bytes of an original: bounded before they are read, whole, and of the version that S3 announced. Throws Underivable. */
export const readOriginal = async (location: ObjectLocation, options: ReadOptions): Promise<Buffer> =>
  (await readVersion(location, options)).bytes;

/** Reads an object together with its ETag. Throws Underivable. */
export const readVersion = async ({ bucket, key }: ObjectLocation, options: ReadOptions): Promise<ObjectVersion> => {
  const { bytes, milliseconds, etag } = options;
  try {
    return await within(milliseconds, async (signal) => {
      const headers = etag === undefined ? {} : { 'if-match': etag };
      const answer = await askS3({ method: 'GET', bucket, key, headers, signal });
      return { bytes: await collect(answer, bytes, signal), etag: answer.headers.etag ?? '' };
    });
  } catch (error) {
    throw error instanceof Underivable ? error : unreadable(error);
  }
};

const unreadable = (error: unknown) =>
  error instanceof Error && error.name === 'PreconditionFailed'
    ? new Underivable('original-changed', 'overwritten since S3 answered', error)
    : new Underivable('original-unreadable', faultOf(error), error);
