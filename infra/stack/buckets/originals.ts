import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type OriginalsOfPath, originalsByPath, secondaryOf } from '../../config/paths/locations.ts';
import type { Config } from '../../config/schema.ts';
import { hasUpkeep } from '../../config/settings/upkeep-settings.ts';
import type { Buckets } from '../deployment.ts';
import { distributionArn } from '../distribution/distribution-arn.ts';
import { encryptedWith, keyStatements } from './encryption.ts';

/** The bucket of the originals: the one that exists, or a new private one that outlives the stack. */
export function originalsBucket(scope: Construct, config: Config, key?: IKey): IBucket {
  const { existing } = config.originals;
  if (existing) {
    return Bucket.fromBucketAttributes(scope, 'Originals', { bucketName: existing.bucket, region: existing.region });
  }
  const bucket = new Bucket(scope, 'Originals', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    ...encryptedWith(key),
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

/** The buckets besides the first: of the rows of `buckets`, and the one that is asked where the first has no such key. */
export const furtherBuckets = (
  scope: Construct,
  { buckets = [], originals: { secondary } }: Config,
): Pick<Buckets, 'others' | 'secondary'> => {
  const named = (id: string, { bucket, region }: { bucket: string; region: string }) =>
    Bucket.fromBucketAttributes(scope, id, { bucketName: bucket, region });
  return {
    others: buckets.map((row, at) => named(`Originals${at + 1}`, row)),
    secondary: secondary && named('Secondary', secondary),
  };
};

/** Originals, and their bucket. */
type Served = Pick<Config, 'originals'> & { bucket: IBucket };

/** The originals of a path, and their bucket; `secondary` is asked where that has no such key. */
export type BucketOfPath = OriginalsOfPath & Served & { secondary?: Served };

/** The bucket of each path: first match first, and that of all paths elsewhere. */
export const bucketsByPath = (
  config: Config,
  { originals, others = [], secondary }: Buckets,
): { places: BucketOfPath[]; elsewhere: BucketOfPath } => {
  const places = originalsByPath(config).flatMap((place, at) => {
    const bucket = others[at];
    return bucket ? [{ ...place, bucket }] : [];
  });
  const second = secondaryOf(config.originals);
  const elsewhere = {
    ...{ pathPattern: '*', originals: config.originals, bucket: originals },
    ...(second && secondary && { secondary: { originals: second, bucket: secondary } }),
  };
  return { places, elsewhere };
};

const allServed = (config: Config, buckets: Buckets): Served[] => {
  const { places, elsewhere } = bucketsByPath(config, buckets);
  return [elsewhere, ...(elsewhere.secondary ? [elsewhere.secondary] : []), ...places];
};

/** The buckets that the stack does not make. */
export const existingBuckets = (config: Config, buckets: Buckets): IBucket[] =>
  allServed(config, buckets).flatMap(({ bucket, originals }) => (originals.existing ? [bucket] : []));

/** The permissions of the Lambda: read the originals of every bucket. */
export const readAllStatements = (config: Config, buckets: Buckets): PolicyStatement[] =>
  allServed(config, buckets).flatMap(({ bucket, originals }) => readStatements(bucket, originals));

/** The permissions of the Lambda: read the originals, and get a 404 for a missing one (without ListBucket S3 answers 403). */
function readStatements(bucket: IBucket, { prefix, existing }: Config['originals']): PolicyStatement[] {
  const allow = (action: string, resource: string) => new PolicyStatement({ actions: [action], resources: [resource] });
  return [
    allow('s3:GetObject', objects(bucket, prefix)),
    allow('s3:ListBucket', bucket.bucketArn),
    ...(existing?.kmsKeyArn ? [allow('kms:Decrypt', existing.kmsKeyArn)] : []),
    ...keyStatements(bucket, 'kms:Decrypt'),
  ];
}

type ServedFolder = { bucket: IBucket; prefix: string | undefined };

/** The statement that lets the distribution read an existing bucket: CloudFormation can't add to a policy it does not own. */
export const bucketStatement = (scope: Construct, distributionId: string, { bucket, prefix }: ServedFolder): string =>
  Stack.of(scope).toJsonString({
    ...forCloudFront(distributionId),
    Action: 's3:GetObject',
    Resource: objects(bucket, prefix),
  });

/** The statement that lets the distribution read objects encrypted with an existing key. */
export const keyStatement = (scope: Construct, distributionId: string): string =>
  Stack.of(scope).toJsonString({ ...forCloudFront(distributionId), Action: 'kms:Decrypt', Resource: '*' });

const forCloudFront = (distributionId: string) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Condition: { StringEquals: { 'AWS:SourceArn': distributionArn(distributionId) } },
});

const objects = (bucket: IBucket, prefix?: string) => bucket.arnForObjects(prefix ? `${prefix}/*` : '*');
