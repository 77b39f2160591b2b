import type { Difference } from './comparison.ts';

/** A difference between the module and the template that is meant, by the type and the path of the value, and why. */
export type Accepted = { type: RegExp; path: RegExp; side?: Difference['side']; reason: string };

export const accepted: Accepted[] = [
  {
    ...{ type: /^AWS::CloudFront::(Function|KeyValueStore)$/, path: /^project$/, side: 'template' },
    reason: 'the provider has no tags for it',
  },
  {
    ...{ type: /^AWS::(S3::Bucket|IAM::Role)$/, path: /^(bucket|name)_prefix$/, side: 'module' },
    reason: 'CloudFormation makes the name itself, and begins with that of the stack',
  },
  {
    type: /^AWS::(CloudWatch::Alarm|Events::Rule|Lambda::Function|SQS::Queue)$/,
    ...{ path: /^(alarm_name|function_name|name)$/, side: 'module' },
    reason: 'CloudFormation makes the name itself, and begins with that of the stack',
  },
  {
    ...{ type: /^AWS::S3::Bucket$/, path: /^id$/, side: 'module' },
    reason: 'the provider wants a name of each rule of a lifecycle',
  },
  {
    ...{ type: /^AWS::Events::Rule$/, path: /^id$/, side: 'template' },
    reason: 'the provider makes the id of a target itself',
  },
  {
    ...{ type: /^AWS::Lambda::Function$/, path: /^source_code_hash$/, side: 'module' },
    reason: 'tells Terraform that the code has changed',
  },
  {
    ...{ type: /^AWS::Lambda::Function$/, path: /^log_format$/, side: 'module' },
    reason: 'the default of CloudFormation, which the provider wants',
  },
  {
    ...{ type: /^AWS::Lambda::Function$/, path: /^(publish|skip_destroy)$/, side: 'module' },
    reason: 'the version is a resource in the template, and outlives it',
  },
  {
    ...{ type: /^AWS::Lambda::Permission$/, path: /^invoked_via_function_url$/, side: 'template' },
    reason: 'the provider knows it from 6.29 on only; CloudFront asks through the URL alone',
  },
  {
    ...{ type: /^AWS::CloudFront::Distribution$/, path: /(^|\] )origin_access_identity$/, side: 'template' },
    reason: 'empty, since origin access control takes its place',
  },
  {
    ...{ type: /^AWS::CloudFront::Distribution$/, path: /(^|\] )cached_methods$/, side: 'module' },
    reason: 'the default of CloudFormation, which the provider wants',
  },
  {
    ...{
      type: /^AWS::CloudFront::Distribution$/,
      path: /^(restriction_type|cloudfront_default_certificate)$/,
      side: 'module',
    },
    reason: 'the default of CloudFormation, which the provider wants',
  },
  {
    ...{ type: /^AWS::CloudFront::Distribution$/, path: /\] (http|https)_port$/, side: 'module' },
    reason: 'the default of CloudFormation, which the provider wants',
  },
  {
    ...{ type: /^AWS::Lambda::Url$/, path: /^function_url$/, side: 'module' },
    reason: 'an answer of AWS, which the tests make up',
  },
];

/** The same of the template that CDK synthesizes. */
export const ofSynthesized: Accepted[] = [
  {
    ...{ type: /^AWS::CloudFront::(Function|OriginAccessControl)$/, path: /^name$/ },
    reason: 'CDK makes the name of the path of its construct; a release begins it with that of the stack',
  },
  {
    ...{ type: /^AWS::Lambda::Function$/, path: /^(filename|s3_bucket|s3_key)$/ },
    reason: 'CDK uploads the code itself; a release has a zip',
  },
  {
    ...{ type: /^AWS::CloudWatch::Alarm$/, path: /^function_name$/ },
    reason: 'alarms of viewer functions refer to their names, which the template of the release is compared by',
  },
];
