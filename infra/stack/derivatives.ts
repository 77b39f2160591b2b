import { Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  BucketNamespace,
  HttpMethods,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import { regionOf } from '../config/locations.ts';
import type { Config } from '../config/schema.ts';

/** Where keys of derivatives begin (edge/storage/derivatives.ts): `kept/` for the Lambda alone, `_/` for CloudFront too. */
export const areas = ['kept', '_'] as const;

/**
 * The bucket of the derivatives, beside the originals. All in it can be made again, so it goes with the stack; CloudFormation
 * deletes no bucket that holds anything, so the deployer empties it first. (What could empty it for him would be one more
 * function, with the right to.)
 */
export function derivativesBucket(stack: Stack, config: Config, distributionId: string): Bucket {
  const bucket = new Bucket(stack, 'Derivatives', {
    bucketNamespace: BucketNamespace.ACCOUNT_REGIONAL,
    bucketNamePrefix: namePrefix(config),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // For the preflights of who follows a redirect; without rules S3 refuses them.
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
  bucket.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('_/*')],
      conditions: { StringEquals: { 'AWS:SourceArn': distributionArn(distributionId) } },
    }),
  );
  return bucket;
}

/**
 * The bucket of the derivatives for who needs no more than its name, which is known before it is there: so a stack of another
 * region can name it. No other account can take the name: it lies in the account's own namespace of the region
 * (AmazonS3/latest/userguide/gpbucketnamespaces.html).
 */
export const namedDerivatives = (stack: Stack, config: Config): IBucket => {
  const region = regionOf(config);
  const bucketName = `${namePrefix(config)}-${Aws.ACCOUNT_ID}-${region}-an`;
  return Bucket.fromBucketAttributes(stack, 'NamedDerivatives', { bucketName, region });
};

/** What the Lambda at the edge may do there: read and write what it makes. */
export const keepStatement = (bucket: IBucket): PolicyStatement =>
  new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: derivativesIn(bucket) });

/** What a purge may do there: find what has become stale, and remove it. */
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

const namePrefix = ({ stackName }: Config) => `${stackName.toLowerCase()}-kept`;
