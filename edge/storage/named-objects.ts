import { type Place, readVersion, type Version } from './originals.ts';

// Milliseconds until S3 is asked again: that much later an overwritten image is seen.
const fresh = 60_000;
// A watermark is a drawing of some KB, an image to fall back on not much more; together these bound the memory to 32 MB.
const mostBytes = 4 * 1024 * 1024;
const mostKept = 8;

const kept = new Map<string, { until: number; version: Version }>();

/** An image that the configuration names, as it is now: one read a minute in each process. Throws Underivable. */
export const readNamed = async (place: Place, milliseconds: number, now = Date.now()): Promise<Version> => {
  const address = `${place.bucket}/${place.key}`;
  const known = kept.get(address);
  if (known && now < known.until) return known.version;
  kept.delete(address);
  // Only what has arrived is kept: a read under way when Lambda freezes the process is nobody else's to wait for.
  const version = await readVersion(place, { bytes: mostBytes, milliseconds, etag: undefined });
  kept.set(address, { until: now + fresh, version });
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return version;
};
