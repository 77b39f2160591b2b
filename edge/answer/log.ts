import type { Underivable } from '../errors.ts';
import { canonical } from '../query/canonical.ts';
import type { Variant } from '../query/parameters.ts';
import type { Decision } from './decide.ts';
import type { ImageRequest } from './image-request.ts';
import type { Obtained } from './obtain.ts';

/** What is logged: a derivative that was made or kept, or why there is none. */
export type Outcome = { path: string; variant: Variant; stack: string } & (
  | { derivative: LoggedDerivative }
  | { error: Underivable }
);

type LoggedDerivative = Pick<Obtained, 'how' | 'type' | 'bytesIn' | 'bytesOut' | 'timings' | 'location' | 'fault'>;

/** Logs a decision about a derivative: its failure, then the derivative or the one that stands in for it. */
export const logDecision = ({ path, settings }: ImageRequest, variant: Variant, decision: Decision) => {
  const common = { path, variant, stack: settings.stack };
  const error = errorOf(decision);
  if (error) logLine({ ...common, error });
  if (decision.kind === 'derivative') logLine({ ...common, derivative: decision.derivative });
};

const errorOf = (decision: Decision) => {
  if (decision.kind === 'derivative') return decision.standsInFor?.error;
  return decision.kind === 'original' || decision.kind === 'problem' ? decision.error : undefined;
};

// A line must hold nothing but its JSON; console.log puts a time and a request id in front of it.
const writeLine = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Writes one line in CloudWatch's embedded metric format: counted as metrics and searched as a log
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export const logLine = (outcome: Outcome, write: (line: string) => unknown = writeLine): void => {
  const { path, stack } = outcome;
  // The query may be signed, and so may the URL that is to be explained.
  const { explain: _, ...variant } = outcome.variant;
  const counts = countsOf(outcome);
  const metrics = [metricsOf(['stack'], Object.keys(counts))];
  // By reason as well, so that a graph or an alarm can tell a truncated upload from a bucket that does not answer.
  if ('error' in outcome) metrics.push(metricsOf(['stack', 'reason'], ['PassedThrough']));
  write(
    JSON.stringify({
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: metrics },
      stack,
      uri: path,
      variant: canonical(variant),
      ...textsOf(outcome),
      ...counts,
    }),
  );
};

const metricsOf = (dimensions: string[], names: string[]) => ({
  Namespace: 'EdgeImages',
  Dimensions: [dimensions],
  Metrics: names.map((Name) => ({ Name, Unit: unitOf(Name) })),
});

const unitOf = (name: string) =>
  name.endsWith('Time') ? 'Milliseconds' : name.startsWith('Bytes') ? 'Bytes' : 'Count';

/** Numbers become metrics; zeros too, where an average or a rate is to be right. */
const countsOf = (outcome: Outcome): Record<string, number> => {
  const none = { Made: 0, Kept: 0, PassedThrough: 0 };
  if ('error' in outcome) return { ...none, PassedThrough: 1 };
  const { how, bytesIn, bytesOut, timings, location, fault } = outcome.derivative;
  const times = Object.entries(timings).map(([stage, milliseconds]) => [
    `${stage[0]?.toUpperCase()}${stage.slice(1)}Time`,
    Math.round(milliseconds * 10) / 10,
  ]);
  return {
    ...none,
    [how === 'made' ? 'Made' : 'Kept']: 1,
    Redirected: location ? 1 : 0,
    StoreFaults: fault ? 1 : 0,
    BytesIn: bytesIn,
    BytesOut: bytesOut,
    ...Object.fromEntries(times),
  };
};

/** Texts are searched, never counted. */
const textsOf = (outcome: Outcome) => {
  if ('error' in outcome) return { reason: outcome.error.reason, detail: outcome.error.message };
  const { type, fault } = outcome.derivative;
  return { type, ...(fault && { fault }) };
};
