import { CfnOutput, Fn, Stack, Tags } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { edgeRegion } from '../config/alarm-regions.ts';
import { regionOf } from '../config/locations.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/upkeep-settings.ts';
import type { Deployment } from './deployment.ts';
import { allowCloudFront, bucketByName, derivativesBucket } from './derivatives.ts';
import { type Door, distribution } from './distribution.ts';
import { edgeLambda } from './edge-lambda.ts';
import { distributionAlarms, functionAlarms } from './monitoring/alarms.ts';
import { dashboard } from './monitoring/dashboard.ts';
import { acceptFindings } from './nag-suppressions.ts';
import { bucketStatement, keyStatement, originalsBucket } from './originals.ts';
import { allowDistribution, regionalLambda } from './regional-lambda.ts';
import { regionalResources } from './upkeep/regional.ts';

/** What the stacks consist of, as far as others need it. */
type Made = { stack: Stack; site: Distribution; originals: IBucket; functionName: string };

/**
 * The stack of what runs at CloudFront, in us-east-1: Lambda@Edge takes functions from nowhere else. What belongs beside the
 * originals is in it too, unless their bucket is in another region. Then there are two more stacks there: the derivatives bucket,
 * deployed before the distribution that reads it, and the upkeep, deployed after the distribution that it invalidates.
 */
export function imageStacks(scope: Construct, deployment: Deployment): Made {
  const { config } = deployment;
  const description = 'Resizes the images of an S3 bucket at CloudFront';
  const stack = stackIn(scope, { name: config.stackName, region: 'us-east-1', description });
  const isElsewhere = regionOf(config) !== stack.region;
  const originals = originalsBucket(stack, config);
  const own = config.derivatives && !isElsewhere ? derivativesBucket(stack, config) : undefined;
  if (config.derivatives && isElsewhere) stack.addStackDependency(derivativesStack(scope, config));
  const derivatives = derivativesSeenBy(stack, config, own?.bucketName);
  const door = doorOf(scope, stack, { originals, derivatives, deployment });
  const { functionName } = door;
  const { site, viewerFunction } = distribution(stack, { originals, derivatives }, { door, ...deployment });
  if (config.door === 'regional' && !isElsewhere) allowDistribution(stack, functionName, site.distributionId);
  outputs(stack, config, { bucket: originals, site });
  if (own) {
    allowCloudFront(own, site.distributionId);
    derivativesOutput(stack, own.bucketName);
  }
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  const beside = { originals, derivatives: own as IBucket | undefined, distributionId: site.distributionId };
  if (!isElsewhere) regionalResources(stack, deployment, beside);
  else if (hasUpkeep(config)) regionalStack(scope, stack, deployment);
  if (config.monitoring) {
    dashboard(stack, config, site.distributionId);
    distributionAlarms(stack, config, { distributionId: site.distributionId, viewerFunction });
    if (edgeRegion(config) === stack.region) functionAlarms(stack, config, functionName);
    else if (config.door === 'edge') alarmStack(scope, stack, { config, functionName });
  }
  acceptFindings(stack, config);
  setForAll(scope, config);
  return { stack, site, originals, functionName };
}

type Behind = { originals: IBucket; derivatives: IBucket | undefined; deployment: Deployment };

/** The function that makes derivatives: of Lambda@Edge, or a regional one in a stack beside originals of another region. */
function doorOf(scope: Construct, stack: Stack, { deployment, ...buckets }: Behind): Door & { functionName: string } {
  const { config } = deployment;
  if (config.door === 'edge') return edgeLambda(stack, buckets, deployment);
  if (regionOf(config) === stack.region) return regionalLambda(stack, buckets, deployment);
  const beside = functionStack(scope, deployment);
  stack.addStackDependency(beside);
  const output = (name: string) => Fn.getStackOutput(beside.stackName, name, beside.region);
  return { domainName: output('FunctionDomain'), functionName: output('FunctionName') };
}

/** The stack of the regional function beside originals of another region: deployed before the distribution that asks it. */
function functionStack(scope: Construct, deployment: Deployment): Stack {
  const { config } = deployment;
  const stack = stackIn(scope, {
    name: `${config.stackName}-function`,
    region: regionOf(config),
    description: 'Makes derivatives beside the bucket of the originals',
  });
  const buckets = { originals: originalsBucket(stack, config), derivatives: derivativesSeenBy(stack, config) };
  const { domainName, functionName } = regionalLambda(stack, buckets, deployment);
  allowDistribution(stack, functionName);
  new CfnOutput(stack, 'FunctionDomain', { description: 'The host name of the function URL', value: domainName });
  new CfnOutput(stack, 'FunctionName', { description: 'The function', value: functionName });
  if (config.monitoring) functionAlarms(stack, config, functionName);
  acceptFindings(stack, config);
  return stack;
}

