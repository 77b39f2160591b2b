import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { askAll, type Result } from './run.ts';
import { siteAt } from './site.ts';

// Milliseconds that an answer may take; with Lambda's own limit a site that hangs at every question is still reported.
const patience = 15_000;

/**
 * The Lambda that asks a deployed service what `npm run prove` asks without a bucket or a key, and logs the answers. `SITE` is the
 * origin of the service in its environment. The test image lies in `samples/` beside the code.
 */
export const canary =
  (config: Config, folder: string, write: (line: string) => unknown = writeLine) =>
  async (): Promise<void> => {
    const samples = join(import.meta.dirname, 'samples');
    const results = await askAll(siteAt(`${process.env.SITE}${folder}`, config, { limit: patience, samples }));
    write(canaryLine(config.stackName, results));
  };

// CloudWatch reads metrics only from a line of pure JSON; console.log would put a time and a request id in front.
const writeLine = (line: string) => process.stdout.write(`${line}\n`);

/** One line in CloudWatch's embedded metric format: how many questions passed, failed and were not asked, and why they failed. */
export const canaryLine = (stack: string, results: Result[]): string => {
  const of = (status: Result['status']) => results.filter((result) => result.status === status);
  const counts = {
    CanaryPassed: of('passed').length,
    CanaryFailed: of('failed').length,
    CanaryBlocked: of('blocked').length,
  };
  const Metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  const CloudWatchMetrics = [{ Namespace: 'EdgeImages', Dimensions: [['stack']], Metrics }];
  return JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, stack, ...counts, failed: of('failed') });
};
