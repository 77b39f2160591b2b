import type { CloudFrontResponse } from 'aws-lambda';
import { type Asked, type Asking, asksForOriginal, readVariant } from '../answer/asked-variant.ts';
import { isShared } from '../answer/headers/cache-control.ts';
import { headerValue } from '../answer/headers/headers.ts';
import { cachingOf, type ImageRequest } from '../answer/image-request.ts';
import { mostLargeBytes } from '../answer/make.ts';
import { keyOf, type ObjectLocation } from '../storage/originals.ts';
import { askOrigin, type OriginAnswer, unasked } from './origin.ts';
import type { FetchSettings } from './settings.ts';
import type { Viewed } from './viewer.ts';

// Milliseconds kept back to send the original where a derivative takes too long.
const reserve = 1000;

/** A request before its original is asked for. */
export type Incoming = Asking & { method: string; left: () => number; location: ObjectLocation };

/** Where the original is that a request asks for. */
export const incoming = (
  settings: FetchSettings,
  { path, query, header }: Viewed,
  { method, left }: { method: string; left: () => number },
): Incoming => {
  const key = keyOf(`${settings.prefix ? `/${settings.prefix}` : ''}${path}`);
  return { settings: settings.origin, path, query, header, method, left, location: { bucket: settings.bucket, key } };
};

/** What the request asks for, and which of its headers decided about that. */
export const askedBy = (request: Incoming, { read }: Viewed): Asked => {
  const asked = readVariant(request);
  if (!read) return asked;
  const { variant } = asked;
  // Save-Data lowers an automatic quality, and nothing else.
  const ignoresSaving = typeof variant.q === 'number' || asksForOriginal(variant);
  return { ...asked, decidedBy: read.filter((name) => name !== 'save-data' || !ignoresSaving) };
};

/** Asks S3 for the original, as far as it is needed. */
export const originOf = async (request: Incoming, asked: Asked): Promise<OriginAnswer> => {
  const { method, location, header, left } = request;
  if (method === 'OPTIONS' || asked.problem) return unasked;
  const isPublic = request.settings.originals.access === 'public';
  const sends = method === 'GET' && isPublic && !asked.error && asksForOriginal(asked.variant);
  return askOrigin(location, { sends, header, left });
};

/** The request with what S3 said of its original. */
export const imageRequest = (
  request: Incoming,
  { status, headers }: OriginAnswer,
  mostBytes = mostLargeBytes,
): ImageRequest => {
  const { derivatives } = request.settings;
  const response: CloudFrontResponse = { status: String(status), statusDescription: '', headers };
  return {
    ...request,
    original: {
      status,
      location: request.location,
      etag: headerValue(headers, 'etag'),
      isShared: isShared(cachingOf(response)),
    },
    store: derivatives?.bucket && { ...derivatives, bucket: derivatives.bucket },
    mostBytes: Math.min(mostBytes, mostLargeBytes),
    left: () => request.left() - reserve,
  };
};
