import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Buckets, Deployment } from '../deployment.ts';
import { upkeepAlarms } from '../monitoring/alarms.ts';
import { backfill } from './backfill.ts';
import { upkeepLambda } from './upkeep-lambda.ts';

/** The upkeep Lambda, which updates derivatives when originals change, and its backfill, in the region of both buckets. */
export function regionalResources(
  scope: Construct,
  { config, upkeepCode }: Deployment,
  resources: Buckets & { distributionId: string },
): void {
  if (upkeepCode === undefined) return;
  const { derivatives } = resources;
  const { lambda, deadLetters } = upkeepLambda(scope, { config, ...resources, code: upkeepCode });
  if (config.monitoring) upkeepAlarms(scope, config, deadLetters);
  if (!config.pregenerate || !derivatives) return;
  const machine = backfill(scope, { ...resources, config, derivatives, lambda });
  new CfnOutput(scope, 'BackfillCommand', {
    description: 'Makes the pre-generated derivatives of all originals',
    value: `aws stepfunctions start-execution --region ${Stack.of(scope).region} --state-machine-arn ${machine.stateMachineArn}`,
  });
}
