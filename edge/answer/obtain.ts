import type { derive } from '../image/derive.ts';
import type { Visit } from '../origin-response.ts';
import { canonical } from '../query/canonical.ts';
import type { Variant } from '../query/parameters.ts';
import {
  type Found,
  type Kept,
  type Made,
  type Name,
  readDerivative,
  type Store,
  writeDerivative,
  writeLargeDerivative,
} from '../storage/derivatives.ts';
import { writeSavedAs } from '../storage/large-derivatives.ts';
import { readNamed } from '../storage/named-objects.ts';
import { bucketOf, keyOf, locate, type Place, readOriginal, type Version } from '../storage/originals.ts';
import { isShared } from './cache-control.ts';
import { contentDisposition } from './content-disposition.ts';
import { markOf } from './named-images.ts';
import { mostBytes, type Timings } from './response.ts';

/** A derivative, where it comes from and what it has cost. */
export type Obtained = {
  how: 'kept' | 'made';
  type: string;
  bytesIn: number;
  bytesOut: number;
  timings: Timings;
  /** What is wrong with the derivatives bucket. */
  fault?: string | undefined;
  /** Less than what was asked, since the derivatives bucket failed: not to stay. */
  temporary: boolean;
  /** What of the variant could not be had. */
  note?: string | undefined;
  /** More than the original decides how it looks. */
  mixed: boolean;
} & ({ bytes: Buffer; location?: undefined } | { bytes?: undefined; location: string });

/** Most bytes of a derivative that is sent with a redirect: no limit of Lambda's counts there, this one bounds memory. */
export const mostLargeBytes = 100 * 1024 * 1024;

/** Where the bytes of originals come from, and what makes derivatives of them. */
export type Rooms = {
  read: typeof readOriginal;
  readNamed: (place: Place, milliseconds: number) => Promise<Version>;
  load: () => Promise<{ derive: typeof derive }>;
};

/** The decoders load when they are first needed: a derivative that is kept already needs none. */
export const rooms: Rooms = { read: readOriginal, readNamed, load: () => import('../image/derive.ts') };

/** The derivative from its bucket; else made, and put there for the next one. Throws Underivable. */
export const obtain = async (visit: Visit, variant: Variant, using: Rooms): Promise<Obtained> => {
  const clock = stopwatch();
  const looked = await lookup(visit, variant, { using, clock });
  const { mark, shelf, most, found } = looked;
  const mixed = mark !== undefined;
  if (shelf && found.kept) {
    const kept = fromShelf(found.kept, clock.timings);
    const where = kept.location === undefined ? {} : await clock.time('name', named(visit, variant, shelf.store, kept));
    return { ...kept, ...where, mixed };
  }

  const make = await maker(visit, variant, { using, clock, ...looked });
  const made = await make(shelf ? mostLargeBytes : most);
  const { type, note, sourceBytes: bytesIn } = made;
  const obtained = { how: 'made' as const, type, note, mixed, bytesIn, timings: clock.timings };
  // Kept, it would stay what it is.
  const temporary = note === 'hurried';
  // Who does not answer a small read in time is not asked for more.
  const open = found.fault === undefined && !temporary ? shelf : undefined;
  if (made.bytes.length <= most) {
    const over = found.unfit !== undefined;
    const written = open ? await clock.time('keep', writeDerivative(open.store, open.name, { ...made, over })) : found;
    return { ...obtained, ...sized(made), fault: found.unfit ?? written.fault, temporary };
  }
  // Half of the time that is left: should this fail, there is another encode to come.
  const milliseconds = visit.left() / 2;
  const apart: { location?: string; fault?: string } = open
    ? await clock.time('keep', writeLargeDerivative(open.store, open.name, { ...made, milliseconds }))
    : found;
  const { location, fault } = apart;
  if (!open || location === undefined) return { ...obtained, ...sized(await make(most)), fault, temporary: true };
  const where = await clock.time('name', named(visit, variant, open.store, { type, location }));
  return { ...obtained, fault, ...where, bytesOut: made.bytes.length, temporary: false };
};

