import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { regionOf } from '../config/locations.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/upkeep-settings.ts';

/**
 * Where the Lambda at the edge runs and its log lines become metrics: Origin Shield's region. Without one they are spread
 * over CloudFront's regional caches, and what is shown here is us-east-1's share.
 */
const edgeRegion = ({ originShieldRegion }: Config) => originShieldRegion ?? 'us-east-1';

/** The dashboard, and the alarm of what only CloudFront sees; its metrics are in us-east-1. */
export function monitorDistribution(stack: Stack, config: Config, distributionId: string): void {
  const cloudFront = (metricName: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/CloudFront',
      metricName,
      dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
      statistic,
      period,
      region: 'us-east-1',
    });
  const failing = cloudFront('5xxErrorRate', 'Average');
  const widgets = [
    [
      graph('Requests to CloudFront', 'us-east-1', [cloudFront('Requests', 'Sum')]),
      graph('Errors, % of requests', 'us-east-1', [cloudFront('4xxErrorRate', 'Average'), failing]),
    ],
    ...edgeWidgets(config, edgeRegion(config)),
    ...(hasUpkeep(config) ? [upkeepWidgets(config, regionOf(config))] : []),
  ];
  new Dashboard(stack, 'Dashboard', { dashboardName: config.stackName, widgets });
  alarm(stack, config, {
    name: 'Failing',
    means: 'More than 5 % of all requests end in a 5xx: S3, the function or its concurrency',
    metric: failing,
    above: 5,
  });
}

/** The alarm of images that can't be derived; in the one stack that is where the Lambda at the edge runs. */
export function monitorEdge(stack: Stack, config: Config): void {
  if (stack.region !== edgeRegion(config)) return;
  const [made, kept, passed] = ['Made', 'Kept', 'PassedThrough'].map((name) =>
    ownMetrics(config, stack.region)(name, 'Sum'),
  );
  if (!made || !kept || !passed) return;
  alarm(stack, config, {
    name: 'PassedThrough',
    means: 'More than 20 % of what could not be cached was sent as it is; the log says for which reasons',
    // A handful of requests is no rate.
    metric: new MathExpression({
      expression: 'IF(made + kept + passed > 20, 100 * passed / (made + kept + passed), 0)',
      usingMetrics: { made, kept, passed },
      period,
    }),
    above: 20,
  });
}

/** The alarm of changes that were not followed in five tries. */
export function monitorUpkeep(stack: Stack, config: Config, deadLetters: IQueue): void {
  alarm(stack, config, {
    name: 'DeadLetters',
    means: 'Changes of originals were not followed: their derivatives stay until their lifetimes end',
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    above: 0,
  });
}

const period = Duration.minutes(5);

type Watched = { name: string; means: string; metric: IMetric; above: number };

/** Two of three periods of five minutes. It is sent to the topics of its own region: CloudWatch knows no others. */
function alarm(stack: Stack, { monitoring }: Config, { name, means, metric, above }: Watched): void {
  const made = new Alarm(stack, `${name}Alarm`, {
    alarmDescription: means,
    metric,
    threshold: above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const topics = (monitoring?.topicArns ?? []).filter((arn) => arn.split(':')[3] === stack.region);
  for (const [index, arn] of topics.entries())
    made.addAlarmAction(new SnsAction(Topic.fromTopicArn(stack, `${name}Topic${index}`, arn)));
}

/** Metrics of this stack's log lines (edge/answer/log.ts, infra/upkeep/log.ts). */
const ownMetrics =
  ({ stackName }: Config, region: string) =>
  (metricName: string, statistic: string) =>
    new Metric({ namespace: 'EdgeImages', metricName, dimensionsMap: { stack: stackName }, statistic, period, region });

const edgeWidgets = (config: Config, region: string) => {
  const metric = ownMetrics(config, region);
  const sums = (...names: string[]) => names.map((name) => metric(name, 'Sum'));
  const times = ['LookupTime', 'ReadTime', 'DecodeTime', 'EncodeTime', 'KeepTime'];
  // One line for each reason that there is.
  const reasons = new MathExpression({
    expression: `SEARCH('{EdgeImages,reason,stack} stack="${config.stackName}" MetricName="PassedThrough"', 'Sum')`,
    label: '',
    period,
    searchRegion: region,
    usingMetrics: {},
  });
  return [
    [
      graph('Derivatives: made, kept already, not possible', region, sums('Made', 'Kept', 'PassedThrough')),
      graph('Sent as they are, by reason', region, [reasons]),
    ],
    [
      graph(
        'Milliseconds by stage, median',
        region,
        times.map((name) => metric(name, 'p50')),
      ),
      graph(
        'Milliseconds by stage, slowest twentieth',
        region,
        times.map((name) => metric(name, 'p95')),
      ),
    ],
    [
      graph('Bytes of originals, of the derivatives in their place', region, sums('BytesIn', 'BytesOut')),
      graph('Redirects to large ones; failures of their bucket', region, sums('Redirected', 'StoreFaults')),
    ],
  ];
};

const upkeepWidgets = (config: Config, region: string) => {
  const metric = ownMetrics(config, region);
  const sums = (...names: string[]) => names.map((name) => metric(name, 'Sum'));
  return [
    graph('Purged: paths at CloudFront, derivatives in the bucket', region, sums('Invalidated', 'Removed')),
    graph('Pre-generated; failures', region, sums('Pregenerated', 'PregeneratedBefore', 'UpkeepFailures')),
  ];
};

const graph = (title: string, region: string, left: IMetric[]) => new GraphWidget({ title, region, left, width: 12 });
