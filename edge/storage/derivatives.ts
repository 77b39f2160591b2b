import { Underivable } from '../errors.ts';
import {
  type DerivativeName,
  type DerivativeStore,
  hashOf,
  type NewDerivative,
  put,
  storedKey,
  usualPatience,
} from './derivative-store.ts';
import { readLarge, writeLarge } from './large-derivatives.ts';
import { askS3, collect } from './s3.ts';
import { faultOf, isMissing } from './s3-errors.ts';
import { within } from './timeout.ts';

/** A derivative that was found: its bytes, or the path where CloudFront reads them from the bucket. */
export type KeptDerivative = { type: string; size: number; sourceBytes: number; note?: string | undefined } & (
  | { bytes: Buffer; location?: undefined }
  | { bytes?: undefined; location: string }
);

/** The result of a lookup: a derivative; a damaged one, to be replaced; or a fault of the bucket. Empty where there is none. */
export type Lookup = { kept?: KeptDerivative; unfit?: string; fault?: string };

/** The derivative if it is there, as it was written, and of at most so many bytes. */
export const readDerivative = async (store: DerivativeStore, name: DerivativeName, most: number): Promise<Lookup> => {
  const { read: milliseconds } = store.patience ?? usualPatience;
  try {
    const kept = await within(milliseconds, (signal) => read(store, storedKey(store, name), { most, signal }));
    return kept ? { kept } : {};
  } catch (error) {
    if (isMissing(error)) return {};
    const reason = faultOf(error);
    return reason === 'damaged' || reason === 'too-many-bytes' ? { unfit: reason } : { fault: reason };
  }
};

/** Keeps a derivative for every other edge. Of several that write at once the first wins; `over` replaces a damaged one. */
export const writeDerivative = async (
  store: DerivativeStore,
  name: DerivativeName,
  { over, ...derivative }: NewDerivative & { over: boolean },
): Promise<{ fault?: string }> => {
  const writing = { ...derivative, onlyNew: !over };
  const { write: milliseconds } = store.patience ?? usualPatience;
  try {
    await within(milliseconds, (signal) => put({ bucket: store.bucket, key: storedKey(store, name) }, writing, signal));
    return {};
  } catch (error) {
    // 412: it is there by now. 409: it is being written at this moment.
    const written = error instanceof Error && /^(PreconditionFailed|ConditionalRequestConflict)$/.test(error.name);
    return written ? {} : { fault: faultOf(error) };
  }
};

/** Keeps a derivative that is too large for Lambda@Edge where CloudFront reads it, and a pointer to it where we look. */
export const writeLargeDerivative = async (
  store: DerivativeStore,
  name: DerivativeName,
  { milliseconds, ...derivative }: NewDerivative & { milliseconds: number },
): Promise<{ location?: string; fault?: string }> => {
  try {
    // In this order, so that no pointer leads to nothing. Written over, both start to age anew.
    const { key, location } = await writeLarge(store, name, { ...derivative, milliseconds });
    const pointer = { ...derivative, bytes: Buffer.from(key), type: pointerType, over: true };
    return { location, ...(await writeDerivative(store, name, pointer)) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
};

const pointerType = 'text/uri-list';

type Reading = { most: number; signal: AbortSignal };

const read = async (store: DerivativeStore, key: string, reading: Reading) => {
  const { most, signal } = reading;
  const answer = await askS3({ method: 'GET', bucket: store.bucket, key, signal });
  const bytes = await collect(answer, most, signal);
  const { 'x-amz-meta-sha256': written, 'x-amz-meta-source': source, 'x-amz-meta-note': noted } = answer.headers;
  const note = noted === undefined ? undefined : String(noted);
  if (bytes.length === 0 || hashOf(bytes) !== written)
    throw new Underivable('damaged', 'other bytes than were written');
  const { 'content-type': type = '' } = answer.headers;
  const sourceBytes = Number(source) || 0;
  if (type !== pointerType) return { type, size: bytes.length, sourceBytes, note, bytes };
  const largeKey = bytes.toString();
  const target = await readLarge(store, largeKey, signal);
  if (!target || target.size > most) return target && { ...target, sourceBytes, note };
  // Too large for Lambda@Edge, which wrote it, but not for who reads it now.
  return { type: target.type, size: target.size, sourceBytes, note, bytes: await readWhole(store, largeKey, reading) };
};

const readWhole = async ({ bucket }: DerivativeStore, key: string, { most, signal }: Reading) =>
  collect(await askS3({ method: 'GET', bucket, key, signal }), most, signal);
