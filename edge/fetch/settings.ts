import type { OriginSettings } from '../settings.ts';
import type { Bucket } from '../storage/s3-endpoint.ts';
import type { WebOrigins } from '../storage/web/web-request.ts';
import type { ResponsePolicy } from './response.ts';
import type { Viewer } from './viewer.ts';

/** A bucket, and its folder that is served, without slashes at its ends. */
export type ServedBucket = { bucket: Bucket; prefix?: string | undefined };

/** A bucket of some paths: the source of the expression that matches them, and who may see its originals. */
export type BucketOfPath = ServedBucket & { pattern: string; access: 'public' | 'private' };

/** What the service is configured with. */
export type FetchSettings = {
  /** As at the edge. Where derivatives are kept, their bucket must be named. */
  origin: OriginSettings;
  /** The bucket of the originals. */
  bucket: Bucket;
  /** Its folder that is served, without slashes at its ends. */
  prefix?: string | undefined;
  /** More buckets: the first row that matches a path counts, any other path is of `bucket`. */
  buckets?: readonly BucketOfPath[] | undefined;
  /** A second bucket, asked where `bucket` has no such key. */
  secondary?: ServedBucket | undefined;
  /** Web servers that originals are read from as well. */
  web?: WebOrigins | undefined;
  /** Most bytes that can be sent, where the way to the viewer has a limit: a derivative is squeezed, an original refused. */
  mostBytes?: number | undefined;
  /** The viewer function, where none runs in front of the service. */
  viewer?: Viewer | undefined;
  /** Headers that CloudFront would add to responses. */
  policy?: ResponsePolicy | undefined;
};
