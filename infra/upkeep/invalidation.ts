import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';

/**
 * CloudFront takes 15 paths with a wildcard at a time, for all requests in progress together, and one such path counts once
 * whatever it covers (…/DeveloperGuide/cloudfront-limits.html, PayingForInvalidation.html; 1,000 paths a month are free). So
 * a request asks for few, and after each refusal for fewer: `most` paths, then `wait` milliseconds until the next try.
 */
export type Patience = { most: number; wait: number }[];

const patience: Patience = [
  { most: 7, wait: 5_000 },
  { most: 5, wait: 15_000 },
  { most: 3, wait: 30_000 },
  { most: 1, wait: 0 },
];

/** What is invalidated besides, whatever the paths are; what has changed; how often it is tried. */
export type Asking = { always?: string[]; reason: string; tries?: Patience };

/** Removes all that CloudFront keeps of these paths (keys without slash in front); throws when it does not take the request. */
export const invalidate = async (
  distribution: string,
  paths: string[],
  { always = [], reason, tries = patience }: Asking,
): Promise<string[]> => {
  for (const { most, wait } of tries) {
    const items = [...fold(paths.flatMap(spellings), most).map(written), ...always];
    // Who sends the same once more, the SDK after a lost answer or SQS, is told of the request that is there.
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
      if (!isRefusal(error) || wait === 0) throw error;
      await pause(wait);
    }
  }
  return [];
};

let client: CloudFrontClient | undefined;

/** CloudFront is one service for the world; its calls are signed for us-east-1. */
const cloudFront = () => {
  client ??= new CloudFrontClient({ region: 'us-east-1' });
  return client;
};

const isRefusal = (error: unknown) =>
  error instanceof Error && /^(TooManyInvalidationsInProgress|Throttling(Exception)?)$/.test(error.name);

/**
 * At most so many beginnings of paths which cover all of these. Where there are too many, those neighbours become one that
 * have most in common: what is invalidated besides costs another look at S3, and nothing else.
 */
export const fold = (paths: string[], most: number): string[] => {
  let beginnings = uncovered(paths);
  while (beginnings.length > most) {
    const shared = beginnings.slice(1).map((path, index) => common(beginnings[index] ?? '', path));
    const longest = shared.reduce((best, text, index) => (text.length > (shared[best] ?? '').length ? index : best), 0);
    beginnings = uncovered(beginnings.toSpliced(longest, 2, shared[longest] ?? ''));
  }
  return beginnings;
};

/** Those that no other one is the beginning of: sorted, all that a path covers stands right behind it. */
const uncovered = (paths: string[]) => {
  const kept: string[] = [];
  for (const path of paths.toSorted()) if (!path.startsWith(kept.at(-1) ?? '\0')) kept.push(path);
  return kept;
};

/** A space is `%20` to some, and `+` to others: to S3 both are one. Our own redirects always say `%20`. */
const spellings = (path: string) => {
  const beginning = plain(path);
  if (beginning === '') return firstSpellings(path);
  const isTwo = beginning.includes(' ') && !beginning.startsWith('_/');
  return isTwo ? [beginning, beginning.replaceAll(' ', '+')] : [beginning];
};

/**
 * A path whose first character has two spellings would else be every path: `/*`. Both are named, but for characters that a URL never
 * has by itself (RFC 1738, 2.2, "unsafe") and for a plus sign, which would be a space.
 */
const firstSpellings = (path: string) => {
  const [first = ''] = path;
  // A lone surrogate is in no URL, so in none of the cache either.
  if (!/^[!-~]$/.test(first)) return [''];
  const rest = plain(path.slice(first.length));
  const encoded = `%${first.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}${rest}`;
  return /[<>"#%{}|\\^~[\]`+?*]/.test(first) ? [encoded] : [first + rest, encoded];
};

/**
 * A path as far as every URL spells it alike. What stands behind a `+`, `(` or `@` is left to the wildcard: CloudFront
 * refuses some signs unless they are encoded, misses others if they are (…/invalidation-specifying-objects.html), and
 * viewers write them either way.
 */
const plain = (path: string) => /^[\w./ \-\u{80}-\u{d7ff}\u{e000}-\u{10ffff}]*/u.exec(path)?.[0] ?? '';

const common = (a: string, b: string) => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  // Not between the halves of a character, nor inside an encoded one.
  return a.slice(0, length).replace(/[\ud800-\udbff]$|%[\dA-F]?$/, '');
};

/** The wildcard stands for the rest of the path, and for every variant. */
const written = (beginning: string) => `/${encodeURI(beginning).replaceAll('%25', '%')}*`;
