import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { pageFolder } from '../../edge/page.ts';
import type { Config } from '../config/schema.ts';
import { keyPolicy } from './buckets/encryption.ts';
import { type BucketOfPath, bucketStatement, bucketsByPath, keyStatement } from './buckets/originals.ts';
import type { Buckets } from './deployment.ts';

/** The bucket that CloudFormation leaves behind. */
export const derivativesOutput = (home: Construct, bucketName: string) =>
  new CfnOutput(home, 'DerivativesBucket', {
    description: 'To be emptied before the stack is destroyed',
    value: bucketName,
  });

/** The first host name that is one: a wildcard stands for many. */
export const hostOf = ({ domain }: Config, site: IDistribution): string =>
  domain?.names.find((name) => !name.startsWith('*')) ?? site.distributionDomainName;

/** The output of a bucket of originals that the stack makes. */
export const originalsOutput = 'OriginalsBucket';

type Served = { buckets: Buckets; site: IDistribution };

/** What a deployment prints. */
export function outputs(home: Construct, config: Config, { buckets, site }: Served): void {
  const { prefix } = config.originals;
  const output = (name: string, description: string, value: string) =>
    new CfnOutput(home, name, { description, value });
  const host = hostOf(config, site);
  output('Bucket', 'Put originals here', [buckets.originals.bucketName, prefix].filter(Boolean).join('/'));
  if (!config.originals.existing) output(originalsOutput, 'The name of that bucket', buckets.originals.bucketName);
  output('Example', 'Replace KEY by the key of an original', `https://${host}/KEY?w=400&format=auto`);
  output(
    'Proof',
    'Checks the deployment, once the samples are in the bucket',
    `npm run prove -- https://${host}/samples/`,
  );
  if (config.page) output('PageUrl', 'What parameters do, to try out', `https://${host}${pageFolder}`);
  output('Domain', 'Where your own host names must point (CNAME or alias)', site.distributionDomainName);
  output('DistributionId', 'For invalidations', site.distributionId);
  if (config.kms && config.kms.key !== 'create') {
    const statements = keyPolicy(config).map((statement) => statement.toStatementJson());
    output('BucketsKeyPolicy', 'Add this to the policy of kms.key', Stack.of(home).toJsonString(statements));
  }
  // CloudFront reads the originals where the function is at the edge.
  if (config.door === 'edge') statementOutputs(home, config, { buckets, site });
}

/** What the policies of existing buckets and keys must allow. */
export function statementOutputs(home: Construct, config: Config, { buckets, site }: Served): void {
  const { places, elsewhere } = bucketsByPath(config, buckets);
  policyOutputs(home, site, { name: '', served: elsewhere });
  if (elsewhere.secondary) policyOutputs(home, site, { name: 'Secondary', served: elsewhere.secondary });
  for (const [at, served] of places.entries()) policyOutputs(home, site, { name: `${at + 1}`, served });
}

type OfBucket = { name: string; served: Pick<BucketOfPath, 'bucket' | 'originals'> };

/** What the deployer adds to the policy of an existing bucket, and of its key. */
function policyOutputs(home: Construct, { distributionId }: IDistribution, { name, served }: OfBucket): void {
  const { existing, prefix } = served.originals;
  if (!existing) return;
  new CfnOutput(home, `BucketPolicy${name}`, {
    description: `Add this to the policy of the bucket ${existing.bucket}`,
    value: bucketStatement(home, distributionId, { bucket: served.bucket, prefix }),
  });
  if (!existing.kmsKeyArn) return;
  new CfnOutput(home, `KeyPolicy${name}`, {
    description: `Add this to the policy of the key ${existing.kmsKeyArn}`,
    value: keyStatement(home, distributionId),
  });
}
