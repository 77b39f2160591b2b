import { Annotations, Aws, CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { regionOf } from '../../config/paths/locations.ts';
import type { Config } from '../../config/schema.ts';
import { distributionArn } from '../distribution/distribution-arn.ts';

const id = 'BucketsKey';
const outputName = 'BucketsKeyArn';

/**
 * The key of the buckets that the stacks make: the deployer's, or a new one. A new one is made in the stack of the first of these
 * buckets; `owner` is the name of that scope, and other stacks read its output.
 */
export const bucketsKey = (scope: Construct, config: Config, owner = Stack.of(scope).stackName): IKey | undefined => {
  const { kms } = config;
  if (!kms) return undefined;
  if (kms.key !== 'create') return Key.fromKeyArn(scope, id, kms.key);
  if (owner !== Stack.of(scope).stackName)
    return Key.fromKeyArn(scope, id, Fn.getStackOutput(owner, outputName, regionOf(config)));
  const key = new Key(scope, id, {
    description: `Buckets of ${config.stackName}`,
    enableKeyRotation: true,
    // Nobody can read originals without it: they outlive the scope, so it does too.
    removalPolicy: config.originals.existing ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  for (const statement of keyPolicy(config)) key.addToResourcePolicy(statement);
  new CfnOutput(scope, outputName, { description: 'The key of the buckets', value: key.keyArn });
  return key as IKey;
};

/** The encryption of a bucket. With a bucket key S3 asks KMS once for many objects (AmazonS3/latest/userguide/bucket-key.html). */
export const encryptedWith = (encryptionKey: IKey | undefined) =>
  encryptionKey
    ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
    : { encryption: BucketEncryption.S3_MANAGED };

/** What a role may do with the key of a bucket: through S3, and nothing by itself. */
export const keyStatements = ({ encryptionKey, env }: IBucket, ...actions: string[]): PolicyStatement[] =>
  encryptionKey
    ? [
        new PolicyStatement({
          actions,
          resources: [encryptionKey.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${env.region}.amazonaws.com` } },
        }),
      ]
    : [];

/**
 * What the policy of the key must allow beside the account's own roles: CloudFront reads the objects (…/DeveloperGuide/
 * private-content-restricting-access-to-s3.html), of any distribution of this account, since the key exists before the distribution; and
 * CloudWatch encrypts the logs (AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 */
export const keyPolicy = (config: Config): PolicyStatement[] => {
  const region = regionOf(config);
  const groups = `arn:${Aws.PARTITION}:logs:${region}:${Aws.ACCOUNT_ID}:log-group:/${config.stackName}/*`;
  return [
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { ArnLike: { 'AWS:SourceArn': distributionArn('*') } },
    }),
    ...(config.kms?.logs
      ? [
          new PolicyStatement({
            principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
            actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
            resources: ['*'],
            conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
          }),
        ]
      : []),
  ];
};

/** Silences CDK's warnings about the key's policy, and says why. */
export const acceptKeyPolicy = (scope: Construct): void => {
  const warning = (name: string) => `@aws-cdk/aws-cloudfront-origins:${name}`;
  Annotations.of(scope).acknowledgeWarning(
    warning('wildcardKeyPolicyForOac'),
    'The key exists before the distribution.',
  );
  Annotations.of(scope).acknowledgeWarning(
    warning('updateImportedKeyPolicyOac'),
    'The output BucketsKeyPolicy is what the deployer adds to the key.',
  );
};
