import { LRUCache } from 'lru-cache';
import type { EdgeResponse } from '../edge-response.ts';
import type { Lifetime } from '../freshness.ts';

/** A kept response; its times are milliseconds on the distribution's clock. */
export type Entry = {
  response: EdgeResponse;
  stored: number;
  freshUntil: number;
  revalidateUntil: number;
  errorUntil: number;
};

/** Keeps responses by key, at most `limit` bytes of them (none with 0): the one unused for longest goes first. */
export const createEntries = (limit: number) =>
  new LRUCache<string, Entry>({
    // To the library 0 is no limit at all; an entry is larger than 1.
    maxSize: Math.max(1, limit),
    sizeCalculation: ({ response }) => response.body.length + overhead,
  });

/** Bytes of the headers and the bookkeeping of an entry, roughly. */
const overhead = 1024;

/** Dates a response by its lifetime. */
export const entryOf = (response: EdgeResponse, lifetime: Lifetime, now: number): Entry => {
  const freshUntil = now + lifetime.fresh * 1000;
  return {
    response,
    stored: now,
    freshUntil,
    revalidateUntil: freshUntil + lifetime.whileRevalidating * 1000,
    errorUntil: freshUntil + lifetime.ifError * 1000,
  };
};
