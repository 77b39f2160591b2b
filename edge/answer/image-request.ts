import type { CloudFrontRequest, CloudFrontResponse, CloudFrontResponseEvent } from 'aws-lambda';
import { Underivable } from '../errors.ts';
import type { OriginSettings } from '../settings.ts';
import type { DerivativeStore } from '../storage/derivative-store.ts';
import { bucketOf, keyOf, type ObjectLocation } from '../storage/originals.ts';
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
  settings: OriginSettings,
  context: LambdaContext,
): { request: ImageRequest; response: CloudFrontResponse } => {
  if (!record) throw new Error('CloudFront sends one record an event');
  const { request, response } = record.cf;
  const { method, uri: path, querystring: query, headers } = request;
  const own = cachingOf(response);
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
        etag: headerValue(response.headers, 'etag'),
        isShared: isShared(own),
      },
      store: storeOf(request, settings),
      mostBytes: mostBytesBeside(response.headers),
      left: () => context.getRemainingTimeInMillis() - reserve,
    },
  };
};

/** Where the original is. Throws Underivable where the origin is not an S3 bucket. */
export const locationIn = ({ original: { location } }: ImageRequest): ObjectLocation => {
  if (!location) throw new Underivable('fault', 'the origin is not an S3 bucket');
  return location;
};

/** What S3 says of the original's lifetime. */
export const cachingOf = ({ headers }: CloudFrontResponse): ObjectCaching => ({
  cacheControl: headerValue(headers, 'cache-control'),
  expires: headerValue(headers, 'expires'),
});

/** Under origin access control the event has no region, so bucket and region are read from the origin's host name. */
const locationOf = ({ origin, uri }: CloudFrontRequest, { originals }: OriginSettings) => {
  const { domainName = '', path = '' } = origin?.s3 ?? {};
  const bucket = originals.bucket ?? bucketOf(domainName);
  return bucket && { bucket, key: keyOf(path + uri) };
};

/** The stack names the bucket in a header to the origin, since Lambda@Edge has no environment variables. */
const storeOf = ({ origin }: CloudFrontRequest, { derivatives }: OriginSettings): DerivativeStore | undefined => {
  const host = headerValue(origin?.s3?.customHeaders ?? {}, 'x-derivatives-bucket') ?? '';
  const bucket = derivatives?.bucket ?? bucketOf(host);
  return derivatives && bucket && { ...derivatives, bucket };
};
