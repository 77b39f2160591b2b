import { Tags } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { edgeRegion } from '../../config/alarm-regions.ts';
import { regionOf } from '../../config/paths/locations.ts';
import type { Config } from '../../config/schema.ts';
import { hasUpkeep } from '../../config/settings/upkeep-settings.ts';
import { distributionMetric, ownMetric, period } from './metrics.ts';

/** The dashboard of CloudFront, the Lambda at the edge and the upkeep. */
export function dashboard(scope: Construct, config: Config, distributionId: string): void {
  const metric = distributionMetric(distributionId);
  const widgets = [
    [
      graph('Requests to CloudFront', 'us-east-1', [metric('Requests', 'Sum')]),
      graph('Errors, % of requests', 'us-east-1', [
        metric('4xxErrorRate', 'Average'),
        metric('5xxErrorRate', 'Average'),
      ]),
    ],
    ...edgeWidgets(config, edgeRegion(config)),
    ...(hasUpkeep(config) ? [upkeepWidgets(config, regionOf(config))] : []),
  ];
  const made = new Dashboard(scope, 'Dashboard', { dashboardName: config.stackName, widgets });
  // CDK writes tags of dashboards, which CloudFormation does not take in every region.
  for (const key of Object.keys(config.tags ?? {})) Tags.of(made).remove(key, { priority: 300 });
}

const edgeWidgets = (config: Config, region: string) => {
  const metric = ownMetric(config, region);
  const sums = (...names: string[]) => names.map((name) => metric(name, 'Sum'));
  const times = ['LookupTime', 'ReadTime', 'DecodeTime', 'EncodeTime', 'KeepTime'];
  const stages = (statistic: string) => times.map((name) => metric(name, statistic));
  return [
    [
      graph('Derivatives: made, kept already, not possible', region, sums('Made', 'Kept', 'PassedThrough')),
      graph('Not possible, by reason', region, [byReason(config, region)]),
    ],
    [
      graph('Milliseconds by stage, median', region, stages('p50')),
      graph('Milliseconds by stage, 95th percentile', region, stages('p95')),
    ],
    [
      graph('Bytes of originals, of the derivatives in their place', region, sums('BytesIn', 'BytesOut')),
      graph('Redirects to large ones; failures of their bucket', region, sums('Redirected', 'StoreFaults')),
    ],
  ];
};

/** One line for each reason that occurs. */
const byReason = ({ stackName }: Config, region: string) =>
  new MathExpression({
    expression: `SEARCH('{EdgeImages,reason,stack} stack="${stackName}" MetricName="PassedThrough"', 'Sum')`,
    label: '',
    period,
    searchRegion: region,
    usingMetrics: {},
  });

const upkeepWidgets = (config: Config, region: string) => {
  const sums = (...names: string[]) => names.map((name) => ownMetric(config, region)(name, 'Sum'));
  return [
    graph('Purged: paths at CloudFront, derivatives in the bucket', region, sums('Invalidated', 'Removed')),
    graph('Pre-generated; failures', region, sums('Pregenerated', 'PregeneratedBefore', 'UpkeepFailures')),
  ];
};

const graph = (title: string, region: string, left: IMetric[]) => new GraphWidget({ title, region, left, width: 12 });
