import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';

/**
 * The attempts at one invalidation: at most `most` paths, then `wait` milliseconds before the next attempt. CloudFront allows
 * 15 wildcard paths in progress, of all requests together, and a wildcard path counts once whatever it covers
 * (…/DeveloperGuide/cloudfront-limits.html, PayingForInvalidation.html; 1,000 paths a month are free): so each attempt asks
 * for fewer paths than the one before.
 */
export type Attempts = { most: number; wait: number }[];

const defaultAttempts: Attempts = [
  { most: 7, wait: 5_000 },
  { most: 5, wait: 15_000 },
  { most: 3, wait: 30_000 },
  { most: 1, wait: 0 },
];

/** `always`: paths to invalidate besides; `reason`: the same for the same changes, so that a repetition is recognized. */
export type InvalidationOptions = { always?: string[]; reason: string; attempts?: Attempts };

/** Invalidates what CloudFront has cached of these paths (without a leading slash), and returns the paths sent. Throws if CloudFront rejects them. */
export const invalidate = async (
  distribution: string,
  paths: string[],
  { always = [], reason, attempts = defaultAttempts }: InvalidationOptions,
): Promise<string[]> => {
  for (const { most, wait } of attempts) {
    const items = [...mergePaths(paths.flatMap(spellings), most).map(wildcardPath), ...always];
    // Idempotent: if the SDK or SQS repeats the call, CloudFront returns the invalidation that exists.
    const reference = createHash('sha256')
      .update(JSON.stringify([reason, items]))
      .digest('hex');
    const batch = { CallerReference: reference, Paths: { Quantity: items.length, Items: items } };
    try {
      await cloudFront().send(
        new CreateInvalidationCommand({ DistributionId: distribution, InvalidationBatch: batch }),
      );
      return items;
    } catch (error) {
      if (!isThrottled(error) || wait === 0) throw error;
      await pause(wait);
    }
  }
  return [];
};

let client: CloudFrontClient | undefined;

/** CloudFront is a global service; its requests are signed for us-east-1. */
const cloudFront = () => {
  client ??= new CloudFrontClient({ region: 'us-east-1' });
  return client;
};

const isThrottled = (error: unknown) =>
  error instanceof Error && /^(TooManyInvalidationsInProgress|Throttling(Exception)?)$/.test(error.name);

/**
 * At most `most` prefixes that cover all paths. While there are too many, the two neighbors with the longest common prefix are
 * merged: what is invalidated needlessly costs one more request to S3, and nothing else.
 */
export const mergePaths = (paths: string[], most: number): string[] => {
  let prefixes = uncovered(paths);
  while (prefixes.length > most) {
    const shared = prefixes.slice(1).map((path, index) => commonPrefix(prefixes[index] ?? '', path));
    const longest = shared.reduce((best, text, index) => (text.length > (shared[best] ?? '').length ? index : best), 0);
    prefixes = uncovered(prefixes.toSpliced(longest, 2, shared[longest] ?? ''));
  }
  return prefixes;
};

/** The paths that no other path is a prefix of. When sorted, all that a path covers follows it directly. */
const uncovered = (paths: string[]) => {
  const kept: string[] = [];
  for (const path of paths.toSorted()) if (!path.startsWith(kept.at(-1) ?? '\0')) kept.push(path);
  return kept;
};

/** A space in a URL is `%20` or `+`, and S3 reads both. Our own redirects always use `%20`. */
const spellings = (path: string) => {
  const prefix = unambiguousPrefix(path);
  if (prefix === '') return spellingsOfFirst(path);
  const hasTwo = prefix.includes(' ') && !prefix.startsWith('_/');
  return hasTwo ? [prefix, prefix.replaceAll(' ', '+')] : [prefix];
};

/**
 * Both spellings of a path's first character, where it has two: without them such a path would become `/*`. Characters that are
 * always encoded in a URL (RFC 1738, 2.2, "unsafe"), and a plus sign, which would be a space, have one.
 */
const spellingsOfFirst = (path: string) => {
  const [first = ''] = path;
  // A lone surrogate is in no URL, so not in the cache either.
  if (!/^[!-~]$/.test(first)) return [''];
  const rest = unambiguousPrefix(path.slice(first.length));
  const encoded = `%${first.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}${rest}`;
  return /[<>"#%{}|\\^~[\]`+?*]/.test(first) ? [encoded] : [first + rest, encoded];
};

/**
 * The prefix of a path that every URL spells alike. What follows a `+`, `(` or `@` is left to the wildcard: CloudFront
 * rejects some characters unless they are encoded, misses others if they are (…/invalidation-specifying-objects.html), and
 * viewers write them either way. Only our redirects lead to another bucket's folder, `_/@BUCKET/`, and always write `%40`.
 */
const unambiguousPrefix = (path: string) =>
  /^(_[\w-]*\/%40)?[\w./ \-\u{80}-\u{d7ff}\u{e000}-\u{10ffff}]*/u.exec(path)?.[0] ?? '';

const commonPrefix = (a: string, b: string) => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  // Don't cut a surrogate pair or an encoded character.
  return a.slice(0, length).replace(/[\ud800-\udbff]$|%[\dA-F]?$/, '');
};

/** The wildcard covers the rest of the path, and every variant. */
const wildcardPath = (prefix: string) => `/${encodeURI(prefix).replaceAll('%25', '%')}*`;
