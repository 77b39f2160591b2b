import type { Derivative } from '../image/derivative.ts';
import type { Variant } from '../query/parameters.ts';
import { type KeptDerivative, type Lookup, readDerivative } from '../storage/derivatives.ts';
import type { ObjectVersion } from '../storage/originals.ts';
import { imageText } from './asked-variant.ts';
import type { Dependencies } from './dependencies.ts';
import { type ImageRequest, nameOf } from './image-request.ts';
import { makeAndKeep, nameLarge, readToDerive, type Slot } from './make.ts';
import { readMark } from './named-images.ts';
import { type Stopwatch, stopwatch, type Timings } from './stopwatch.ts';

/** A derivative, where it came from and what it cost. */
export type Obtained = {
  how: 'kept' | 'made';
  type: string;
  bytesIn: number;
  bytesOut: number;
  timings: Timings;
  /** What is wrong with the derivatives bucket. */
  fault?: string | undefined;
  /** Less than what was asked, since time or the derivatives bucket did not allow more: not to stay in caches. */
  temporary: boolean;
  /** What of the variant could not be had. */
  note?: string | undefined;
  /** A watermark decides how it looks too, so the original's validators say nothing about it. */
  watermarked: boolean;
  /** What an explanation prints besides. */
  details?: Details;
} & ({ bytes: Buffer; location?: undefined } | { bytes?: undefined; location: string });

/** How a derivative was made, and what the derivatives bucket had of it; `lookup` is undefined where the bucket is not used. */
export type Details = { derivative: Derivative; lookup: Lookup | undefined };

/**
 * The derivative from its bucket; else made, and kept there. For an explanation it is always made, since a kept one no longer
 * knows its candidates, and nothing is written. Throws Underivable.
 */
export const obtain = async (
  request: ImageRequest,
  variant: Variant,
  dependencies: Dependencies,
): Promise<Obtained> => {
  const clock = stopwatch();
  const mark = await readMark(request, variant, dependencies);
  const slot = slotOf(request, variant, mark);
  const lookup = slot ? await clock.time('lookup', readDerivative(slot.store, slot.name, request.mostBytes)) : {};
  const common = { watermarked: mark !== undefined, timings: clock.timings };
  if (slot && lookup.kept && !variant.explain) {
    return { ...common, ...(await sendKept(request, variant, { kept: lookup.kept, slot, clock })) };
  }
  const { derive, release } = await readToDerive(request, variant, { dependencies, clock, mark });
  const made = await makeAndKeep({ request, variant, derive, slot, lookup, clock });
  release(made.details);
  return { ...common, ...made, details: { derivative: made.details, lookup: slot && lookup } };
};

/** The place of a derivative in the bucket: none without a bucket, an ETag, or the owner's permission to keep it. */
const slotOf = (request: ImageRequest, variant: Variant, mark: ObjectVersion | undefined): Slot | undefined => {
  const { store, original } = request;
  if (!store || !original.etag || !original.isShared) return undefined;
  const text = imageText(variant) || '~';
  // An overwritten watermark makes another derivative, so its version is part of the name.
  const name = mark ? `${text}~${mark.etag.replaceAll('"', '')}` : text;
  return { store, name: { ...nameOf(request), etag: original.etag, variant: name } };
};

type Kept = { kept: KeptDerivative; slot: Slot; clock: Stopwatch };

const sendKept = async (request: ImageRequest, variant: Variant, { kept, slot, clock }: Kept) => {
  const { size: bytesOut, sourceBytes: bytesIn, ...rest } = kept;
  const common = { how: 'kept' as const, bytesIn, bytesOut, temporary: false };
  if (rest.location === undefined) return { ...common, ...rest };
  return { ...common, ...rest, ...(await nameLarge(request, variant, { ...rest, slot, clock })) };
};
