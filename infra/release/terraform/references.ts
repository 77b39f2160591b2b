import { code, type Hcl, template } from './hcl.ts';

/** A type of the template: what Terraform calls it, and which of its attributes `Ref` and each `Fn::GetAtt` read. */
type ResourceType = { type: string; reads: { [attribute: string]: string | ((address: string) => Hcl) } };

const resourceTypes: { [type: string]: ResourceType } = {
  'AWS::CloudFront::CachePolicy': { type: 'aws_cloudfront_cache_policy', reads: { Ref: 'id' } },
  'AWS::CloudFront::Distribution': {
    type: 'aws_cloudfront_distribution',
    reads: { Ref: 'id', DomainName: 'domain_name' },
  },
  'AWS::CloudFront::Function': { type: 'aws_cloudfront_function', reads: { FunctionARN: 'arn' } },
  'AWS::CloudFront::KeyValueStore': { type: 'aws_cloudfront_key_value_store', reads: { Arn: 'arn' } },
  'AWS::CloudFront::OriginAccessControl': { type: 'aws_cloudfront_origin_access_control', reads: { Id: 'id' } },
  'AWS::CloudFront::ResponseHeadersPolicy': { type: 'aws_cloudfront_response_headers_policy', reads: { Ref: 'id' } },
  'AWS::CloudWatch::Alarm': { type: 'aws_cloudwatch_metric_alarm', reads: {} },
  'AWS::CloudWatch::Dashboard': { type: 'aws_cloudwatch_dashboard', reads: {} },
  'AWS::Events::Rule': { type: 'aws_cloudwatch_event_rule', reads: { Arn: 'arn' } },
  'AWS::IAM::Role': { type: 'aws_iam_role', reads: { Arn: 'arn' } },
  'AWS::KMS::Key': { type: 'aws_kms_key', reads: { Arn: 'arn' } },
  'AWS::Lambda::EventSourceMapping': { type: 'aws_lambda_event_source_mapping', reads: {} },
  'AWS::Lambda::Function': { type: 'aws_lambda_function', reads: { Ref: 'function_name', Arn: 'arn' } },
  'AWS::Lambda::Permission': { type: 'aws_lambda_permission', reads: {} },
  'AWS::Lambda::Url': { type: 'aws_lambda_function_url', reads: { FunctionUrl: 'function_url' } },
  'AWS::Logs::Delivery': { type: 'aws_cloudwatch_log_delivery', reads: {} },
  'AWS::Logs::DeliveryDestination': { type: 'aws_cloudwatch_log_delivery_destination', reads: { Arn: 'arn' } },
  'AWS::Logs::DeliverySource': { type: 'aws_cloudwatch_log_delivery_source', reads: {} },
  'AWS::Logs::LogGroup': {
    type: 'aws_cloudwatch_log_group',
    // CloudFormation's ends with that of the streams, Terraform's doesn't.
    reads: { Ref: 'name', Arn: (address) => template([code(`${address}.arn`), ':*']) },
  },
  'AWS::S3::Bucket': {
    type: 'aws_s3_bucket',
    reads: { Ref: 'bucket', Arn: 'arn', RegionalDomainName: 'bucket_regional_domain_name' },
  },
  'AWS::S3::BucketPolicy': { type: 'aws_s3_bucket_policy', reads: {} },
  'AWS::SQS::Queue': { type: 'aws_sqs_queue', reads: { Ref: 'url', Arn: 'arn', QueueName: 'name' } },
  'AWS::SQS::QueuePolicy': { type: 'aws_sqs_queue_policy', reads: {} },
  'AWS::StepFunctions::StateMachine': { type: 'aws_sfn_state_machine', reads: { Ref: 'arn' } },
};

/** What Terraform calls a type. Throws for one that the module can't make. */
export const terraformType = (type: string): string => {
  const known = resourceTypes[type];
  if (!known) throw new Error(`The Terraform module has no ${type}: add it to infra/release/terraform/`);
  return known.type;
};

/** What a reference reads of a resource of this type, at its address in Terraform. */
export const readOf = (type: string, attribute: string, address: string): Hcl => {
  const read = resourceTypes[type]?.reads[attribute];
  if (read === undefined) throw new Error(`The Terraform module reads no ${attribute} of ${type}`);
  return typeof read === 'string' ? code(`${address}.${read}`) : read(address);
};

/** Snake case, as Terraform writes names: `MinTTL` is `min_ttl`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toLowerCase();
