import type { OriginSettings } from '../settings.ts';
import type { Bucket } from '../storage/s3.ts';
import type { ResponsePolicy } from './response.ts';
import type { Viewer } from './viewer.ts';

/** What the service is configured with. */
export type FetchSettings = {
  /** As at the edge. Where derivatives are kept, their bucket must be named. */
  origin: OriginSettings;
  /** The bucket of the originals. */
  bucket: Bucket;
  /** Its folder that is served, without slashes at its ends. */
  prefix?: string | undefined;
  /** Most bytes that can be sent, where the way to the viewer has a limit: a derivative is squeezed, an original refused. */
  mostBytes?: number | undefined;
  /** The viewer function, where none runs in front of the service. */
  viewer?: Viewer | undefined;
  /** Headers that CloudFront would add to responses. */
  policy?: ResponsePolicy | undefined;
};