/** What reads and makes, and what times it. */
export type Means = { using: Rooms; clock: Clock };

/** Where the original is, with which watermark, and whether its derivative is kept. Throws Underivable. */
export const lookup = async (visit: Visit, variant: Variant, { using, clock }: Means) => {
  const place = locate(visit.request, visit.settings.originals.bucket);
  const mark = await markOf(visit, variant, using);
  const shelf = shelfOf(visit, variant, { ...place, mark });
  const most = mostBytes(visit.response.headers);
  const found: Found = shelf ? await clock.time('lookup', readDerivative(shelf.store, shelf.name, most)) : {};
  return { place, mark, shelf, most, found };
};

/** Where S3 sends a large derivative under the name that was asked; where that fails, without. */
const named = async (visit: Visit, { dl }: Variant, store: Store, { type, location }: Named) => {
  const disposition = contentDisposition(dl, { key: keyOf(visit.request.uri), type });
  if (disposition === undefined) return { location };
  return writeSavedAs(store, { type, location }, { disposition, milliseconds: visit.left() / 2 });
};

type Named = { type: string; location: string };

const sized = ({ bytes, type }: Made) => ({ bytes, type, bytesOut: bytes.length });

type Clock = ReturnType<typeof stopwatch>;

/** Milliseconds by stage, in the order in which the stages end. */
export const stopwatch = () => {
  const timings: Timings = {};
  const time = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    return work.finally(() => {
      timings[stage] = performance.now() - started;
    });
  };
  return { timings, time };
};

/** The derivative's place in the bucket: none without a bucket, a version to name, or the owner's leave to keep it. */
const shelfOf = (
  { settings, request, response }: Visit,
  variant: Variant,
  { key, mark }: { key: string; mark: Version | undefined },
): { store: Store; name: Name } | undefined => {
  const etag = response.headers.etag?.[0]?.value;
  const told = request.origin?.s3?.customHeaders['x-derivatives-bucket']?.[0]?.value;
  const bucket = settings.derivatives?.bucket ?? bucketOf(told ?? '');
  if (!settings.derivatives || !bucket || !etag || !isShared(response.headers)) return undefined;
  // An overwritten watermark is another one: its version is part of the name.
  const version = mark?.etag.replaceAll('"', '');
  const text = imageParameters(variant) || '~';
  const image = version === undefined ? text : `${text}~${version}`;
  return { store: { ...settings.derivatives, bucket }, name: { key, etag, variant: image } };
};

/** Whether a variant asks for the original as it is: under a name to save it, in a version, or else another image. */
export const isOriginal = (variant: Variant): boolean => imageParameters(variant) === '';

/** The variant without the parameters that change no byte of the image. */
const imageParameters = (variant: Variant) => {
  const { dl: _name, v: _version, default: _fallback, explain: _explain, ...image } = variant;
  return canonical(image);
};

const fromShelf = ({ size, sourceBytes, ...kept }: Kept, timings: Timings) => ({
  how: 'kept' as const,
  ...kept,
  bytesIn: sourceBytes,
  bytesOut: size,
  timings,
  temporary: false,
});

type Making = Means & { place: Place; mark: Version | undefined };

/** Reads the original, while the decoders load; what is returned makes the derivative, as often as there are limits to try. */
export const maker = async (visit: Visit, variant: Variant, { using, clock, place, mark }: Making) => {
  const { settings, response, left } = visit;
  const { limits } = settings;
  const etag = response.headers.etag?.[0]?.value;
  const [bytes, { derive }] = await Promise.all([
    clock.time('read', using.read(place, { bytes: limits.bytes, milliseconds: left(), etag })),
    using.load(),
  ]);
  return async (most: number) => {
    const derivative = await derive(bytes, { variant, limits, budget: { bytes: most, left }, mark: mark?.bytes });
    for (const [stage, milliseconds] of Object.entries(derivative.took))
      clock.timings[stage] = (clock.timings[stage] ?? 0) + milliseconds;
    return { ...derivative, sourceBytes: bytes.length };
  };
};
