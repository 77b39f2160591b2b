import type { CloudFrontRequest } from 'aws-lambda';
import type { Underivable } from './errors.ts';
import type { Derivative } from './picture/derive.ts';

/** What came of a request that asked for a derivative. */
export type Outcome =
  | { outcome: 'derived'; request: CloudFrontRequest; derivative: Derivative; bytesIn: number; read: number }
  | { outcome: 'underivable'; request: CloudFrontRequest; error: Underivable };

const metrics = [
  { Name: 'Derived', Unit: 'Count' },
  { Name: 'Underivable', Unit: 'Count' },
  { Name: 'BytesIn', Unit: 'Bytes' },
  { Name: 'BytesOut', Unit: 'Bytes' },
  { Name: 'ReadTime', Unit: 'Milliseconds' },
  { Name: 'DecodeTime', Unit: 'Milliseconds' },
  { Name: 'EncodeTime', Unit: 'Milliseconds' },
];

/**
 * One line a derivation, in CloudWatch's embedded metric format: counted as metrics and searched as a log
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export const logLine = (outcome: Outcome, write: (line: string) => void = console.log) => {
  const { uri, querystring } = outcome.request;
  write(
    JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{ Namespace: 'EdgeImages', Dimensions: [[]], Metrics: metrics }],
      },
      uri,
      query: querystring,
      ...valuesOf(outcome),
    }),
  );
};

const valuesOf = (outcome: Outcome) =>
  outcome.outcome === 'derived'
    ? {
        Derived: 1,
        Underivable: 0,
        BytesIn: outcome.bytesIn,
        BytesOut: outcome.derivative.bytes.length,
        ReadTime: outcome.read,
        DecodeTime: outcome.derivative.took.decode,
        EncodeTime: outcome.derivative.took.encode,
        format: outcome.derivative.format,
      }
    : { Derived: 0, Underivable: 1, reason: outcome.error.reason, detail: outcome.error.message };
