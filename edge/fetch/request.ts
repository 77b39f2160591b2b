import type { CloudFrontResponse } from 'aws-lambda';
import { type Asked, type Asking, asksForOriginal, readVariant } from '../answer/asked-variant.ts';
import { type ImageRequest, objectOf } from '../answer/image-request.ts';
import { mostLargeBytes } from '../answer/make.ts';
import { withAccess } from '../settings.ts';
import { keyOf, type ObjectLocation } from '../storage/originals.ts';
import { webLocation } from '../storage/web/web-originals.ts';
import { askOrigin, type OriginAnswer, unasked } from './origin.ts';
import type { FetchSettings, ServedBucket } from './settings.ts';
import type { Viewed } from './viewer.ts';

// Milliseconds kept back to send the original where a derivative takes too long.
const reserve = 1000;

/** A request before its original is asked for. */
export type Incoming = Asking &
  Pick<ImageRequest, 'method' | 'left' | 'firstBucket'> & {
    location: ObjectLocation;
    /** Where the original is looked for when it is not there. */
    fallback?: ObjectLocation;
  };

/** What was answered for an original, and from where. */
type Found = { origin: OriginAnswer; location: ObjectLocation };

/** Where the original is that a request asks for. */
export const incoming = (
  settings: FetchSettings,
  { path, query, header }: Viewed,
  { method, left }: { method: string; left: () => number },
): Incoming => {
  const { bucket, buckets = [], secondary, web } = settings;
  const asking = { settings: settings.origin, path, query, header, method, left };
  const location = webLocation(web, path);
  // Images that the configuration names are in the first bucket.
  if (location) return { ...asking, location, firstBucket: bucket };
  const row = buckets.find(({ pattern }) => new RegExp(pattern).test(plainPath(path)));
  const own = {
    location: locationIn(row ?? settings, path),
    ...((buckets.length > 0 || secondary) && { firstBucket: bucket }),
  };
  if (row) return { ...asking, ...own, settings: withAccess(settings.origin, row.access) };
  return { ...asking, ...own, ...(secondary && { fallback: locationIn(secondary, path) }) };
};

const locationIn = ({ bucket, prefix }: ServedBucket, path: string): ObjectLocation => ({
  bucket,
  key: keyOf(`${prefix ? `/${prefix}` : ''}${path}`),
});

/**
 * A path as CloudFront compares it with the patterns of behaviors: by RFC 3986, 6.2.2, escapes of characters that need none are these
 * characters; dot segments and double slashes are gone (…/DeveloperGuide/DownloadDistValuesCacheBehavior.html). Else another spelling of the path of a
 * private bucket would be one of a public bucket.
 */
const plainPath = (path: string): string => {
  const spelled = path.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
  });
  return (URL.parse(`https://host${spelled}`)?.pathname ?? spelled).replace(/\/{2,}/g, '/');
};

/** What the request asks for, and which of its headers decided about that. */
export const askedBy = (request: Incoming, { read }: Viewed): Asked => {
  const asked = readVariant(request);
  if (!read) return asked;
  const { variant } = asked;
  // Save-Data lowers an automatic quality, and nothing else.
  const ignoresSaving = typeof variant.q === 'number' || asksForOriginal(variant);
  const decidedBy = read.filter((name) => name !== 'save-data' || !ignoresSaving);
  return { ...asked, decidedBy, varies: decidedBy };
};

/** Asks S3 for the original, as far as it is needed; the second bucket where the first has no such key. */
export const originOf = async (request: Incoming, asked: Asked): Promise<Found> => {
  const { method, location, fallback, header, left } = request;
  if (method === 'OPTIONS' || asked.problem) return { origin: unasked, location };
  const isPublic = request.settings.originals.access === 'public';
  const sends = method === 'GET' && isPublic && !asked.error && asksForOriginal(asked.variant);
  const origin = await askOrigin(location, { sends, header, left });
  if (!fallback || origin.status !== 404) return { origin, location };
  await origin.discard();
  return { origin: await askOrigin(fallback, { sends, header, left }), location: fallback };
};

/** The request with what S3 said of its original. */
export const imageRequest = (
  request: Incoming,
  { origin: { status, headers }, location }: Found,
  mostBytes = mostLargeBytes,
): ImageRequest => {
  const { derivatives } = request.settings;
  const response: CloudFrontResponse = { status: String(status), statusDescription: '', headers };
  return {
    ...request,
    original: { status, location, ...objectOf(response) },
    store: derivatives?.bucket && { ...derivatives, bucket: derivatives.bucket },
    mostBytes: Math.min(mostBytes, mostLargeBytes),
    left: () => request.left() - reserve,
  };
};
