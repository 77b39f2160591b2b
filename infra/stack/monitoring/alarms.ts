import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../../config/schema.ts';
import type { ViewerFunction } from '../functions/viewer-functions.ts';
import { distributionMetric, functionMetric, ownMetric, period, viewerFunctionMetric } from './metrics.ts';

type Rule = { name: string; means: string; metric: IMetric; above: number; once?: true };

/** The alarms of what CloudFront counts, in us-east-1. */
export function distributionAlarms(
  scope: Construct,
  config: Config,
  { distributionId, functions }: { distributionId: string; functions: readonly ViewerFunction[] },
): void {
  alarms(scope, config, [
    {
      name: 'Failing',
      means: 'More than 5 % of all requests end in a 5xx: S3, the function or its concurrency',
      metric: distributionMetric(distributionId)('5xxErrorRate', 'Average'),
      above: 5,
    },
    ...functions.flatMap(viewerRules),
  ]);
}

/** The rules of a viewer function. The one of the default behavior has the plain names. */
const viewerRules = ({ name, pathPatterns, created }: ViewerFunction): Rule[] => {
  const count = viewerFunctionMetric(created.functionName);
  const suffix = name.replace('viewer-request', '');
  const paths = suffix && ` for ${pathPatterns.join(', ')}`;
  return [
    {
      name: `ViewerErrors${suffix}`,
      means: `The viewer function${paths} throws: viewers get a 503`,
      metric: count('FunctionExecutionErrors', 'Sum'),
      above: 0,
    },
    {
      name: `ViewerInvalid${suffix}`,
      means: `CloudFront refuses what the viewer function${paths} returns: viewers get a 502`,
      metric: count('FunctionValidationErrors', 'Sum'),
      above: 0,
    },
    {
      name: `ViewerThrottles${suffix}`,
      means: `The viewer function${paths} is throttled: viewers get a 503`,
      metric: count('FunctionThrottles', 'Sum'),
      above: 0,
    },
    {
      name: `ViewerCompute${suffix}`,
      means: `The viewer function${paths} uses more than 80 % of the time that CloudFront gives it`,
      metric: count('FunctionComputeUtilization', 'Maximum'),
      above: 80,
    },
  ];
};

/** The alarms of the function that makes derivatives, in the region that runs it. */
export function functionAlarms(scope: Construct, config: Config, functionName: string): void {
  if (!config.monitoring) return;
  const { concurrency, derivativesAnHour } = config.monitoring;
  const own = ownMetric(config, Stack.of(scope).region);
  const replica = functionMetric(config, functionName, Stack.of(scope).region);
  alarms(scope, config, [
    {
      name: 'PassedThrough',
      means:
        'More than 20 % of cache misses got the original or an error instead of a derivative; the log has the reasons',
      metric: passedThrough(own),
      above: 20,
    },
    {
      name: 'EdgeErrors',
      means: 'The function at the edge throws or runs out of time or memory: viewers get a 503',
      metric: replica('Errors', 'Sum'),
      above: 0,
    },
    {
      name: 'EdgeThrottles',
      means: 'Lambda has no concurrency left in this region: viewers get a 503; ask for a higher quota',
      metric: replica('Throttles', 'Sum'),
      above: 0,
    },
    {
      name: 'EdgeConcurrency',
      means: `More than ${concurrency} runs at a time in this region; new accounts have a quota of 10, others of 1,000`,
      metric: replica('ConcurrentExecutions', 'Maximum'),
      above: concurrency,
    },
    {
      name: 'Growth',
      means: `More than ${derivativesAnHour} derivatives were made in an hour: each costs a run; somebody may ask for sizes at random`,
      metric: own('Made', 'Sum', Duration.hours(1)),
      above: derivativesAnHour,
      once: true,
    },
  ]);
}

/** The alarm of changes that were not followed in five tries. */
export function upkeepAlarms(scope: Construct, config: Config, deadLetters: IQueue): void {
  alarms(scope, config, [
    {
      name: 'DeadLetters',
      means: 'Changes of originals were not followed: their derivatives stay until their lifetimes end',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      above: 0,
    },
  ]);
}

/** The alarms of the canary: what it finds, and that it can't look. */
export function canaryAlarms(scope: Construct, config: Config, lambda: IFunction): void {
  const over = Duration.minutes(config.monitoring?.canary?.minutes ?? 0);
  alarms(scope, config, [
    {
      name: 'Canary',
      means: `The canary finds what does not work: its log /${config.stackName}/canary has causes and remedies`,
      metric: ownMetric(config, Stack.of(scope).region)('CanaryFailed', 'Maximum', over),
      above: 0,
    },
    {
      name: 'CanaryErrors',
      means: 'The canary itself fails or runs out of time',
      metric: lambda.metricErrors({ period: over, statistic: 'Sum' }),
      above: 0,
    },
  ]);
}

/** In % of the misses; a handful of requests is no rate. */
const passedThrough = (own: ReturnType<typeof ownMetric>) =>
  new MathExpression({
    expression: 'IF(made + kept + passed > 20, 100 * passed / (made + kept + passed), 0)',
    usingMetrics: { made: own('Made', 'Sum'), kept: own('Kept', 'Sum'), passed: own('PassedThrough', 'Sum') },
    period,
  });

/** Alarms after two of three periods, sent to the topics of the stack's region. */
function alarms(scope: Construct, { monitoring }: Config, rules: Rule[]): void {
  const topics = (monitoring?.topicArns ?? []).filter((arn) => arn.split(':')[3] === Stack.of(scope).region);
  const actions = topics.map(
    (arn) => new SnsAction(Topic.fromTopicArn(scope, `Topic${arn.split(':').at(-1)}${rules[0]?.name}`, arn)),
  );
  for (const { name, means, metric, above, once } of rules) {
    const alarm = new Alarm(scope, `${name}Alarm`, {
      alarmDescription: means,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: once ? 1 : 3,
      datapointsToAlarm: once ? 1 : 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...actions);
  }
}
