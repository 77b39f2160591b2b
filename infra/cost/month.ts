import { alarmRegions } from '../config/alarm-regions.ts';
import type { Config } from '../config/schema.ts';
import { type Item, priceOf } from './prices.ts';

/** A month of traffic. */
export type Traffic = {
  /** Of viewers, to images. */
  requests: number;
  /** Share of the requests that CloudFront's cache answers, 0 to 1. */
  hitRatio: number;
  /** Different derivatives that are asked for: images times the variants of each. */
  derivatives: number;
  /** Bytes of a derivative. */
  bytes: number;
  /** Milliseconds that the function takes to make one. */
  milliseconds: number;
  /** Originals that change, where `purge` is on. */
  changes: number;
};

/** One line of a bill. */
export type Line = { item: Item; units: number; dollars: number };

const gigabyte = 1e9;
// Milliseconds of a run that reads a derivative made before, and bytes of a log line.
const readMilliseconds = 60;
const logLine = 1100;
// Metrics of the log lines (edge/answer/log.ts), those by reason included, in one region; and the regional caches without a shield.
const metrics = 20;
const regionalCaches = 13;

/** What a month costs under a config, line by line. */
export const monthOf = (config: Config, traffic: Traffic): Line[] => {
  const { requests, derivatives, bytes, milliseconds, changes } = traffic;
  const misses = requests * (1 - traffic.hitRatio);
  // Without the derivatives bucket every miss makes its derivative again; without a shield each regional cache misses by itself.
  const made = config.derivatives ? Math.min(misses, derivatives) : misses;
  const read = misses - made;
  const seconds = (made * milliseconds + read * readMilliseconds) / 1000;
  const gigabyteSeconds = (seconds * config.memory) / 1024;
  const isEdge = config.door === 'edge';
  // The regional function has its log lines in one region.
  const regions = config.originShieldRegion || !isEdge ? 1 : regionalCaches;
  const units: Record<Item, number> = {
    'CloudFront requests (HTTPS)': requests,
    'CloudFront transfer, GB': (requests * bytes) / gigabyte,
    'CloudFront Functions runs': requests,
    'Origin Shield requests': config.originShieldRegion ? misses : 0,
    'Invalidated paths': config.purge ? changes : 0,
    'Lambda@Edge runs': isEdge ? misses : 0,
    'Lambda@Edge GB-seconds': isEdge ? gigabyteSeconds : 0,
    'Lambda runs (regional)': isEdge ? 0 : misses,
    'Lambda GB-seconds (regional, arm64)': isEdge ? 0 : gigabyteSeconds,
    // CloudFront, or the regional function, asks for the original on every miss; the derivative, or the original's bytes, are read too.
    'S3 reads': 2 * misses + (config.derivatives ? made : 0),
    'S3 writes': config.derivatives ? made : 0,
    'S3 storage of derivatives, GB': config.derivatives ? (derivatives * bytes) / gigabyte : 0,
    'CloudWatch metrics': metrics * regions,
    'CloudWatch log lines, GB': (misses * logLine) / gigabyte,
    'CloudWatch alarms': config.monitoring ? 5 + 5 + alarmRegions(config).length : 0,
  };
  return (Object.entries(units) as [Item, number][]).map(([item, units]) => ({
    item,
    units,
    dollars: priceOf(item, units),
  }));
};

/** Dollars of all lines. */
export const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);
