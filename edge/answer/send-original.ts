import { type Underivable, underivable } from '../errors.ts';
import type { StrippedOriginal } from '../image/strip-original.ts';
import type { DerivativeName, DerivativeStore } from '../storage/derivative-store.ts';
import { readDerivative, writeLargeDerivative } from '../storage/derivatives.ts';
import { within } from '../storage/timeout.ts';
import type { Dependencies } from './dependencies.ts';
import { type ImageRequest, locationIn, nameOf } from './image-request.ts';

/** An original without metadata, as a body or where a redirect leads; or one whose metadata can't be taken out. */
export type SentOriginal =
  | { metadata: 'removed'; type: string; bytes: Buffer; location?: undefined }
  | { metadata: 'removed'; type: string; bytes?: undefined; location: string }
  | { metadata: 'kept' };

/** The original, as asked or (with an error) since no derivative can be made; without `sent` as it lies in the bucket. */
export type OriginalDecision = { kind: 'original'; error?: Underivable; sent?: SentOriginal };

type Sending = { dependencies: Dependencies; error?: Underivable };

/** Sends the original: without metadata where the configuration wants that and it can be taken out. */
export const sendOriginal = async (
  request: ImageRequest,
  { dependencies, error }: Sending,
): Promise<OriginalDecision> => {
  const decision: OriginalDecision = { kind: 'original', ...(error && { error }) };
  const { settings, original } = request;
  if (settings.originals.metadata !== 'strip' || isNoImage.test(original.type ?? '')) return decision;
  try {
    return { ...decision, sent: await within(request.left(), () => strip(request, dependencies)) };
  } catch (failure) {
    const fault = underivable(failure);
    if (fault.reason === 'not-an-image') return decision;
    if (lasting.has(fault.reason)) return { ...decision, sent: { metadata: 'kept' } };
    return { ...decision, error: error ?? fault };
  }
};

// Films, sounds and texts are no images, and may be large.
const isNoImage = /^(video|audio|font|text)\//i;

// Another try would end alike.
const lasting = new Set<unknown>([
  ...(['unsupported-format', 'too-many-bytes', 'over-the-limit', 'out-of-memory'] satisfies Underivable['reason'][]),
]);

/** Not a word of the query has this canonical text. */
const variant = 'metadata~strip';

const strip = async (request: ImageRequest, dependencies: Dependencies): Promise<SentOriginal> => {
  const { settings, original, mostBytes, left } = request;
  const large = largeOf(request);
  const kept = large && (await readDerivative(large.store, large.name, mostBytes)).kept;
  if (kept) return { metadata: 'removed', ...kept };
  const { limits } = settings;
  const options = { bytes: limits.bytes, milliseconds: left(), etag: original.etag };
  const bytes = await dependencies.read(locationIn(request), options);
  const stripped = await dependencies.strip(bytes, { limits, budget: { bytes: mostBytes, left } });
  if (stripped.bytes.length <= mostBytes) return { metadata: 'removed', ...stripped };
  return large ? redirect(stripped, large, { sourceBytes: bytes.length, left }) : { metadata: 'kept' };
};

type Large = { store: DerivativeStore; name: DerivativeName };

/** Where an original is kept without metadata that is too large to be sent by the function: smaller ones are stripped anew. */
const largeOf = (request: ImageRequest): Large | undefined => {
  const { store, original, mostBytes } = request;
  const { etag, isShared, bytes = 0 } = original;
  if (!store || !etag || !isShared || bytes <= mostBytes) return undefined;
  return { store, name: { ...nameOf(request), etag, variant } };
};

type Writing = { sourceBytes: number; left: () => number };

const redirect = async (
  { bytes, type }: StrippedOriginal,
  { store, name }: Large,
  { sourceBytes, left }: Writing,
): Promise<SentOriginal> => {
  const writing = { bytes, type, sourceBytes, milliseconds: left() };
  const { location } = await writeLargeDerivative(store, name, writing);
  return location === undefined ? { metadata: 'kept' } : { metadata: 'removed', type, location };
};
