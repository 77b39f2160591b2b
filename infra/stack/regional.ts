import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { backfill } from './backfill.ts';
import { derivativesBucket } from './derivatives.ts';
import { monitorUpkeep } from './monitoring.ts';
import type { Deployment } from './stack.ts';
import { upkeepLambda } from './upkeep-lambda.ts';

/**
 * What stands in the region of the originals: the derivatives bucket, and what keeps it in step with the originals. Gives
 * the bucket back.
 */
export function regionalResources(
  stack: Stack,
  { config, upkeepDirectory }: Deployment,
  { originals, distributionId }: { originals: IBucket; distributionId: string },
): IBucket | undefined {
  const output = (name: string, description: string, value: string) =>
    new CfnOutput(stack, name, { description, value });
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  const derivatives = config.derivatives && (derivativesBucket(stack, config, distributionId) as IBucket);
  if (derivatives) output('DerivativesBucket', 'To be emptied before the stack is destroyed', derivatives.bucketName);
  if (upkeepDirectory === undefined) return derivatives;
  const upkept = { config, originals, derivatives, distributionId, directory: upkeepDirectory };
  const { lambda, deadLetters } = upkeepLambda(stack, upkept);
  if (config.monitoring) monitorUpkeep(stack, config, deadLetters);
  if (!config.pregenerate || !derivatives) return derivatives;
  const machine = backfill(stack, { config, originals, derivatives, lambda });
  const start = `aws stepfunctions start-execution --region ${stack.region} --state-machine-arn ${machine.stateMachineArn}`;
  output('BackfillCommand', 'Makes the pre-generated derivatives of all originals', start);
  return derivatives;
}
