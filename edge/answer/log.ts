import type { CloudFrontRequest } from 'aws-lambda';
import type { Underivable } from '../errors.ts';
import { canonical } from '../query/canonical.ts';
import type { Variant } from '../query/parameters.ts';
import type { Timings } from './response.ts';

/** What came of a request for a derivative. */
export type Outcome = { request: CloudFrontRequest; asked: Variant } & (Answered | { error: Underivable });

type Answered = {
  how: 'made' | 'kept';
  type: string;
  bytesIn: number;
  bytesOut: number;
  timings: Timings;
  /** Where the viewer is redirected to. */
  location?: string | undefined;
  /** What is wrong with the derivatives bucket. */
  fault?: string | undefined;
};

/**
 * One line a derivation, in CloudWatch's embedded metric format: counted as metrics and searched as a log
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export const logLine = (outcome: Outcome, write: (line: string) => void = console.log) => {
  // The query itself may be signed, and so may the address that is to be explained.
  const { explain: _address, ...image } = outcome.asked;
  const counted = countsOf(outcome);
  const directives = [directive([], Object.keys(counted))];
  // By reason as well, so that a graph or an alarm can tell a truncated upload from a bucket that does not answer.
  if ('error' in outcome) directives.push(directive(['reason'], ['PassedThrough']));
  write(
    JSON.stringify({
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: directives },
      uri: outcome.request.uri,
      variant: canonical(image),
      ...parametersOf(outcome),
      ...counted,
    }),
  );
};

const directive = (dimensions: string[], names: string[]) => ({
  Namespace: 'EdgeImages',
  Dimensions: [dimensions],
  Metrics: names.map((Name) => ({ Name, Unit: unitOf(Name) })),
});

const unitOf = (name: string) =>
  name.endsWith('Time') ? 'Milliseconds' : name.startsWith('Bytes') ? 'Bytes' : 'Count';

/** Numbers become metrics: zeros too where an average or a rate is to be right. */
const countsOf = (outcome: Outcome): Record<string, number> => {
  const none = { Made: 0, Kept: 0, PassedThrough: 0 };
  if ('error' in outcome) return { ...none, PassedThrough: 1 };
  const { how, bytesIn, bytesOut, timings, location, fault } = outcome;
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

/** Text is searched, never counted. */
const parametersOf = (outcome: Outcome) =>
  'error' in outcome
    ? { reason: outcome.error.reason, detail: outcome.error.message }
    : { type: outcome.type, ...(outcome.fault && { fault: outcome.fault }) };
