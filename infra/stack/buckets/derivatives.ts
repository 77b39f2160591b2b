import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { redirectsOf } from '../../config/paths/locations.ts';
import type { Config } from '../../config/schema.ts';
import { allowReading } from './allow-reading.ts';
import { encryptedWith, keyStatements } from './encryption.ts';

/** Where keys of derivatives begin (edge/storage/derivatives.ts): `kept/` for the Lambda alone, `_/` for CloudFront too. */
const areasOf = (config: Config) => ['kept', redirectsOf(config)];

/**
 * The bucket of the derivatives. Its name is CloudFormation's, so no earlier bucket can have taken it. Everything in it can be
 * made again, so it is deleted with its stack; CloudFormation deletes no bucket that holds anything, so the deployer empties it
 * first. (What could empty it would be one more function, with the right to.)
 */
export const derivativesBucket = (scope: Construct, config: Config, key: IKey | undefined): Bucket =>
  new Bucket(scope, 'Derivatives', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    ...encryptedWith(key),
    enforceSSL: true,
    // For the preflights of viewers who follow a redirect; without rules S3 refuses them.
    cors: [
      {
        allowedOrigins: [...config.cors.origins],
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
        allowedHeaders: ['*'],
        maxAge: 86_400,
      },
    ],
    lifecycleRules: [
      {
        expiration: Duration.days(config.derivatives?.days ?? 0),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: RemovalPolicy.DESTROY,
  });

/**
 * Lets CloudFront read what redirects lead to, and nothing else. Without an id it is any distribution of this account: a bucket in
 * another region exists before the distribution does.
 */
export const allowCloudFront = (bucket: Bucket, config: Config, distributionId = '*'): void =>
  allowReading(bucket, `${redirectsOf(config)}/*`, distributionId);

type NamedBucket = { bucketName: string; region: string; encryptionKey?: IKey | undefined };

/** A bucket by name: it may be one of another scope, and CDK leaves its policy alone. */
export const bucketByName = (scope: Construct, id: string, { encryptionKey, ...attributes }: NamedBucket): IBucket =>
  Bucket.fromBucketAttributes(scope, id, { ...attributes, ...(encryptionKey && { encryptionKey }) });

/** The permissions of the Lambda at the edge: read and write derivatives. */
export const keepStatements = (bucket: IBucket, config: Config): PolicyStatement[] => [
  new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: derivativesIn(bucket, config) }),
  ...keyStatements(bucket, 'kms:Decrypt', 'kms:GenerateDataKey'),
];

/** The permissions of a purge: list and delete derivatives. */
export const purgeStatements = (bucket: IBucket, config: Config): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': areasOf(config).map((area) => `${area}/*`) } },
  }),
  new PolicyStatement({ actions: ['s3:DeleteObject'], resources: derivativesIn(bucket, config) }),
];

const derivativesIn = (bucket: IBucket, config: Config) =>
  areasOf(config).map((area) => bucket.arnForObjects(`${area}/*`));
