import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { CloudFrontRequest } from 'aws-lambda';
import { within } from '../answer/deadline.ts';
import { Underivable } from '../errors.ts';
import { type Bucket, collect, faultOf, s3 } from './s3.ts';

/** Where an original lies. */
export type Place = { bucket: string; region: string; key: string };

/**
 * The place of the object that S3 has just answered for. Under origin access control the event has no region, so bucket
 * and region are read from the origin's host name.
 */
export const locate = (request: CloudFrontRequest, known: Bucket | undefined): Place => {
  const origin = request.origin?.s3;
  const bucket = known ?? bucketOf(origin?.domainName ?? '');
  if (!bucket) throw new Underivable('fault', 'the origin is not an S3 bucket');
  return { bucket: bucket.name, region: bucket.region, key: keyOf((origin?.path ?? '') + request.uri) };
};

/** The bucket of a host name, read from the right, since names of buckets may hold dots; the old names say no region. */
export const bucketOf = (host: string): Bucket | undefined => {
  const [, name, region] = /^(.+)\.s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? [];
  return name === undefined ? undefined : { name, region: region ?? 'us-east-1' };
};

/** A path as S3 reads it: `+` is a space, escapes are UTF-8, a bad escape stands for itself. */
export const keyOf = (path: string) => {
  const spaced = path.slice(1).replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

/** What a read may cost, and which version it must be. */
export type ReadOptions = { bytes: number; milliseconds: number; etag: string | undefined };

/** An object as it is now. */
export type Version = { bytes: Buffer; etag: string };

/** The bytes of an original: bounded before they are read, whole, of the version that S3 told of; or an Underivable. */
export const readOriginal = async (place: Place, options: ReadOptions): Promise<Buffer> =>
  (await readVersion(place, options)).bytes;

/** The same with the version that was read, for who did not know of one. */
export const readVersion = async (place: Place, options: ReadOptions): Promise<Version> => {
  const { bytes, milliseconds, etag } = options;
  try {
    return await within(milliseconds, async (signal) => {
      const command = new GetObjectCommand({ Bucket: place.bucket, Key: place.key, IfMatch: etag });
      const answer = await s3(place.region).send(command, { abortSignal: signal });
      return { bytes: await collect(answer, bytes, signal), etag: answer.ETag ?? '' };
    });
  } catch (error) {
    throw error instanceof Underivable ? error : unreadable(error);
  }
};

const unreadable = (error: unknown) =>
  error instanceof Error && error.name === 'PreconditionFailed'
    ? new Underivable('original-changed', 'overwritten since S3 answered', error)
    : new Underivable('original-unreadable', faultOf(error), error);
