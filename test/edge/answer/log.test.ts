import { describe, expect, test } from 'vitest';
import { logLine, type Outcome } from '../../../edge/answer/log.ts';
import { Underivable } from '../../../edge/errors.ts';

type Definition = { Name: string; Unit: string };
type Directive = { Namespace: string; Dimensions: string[][]; Metrics: Definition[] };

const units = ['Count', 'Bytes', 'Milliseconds'];

/**
 * What CloudWatch makes of a line: metrics by their dimensions. Throws where the specification says MUST.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const metricsOf = (line: string) => {
  const root = JSON.parse(line);
  const { Timestamp, CloudWatchMetrics, ...others } = root._aws;
  if (line.includes('\n') || Buffer.byteLength(line) > 256 * 1024) throw new Error('not one event of 256 KB');
  if (Math.abs(Timestamp - Date.now()) > 60_000) throw new Error('not milliseconds since 1970');
  if (Object.keys(others).length > 0) throw new Error('unknown members of _aws');
  return (CloudWatchMetrics as Directive[]).flatMap((directive) => metricsIn(directive, root));
};

const metricsIn = ({ Namespace, Dimensions, Metrics, ...others }: Directive, root: Record<string, unknown>) => {
  if (!/^[^:\s][^:]{0,254}$/.test(Namespace) || Namespace.startsWith('AWS/')) throw new Error('Namespace');
  if (Object.keys(others).length > 0) throw new Error('unknown members of a directive');
  if (Metrics.length === 0 || Metrics.length > 100) throw new Error('1 to 100 metrics');
  return Dimensions.flatMap((names) => {
    if (names.length > 30) throw new Error('at most 30 dimensions');
    for (const name of names) {
      const value = root[name];
      if (typeof value !== 'string' || value.length < 1 || value.length > 1024) throw new Error(`dimension ${name}`);
    }
    return Metrics.map(({ Name, Unit, ...more }) => {
      const value = root[Name];
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`metric ${Name}`);
      if (!units.includes(Unit) || Object.keys(more).length > 0) throw new Error(`unit of ${Name}`);
      const where = names.map((name) => `${name}=${root[name]}`).join(',');
      return `${where} ${Name} ${value} ${Unit}`.trim();
    });
  });
};

const common = {
  stack: 'images',
  path: '/a.jpg',
  variant: { w: 100, explain: '/a.jpg?w=100&sig=SECRET&explain=1' },
};
const answered = { type: 'image/webp', bytesIn: 4000, bytesOut: 300 };
const lineOf = (outcome: Outcome) => {
  let line = '';
  logLine(outcome, (written) => {
    line = written;
  });
  return line;
};

describe('one line a derivation is metrics for CloudWatch', () => {
  test.each<[string, Outcome, string[], object]>([
    [
      'made',
      {
        ...common,
        derivative: {
          ...answered,
          how: 'made',
          timings: { lookup: 1.234, read: 20, decode: 30, encode: 40.06, keep: 5 },
        },
      },
      [
        'stack=images Made 1 Count',
        'stack=images Kept 0 Count',
        'stack=images PassedThrough 0 Count',
        'stack=images Redirected 0 Count',
        'stack=images StoreFaults 0 Count',
        'stack=images BytesIn 4000 Bytes',
        'stack=images BytesOut 300 Bytes',
        'stack=images LookupTime 1.2 Milliseconds',
        'stack=images ReadTime 20 Milliseconds',
        'stack=images DecodeTime 30 Milliseconds',
        'stack=images EncodeTime 40.1 Milliseconds',
        'stack=images KeepTime 5 Milliseconds',
      ],
      { stack: 'images', uri: '/a.jpg', variant: 'w~100', type: 'image/webp' },
    ],
    [
      'kept, too large to be sent, from a bucket that has trouble',
      {
        ...common,
        derivative: { ...answered, how: 'kept', timings: { lookup: 2 }, location: '/_/a', fault: 'SlowDown' },
      },
      [
        'stack=images Made 0 Count',
        'stack=images Kept 1 Count',
        'stack=images PassedThrough 0 Count',
        'stack=images Redirected 1 Count',
        'stack=images StoreFaults 1 Count',
        'stack=images BytesIn 4000 Bytes',
        'stack=images BytesOut 300 Bytes',
        'stack=images LookupTime 2 Milliseconds',
      ],
      { fault: 'SlowDown' },
    ],
    [
      'passed through, by reason',
      { ...common, error: new Underivable('damaged', 'premature "end"\nof file') },
      [
        'stack=images Made 0 Count',
        'stack=images Kept 0 Count',
        'stack=images PassedThrough 1 Count',
        'stack=images,reason=damaged PassedThrough 1 Count',
      ],
      { reason: 'damaged', detail: 'premature "end"\nof file' },
    ],
  ])('%s', (_, outcome, metrics, parameters) => {
    const line = lineOf(outcome);
    // Who reads the log can't open what a signature closes.
    expect(line).not.toContain('SECRET');
    expect(metricsOf(line)).toEqual(metrics);
    expect(JSON.parse(line)).toMatchObject(parameters);
  });
});
