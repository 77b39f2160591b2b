import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { deflate } from 'libdeflate';

const level = 12;
const defaultCache = join(import.meta.dirname, '../../../node_modules/.cache/deflated');

// Bytes. Only sharp and libvips are larger: 2 s, and the same until their next version.
const smallestKept = 256 * 1024;

/**
 * The bytes as a Deflate stream (RFC 1951) of libdeflate's highest level, for zips: 6 % smaller than zlib's. A compressor of few users is not
 * trusted, nor is a cache: what is returned has been inflated by Node to the same bytes.
 */
export const deflated = (bytes: Uint8Array, cache = defaultCache): Uint8Array => {
  if (bytes.length < smallestKept) return proven(deflate(bytes, level), bytes);
  const file = join(cache, `${createHash('sha256').update(bytes).digest('hex')}.level-${level}`);
  const kept = readKept(file);
  if (kept && inflatesTo(kept, bytes)) return kept;
  const made = proven(deflate(bytes, level), bytes);
  keep(file, made);
  return made;
};

const proven = (stream: Uint8Array, bytes: Uint8Array): Uint8Array => {
  if (!inflatesTo(stream, bytes)) throw new Error('libdeflate made a stream of other bytes');
  return stream;
};

const inflatesTo = (stream: Uint8Array, bytes: Uint8Array): boolean => {
  try {
    return inflateRawSync(stream, { maxOutputLength: Math.max(1, bytes.length) }).equals(bytes);
  } catch {
    return false;
  }
};

const readKept = (file: string): Uint8Array | undefined => {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
};

/** Whole, since other builds may read at the same time; or not at all, where nothing can be written: the next build deflates it again. */
const keep = (file: string, stream: Uint8Array): void => {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, stream);
    renameSync(unfinished, file);
  } catch {}
};
