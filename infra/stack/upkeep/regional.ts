import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Deployment } from '../deployment.ts';
import { upkeepAlarms } from '../monitoring/alarms.ts';
import { backfill } from './backfill.ts';
import { upkeepLambda } from './upkeep-lambda.ts';

/** The upkeep Lambda, which updates derivatives when originals change, and its backfill, in the region of both buckets. */
export function regionalResources(
  stack: Stack,
  { config, upkeepDirectory }: Deployment,
  resources: { originals: IBucket; derivatives: IBucket | undefined; distributionId: string },
): void {
  if (upkeepDirectory === undefined) return;
  const { originals, derivatives } = resources;
  const { lambda, deadLetters } = upkeepLambda(stack, { config, ...resources, directory: upkeepDirectory });
  if (config.monitoring) upkeepAlarms(stack, config, deadLetters);
  if (!config.pregenerate || !derivatives) return;
  const machine = backfill(stack, { config, originals, derivatives, lambda });
  new CfnOutput(stack, 'BackfillCommand', {
    description: 'Makes the pre-generated derivatives of all originals',
    value: `aws stepfunctions start-execution --region ${stack.region} --state-machine-arn ${machine.stateMachineArn}`,
  });
}
