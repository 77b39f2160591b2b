import type { Config } from '../config/schema.ts';
import type { DerivativesPerImage } from './derivatives-per-image.ts';
import { priceOf } from './prices.ts';

/** What strangers can make the function cost: for all derivatives of all images once, and in any hour. */
export type WorstCase = { once: number; anHour: number };

// Runs at a time that Lambda allows an account in a region, until a higher quota is asked for (…/lambda/latest/dg/gettingstarted-limits.html).
const concurrency = 1000;

/**
 * The worst case of the function. Every derivative takes the whole time that work on an image may take; in an hour all of the
 * region's concurrency is busy. CloudFront's requests and transfer have no bound in any config: a web ACL with a rate limit has.
 */
export const worstCase = (config: Config, images: number, { most }: DerivativesPerImage): WorstCase => {
  const gigabytes = config.memory / 1024;
  const work = Math.min(config.limits.milliseconds + 1000, config.timeout * 1000) / 1000;
  const runs = images * most;
  const [run, time] =
    config.door === 'edge'
      ? (['Lambda@Edge runs', 'Lambda@Edge GB-seconds'] as const)
      : (['Lambda runs (regional)', 'Lambda GB-seconds (regional, arm64)'] as const);
  return {
    once: priceOf(run, runs) + priceOf(time, runs * work * gigabytes),
    anHour: priceOf(time, concurrency * 3600 * gigabytes),
  };
};
