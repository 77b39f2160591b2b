/** What a type of CloudFormation is called by the provider, as their references say; written apart from the module's own tables. */
export type ProviderNames = {
  type: string;
  /** What `Ref` and `Fn::GetAtt` read. */
  answers: { [attribute: string]: string };
  /** Properties with another name than CloudFormation's in snake case; '' where what is inside stands a level higher. */
  words?: { [property: string]: string };
  /** Types that the provider has for some of the properties, and the attribute that refers to the resource. */
  besides?: { [type: string]: string };
  /** The same of the provider's attributes. */
  attributes?: { [attribute: string]: string };
};

export const providerNames: { [type: string]: ProviderNames } = {
  'AWS::CloudFront::CachePolicy': {
    type: 'aws_cloudfront_cache_policy',
    answers: { Ref: 'id' },
    words: { CachePolicyConfig: '' },
  },
  'AWS::CloudFront::Distribution': {
    type: 'aws_cloudfront_distribution',
    answers: { Ref: 'id', DomainName: 'domain_name' },
    words: {
      ...{ DistributionConfig: '', Origins: 'origin', Id: 'origin_id', CacheBehaviors: 'ordered_cache_behavior' },
      ...{ LambdaFunctionAssociations: 'lambda_function_association', LambdaFunctionARN: 'lambda_arn' },
      ...{ FunctionAssociations: 'function_association', CustomErrorResponses: 'custom_error_response' },
      ...{ IPV6Enabled: 'is_ipv6_enabled', OriginCustomHeaders: 'custom_header', HeaderName: 'name' },
      ...{ HeaderValue: 'value', OriginGroups: 'origin_group', Members: 'member' },
    },
  },
  'AWS::CloudFront::Function': {
    type: 'aws_cloudfront_function',
    answers: { FunctionARN: 'arn' },
    words: {
      FunctionConfig: '',
      AutoPublish: 'publish',
      FunctionCode: 'code',
      KeyValueStoreARN: 'key_value_store_associations',
      KeyValueStoreAssociations: '',
    },
  },
  'AWS::CloudFront::KeyValueStore': { type: 'aws_cloudfront_key_value_store', answers: { Arn: 'arn' } },
  'AWS::CloudFront::OriginAccessControl': {
    type: 'aws_cloudfront_origin_access_control',
    answers: { Id: 'id' },
    words: { OriginAccessControlConfig: '' },
  },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    type: 'aws_cloudfront_response_headers_policy',
    answers: { Ref: 'id' },
    words: { ResponseHeadersPolicyConfig: '' },
  },
  'AWS::CloudWatch::Alarm': {
    type: 'aws_cloudwatch_metric_alarm',
    answers: {},
    words: { Metrics: 'metric_query', MetricStat: 'metric', Metric: '', Id: 'query_id' },
    attributes: { id: 'query_id' },
  },
  'AWS::CloudWatch::Dashboard': { type: 'aws_cloudwatch_dashboard', answers: {} },
  'AWS::Events::Rule': {
    type: 'aws_cloudwatch_event_rule',
    answers: { Arn: 'arn' },
    words: { Targets: '' },
    besides: { aws_cloudwatch_event_target: 'rule' },
  },
  'AWS::IAM::Role': {
    type: 'aws_iam_role',
    answers: { Arn: 'arn' },
    words: {
      AssumeRolePolicyDocument: 'assume_role_policy',
      Policies: '',
      PolicyName: 'name',
      PolicyDocument: 'policy',
    },
    besides: { aws_iam_role_policy: 'role' },
  },
  'AWS::KMS::Key': { type: 'aws_kms_key', answers: { Arn: 'arn' }, words: { KeyPolicy: 'policy' } },
  'AWS::Lambda::EventSourceMapping': { type: 'aws_lambda_event_source_mapping', answers: {} },
  'AWS::Lambda::Function': {
    type: 'aws_lambda_function',
    answers: { Ref: 'function_name', Arn: 'arn' },
    words: { Code: 'filename' },
  },
  'AWS::Lambda::Permission': { type: 'aws_lambda_permission', answers: {} },
  'AWS::Lambda::Url': {
    type: 'aws_lambda_function_url',
    answers: { FunctionUrl: 'function_url' },
    words: { AuthType: 'authorization_type', TargetFunctionArn: 'function_name' },
  },
  'AWS::Logs::Delivery': {
    type: 'aws_cloudwatch_log_delivery',
    answers: {},
    words: { S3SuffixPath: 'suffix_path' },
  },
  'AWS::Logs::DeliveryDestination': {
    type: 'aws_cloudwatch_log_delivery_destination',
    answers: { Arn: 'arn' },
  },
  'AWS::Logs::DeliverySource': { type: 'aws_cloudwatch_log_delivery_source', answers: {} },
  'AWS::Logs::LogGroup': {
    type: 'aws_cloudwatch_log_group',
    answers: { Ref: 'name', Arn: 'arn' },
    words: { LogGroupName: 'name' },
  },
  'AWS::S3::Bucket': {
    type: 'aws_s3_bucket',
    answers: { Ref: 'bucket', Arn: 'arn', RegionalDomainName: 'bucket_regional_domain_name' },
    words: {
      ...{ MaxAge: 'max_age_seconds', EventBridgeEnabled: 'eventbridge', ExpirationInDays: 'expiration.days' },
      ...{ LifecycleConfiguration: '', Rules: '', CorsRules: '', KMSMasterKeyID: 'kms_master_key_id' },
    },
    besides: Object.fromEntries(
      [
        'cors_configuration',
        'lifecycle_configuration',
        'notification',
        'public_access_block',
        'server_side_encryption_configuration',
        'versioning',
      ].map((name) => [`aws_s3_bucket_${name}`, 'bucket']),
    ),
    attributes: { rule: '', cors_rule: '' },
  },
  'AWS::S3::BucketPolicy': { type: 'aws_s3_bucket_policy', answers: {}, words: { PolicyDocument: 'policy' } },
  'AWS::SQS::Queue': {
    type: 'aws_sqs_queue',
    answers: { Ref: 'url', Arn: 'arn', QueueName: 'name' },
    words: {
      MessageRetentionPeriod: 'message_retention_seconds',
      VisibilityTimeout: 'visibility_timeout_seconds',
    },
  },
  'AWS::SQS::QueuePolicy': {
    type: 'aws_sqs_queue_policy',
    answers: {},
    words: { PolicyDocument: 'policy', Queues: 'queue_url' },
  },
  'AWS::StepFunctions::StateMachine': {
    type: 'aws_sfn_state_machine',
    answers: { Ref: 'arn' },
    words: { StateMachineName: 'name', DefinitionString: 'definition' },
  },
};
