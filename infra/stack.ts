import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Config } from './config.ts';
import { distribution } from './distribution.ts';
import { edgeLambda } from './edge-lambda.ts';
import { acceptFindings } from './findings.ts';
import { bucketStatement, keyStatement, originalsBucket } from './originals.ts';

/** The config and its two artefacts, as infra/bundle.ts makes them. */
export type Deployment = { config: Config; viewerCode: string; lambdaDirectory: string };

/**
 * All that is deployed, as one stack in us-east-1: Lambda@Edge takes functions from nowhere else, and a stack of its own
 * for them would have to hand the version's ARN across regions. An existing bucket may be in any region.
 */
export function imageStack(app: App, deployment: Deployment): Stack {
  const { config } = deployment;
  const stack = new Stack(app, config.stackName, {
    env: { region: 'us-east-1' },
    description: 'Resizes the pictures of an S3 bucket at CloudFront',
  });
  const bucket = originalsBucket(stack, config.originals);
  const version = edgeLambda(stack, bucket, deployment);
  const site = distribution(stack, bucket, { version, ...deployment });
  acceptFindings(stack, config);

  const { existing, prefix } = config.originals;
  const output = (name: string, description: string, value: string) =>
    new CfnOutput(stack, name, { description, value });
  const host = config.domain?.names[0] ?? site.distributionDomainName;
  output('Bucket', 'Put originals here', [bucket.bucketName, prefix].filter(Boolean).join('/'));
  output('Example', 'Replace KEY by the key of an original', `https://${host}/KEY?w=400&format=auto`);
  output('Domain', 'Where own host names have to point (CNAME or alias)', site.distributionDomainName);
  output('DistributionId', 'For invalidations', site.distributionId);
  if (existing) {
    const statement = bucketStatement(stack, bucket, site, prefix);
    output('BucketPolicy', 'Add this to the policy of the bucket', statement);
  }
  if (existing?.kmsKeyArn) output('KeyPolicy', 'Add this to the policy of the key', keyStatement(stack, site));
  return stack;
}
