import type { ReleaseTemplate, Value } from '../template.ts';
import { bucketResources, bucketSettings } from './buckets.ts';
import { conditionOf, idIn, localName } from './expressions.ts';
import { type Body, blocks, call, code, type Hcl } from './hcl.ts';
import { bodyOf, type Properties, type TemplateResource, type TerraformResource, type Write } from './properties.ts';
import { propertyRules } from './property-rules.ts';
import { snakeCase, terraformType } from './references.ts';

type Resources = ReleaseTemplate['Resources'];
type Attributes = { Condition?: string; DependsOn?: string | string[]; DeletionPolicy?: string };

/** Types with tags; a function of Lambda@Edge may have none. */
const taggedTypes =
  /^AWS::(CloudFront::Distribution|CloudWatch::Alarm|Events::Rule|IAM::Role|KMS::Key|Lambda::(Function|EventSourceMapping)|Logs::|S3::Bucket$|SQS::Queue$|StepFunctions)/;

/** Names that CloudFormation generates, beginning with the stack's. */
const nameAttributes: { [type: string]: (name: string) => Body } = {
  'AWS::CloudWatch::Alarm': (name) => ({ alarm_name: prefixed(name.replace(/_alarm$/, '')) }),
  'AWS::Events::Rule': (name) => ({ name: prefixed(name) }),
  'AWS::IAM::Role': () => ({ name_prefix: prefixed('') }),
  'AWS::Lambda::Function': (name) => ({ function_name: prefixed(name) }),
  'AWS::S3::Bucket': (name) => ({ bucket_prefix: code(`lower("\${var.name}-${name}-")`) }),
  'AWS::SQS::Queue': (name) => ({ name: prefixed(name) }),
};

const prefixed = (name: string): Hcl => code(`"\${var.name}-${name.replaceAll('_', '-')}"`);

/** What CloudFormation has in a property and Terraform in a resource of its own. */
const extraResources: { [type: string]: (given: TemplateResource) => TerraformResource[] } = {
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

/** The properties that become these resources. */
const movedProperties: { [type: string]: string[] } = {
  'AWS::Events::Rule': ['Targets'],
  'AWS::IAM::Role': ['Policies'],
  'AWS::S3::Bucket': bucketSettings,
};

type Policy = { policyName: string; document: Value; condition?: string };

const policiesOf = ({ Policies = [] }: Properties): Policy[] =>
  (Policies as Properties[]).map((each) => {
    const { 'Fn::If': [condition, policy] = [undefined, each] } = each as { 'Fn::If'?: [string, Properties] };
    const { PolicyName, PolicyDocument = null } = policy;
    return { policyName: String(PolicyName), document: PolicyDocument, ...(condition && { condition }) };
  });

const policyResource = (role: string, policyName: string) => `${role}_${snakeCase(policyName)}`;

/** The resources of the module that make one of the template. */
export const resourcesOf = (id: string, resources: Resources, write: Write): TerraformResource[] => {
  const { Type = '', Properties = {}, ...attributes } = resources[id] ?? {};
  const { Condition, DependsOn = [], DeletionPolicy = '' } = attributes as Attributes;
  // The provider publishes it with the function.
  if (Type === 'AWS::Lambda::Version') return [];
  const name = localName(id);
  const properties = without(Properties, ['Tags', ...(movedProperties[Type] ?? [])]);
  const isAtEdge = Type === 'AWS::Lambda::Function' && isPublished(id, resources);
  const isKept = DeletionPolicy.startsWith('Retain');
  const body: Body = {
    ...(Condition && { count: code(`${conditionOf(Condition)} ? 1 : 0`) }),
    ...nameAttributes[Type]?.(name),
    ...bodyOf(properties, propertyRules[Type] ?? {}, write),
    ...requiredBlocks[Type],
    // Replicas outlive the distribution by hours; until then no deletion succeeds.
    ...(isAtEdge && { publish: true, skip_destroy: isKept }),
    ...(taggedTypes.test(Type) && !isAtEdge && { tags: code('local.tags') }),
    ...dependsOn([DependsOn].flat(), resources),
    ...(isKept && Type !== 'AWS::Lambda::Function' && { lifecycle: blocks([{ prevent_destroy: true }]) }),
  };
  const extra =
    extraResources[Type]?.({ name, properties: Properties, write, isCounted: Condition !== undefined }) ?? [];
  const counted = extra.map((each) => ({ ...each, body: { ...countOf(body), ...each.body } }));
  return [{ type: terraformType(Type), name, body }, ...counted];
};

const countOf = ({ count }: Body): Body => (count === undefined ? {} : { count });

const without = (properties: Properties, names: string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** What the provider requires and CloudFormation has as a default. */
const requiredBlocks: { [type: string]: Body } = {
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
