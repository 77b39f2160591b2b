import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/upkeep-settings.ts';

/** The bucket of the originals: the one that exists, or a new private one that outlives the stack. */
export function originalsBucket(stack: Stack, config: Config): IBucket {
  const { existing } = config.originals;
  if (existing) {
    return Bucket.fromBucketAttributes(stack, 'Originals', { bucketName: existing.bucket, region: existing.region });
  }
  const bucket = new Bucket(stack, 'Originals', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // A key of one's own costs a request to KMS for every miss, and must be opened to CloudFront as well.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // Originals are masters: an overwrite by mistake can be taken back for a month.
    versioned: true,
    lifecycleRules: [
      { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(7) },
    ],
    // A first deployment that fails takes the empty bucket back with it.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const resource = bucket.node.defaultChild;
  // CDK's own property for this would deploy a function that does no more.
  if (hasUpkeep(config) && resource instanceof CfnBucket)
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  // CDK's own types don't hold under exactOptionalPropertyTypes.
  return bucket as IBucket;
}

/** The permissions of the Lambda: read the originals, and get a 404 for a missing one (without ListBucket S3 answers 403). */
export function readStatements(bucket: IBucket, { prefix, existing }: Config['originals']): PolicyStatement[] {
  const allow = (action: string, resource: string) => new PolicyStatement({ actions: [action], resources: [resource] });
  return [
    allow('s3:GetObject', objects(bucket, prefix)),
    allow('s3:ListBucket', bucket.bucketArn),
    ...(existing?.kmsKeyArn ? [allow('kms:Decrypt', existing.kmsKeyArn)] : []),
  ];
}

type ServedFolder = { bucket: IBucket; prefix: string | undefined };

/** The statement that lets the distribution read an existing bucket: CloudFormation can't add to a policy it does not own. */
export const bucketStatement = (stack: Stack, site: Distribution, { bucket, prefix }: ServedFolder): string =>
  stack.toJsonString({ ...forCloudFront(site), Action: 's3:GetObject', Resource: objects(bucket, prefix) });

/** The statement that lets the distribution read objects encrypted with an existing key. */
export const keyStatement = (stack: Stack, site: Distribution): string =>
  stack.toJsonString({ ...forCloudFront(site), Action: 'kms:Decrypt', Resource: '*' });

const forCloudFront = (site: Distribution) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Condition: { StringEquals: { 'AWS:SourceArn': site.distributionArn } },
});

const objects = (bucket: IBucket, prefix?: string) => bucket.arnForObjects(prefix ? `${prefix}/*` : '*');