/** A stack by its own name, wherever in an app it stands. */
const stackIn = (
  scope: Construct,
  { name, region, description }: { name: string; region: string; description: string },
) => new Stack(scope, name, { stackName: name, env: { region }, description });

const derivativesStackName = ({ stackName }: Config) => `${stackName}-derivatives`;

/** The derivatives bucket, by the name that its own stack or another one gives it. */
const derivativesSeenBy = (stack: Stack, config: Config, bucketName?: string): IBucket | undefined => {
  if (!config.derivatives) return undefined;
  const region = regionOf(config);
  const name = bucketName ?? Fn.getStackOutput(derivativesStackName(config), 'DerivativesBucket', region);
  return bucketByName(stack, 'NamedDerivatives', { bucketName: name, region });
};

/** The stack of the derivatives bucket beside originals of another region. */
function derivativesStack(scope: Construct, config: Config): Stack {
  const stack = stackIn(scope, {
    name: derivativesStackName(config),
    region: regionOf(config),
    description: 'Keeps derivatives beside the bucket of the originals',
  });
  const bucket = derivativesBucket(stack, config);
  allowCloudFront(bucket);
  derivativesOutput(stack, bucket.bucketName);
  acceptFindings(stack, config);
  return stack;
}

/** The stack of the upkeep beside originals of another region. */
function regionalStack(scope: Construct, images: Stack, deployment: Deployment): void {
  const { config } = deployment;
  const stack = stackIn(scope, {
    name: `${config.stackName}-regional`,
    region: regionOf(config),
    description: 'Keeps derivatives in step with the originals',
  });
  stack.addStackDependency(images);
  const distributionId = Fn.getStackOutput(images.stackName, 'DistributionId', images.region);
  const originals = originalsBucket(stack, config);
  regionalResources(stack, deployment, { originals, derivatives: derivativesSeenBy(stack, config), distributionId });
  acceptFindings(stack, config);
}

/** The stack of the edge's alarms, where the Origin Shield is in another region: CloudWatch watches metrics of its own region only. */
function alarmStack(
  scope: Construct,
  images: Stack,
  { config, functionName }: { config: Config; functionName: string },
): void {
  new CfnOutput(images, 'FunctionName', { description: 'The function at the edge', value: functionName });
  const stack = stackIn(scope, {
    name: `${config.stackName}-alarms`,
    region: edgeRegion(config),
    description: 'Watches the function at the edge where it runs',
  });
  stack.addStackDependency(images);
  functionAlarms(stack, config, Fn.getStackOutput(images.stackName, 'FunctionName', images.region));
}

/** What every resource of all stacks gets. */
function setForAll(scope: Construct, { tags = {}, permissionsBoundaryArn }: Config): void {
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value);
  if (!permissionsBoundaryArn) return;
  const policy = ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundaryArn);
  PermissionsBoundary.of(scope).apply(policy);
}

const derivativesOutput = (stack: Stack, bucketName: string) =>
  new CfnOutput(stack, 'DerivativesBucket', {
    description: 'To be emptied before the stack is destroyed',
    value: bucketName,
  });

function outputs(stack: Stack, config: Config, { bucket, site }: { bucket: IBucket; site: Distribution }): void {
  const { existing, prefix } = config.originals;
  const output = (name: string, description: string, value: string) =>
    new CfnOutput(stack, name, { description, value });
  const host = config.domain?.names[0] ?? site.distributionDomainName;
  output('Bucket', 'Put originals here', [bucket.bucketName, prefix].filter(Boolean).join('/'));
  output('Example', 'Replace KEY by the key of an original', `https://${host}/KEY?w=400&format=auto`);
  output(
    'Proof',
    'Checks the deployment, once the samples are in the bucket',
    `npm run prove -- https://${host}/samples/`,
  );
  output('Domain', 'Where your own host names must point (CNAME or alias)', site.distributionDomainName);
  output('DistributionId', 'For invalidations', site.distributionId);
  // CloudFront reads the originals where the function is at the edge.
  if (config.door === 'regional') return;
  if (existing) {
    const statement = bucketStatement(stack, site, { bucket, prefix });
    output('BucketPolicy', 'Add this to the policy of the bucket', statement);
  }
  if (existing?.kmsKeyArn) output('KeyPolicy', 'Add this to the policy of the key', keyStatement(stack, site));
}
