import type { CloudFrontRequest, CloudFrontResponse, CloudFrontResponseEvent } from 'aws-lambda';
import { Underivable } from '../errors.ts';
import { type OriginSettings, withAccess } from '../settings.ts';
import type { DerivativeName, DerivativeStore } from '../storage/derivative-store.ts';
import { bucketOf, keyOf, type ObjectLocation } from '../storage/originals.ts';
import type { Bucket } from '../storage/s3-endpoint.ts';
import { isShared, type ObjectCaching } from './headers/cache-control.ts';
import { headerValue, mostBytesBeside } from './headers/headers.ts';

/** A request for an image: what was asked, what S3 answered, and what our own answer may take. */
export type ImageRequest = {
  settings: OriginSettings;
  method: string;
  /** Path and query of the URL, as they reached the function. */
  path: string;
  query: string;
  /** A header of the request by its lower-case name; empty where there is none. */
  header: (name: string) => string;
  original: Original;
  /** Whether CloudFront asks another bucket after this answer, in whose event the answer is made. */
  failsOver?: boolean;
  /** The first of several buckets, which holds the images that the configuration names; undefined where there is one bucket. */
  firstBucket?: Bucket | undefined;
  /** Where derivatives are kept; undefined where they are not. */
  store: DerivativeStore | undefined;
  /** Most bytes of a derivative that the function itself can send. */
  mostBytes: number;
  /** Milliseconds until the answer must be out. */
  left: () => number;
};

/** The object that S3 answered for. */
export type Original = {
  /** S3's status: 200 or 206, 304, or an error. */
  status: number;
  /** Undefined where the origin is not an S3 bucket. */
  location: ObjectLocation | undefined;
  etag: string | undefined;
  /** The media type that S3 says, and the bytes of all of it; undefined where S3 says none. */
  type?: string | undefined;
  bytes?: number | undefined;
  /** Whether its owner lets derivatives of it be kept. */
  isShared: boolean;
};

/** What of Lambda's context is used. */
export type LambdaContext = { getRemainingTimeInMillis(): number };

// Milliseconds kept back for sending the answer.
const reserve = 1000;

/** Reads CloudFront's event, once: nothing behind this knows its request. The response is S3's, and is changed in place. */
export const readEvent = (
  { Records: [record] }: CloudFrontResponseEvent,
  configured: OriginSettings,
  context: LambdaContext,
): { request: ImageRequest; response: CloudFrontResponse } => {
  if (!record) throw new Error('CloudFront sends one record an event');
  const { request, response } = record.cf;
  const { method, uri: path, querystring: query, headers } = request;
  const settings = settingsFor(request, configured);
  return {
    response,
    request: {
      settings,
      method,
      path,
      query,
      header: (name) => headerValue(headers, name) ?? '',
      original: {
        status: Number(response.status),
        location: locationOf(request, settings),
        ...objectOf(response),
      },
      failsOver: originHeader(request, 'x-failover-statuses').split(',').includes(response.status),
      firstBucket: bucketOf(originHeader(request, 'x-first-bucket')),
      store: storeOf(request, settings),
      mostBytes: mostBytesBeside(response.headers),
      left: () => context.getRemainingTimeInMillis() - reserve,
    },
  };
};

/** What S3's answer says of the object itself. */
export const objectOf = (response: CloudFrontResponse): Omit<Original, 'status' | 'location'> => {
  const value = (name: string) => headerValue(response.headers, name);
  // Of a range the whole stands behind a slash.
  const bytes = Number(value('content-range')?.replace(/.*\//, '') ?? value('content-length'));
  return {
    etag: value('etag'),
    type: value('content-type'),
    ...(bytes > 0 && { bytes }),
    isShared: isShared(cachingOf(response)),
  };
};

/** Where the original is. Throws Underivable where the origin is not an S3 bucket. */
export const locationIn = ({ original: { location } }: ImageRequest): ObjectLocation => {
  if (!location) throw new Underivable('fault', 'the origin is not an S3 bucket');
  return location;
};

/** The bucket of the images that the configuration names. Throws Underivable where the origin is not an S3 bucket. */
export const namedBucket = (request: ImageRequest): Bucket => request.firstBucket ?? locationIn(request).bucket;

/** The original in the names of its derivatives. Throws Underivable where the origin is not an S3 bucket. */
export const nameOf = (request: ImageRequest): Pick<DerivativeName, 'bucket' | 'key'> => {
  const { bucket, key } = locationIn(request);
  const isFirst = request.firstBucket === undefined || request.firstBucket.name === bucket.name;
  return { key, ...(!isFirst && { bucket: bucket.name }) };
};

/** What S3 says of the original's lifetime. */
export const cachingOf = ({ headers }: CloudFrontResponse): ObjectCaching => ({
  cacheControl: headerValue(headers, 'cache-control'),
  expires: headerValue(headers, 'expires'),
});

/**
 * Where the original is: in the bucket that answered, of which there may be several. Under origin access control the event has no
 * region, so it is read from the origin's host name, which names none where it is an old one.
 */
const locationOf = ({ origin, uri }: CloudFrontRequest, { originals }: OriginSettings) => {
  const { domainName = '', path = '' } = origin?.s3 ?? {};
  const answered = bucketOf(domainName);
  const bucket = answered && answered.name !== originals.bucket?.name ? answered : originals.bucket;
  return bucket && { bucket, key: keyOf(path + uri) };
};

/** Where buckets differ in who may see their originals, the origin's header says so. */
const settingsFor = (request: CloudFrontRequest, settings: OriginSettings): OriginSettings => {
  const access = originHeader(request, 'x-originals-access');
  return access === 'private' || access === 'public' ? withAccess(settings, access) : settings;
};

/** What the stack says of an origin in a header to it, since Lambda@Edge has no environment variables; no viewer can set these. */
const originHeader = ({ origin }: CloudFrontRequest, name: string): string =>
  headerValue(origin?.s3?.customHeaders ?? {}, name) ?? '';

const storeOf = (request: CloudFrontRequest, { derivatives }: OriginSettings): DerivativeStore | undefined => {
  const bucket = derivatives?.bucket ?? bucketOf(originHeader(request, 'x-derivatives-bucket'));
  return derivatives && bucket && { ...derivatives, bucket };
};
