import type { Limits } from './image/limits.ts';
import type { DialectName } from './query/dialects/registry.ts';
import type { Parameter } from './query/parameters.ts';
import type { Patience } from './storage/derivative-store.ts';
import type { Bucket } from './storage/s3-endpoint.ts';

/** What the origin-response function is configured with: plain JSON, written into its bundle. */
export type OriginSettings = {
  /** The stack's name: the dimension that tells its metrics from another stack's. */
  stack: string;
  originals: { access: 'public' | 'private'; bucket?: Bucket; metadata?: 'strip' };
  /** Whether derivatives are kept, and where; at the edge the event names the bucket. */
  derivatives?: DerivativeSettings;
  /** Who may ask for an explanation, and which paths use which dialect. Signatures are checked by the viewer function. */
  explain?: { to: 'on' | 'signed'; dialects: [pattern: string, dialect: DialectName][]; unconfigured: Parameter[] };
  /** Images that parameters refer to by name. */
  named?: NamedImages;
  limits: Limits;
  lifetimes: Lifetimes;
  /** The one origin whose pages may read images, or `*`; left out where there are several, which CloudFront then handles. */
  site?: string;
};

/** The settings for originals of another access than the first bucket's. */
export const withAccess = (settings: OriginSettings, access: 'public' | 'private'): OriginSettings => {
  const { originals, limits, derivatives } = settings;
  if (access === originals.access) return settings;
  const { ownBytes: _, ...open } = limits;
  return {
    ...settings,
    originals: { ...originals, access },
    limits: access === 'private' ? { ...open, ownBytes: false } : open,
    // A private original is never its own derivative: what is made is not the same.
    ...(derivatives && { derivatives: { ...derivatives, revision: `${derivatives.revision}-${access}` } }),
  };
};

/** How derivatives are kept. */
export type DerivativeSettings = {
  bucket?: Bucket;
  /** Changes with everything that changes pixels, so that derivatives of another release are not found. */
  revision: string;
  /** Where the paths of redirects begin, and the keys that they lead to; `_` where left out. */
  redirects?: string;
  /** Days until S3 removes a derivative. */
  days: number;
  /** Milliseconds that a lookup and a write may take, where not as usual. */
  patience?: Patience;
};

/** Keys in the bucket of the originals, by the names that the parameters `mark` and `default` take. */
export type NamedImages = { marks?: NamedKeys | undefined; fallbacks?: NamedKeys | undefined };

/** Keys of images by name. */
export type NamedKeys = { readonly [name: string]: string };

/** Seconds that answers stay in caches. */
export type Lifetimes = {
  /** A derivative or an original that has no Cache-Control of its own. */
  derivative: number;
  /** What is sent in place of a derivative. */
  failure: number;
  /** A missing original. */
  missing: number;
  staleWhileRevalidate: number;
  staleIfError: number;
};
