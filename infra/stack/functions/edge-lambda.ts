import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { keepStatements } from '../buckets/derivatives.ts';
import { readAllStatements } from '../buckets/originals.ts';
import type { Buckets, Deployment } from '../deployment.ts';
import { edgeFunction } from './edge-function.ts';

/** The origin-response function and the numbered version that CloudFront replicates. */
export function edgeLambda(
  scope: Construct,
  buckets: Buckets,
  { config, lambdaCode: code }: Deployment,
): { version: IVersion; functionName: string } {
  const { derivatives, logKey } = buckets;
  const description = 'Makes derivatives of the images that S3 answers with';
  const lambda = edgeFunction(scope, config, {
    ...{ id: 'OriginResponse', roleId: 'LambdaRole', logId: 'Log', name: 'origin-response', description },
    ...{ code, memory: config.memory, seconds: config.timeout, logKey },
    policies: {
      ReadOriginals: new PolicyDocument({ statements: readAllStatements(config, buckets) }),
      ...(derivatives && { KeepDerivatives: new PolicyDocument({ statements: keepStatements(derivatives, config) }) }),
    },
  });
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  return { version: lambda.currentVersion as IVersion, functionName: lambda.functionName };
}
