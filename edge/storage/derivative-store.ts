import { createHash } from 'node:crypto';
import { askS3 } from './s3.ts';
import type { Bucket } from './s3-endpoint.ts';

/** The bucket of the derivatives. Everything in it can be made again, so a fault of it never fails an answer. */
export type DerivativeStore = {
  bucket: Bucket;
  /** Changes with everything that changes pixels, so that derivatives of another release are not found. */
  revision: string;
  /** Where the paths of redirects begin, and the keys that they lead to; `_` where left out. */
  redirects?: string;
  /** Days until S3 removes what was written. */
  days: number;
  /** Milliseconds that a lookup and a write may take; `usualPatience` where left out. */
  patience?: Patience;
};

export type Patience = { read: number; write: number };

/**
 * A slow bucket must cost less than what it saves: an encode takes about as long as the read. A derivative that is not written
 * in its time is made again another day.
 */
export const usualPatience: Patience = { read: 500, write: 1500 };

/**
 * Identifies a derivative: its original's key and ETag, the variant's canonical text; and the bucket of the original, where there
 * are several and it is not the first.
 */
export type DerivativeName = { bucket?: string | undefined; key: string; etag: string; variant: string };

/** A derivative as it is written: its bytes, media type, the bytes of its original, its note. */
export type NewDerivative = {
  bytes: Buffer;
  type: string;
  sourceBytes: number;
  note?: string | undefined;
};

/** The Cache-Control of everything in the bucket: a key never means anything else. */
export const immutable = 'public, max-age=31536000, immutable';

/**
 * Where all derivatives of an original are kept, below `kept/` and `_/`: its own key, or a hash of it where that is too long
 * or where browsers would shorten the path of a redirect (`a/../b`). Of another bucket than the first it is below `@BUCKET/`, and a
 * key of the first that begins so is hashed: no two originals have one folder.
 */
export const folderOf = ({ bucket, key }: Pick<DerivativeName, 'bucket' | 'key'>): string => {
  const isPlain = Buffer.byteLength(key) <= 700 && !/(^|\/)\.\.?(\/|$)/.test(key);
  if (bucket !== undefined) return `@${bucket}/${isPlain ? key : hashOf(key)}`;
  return isPlain && !key.startsWith('@') ? key : hashOf(key);
};

/**
 * The key of a derivative that the function reads. S3 keys have at most 1,024 bytes, so long variants are hashed; a hash has no
 * `~`, a variant always has one.
 */
export const storedKey = ({ revision }: DerivativeStore, { etag, variant, ...original }: DerivativeName): string =>
  `kept/${folderOf(original)}/${unquoted(etag)}/${revision}/${variant.length <= 200 ? variant : hashOf(variant)}`;

/**
 * The key of a large derivative, which viewers are redirected to. It is made from the bytes, so it can't be guessed and never
 * means anything else. Of the original's ETag, which is the MD5 of a file that may be private, it shows a hash.
 */
export const largeKey = (
  { redirects = '_' }: Pick<DerivativeStore, 'redirects'>,
  { etag, ...original }: DerivativeName,
  bytes: Uint8Array,
): string => `${redirects}/${folderOf(original)}/${hashOf(unquoted(etag)).slice(0, 22)}/${hashOf(bytes)}`;

/** SHA-256 in base64url. */
export const hashOf = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('base64url');

/** An object to write. Large derivatives, which viewers read directly, have no `sourceBytes`. */
type NewObject = Omit<NewDerivative, 'sourceBytes'> & { sourceBytes?: number; onlyNew?: boolean };

type ObjectLocation = { bucket: Bucket; key: string };

/** Writes one object, whole or not at all: S3 compares length and checksum first. */
export const put = async ({ bucket, key }: ObjectLocation, object: NewObject, signal: AbortSignal): Promise<void> => {
  const { bytes, type, sourceBytes, note, onlyNew } = object;
  const hash = createHash('sha256').update(bytes).digest();
  const headers = {
    'content-type': type,
    'cache-control': immutable,
    'x-amz-checksum-sha256': hash.toString('base64'),
    'x-amz-content-sha256': hash.toString('hex'),
    'x-amz-meta-sha256': hash.toString('base64url'),
    ...(sourceBytes !== undefined && { 'x-amz-meta-source': String(sourceBytes) }),
    ...(note && { 'x-amz-meta-note': note }),
    ...(onlyNew && { 'if-none-match': '*' }),
  };
  await askS3({ method: 'PUT', bucket, key, headers, body: bytes, signal });
};

const unquoted = (etag: string) => etag.replace(/^W\/|"/g, '');
