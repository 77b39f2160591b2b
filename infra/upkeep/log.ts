import type { Tally } from './pregeneration.ts';

/** The outcome of one batch of changes. */
export type Outcome = Tally & {
  /** Number of objects deleted from the derivatives bucket. */
  removed: number;
  /** CloudFront paths. */
  invalidated: string[];
  failures: { keys: string[]; error: string }[];
};

// CloudWatch reads metrics only from a line of pure JSON; console.log would put a time and a request id in front.
const writeLine = (line: string) => process.stdout.write(`${line}\n`);

/** Logs a batch as one line in CloudWatch's embedded metric format, as edge/answer/log.ts does for a response. */
export const logOutcome = (stack: string, outcome: Outcome, write: (line: string) => unknown = writeLine) => {
  const { removed, invalidated, made, kept, underivable, failures } = outcome;
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
