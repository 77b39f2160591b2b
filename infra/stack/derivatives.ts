import { Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Config } from '../config/schema.ts';

/** Where keys of derivatives begin (edge/storage/derivatives.ts): `kept/` for the Lambda alone, `_/` for CloudFront too. */
export const areas = ['kept', '_'] as const;

/**
 * The bucket of the derivatives. Its name is CloudFormation's, so no earlier bucket can have taken it. Everything in it can be
 * made again, so it is deleted with its stack; CloudFormation deletes no bucket that holds anything, so the deployer empties it
 * first. (What could empty it would be one more function, with the right to.)
 */
export const derivativesBucket = (stack: Stack, config: Config): Bucket =>
  new Bucket(stack, 'Derivatives', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
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
export const allowCloudFront = (bucket: Bucket, distributionId = '*'): void => {
  const arn = distributionArn(distributionId);
  bucket.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('_/*')],
      conditions:
        distributionId === '*' ? { ArnLike: { 'AWS:SourceArn': arn } } : { StringEquals: { 'AWS:SourceArn': arn } },
    }),
  );
};

/** A bucket by name: it may be one of another stack, and CDK leaves its policy alone. */
export const bucketByName = (stack: Stack, id: string, attributes: { bucketName: string; region: string }): IBucket =>
  Bucket.fromBucketAttributes(stack, id, attributes);

/** The permissions of the Lambda at the edge: read and write derivatives. */
export const keepStatement = (bucket: IBucket): PolicyStatement =>
  new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: derivativesIn(bucket) });

/** The permissions of a purge: list and delete derivatives. */
export const purgeStatements = (bucket: IBucket): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': areas.map((area) => `${area}/*`) } },
  }),
  new PolicyStatement({ actions: ['s3:DeleteObject'], resources: derivativesIn(bucket) }),
];

/** The name of a distribution, for policies. */
export const distributionArn = (id: string): string =>
  `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:distribution/${id}`;

const derivativesIn = (bucket: IBucket) => areas.map((area) => bucket.arnForObjects(`${area}/*`));
