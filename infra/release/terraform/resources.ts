import type { ReleaseTemplate, Value } from '../template.ts';
import { bucketResources } from './buckets.ts';
import { conditionOf, idIn, localName } from './expressions.ts';
import { type Body, blocks, call, code, type Hcl } from './hcl.ts';
import { bodyOf, type Made, type Of, type Properties, type Rules, type Write } from './properties.ts';
import { snake, terraformType } from './references.ts';

type Resources = ReleaseTemplate['Resources'];
type Attributes = { Condition?: string; DependsOn?: string | string[]; DeletionPolicy?: string };

/** The properties of a type that Terraform calls or builds otherwise; all others are written in snake case. */
const rules: { [type: string]: Rules } = {
  'AWS::CloudFront::CachePolicy': {
    CachePolicyConfig: (given, { body }) => body(given),
    Headers: (given, { of }) => ({ headers: blocks([{ items: of(given) }]) }),
    QueryStrings: (given, { of }) => ({ query_strings: blocks([{ items: of(given) }]) }),
  },
  'AWS::CloudFront::Distribution': {
    DistributionConfig: (given, { body }) => body(given),
    CacheBehaviors: (given, { bodies }) => ({ ordered_cache_behavior: blocks(bodies(given)) }),
    AllowedMethods: (given, { of }) => ({ allowed_methods: of(given), cached_methods: ['GET', 'HEAD'] }),
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
    StatusCodes: (given, { of }) => ({ status_codes: of(Object(given).Items) }),
    Members: (given, { bodies }) => ({ member: blocks(bodies(Object(given).Items)) }),
    ViewerCertificate: (given, { of }) => {
      const [condition = '', certificate] = Object(given)['Fn::If'] as [string, Properties];
      const names = { AcmCertificateArn: null, MinimumProtocolVersion: null, SslSupportMethod: null };
      const chosen = Object.keys({ ...names, ...certificate }).map((name) => [
        snake(name),
        of({ 'Fn::If': [condition, certificate[name] ?? null, { Ref: 'AWS::NoValue' }] }),
      ]);
      return {
        viewer_certificate: blocks([
          { cloudfront_default_certificate: code(`!${conditionOf(condition)}`), ...Object.fromEntries(chosen) },
        ]),
      };
    },
  },
  'AWS::CloudFront::Function': {
    AutoPublish: 'publish',
    FunctionConfig: (given, { body }) => body(given),
    KeyValueStoreAssociations: (given, { of }) => ({
      key_value_store_associations: of((given as Properties[]).map((each) => each.KeyValueStoreARN ?? null)),
    }),
  },
  'AWS::CloudFront::OriginAccessControl': { OriginAccessControlConfig: (given, { body }) => body(given) },
  'AWS::CloudFront::ResponseHeadersPolicy': { ResponseHeadersPolicyConfig: (given, { body }) => body(given) },
  'AWS::CloudWatch::Alarm': {
    Dimensions: (given, { of }) => ({
      dimensions: Object.fromEntries(
        (given as { Name: string; Value: Value }[]).map(({ Name, Value: its }) => [Name, of(its)]),
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
    Environment: (given, { of }) => ({ environment: blocks([{ variables: of(Object(given).Variables) }]) }),
    LoggingConfig: (given, { body }) => ({ logging_config: blocks([{ log_format: 'Text', ...body(given) }]) }),
  },
  // The provider knows it from 6.29 on only; CloudFront asks through the URL alone.
  'AWS::Lambda::Permission': { InvokedViaFunctionUrl: null },
  'AWS::Lambda::Url': { AuthType: 'authorization_type', TargetFunctionArn: 'function_name' },
  'AWS::Logs::Delivery': {
    S3SuffixPath: (given, { of }) => ({ s3_delivery_configuration: blocks([{ suffix_path: of(given) }]) }),
  },
  'AWS::Logs::DeliveryDestination': {
    DestinationResourceArn: (given, { of }) => ({
      delivery_destination_configuration: blocks([{ destination_resource_arn: of(given) }]),
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
    Queues: ([queue = null]: Value[], { of }) => ({ queue_url: of(queue) }),
  },
  'AWS::StepFunctions::StateMachine': { StateMachineName: 'name', DefinitionString: 'definition' },
  'AWS::Events::Rule': { EventPattern: (given, { json }) => ({ event_pattern: json(given) }) },
};

/** Types with tags; a function of Lambda@Edge may have none. */
const tagged =
  /^AWS::(CloudFront::Distribution|CloudWatch::Alarm|Events::Rule|IAM::Role|KMS::Key|Lambda::(Function|EventSourceMapping)|Logs::|S3::Bucket$|SQS::Queue$|StepFunctions)/;

/** Names that CloudFormation makes itself, beginning with the stack's. */
const named: { [type: string]: (name: string) => Body } = {
  'AWS::CloudWatch::Alarm': (name) => ({ alarm_name: ownName(name.replace(/_alarm$/, '')) }),
  'AWS::Events::Rule': (name) => ({ name: ownName(name) }),
  'AWS::IAM::Role': () => ({ name_prefix: ownName('') }),
  'AWS::Lambda::Function': (name) => ({ function_name: ownName(name) }),
  'AWS::S3::Bucket': (name) => ({ bucket_prefix: code(`lower("\${var.name}-${name}-")`) }),
  'AWS::SQS::Queue': (name) => ({ name: ownName(name) }),
};

const ownName = (name: string): Hcl => code(`"\${var.name}-${name.replaceAll('_', '-')}"`);

/** What Terraform wants besides, or has in a resource of its own. */
const besides: { [type: string]: (of: Of) => Made[] } = {
  'AWS::Events::Rule': ({ name, properties, write }) =>
    ((properties.Targets ?? []) as Properties[]).map(({ Id: _, ...target }, at) => ({
      ...{ type: 'aws_cloudwatch_event_target', name: at === 0 ? name : `${name}_${at}` },
      body: { rule: code(`aws_cloudwatch_event_rule.${name}.name`), ...bodyOf(target, {}, write) },
    })),
  'AWS::IAM::Role': ({ name, properties, write }) =>
    policiesOf(properties).map(({ policyName, document, condition }) => ({
      type: 'aws_iam_role_policy',
      name: policyResource(name, policyName),
      body: {
        ...(condition && { count: code(`${conditionOf(condition)} ? 1 : 0`) }),
        ...{ name: policyName, role: code(`aws_iam_role.${name}.id`) },
        policy: call('jsonencode', write(document)),
      },
    })),
  'AWS::S3::Bucket': bucketResources,
};

/** Properties that are in those resources. */
const elsewhere: { [type: string]: string[] } = {
  'AWS::Events::Rule': ['Targets'],
  'AWS::IAM::Role': ['Policies'],
  'AWS::S3::Bucket': [
    ...['BucketEncryption', 'CorsConfiguration', 'LifecycleConfiguration', 'NotificationConfiguration'],
    ...['PublicAccessBlockConfiguration', 'VersioningConfiguration'],
  ],
};

type Policy = { policyName: string; document: Value; condition?: string };

const policiesOf = ({ Policies = [] }: Properties): Policy[] =>
  (Policies as Properties[]).map((each) => {
    const { 'Fn::If': [condition, policy] = [undefined, each] } = each as { 'Fn::If'?: [string, Properties] };
    const { PolicyName, PolicyDocument = null } = policy;
    return { policyName: String(PolicyName), document: PolicyDocument, ...(condition && { condition }) };
  });

const policyResource = (role: string, policyName: string) => `${role}_${snake(policyName)}`;

/** The resources of the module that make one of the template. */
export const resourcesOf = (id: string, resources: Resources, write: Write): Made[] => {
  const { Type = '', Properties = {}, ...attributes } = resources[id] ?? {};
  const { Condition, DependsOn = [], DeletionPolicy = '' } = attributes as Attributes;
  // The provider publishes it with the function.
  if (Type === 'AWS::Lambda::Version') return [];
  const name = localName(id);
  const properties = without(Properties, ['Tags', ...(elsewhere[Type] ?? [])]);
  const isAtEdge = Type === 'AWS::Lambda::Function' && isPublished(id, resources);
  const isKept = DeletionPolicy.startsWith('Retain');
  const its: Body = {
    ...(Condition && { count: code(`${conditionOf(Condition)} ? 1 : 0`) }),
    ...named[Type]?.(name),
    ...bodyOf(properties, rules[Type] ?? {}, write),
    ...required[Type],
    // Replicas outlive the distribution by hours; until then no deletion succeeds.
    ...(isAtEdge && { publish: true, skip_destroy: isKept }),
    ...(tagged.test(Type) && !isAtEdge && { tags: code('local.tags') }),
    ...dependsOn([DependsOn].flat(), resources),
    ...(isKept && Type !== 'AWS::Lambda::Function' && { lifecycle: blocks([{ prevent_destroy: true }]) }),
  };
  const made = besides[Type]?.({ name, properties: Properties, write, isCounted: Condition !== undefined }) ?? [];
  const conditional = made.map(({ body, ...rest }) => ({ ...rest, body: { ...countOf(its), ...body } }));
  return [{ type: terraformType(Type), name, body: its }, ...conditional];
};

const countOf = ({ count }: Body): Body => (count === undefined ? {} : { count });

const without = (properties: Properties, names: string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** What the provider asks for, which is CloudFormation's default. */
const required: { [type: string]: Body } = {
  'AWS::CloudFront::Distribution': {
    restrictions: blocks([{ geo_restriction: blocks([{ restriction_type: 'none' }]) }]),
  },
};

const isPublished = (id: string, resources: Resources) =>
  Object.values(resources).some(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Version' && idIn(Properties.FunctionName) === id,
  );

/** A role is ready with its policies, which are resources of their own here. */
const dependsOn = (ids: string[], resources: Resources): Body => {
  const addresses = ids.flatMap((id) => {
    const { Type = '', Properties = {} } = resources[id] ?? {};
    const name = localName(id);
    if (Type !== 'AWS::IAM::Role') return [`${terraformType(Type)}.${name}`];
    return policiesOf(Properties).map(({ policyName }) => `aws_iam_role_policy.${policyResource(name, policyName)}`);
  });
  return addresses.length === 0 ? {} : { depends_on: addresses.map((address) => code(address)) };
};
