import type { Value } from '../template.ts';
import { conditionOf } from './expressions.ts';
import { type Body, blocks, code } from './hcl.ts';
import type { Properties, PropertyRules, Write } from './properties.ts';
import { snakeCase } from './references.ts';

/** The properties of a type that Terraform calls or builds otherwise; all others are written in snake case. */
export const propertyRules: { [type: string]: PropertyRules } = {
  'AWS::CloudFront::CachePolicy': {
    CachePolicyConfig: (given, { body }) => body(given),
    Headers: (given, { write }) => ({ headers: blocks([{ items: write(given) }]) }),
    QueryStrings: (given, { write }) => ({ query_strings: blocks([{ items: write(given) }]) }),
  },
  'AWS::CloudFront::Distribution': {
    DistributionConfig: (given, { body }) => body(given),
    CacheBehaviors: (given, { bodies }) => ({ ordered_cache_behavior: blocks(bodies(given)) }),
    AllowedMethods: (given, { write }) => ({ allowed_methods: write(given), cached_methods: ['GET', 'HEAD'] }),
    LambdaFunctionAssociations: 'lambda_function_association',
    LambdaFunctionARN: 'lambda_arn',
    FunctionAssociations: 'function_association',
    CustomErrorResponses: 'custom_error_response',
    IPV6Enabled: 'is_ipv6_enabled',
    Origins: 'origin',
    Id: 'origin_id',
    OriginCustomHeaders: 'custom_header',
    HeaderName: 'name',
    HeaderValue: 'value',
    // Empty where origin access control takes its place.
    S3OriginConfig: null,
    CustomOriginConfig: (given, { body }) => ({
      custom_origin_config: blocks([{ http_port: 80, https_port: 443, ...body(given) }]),
    }),
    OriginGroups: (given, { bodies }) => ({ origin_group: blocks(bodies(Object(given).Items)) }),
    StatusCodes: (given, { write }) => ({ status_codes: write(Object(given).Items) }),
    Members: (given, { bodies }) => ({ member: blocks(bodies(Object(given).Items)) }),
    ViewerCertificate: (given, { write }) => ({ viewer_certificate: blocks([viewerCertificate(given, write)]) }),
  },
  'AWS::CloudFront::Function': {
    AutoPublish: 'publish',
    FunctionConfig: (given, { body }) => body(given),
    KeyValueStoreAssociations: (given, { write }) => ({
      key_value_store_associations: write((given as Properties[]).map((each) => each.KeyValueStoreARN ?? null)),
    }),
  },
  'AWS::CloudFront::OriginAccessControl': { OriginAccessControlConfig: (given, { body }) => body(given) },
  'AWS::CloudFront::ResponseHeadersPolicy': { ResponseHeadersPolicyConfig: (given, { body }) => body(given) },
  'AWS::CloudWatch::Alarm': {
    Dimensions: (given, { write }) => ({
      dimensions: Object.fromEntries(
        (given as { Name: string; Value: Value }[]).map((each) => [each.Name, write(each.Value)]),
      ),
    }),
    Metrics: 'metric_query',
    MetricStat: (given, { body }) => ({ metric: blocks([body(given)]) }),
    Metric: (given, { body }) => body(given),
  },
  'AWS::IAM::Role': { AssumeRolePolicyDocument: (given, { json }) => ({ assume_role_policy: json(given) }) },
  'AWS::KMS::Key': { KeyPolicy: (given, { json }) => ({ policy: json(given) }) },
  'AWS::Lambda::Function': {
    Code: (given) => {
      const file = `"\${path.module}/${given}"`;
      return { filename: code(file), source_code_hash: code(`filebase64sha256(${file})`) };
    },
    Environment: (given, { write }) => ({ environment: blocks([{ variables: write(Object(given).Variables) }]) }),
    LoggingConfig: (given, { body }) => ({ logging_config: blocks([{ log_format: 'Text', ...body(given) }]) }),
  },
  // The provider knows it from 6.29 on only; CloudFront asks through the URL alone.
  'AWS::Lambda::Permission': { InvokedViaFunctionUrl: null },
  'AWS::Lambda::Url': { AuthType: 'authorization_type', TargetFunctionArn: 'function_name' },
  'AWS::Logs::Delivery': {
    S3SuffixPath: (given, { write }) => ({ s3_delivery_configuration: blocks([{ suffix_path: write(given) }]) }),
  },
  'AWS::Logs::DeliveryDestination': {
    DestinationResourceArn: (given, { write }) => ({
      delivery_destination_configuration: blocks([{ destination_resource_arn: write(given) }]),
    }),
  },
  'AWS::Logs::LogGroup': { LogGroupName: 'name' },
  'AWS::S3::BucketPolicy': { PolicyDocument: (given, { json }) => ({ policy: json(given) }) },
  'AWS::SQS::Queue': {
    MessageRetentionPeriod: 'message_retention_seconds',
    VisibilityTimeout: 'visibility_timeout_seconds',
    RedrivePolicy: (given, { json }) => ({ redrive_policy: json(given) }),
  },
  'AWS::SQS::QueuePolicy': {
    PolicyDocument: (given, { json }) => ({ policy: json(given) }),
    Queues: ([queue = null]: Value[], { write }) => ({ queue_url: write(queue) }),
  },
  'AWS::StepFunctions::StateMachine': { StateMachineName: 'name', DefinitionString: 'definition' },
  'AWS::Events::Rule': { EventPattern: (given, { json }) => ({ event_pattern: json(given) }) },
};

/** One condition chooses the whole certificate in the template, and each of its attributes in Terraform. */
const viewerCertificate = (given: Value, write: Write): Body => {
  const [condition = '', certificate] = Object(given)['Fn::If'] as [string, Properties];
  const attributes = Object.entries(certificate).map(([name, value]) => [
    snakeCase(name),
    write({ 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] }),
  ]);
  return { cloudfront_default_certificate: code(`!${conditionOf(condition)}`), ...Object.fromEntries(attributes) };
};
