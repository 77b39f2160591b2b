import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { edgeRegion } from '../config/alarm-regions.ts';
import { stackSuffixes } from '../config/fields/stack-names.ts';
import { regionOf } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';
import { bucketsSeenBy, derivativesSeenBy, derivativesStackName, keyIn, outputOf, stackIn } from './across-stacks.ts';
import { allowCloudFront, bucketByName, derivativesBucket } from './buckets/derivatives.ts';
import { acceptKeyPolicy } from './buckets/encryption.ts';
import { furtherBuckets, originalsBucket } from './buckets/originals.ts';
import type { Deployment } from './deployment.ts';
import { candidateName, stagingDistribution } from './distribution/staging.ts';
import { allowDistribution, regionalLambda } from './functions/regional-lambda.ts';
import { functionAlarms } from './monitoring/alarms.ts';
import { acceptFindings } from './nag-suppressions.ts';
import { derivativesOutput, originalsOutput, statementOutputs } from './outputs.ts';
import { keysOutput } from './signing-keys.ts';
import { regionalResources } from './upkeep/regional.ts';

/** The stack of the regional function beside originals of another region: deployed before the distribution that asks it. */
export function functionStack(scope: Construct, deployment: Deployment): Stack {
  const { config } = deployment;
  const stack = stackIn(scope, {
    name: `${config.stackName}${stackSuffixes.function}`,
    region: regionOf(config),
    description: 'Makes derivatives beside the bucket of the originals',
  });
  const buckets = bucketsSeenBy(stack, config);
  const { domainName, functionName } = regionalLambda(stack, buckets, deployment);
  allowDistribution(stack, functionName);
  new CfnOutput(stack, 'FunctionDomain', { description: 'The host name of the function URL', value: domainName });
  new CfnOutput(stack, 'FunctionName', { description: 'The function', value: functionName });
  if (config.monitoring) functionAlarms(stack, config, functionName);
  acceptFindings(stack, config);
  return stack;
}

/** The stack of the derivatives bucket beside originals of another region. */
export function derivativesStack(scope: Construct, config: Config): Stack {
  const stack = stackIn(scope, {
    name: derivativesStackName(config),
    region: regionOf(config),
    description: 'Keeps derivatives beside the bucket of the originals',
  });
  const bucket = derivativesBucket(stack, config, keyIn(stack, config));
  allowCloudFront(bucket, config);
  derivativesOutput(stack, bucket.bucketName);
  acceptFindings(stack, config);
  return stack;
}

/** The stack of the upkeep beside originals of another region. */
export function regionalStack(scope: Construct, home: Construct, deployment: Deployment): void {
  const { config } = deployment;
  const stack = stackIn(scope, {
    name: `${config.stackName}${stackSuffixes.upkeep}`,
    region: regionOf(config),
    description: 'Keeps derivatives in step with the originals',
  });
  stack.addStackDependency(Stack.of(home));
  const distributionId = outputOf(home, 'DistributionId');
  regionalResources(stack, deployment, { ...bucketsSeenBy(stack, config), distributionId });
  acceptFindings(stack, config);
}

/** The stack of the next release: deployed before this one, or alone, it reads outputs of the deployment before. */
export function candidateStack(scope: Construct, images: Stack, deployment: Deployment): Stack {
  const { config } = deployment;
  const { existing } = config.originals;
  const stack = stackIn(scope, {
    name: candidateName(config),
    region: images.region,
    description: 'The next release, for a share of the requests',
  });
  const output = (name: string) => Fn.getStackOutput(images.stackName, name, images.region);
  const key = keyIn(stack, config);
  const made = { bucketName: output(originalsOutput), region: images.region, encryptionKey: key };
  const isBeside = regionOf(config) === images.region;
  const buckets = {
    originals: existing ? originalsBucket(stack, config) : bucketByName(stack, 'Originals', made),
    ...furtherBuckets(stack, config),
    derivatives: derivativesSeenBy(stack, config, { key, ...(isBeside && { name: output('DerivativesBucket') }) }),
  };
  const signing = config.signing && { signingKeysArn: output(keysOutput) };
  const site = stagingDistribution(stack, buckets, { ...deployment, ...signing });
  statementOutputs(stack, config, { buckets, site });
  if (key) acceptKeyPolicy(stack);
  const { domain: _, ...others } = config;
  acceptFindings(stack, others);
  return stack;
}

/** The stack of the edge's alarms, where the Origin Shield is in another region: CloudWatch watches metrics of its own region only. */
export function alarmStack(
  scope: Construct,
  home: Construct,
  { config, functionName }: { config: Config; functionName: string },
): void {
  new CfnOutput(home, 'FunctionName', { description: 'The function at the edge', value: functionName });
  const stack = stackIn(scope, {
    name: `${config.stackName}${stackSuffixes.alarms}`,
    region: edgeRegion(config),
    description: 'Watches the function at the edge where it runs',
  });
  stack.addStackDependency(Stack.of(home));
  functionAlarms(stack, config, outputOf(home, 'FunctionName'));
}
