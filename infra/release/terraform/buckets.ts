import type { Value } from '../template.ts';
import { type Body, blocks, code } from './hcl.ts';
import {
  bodyOf,
  type Properties,
  type PropertyRules,
  type TemplateResource,
  type TerraformResource,
  type Write,
} from './properties.ts';

const lifecycleRules: PropertyRules = {
  AbortIncompleteMultipartUpload: 'abort_incomplete_multipart_upload',
  NoncurrentVersionExpiration: 'noncurrent_version_expiration',
  ExpirationInDays: (days, { write }) => ({ expiration: blocks([{ days: write(days) }]) }),
};

const corsRules: PropertyRules = { MaxAge: 'max_age_seconds' };

const encryptionRules: PropertyRules = {
  ServerSideEncryptionByDefault: 'apply_server_side_encryption_by_default',
  KMSMasterKeyID: 'kms_master_key_id',
};

/** A setting of a bucket: its property in the template, its resource in Terraform, and what is in that. */
type Setting = { property: string; type: string; body: (given: Properties, write: Write) => Body };

const settings: Setting[] = [
  {
    property: 'BucketEncryption',
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    body: ({ ServerSideEncryptionConfiguration }, write) => ({
      rule: blocks(each(ServerSideEncryptionConfiguration).map((rule) => bodyOf(rule, encryptionRules, write))),
    }),
  },
  {
    property: 'CorsConfiguration',
    type: 'aws_s3_bucket_cors_configuration',
    body: ({ CorsRules }, write) => ({
      cors_rule: blocks(each(CorsRules).map((rule) => bodyOf(rule, corsRules, write))),
    }),
  },
  {
    property: 'LifecycleConfiguration',
    type: 'aws_s3_bucket_lifecycle_configuration',
    body: ({ Rules }, write) => ({
      rule: blocks(
        each(Rules).map((rule, at) => ({
          id: `rule-${at + 1}`,
          filter: blocks([{}]),
          ...bodyOf(rule, lifecycleRules, write),
        })),
      ),
    }),
  },
  {
    property: 'NotificationConfiguration',
    type: 'aws_s3_bucket_notification',
    body: ({ EventBridgeConfiguration }) => ({ eventbridge: Object(EventBridgeConfiguration).EventBridgeEnabled }),
  },
  {
    property: 'PublicAccessBlockConfiguration',
    type: 'aws_s3_bucket_public_access_block',
    body: (given, write) => bodyOf(given, {}, write),
  },
  {
    property: 'VersioningConfiguration',
    type: 'aws_s3_bucket_versioning',
    body: (given, write) => ({ versioning_configuration: blocks([bodyOf(given, {}, write)]) }),
  },
];

/** The properties of a bucket that are resources of their own in Terraform. */
export const bucketSettings = settings.map(({ property }) => property);

/** These resources. */
export const bucketResources = ({ name, properties, write, isCounted }: TemplateResource): TerraformResource[] => {
  const bucket = code(`aws_s3_bucket.${name}${isCounted ? '[0]' : ''}.id`);
  return settings.flatMap(({ property, type, body }) => {
    const given = properties[property];
    return given === undefined ? [] : [{ type, name, body: { bucket, ...body(given as Properties, write) } }];
  });
};

const each = (value: Value | undefined) => (value ?? []) as Properties[];
