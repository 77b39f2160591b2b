import type { Lifetime } from './freshness.ts';
import type { Reply } from './reply.ts';

/** A kept reply; its times are milliseconds on the distribution's clock. */
export type Entry = { reply: Reply; stored: number; freshUntil: number; revalidateUntil: number; errorUntil: number };

/** Keeps replies by key, at most `limit` bytes of them: the one unused for longest goes first. */
export const createCache = (limit: number) => {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  const forget = (key: string) => {
    bytes -= weight(entries.get(key));
    entries.delete(key);
  };

  const get = (key: string) => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    // A Map keeps the order of insertion: what was used just now goes to its end.
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  };

  const set = (key: string, entry: Entry) => {
    forget(key);
    if (weight(entry) > limit) return;
    entries.set(key, entry);
    bytes += weight(entry);
    for (const oldest of entries.keys()) {
      if (bytes <= limit) return;
      forget(oldest);
    }
  };

  return { get, set, forget };
};

/** Dates a reply by its lifetime. */
export const entryOf = (reply: Reply, { fresh, whileRevalidating, ifError }: Lifetime, now: number): Entry => {
  const freshUntil = now + fresh * 1000;
  return {
    reply,
    stored: now,
    freshUntil,
    revalidateUntil: freshUntil + whileRevalidating * 1000,
    errorUntil: freshUntil + ifError * 1000,
  };
};

/** Bytes of a header and of the bookkeeping around an entry, roughly. */
const overhead = 1024;

const weight = (entry: Entry | undefined) => (entry ? entry.reply.body.length + overhead : 0);
