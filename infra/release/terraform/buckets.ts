import type { Value } from '../template.ts';
import { type Body, blocks, code } from './hcl.ts';
import {
  bodyOf,
  type Properties,
  type PropertyRules,
  type TemplateResource,
  type TerraformResource,
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

/** The settings of a bucket, each of which is a resource in Terraform. */
export const bucketResources = ({ name, properties, write, isCounted }: TemplateResource): TerraformResource[] => {
  const rows: [property: string, type: string, body: (given: Properties) => Body][] = [
    [
      'BucketEncryption',
      'aws_s3_bucket_server_side_encryption_configuration',
      ({ ServerSideEncryptionConfiguration }) => ({
        rule: blocks(each(ServerSideEncryptionConfiguration).map((rule) => bodyOf(rule, encryptionRules, write))),
      }),
    ],
    [
      'CorsConfiguration',
      'aws_s3_bucket_cors_configuration',
      ({ CorsRules }) => ({ cors_rule: blocks(each(CorsRules).map((rule) => bodyOf(rule, corsRules, write))) }),
    ],
    [
      'LifecycleConfiguration',
      'aws_s3_bucket_lifecycle_configuration',
      ({ Rules }) => ({
        rule: blocks(
          each(Rules).map((rule, at) => ({
            id: `rule-${at + 1}`,
            filter: blocks([{}]),
            ...bodyOf(rule, lifecycleRules, write),
          })),
        ),
      }),
    ],
    [
      'NotificationConfiguration',
      'aws_s3_bucket_notification',
      ({ EventBridgeConfiguration }) => ({ eventbridge: Object(EventBridgeConfiguration).EventBridgeEnabled }),
    ],
    ['PublicAccessBlockConfiguration', 'aws_s3_bucket_public_access_block', (given) => bodyOf(given, {}, write)],
    [
      'VersioningConfiguration',
      'aws_s3_bucket_versioning',
      (given) => ({ versioning_configuration: blocks([bodyOf(given, {}, write)]) }),
    ],
  ];
  const bucket = code(`aws_s3_bucket.${name}${isCounted ? '[0]' : ''}.id`);
  return rows.flatMap(([property, type, body]) => {
    const given = properties[property];
    return given === undefined ? [] : [{ type, name, body: { bucket, ...body(given as Properties) } }];
  });
};

const each = (value: Value | undefined) => (value ?? []) as Properties[];
