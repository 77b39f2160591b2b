import { type App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { regionOf } from '../config/locations.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/upkeep-settings.ts';
import { namedDerivatives } from './derivatives.ts';
import { distribution } from './distribution.ts';
import { edgeLambda } from './edge-lambda.ts';
import { monitorDistribution, monitorEdge } from './monitoring.ts';
import { acceptFindings } from './nag-suppressions.ts';
import { bucketStatement, keyStatement, originalsBucket } from './originals.ts';
import { regionalResources } from './regional.ts';

/** The config and its artefacts, as infra/build/ makes them; that of the upkeep where there is one. */
export type Deployment = { config: Config; viewerCode: string; lambdaDirectory: string; upkeepDirectory?: string };

/** What is read at the edge. */
export type Buckets = { originals: IBucket; derivatives?: IBucket | undefined };

/**
 * What runs at CloudFront, as one stack in us-east-1: Lambda@Edge takes functions from nowhere else, and a stack of its own
 * for them would have to hand the version's ARN across regions. What stands beside the originals is in it too, unless their
 * bucket is in another region: then that is a second stack, there.
 */
export function imageStack(app: App, deployment: Deployment): Stack {
  const { config } = deployment;
  const stack = new Stack(app, config.stackName, {
    env: { region: 'us-east-1' },
    description: 'Resizes the images of an S3 bucket at CloudFront',
  });
  const originals = originalsBucket(stack, config);
  const derivatives = config.derivatives && namedDerivatives(stack, config);
  const buckets = { originals, derivatives };
  const version = edgeLambda(stack, buckets, deployment);
  const site = distribution(stack, buckets, { version, ...deployment });
  outputs(stack, config, { bucket: originals, site });
  if (regionOf(config) === stack.region) {
    const kept = regionalResources(stack, deployment, { originals, distributionId: site.distributionId });
    // It is read by its name alone, which tells CloudFormation nothing of an order. (Its policy comes after the distribution.)
    if (kept?.node.defaultChild) site.node.addDependency(kept.node.defaultChild);
  } else if (derivatives || hasUpkeep(config)) regionalStack(app, stack, deployment);
  if (config.monitoring) {
    monitorDistribution(stack, config, site.distributionId);
    monitorEdge(stack, config);
  }
  acceptFindings(stack, config);
  return stack;
}

/** The stack in the region of an existing bucket. The distribution's id never changes, so it is read when this is deployed. */
function regionalStack(app: App, images: Stack, deployment: Deployment): void {
  const { config } = deployment;
  const stack = new Stack(app, `${config.stackName}-regional`, {
    env: { region: regionOf(config) },
    description: 'Keeps derivatives beside the bucket of the originals',
  });
  stack.addStackDependency(images);
  const distributionId = Fn.getStackOutput(images.stackName, 'DistributionId', images.region);
  regionalResources(stack, deployment, { originals: originalsBucket(stack, config), distributionId });
  if (config.monitoring) monitorEdge(stack, config);
  acceptFindings(stack, config);
}

function outputs(stack: Stack, config: Config, { bucket, site }: { bucket: IBucket; site: Distribution }): void {
  const { existing, prefix } = config.originals;
  const output = (name: string, description: string, value: string) =>
    new CfnOutput(stack, name, { description, value });
  const host = config.domain?.names[0] ?? site.distributionDomainName;
  output('Bucket', 'Put originals here', [bucket.bucketName, prefix].filter(Boolean).join('/'));
  output('Example', 'Replace KEY by the key of an original', `https://${host}/KEY?w=400&format=auto`);
  output(
    'Proof',
    'Shows that all works, once the samples are there (README, Deploy)',
    `npm run prove -- https://${host}/samples/`,
  );
  output('Domain', 'Where own host names have to point (CNAME or alias)', site.distributionDomainName);
  output('DistributionId', 'For invalidations', site.distributionId);
  if (existing) {
    const statement = bucketStatement(stack, bucket, site, prefix);
    output('BucketPolicy', 'Add this to the policy of the bucket', statement);
  }
  if (existing?.kmsKeyArn) output('KeyPolicy', 'Add this to the policy of the key', keyStatement(stack, site));
}
