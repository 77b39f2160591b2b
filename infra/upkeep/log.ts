import type { Tally } from './pregeneration.ts';

/** What one batch of changes came to. */
export type Work = Tally & {
  /** Objects of the derivatives bucket. */
  removed: number;
  /** Paths. */
  invalidated: string[];
  failures: { keys: string[]; error: string }[];
};

// A line must hold nothing but its JSON; console.log puts a time and a request id in front of it.
const writeLine = (line: string) => process.stdout.write(`${line}\n`);

/** Writes one line a batch in CloudWatch's embedded metric format, as edge/answer/log.ts does. */
export const logLine = (stack: string, work: Work, write: (line: string) => unknown = writeLine) => {
  const { removed, invalidated, made, kept, underivable, failures } = work;
  const counts = {
    Removed: removed,
    Invalidated: invalidated.length,
    Pregenerated: made,
    PregeneratedBefore: kept,
    UpkeepFailures: failures.length,
  };
  const Metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  const CloudWatchMetrics = [{ Namespace: 'EdgeImages', Dimensions: [['stack']], Metrics }];
  write(
    JSON.stringify({
      _aws: { Timestamp: Date.now(), CloudWatchMetrics },
      stack,
      ...counts,
      invalidated,
      underivable,
      failures,
    }),
  );
};
