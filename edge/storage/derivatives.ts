import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { within } from '../answer/deadline.ts';
import { Underivable } from '../errors.ts';
import { forEver, isMissing, locationOf, readLarge, writeApartMilliseconds } from './large-derivatives.ts';
import { type Bucket, collect, faultOf, s3 } from './s3.ts';

/** The second bucket. Everything in it can be made again, so whatever is wrong with it never fails an answer. */
export type Store = {
  bucket: Bucket;
  /** Changes with whatever changes pixels: what another release has made is not found. */
  revision: string;
  /** Until S3 removes what was written. */
  days: number;
};

/** Which derivative: of an original's key, of its version, in a variant's canonical text. */
export type Name = { key: string; etag: string; variant: string };

/** A derivative with all that an answer needs: its bytes, or where CloudFront reads them from the bucket. */
export type Kept = { type: string; size: number; sourceBytes: number; note?: string | undefined } & (
  | { bytes: Buffer; location?: undefined }
  | { bytes?: undefined; location: string }
);

// A slow bucket must cost less than what it saves: an encode takes about as long.
const readMilliseconds = 500;
// What does not get written in this time is made again some day; for an image that can only be sent from the bucket we wait.
const writeMilliseconds = 1500;

/** What a look into the bucket has found: a derivative; or one that is of no use, to be replaced; or that the bucket fails. */
export type Found = { kept?: Kept; unfit?: string; fault?: string };

/** The derivative if it is there, whole, as it was written, and of at most so many bytes. */
export const readDerivative = async (store: Store, name: Name, most: number): Promise<Found> => {
  try {
    const kept = await within(readMilliseconds, (signal) => read(store, name, { most, signal }));
    return kept ? { kept } : {};
  } catch (error) {
    if (isMissing(error)) return {};
    const reason = faultOf(error);
    return reason === 'damaged' || reason === 'too-many-bytes' ? { unfit: reason } : { fault: reason };
  }
};

/** What is written: the bytes of a derivative, their media type, the bytes of its original, its note. */
export type Made = {
  bytes: Buffer;
  type: string;
  sourceBytes: number;
  note?: string | undefined;
};

/**
 * Keeps a derivative for the next Lambda that is asked for it. Of several that write at once the first one wins; only what is
 * of no use is written over.
 */
export const writeDerivative = async (
  store: Store,
  name: Name,
  made: Made & { over: boolean },
): Promise<{ fault?: string }> => {
  const condition = made.over ? {} : { IfNoneMatch: '*' };
  try {
    await within(writeMilliseconds, (signal) => put(store, { key: keyOf(store, name), made, ...condition, signal }));
    return {};
  } catch (error) {
    // 412: it is there by now. 409: it is just being written.
    const written = error instanceof Error && /^(PreconditionFailed|ConditionalRequestConflict)$/.test(error.name);
    return written ? {} : { fault: faultOf(error) };
  }
};

/**
 * Keeps a derivative that is too large for Lambda@Edge where CloudFront itself reads it, and says where. The address is
 * made from the bytes: who has not been given it can't find it out, and it never means anything else.
 */
export const writeLargeDerivative = async (
  store: Store,
  name: Name,
  made: Made & { milliseconds: number },
): Promise<{ location?: string; fault?: string }> => {
  const { bytes, type, sourceBytes, note } = made;
  const key = `_/${folderOf(name.key)}/${unquoted(name.etag)}/${sha256(bytes).toString('base64url')}`;
  const pointer = { bytes: Buffer.from(key), type: pointerType, sourceBytes, note, over: true };
  const milliseconds = Math.min(writeApartMilliseconds, made.milliseconds);
  try {
    // In this order: nothing ever points at what is not there. Written over, both start to age anew.
    await within(milliseconds, (signal) => put(store, { key, made: { bytes, type }, signal }));
    return { location: locationOf(key), ...(await writeDerivative(store, name, pointer)) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
};

/**
 * The beginning of the keys of all that is kept of an original, below `kept/` and `_/`: its own key, or a hash where that is
 * too long, or where browsers would shorten the path of a redirect (`a/../b`).
 */
export const folderOf = (key: string): string =>
  Buffer.byteLength(key) <= 700 && !/(^|\/)\.\.?(\/|$)/.test(key)
    ? key
    : sha256(Buffer.from(key)).toString('base64url');

/** S3 keys have at most 1,024 bytes: what is too long is hashed. A hash has no `~`, a variant always has one. */
const keyOf = ({ revision }: Store, { key, etag, variant }: Name) => {
  const text = variant.length <= 200 ? variant : sha256(Buffer.from(variant)).toString('base64url');
  return `kept/${folderOf(key)}/${unquoted(etag)}/${revision}/${text}`;
};

const pointerType = 'text/uri-list';

type Reading = { most: number; signal: AbortSignal };

const read = async (store: Store, name: Name, { most, signal }: Reading): Promise<Kept | undefined> => {
  const Key = keyOf(store, name);
  const answer = await s3(store.bucket.region).send(new GetObjectCommand({ Bucket: store.bucket.name, Key }), {
    abortSignal: signal,
  });
  const bytes = await collect(answer, most, signal);
  const { sha256: written, source, note } = answer.Metadata ?? {};
  if (bytes.length === 0 || sha256(bytes).toString('base64url') !== written)
    throw new Underivable('damaged', 'not the bytes that were written');
  const { ContentType: type = '' } = answer;
  const sourceBytes = Number(source) || 0;
  if (type !== pointerType) return { type, size: bytes.length, sourceBytes, note, bytes };
  const target = await readLarge(store, bytes.toString(), signal);
  return target && { ...target, sourceBytes, note };
};

/** What viewers read themselves says nothing of its original. */
type Written = Omit<Made, 'sourceBytes'> & Partial<Made>;

type Writing = { key: string; made: Written; IfNoneMatch?: string; signal: AbortSignal };

/** An object appears whole or not at all; S3 compares length and checksum before it does. */
const put = async ({ bucket }: Store, { key, made, signal, ...condition }: Writing) => {
  const hash = sha256(made.bytes);
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    Body: made.bytes,
    ContentLength: made.bytes.length,
    ContentType: made.type,
    ChecksumSHA256: hash.toString('base64'),
    CacheControl: forEver,
    Metadata: {
      sha256: hash.toString('base64url'),
      ...(made.sourceBytes !== undefined && { source: String(made.sourceBytes) }),
      ...(made.note && { note: made.note }),
    },
    ...condition,
  });
  await s3(bucket.region).send(command, { abortSignal: signal });
};

const unquoted = (etag: string) => etag.replace(/^W\/|"/g, '');

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
