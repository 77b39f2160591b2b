import { describe, expect, test } from 'vitest';
import type { ReleaseTemplate, Value } from '../../../infra/release/template.ts';
import { call, code, fileText, template, valueText } from '../../../infra/release/terraform/hcl.ts';
import { terraformModule } from '../../../infra/release/terraform/module.ts';
import { snakeCase } from '../../../infra/release/terraform/references.ts';

// How a template becomes a module: what it has no words for is refused while the release is written, not left out.

const released = (
  resources: ReleaseTemplate['Resources'],
  outputs: { [name: string]: Value } = {},
): ReleaseTemplate => ({
  ...{ Description: '', Rules: {}, Conditions: {} },
  Parameters: { OriginalsBucket: { Type: 'String', Description: 'A bucket', Default: '' } },
  Resources: resources,
  Outputs: outputs,
});
const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
const moduleOf = (resources: ReleaseTemplate['Resources'], value: Value = '') =>
  terraformModule(released(resources, { One: { Value: value } }), [], {});
const written = (value: Value) =>
  /value += (.*)/.exec(moduleOf({ Queue0A1B2C3D: queue }, value)['outputs.tf'] ?? '')?.[1];

describe('refused', () => {
  test.each<[what: string, resources: ReleaseTemplate['Resources'], value: Value, message: string]>([
    [
      'a type',
      { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } },
      '',
      'The Terraform module has no AWS::SNS::Topic',
    ],
    ['an attribute', { Queue: queue }, { 'Fn::GetAtt': ['Queue', 'Color'] }, 'reads no Color of AWS::SQS::Queue'],
    ['a reference to nothing', {}, { Ref: 'Other' }, 'The template has no Other'],
    ['an intrinsic', {}, { 'Fn::Base64': 'text' }, 'The Terraform module has no Fn::Base64'],
    [
      'two of one name',
      { Queue00000001: queue, Queue00000002: queue },
      '',
      'Two resources would be aws_sqs_queue.queue',
    ],
    [
      'a viewer function of another release',
      { Viewer: { Type: 'AWS::CloudFront::Function', Properties: { FunctionCode: 'text' } } },
      '',
      'A viewer function of the template is none of the release',
    ],
  ])('%s', (_, resources, value, message) => {
    expect(() => moduleOf(resources, value)).toThrow(message);
  });
});

describe('values', () => {
  test.each<[value: Value, hcl: string]>([
    ['text', '"text"'],
    [`a "quote", \${dollars} and %{percent}`, `"a \\"quote\\", $\${dollars} and %%{percent}"`],
    [7, '7'],
    [{ Ref: 'AWS::AccountId' }, 'data.aws_caller_identity.current.account_id'],
    [{ Ref: 'OriginalsBucket' }, 'var.originals_bucket'],
    [{ Ref: 'Queue0A1B2C3D' }, 'aws_sqs_queue.queue.url'],
    [{ 'Fn::GetAtt': ['Queue0A1B2C3D', 'Arn'] }, 'aws_sqs_queue.queue.arn'],
    [{ 'Fn::Sub': `\${AWS::StackName}-a` }, `"\${var.name}-a"`],
    [{ 'Fn::Sub': `arn:\${Queue0A1B2C3D.Arn}/*` }, `"arn:\${aws_sqs_queue.queue.arn}/*"`],
    [{ 'Fn::Sub': [`\${A}/\${A}`, { A: 'x' }] }, '"x/x"'],
    [
      { 'Fn::Join': ['', ['{"a":"', { Ref: 'AWS::Partition' }, '"}']] },
      `"{\\"a\\":\\"\${data.aws_partition.current.partition}\\"}"`,
    ],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'AWS::StackName' }]] }, `"a/\${var.name}"`],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackName' }] }] }, 'split("/", var.name)[2]'],
    [{ 'Fn::Select': [0, { Ref: 'OriginalsBucket' }] }, 'try(var.originals_bucket[0], "")'],
    [{ 'Fn::If': ['HasKey', 'a', { Ref: 'AWS::NoValue' }] }, 'local.has_key ? "a" : null'],
    [['a', { 'Fn::If': ['HasKey', 'b', { Ref: 'AWS::NoValue' }] }], 'compact(["a", local.has_key ? "b" : null])'],
    [
      { 'Fn::If': ['HasKey', { 'Fn::Join': ['', ['a', { Ref: 'AWS::StackName' }]] }, ''] },
      `local.has_key ? "a\${var.name}" : ""`,
    ],
  ])('%j', (value, hcl) => {
    expect(written(value)).toBe(hcl);
  });
});

