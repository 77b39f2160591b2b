import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Derivative } from '../image/derivative.ts';
import { collectAfter, releaseMemory } from '../image/memory.ts';
import type { Variant } from '../query/parameters.ts';
import type { DerivativeName, DerivativeStore } from '../storage/derivative-store.ts';
import { type Lookup, writeDerivative, writeLargeDerivative } from '../storage/derivatives.ts';
import { locationOf, writeNamedCopy } from '../storage/large-derivatives.ts';
import { keyOf, type ObjectVersion } from '../storage/originals.ts';
import type { Dependencies } from './dependencies.ts';
import { contentDisposition } from './headers/content-disposition.ts';
import { type ImageRequest, locationIn } from './image-request.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Where a derivative is kept. */
export type Slot = { store: DerivativeStore; name: DerivativeName };

/** Most bytes of a derivative that is sent by a redirect: none of Lambda's limits counts there, this one bounds memory. */
export const mostLargeBytes = 100 * 1024 * 1024;

/** Makes the derivative in at most so many bytes. */
type Derive = (mostBytes: number) => Promise<Derivative & { sourceBytes: number }>;

/** What makes the derivative; and what frees the original's memory afterwards, which V8 would do late. */
type Derivation = { derive: Derive; release: (made: Derivative) => void };

type Reading = { dependencies: Dependencies; clock: Stopwatch; mark: ObjectVersion | undefined };

/** Reads the original while the decoders load. The derivative is made once for each limit that is tried. */
export const readToDerive = async (
  request: ImageRequest,
  variant: Variant,
  { dependencies, clock, mark }: Reading,
): Promise<Derivation> => {
  const { settings, original, left } = request;
  const { limits } = settings;
  const options = { bytes: limits.bytes, milliseconds: left(), etag: original.etag };
  const [bytes, { derive }] = await Promise.all([
    clock.time('read', dependencies.read(locationIn(request), options)),
    // Loading keeps this thread busy: the request to S3 leaves first.
    nextTurn().then(() => dependencies.load()),
  ]);
  const deriveWithin = async (mostBytes: number) => {
    const derivative = await derive(bytes, { variant, limits, budget: { bytes: mostBytes, left }, mark: mark?.bytes });
    for (const [stage, milliseconds] of Object.entries(derivative.took))
      clock.timings[stage] = (clock.timings[stage] ?? 0) + milliseconds;
    return { ...derivative, sourceBytes: bytes.length };
  };
  const { length } = bytes;
  const release = ({ fromWorker }: Derivative) => {
    if (fromWorker) releaseMemory(bytes);
    collectAfter(length);
  };
  return { derive: deriveWithin, release };
};

type Making = {
  request: ImageRequest;
  variant: Variant;
  derive: Derive;
  slot: Slot | undefined;
  lookup: Lookup;
  clock: Stopwatch;
};

/** Makes the derivative and keeps it: where it is too large to be sent, in the bucket with a redirect, else squeezed. */
export const makeAndKeep = async ({ request, variant, derive, slot, lookup, clock }: Making) => {
  const made = await derive(slot ? mostLargeBytes : request.mostBytes);
  const { type, note, sourceBytes: bytesIn } = made;
  const result = { how: 'made' as const, type, note, bytesIn, details: made };
  const hurried = note === 'hurried';
  // A hurried one is not to stay; and a bucket that does not answer a small read in time is not asked for more.
  const open = lookup.fault === undefined && !hurried ? slot : undefined;
  if (made.bytes.length <= request.mostBytes) {
    const written = open && !variant.explain ? await clock.time('keep', write(open, made, lookup)) : {};
    const fault = lookup.unfit ?? lookup.fault ?? written.fault;
    return { ...result, ...sized(made), fault, temporary: hurried };
  }
  const large = open ? await writeLarge(request, variant, { made, slot: open, clock }) : lookup;
  if (!open || !('location' in large) || large.location === undefined) {
    const squeezed = await derive(request.mostBytes);
    return { ...result, ...sized(squeezed), details: squeezed, fault: large.fault, temporary: true };
  }
  return { ...result, ...large, bytesOut: made.bytes.length, temporary: false };
};

const sized = ({ bytes, type }: Derivative) => ({ bytes, type, bytesOut: bytes.length });

type Made = Awaited<ReturnType<Derive>>;

const write = ({ store, name }: Slot, { bytes, type, sourceBytes, note }: Made, { unfit }: Lookup) =>
  writeDerivative(store, name, { bytes, type, sourceBytes, note, over: unfit !== undefined });

type Large = { made: Made; slot: Slot; clock: Stopwatch };

const writeLarge = async (
  request: ImageRequest,
  variant: Variant,
  { made, slot, clock }: Large,
): Promise<{ location?: string; fault?: string }> => {
  const { bytes, type, sourceBytes, note } = made;
  const { store, name } = slot;
  if (variant.explain) return { location: locationOf(store, name, bytes) };
  // Half of the time that is left: should this fail, another encode follows.
  const milliseconds = request.left() / 2;
  const writing = writeLargeDerivative(store, name, { bytes, type, sourceBytes, note, milliseconds });
  const { location, fault } = await clock.time('keep', writing);
  const written = fault === undefined ? {} : { fault };
  if (location === undefined) return written;
  return { ...written, ...(await nameLarge(request, variant, { type, location, slot, clock })) };
};

type Naming = { type: string; location: string; slot: Slot; clock: Stopwatch };

/** Where S3 sends a large derivative under the name that `dl` asks for; where that fails, without the name. */
export const nameLarge = (
  request: ImageRequest,
  { dl }: Variant,
  { type, location, slot, clock }: Naming,
): Promise<{ location: string; fault?: string }> => {
  const disposition = contentDisposition(dl, { key: keyOf(request.path), type });
  if (disposition === undefined) return clock.time('name', Promise.resolve({ location }));
  const copy = { disposition, milliseconds: request.left() / 2 };
  return clock.time('name', writeNamedCopy(slot.store, { type, location }, copy));
};
