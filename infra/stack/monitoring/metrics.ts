import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../../config/schema.ts';

/** Of every graph and most alarms. */
export const period = Duration.minutes(5);

/** A metric of the distribution; CloudFront's are in us-east-1. */
export const distributionMetric = (distributionId: string) => cloudFront({ DistributionId: distributionId });

/** A metric of the viewer function: …/DeveloperGuide/monitoring-functions.html */
export const viewerFunctionMetric = (functionName: string) => cloudFront({ FunctionName: functionName });

const cloudFront = (dimensions: Record<string, string>) => (metricName: string, statistic: string) =>
  new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { ...dimensions, Region: 'Global' },
    statistic,
    period,
    region: 'us-east-1',
  });

/**
 * A metric of the function that makes derivatives. At the edge it is of the function's replicas in a region, which bear its name
 * behind `us-east-1.` (…/DeveloperGuide/edge-functions-logs.html).
 */
export const functionMetric =
  ({ door }: Config, functionName: string, region: string) =>
  (metricName: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { FunctionName: door === 'edge' ? `us-east-1.${functionName}` : functionName },
      statistic,
      period,
      region,
    });

/** A metric of this stack's log lines (edge/answer/log.ts, infra/upkeep/log.ts). */
export const ownMetric =
  ({ stackName }: Config, region: string) =>
  (metricName: string, statistic: string, over = period) =>
    new Metric({
      namespace: 'EdgeImages',
      metricName,
      dimensionsMap: { stack: stackName },
      statistic,
      period: over,
      region,
    });
