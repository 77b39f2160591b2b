import type { Tally } from './pregeneration.ts';

/** What one batch of changes came to. */
export type Work = Tally & {
  /** Objects of the derivatives bucket. */
  removed: number;
  /** Paths. */
  invalidated: string[];
  failures: { keys: string[]; error: string }[];
};

/** One line a batch, in CloudWatch's embedded metric format, as edge/answer/log.ts has it. */
export const logLine = (work: Work, write: (line: string) => void = console.log) => {
  const { removed, invalidated, made, kept, underivable, failures } = work;
  const counts = {
    Removed: removed,
    Invalidated: invalidated.length,
    Pregenerated: made,
    PregeneratedBefore: kept,
    UpkeepFailures: failures.length,
  };
  const Metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  const CloudWatchMetrics = [{ Namespace: 'EdgeImages', Dimensions: [[]], Metrics }];
  write(
    JSON.stringify({
      _aws: { Timestamp: Date.now(), CloudWatchMetrics },
      ...counts,
      invalidated,
      underivable,
      failures,
    }),
  );
};
