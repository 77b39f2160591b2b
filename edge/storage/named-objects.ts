import { type ObjectLocation, type ObjectVersion, readVersion } from './originals.ts';

// Milliseconds until S3 is asked again: an overwritten image is used this much later.
const freshMilliseconds = 60_000;
// A watermark is a drawing of some KB, a fallback image not much more; together these bound the memory to 32 MB.
const mostBytes = 4 * 1024 * 1024;
const mostKept = 8;

const kept = new Map<string, { until: number; version: ObjectVersion }>();

/** An image that the configuration names, as it is now: one read a minute in each process. Throws Underivable. */
export const readNamed = async (
  location: ObjectLocation,
  milliseconds: number,
  now = Date.now(),
): Promise<ObjectVersion> => {
  const address = `${location.bucket.name}/${location.key}`;
  const known = kept.get(address);
  if (known && now < known.until) return known.version;
  kept.delete(address);
  // Only a finished read is cached: one in progress may have been interrupted when Lambda froze the process.
  const version = await readVersion(location, { bytes: mostBytes, milliseconds, etag: undefined });
  kept.set(address, { until: now + freshMilliseconds, version });
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return version;
};