test.each([
  ['MinTTL', 'min_ttl'],
  ['IPV6Enabled', 'ipv6_enabled'],
  ['FunctionARN', 'function_arn'],
  ['OriginSSLProtocols', 'origin_ssl_protocols'],
  ['WebACLId', 'web_acl_id'],
])('%s is %s', (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

test('a property that nobody has named is written in snake case, not left out', () => {
  const { 'events.tf': text } = moduleOf({ Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 5 } } });
  expect(text).toMatch(/delay_seconds += 5/);
});

describe('what the state does not show', () => {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [
        { PolicyName: 'ReadOriginals', PolicyDocument: {} },
        { 'Fn::If': ['HasKey', { PolicyName: 'Decrypt', PolicyDocument: {} }, { Ref: 'AWS::NoValue' }] },
      ],
    },
  };
  const lambda = { Type: 'AWS::Lambda::Function', Properties: { Code: 'a.zip' }, DependsOn: ['Role'] };
  const version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Maker' } } };

  test.each(['AWS::S3::Bucket', 'AWS::KMS::Key'])('%s that outlives its stack is not destroyed', (Type) => {
    const textOf = (DeletionPolicy: string) =>
      moduleOf({ Kept: { Type, Properties: {}, DeletionPolicy } })['buckets.tf'] ?? '';
    expect(textOf('RetainExceptOnCreate')).toMatch(/lifecycle {\n +prevent_destroy = true/);
    expect(textOf('Delete')).not.toContain('prevent_destroy');
  });

  test('a function waits for all policies of its role', () => {
    const { 'main.tf': text } = moduleOf({ Role: role, Maker: lambda });
    expect(text).toMatch(
      /depends_on += \[aws_iam_role_policy\.role_read_originals, aws_iam_role_policy\.role_decrypt\]/,
    );
    expect(text).toMatch(/"role_decrypt" {\n +count += local\.has_key \? 1 : 0/);
  });

  test('a function with a version is published, has no tags and outlives its replicas; another is none of it', () => {
    const kept = { ...lambda, DeletionPolicy: 'Retain' };
    const { 'main.tf': atEdge = '' } = moduleOf({ Role: role, Maker: kept, Version: version });
    const { 'main.tf': regional = '' } = moduleOf({ Role: role, Maker: lambda });
    const functionIn = (text: string) => /resource "aws_lambda_function"[\s\S]*?\n}/.exec(text)?.[0] ?? '';
    expect(functionIn(atEdge)).toMatch(/publish += true\n +skip_destroy += true/);
    expect(functionIn(atEdge)).not.toContain('tags');
    expect(functionIn(regional)).not.toMatch(/publish|skip_destroy/);
    expect(functionIn(regional)).toMatch(/tags += local\.tags/);
  });
});

test('text as `terraform fmt` has it', () => {
  const body = {
    long_name: 1,
    a: template(['x', code('y')]),
    policy: call('jsonencode', { Statement: [{ Effect: 'Allow', 'a:b': [] }] }),
    z: null,
    left_out: undefined,
  };
  expect(fileText([{ labels: ['resource', 'type', 'name'], body }])).toBe(`resource "type" "name" {
  long_name = 1
  a         = "x\${y}"
  policy = jsonencode({
    Statement = [
      {
        Effect = "Allow"
        "a:b"  = []
      },
    ]
  })
  z = null
}
`);
  expect(valueText({})).toBe('{}');
});
