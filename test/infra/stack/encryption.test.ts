import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { isAllowed, type Statement } from '../../support/iam.ts';
import { plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const account = '123456789012';
const keyArn = `arn:aws:kms:us-east-1:${account}:key/buckets`;
const originals = { access: 'public' as const, existing: { bucket: 'photos', region: 'eu-west-1' } };

const own = synthesize({ kms: { key: 'create', logs: true }, purge: true });
const given = synthesize({ kms: { key: keyArn }, door: 'regional' });
const elsewhere = synthesize({ kms: { key: 'create', logs: true }, originals, door: 'regional', purge: true });
const { keeper, door, regional } = elsewhere;

const templateOf = (synthesized: Synthesized | undefined) => {
  if (!synthesized) throw new Error('no such stack');
  return synthesized.template;
};

const keysOfBuckets = (template: Template) =>
  Object.values(template.findResources('AWS::S3::Bucket')).map(({ Properties }) => {
    const [{ BucketKeyEnabled, ServerSideEncryptionByDefault: by }] =
      Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    return [BucketKeyEnabled, by.SSEAlgorithm, plainly(by.KMSMasterKeyID)];
  });

const keysOfLogs = (template: Template) =>
  Object.values(template.findResources('AWS::Logs::LogGroup')).map(
    ({ Properties }) => Properties.KmsKeyId && plainly(Properties.KmsKeyId),
  );

test.each<[what: string, template: Template, buckets: number, key: string]>([
  ['both buckets, a new key', own.template, 2, '{BucketsKey}'],
  ['both buckets, a key that exists', given.template, 2, keyArn],
  ['derivatives elsewhere', templateOf(keeper), 1, '{BucketsKey}'],
])('%s', (_, template, count, key) => {
  expect(keysOfBuckets(template)).toEqual(Array.from({ length: count }, () => [true, 'aws:kms', key]));
});

test('log groups have the key where kms.logs says so', () => {
  expect(keysOfLogs(own.template)).toEqual(['{BucketsKey}', '{BucketsKey}']);
  const output = '{edge-images-derivatives.BucketsKeyArn in eu-west-1}';
  expect(keysOfLogs(templateOf(door))).toEqual([output]);
  expect(keysOfLogs(templateOf(regional))).toEqual([output]);
  expect(keysOfLogs(given.template)).toEqual([undefined]);
});

test('logs of another region than that of the key are left to CloudWatch', () => {
  expect(keysOfLogs(synthesize({ kms: { key: 'create', logs: true }, originals }).template)).toEqual([undefined]);
});

test('there is one key, it is rotated, and it lives as long as the originals', () => {
  own.template.resourceCountIs('AWS::KMS::Key', 1);
  own.template.hasResource('AWS::KMS::Key', {
    Properties: { EnableKeyRotation: true },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  templateOf(keeper).hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  for (const { template } of [given, elsewhere]) template.resourceCountIs('AWS::KMS::Key', 0);
});

test('stacks that read its ARN are deployed after the one that makes it', () => {
  for (const each of [elsewhere, door]) expect(each?.stack.dependencies).toContain(keeper?.stack);
  expect(regional?.stack.dependencies).toContain(elsewhere.stack);
});

describe('the policy of a new key', () => {
  type KeyStatement = Statement & { Principal: { Service?: string; AWS?: unknown } };
  const statements = (template: Template): KeyStatement[] => {
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    const text = JSON.stringify(key?.Properties.KeyPolicy.Statement, (_, value) =>
      value?.['Fn::Join'] ? plainly(value) : value,
    );
    return JSON.parse(text.replaceAll('{Partition}', 'aws').replaceAll('{AccountId}', account));
  };
  const distribution = (owner: string) => ({ 'AWS:SourceArn': `arn:aws:cloudfront::${owner}:distribution/E1` });
  const group = (name: string) => ({
    'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${account}:log-group:${name}`,
  });
  const cloudfront = 'cloudfront.amazonaws.com';
  const logs = 'logs.us-east-1.amazonaws.com';
  test.each<[may: boolean, service: string, action: string, context: Record<string, string>]>([
    [true, cloudfront, 'Decrypt', distribution(account)],
    [false, cloudfront, 'Decrypt', distribution('999999999999')],
    [false, cloudfront, 'Decrypt', {}],
    [false, cloudfront, 'GenerateDataKey', distribution(account)],
    [false, cloudfront, 'ScheduleKeyDeletion', distribution(account)],
    [true, logs, 'GenerateDataKey', group('/edge-images/upkeep')],
    [true, logs, 'Decrypt', group('/edge-images/origin-response')],
    [false, logs, 'Decrypt', group('/edge-images-2/origin-response')],
    [false, logs, 'CreateGrant', group('/edge-images/upkeep')],
    [false, 'logs.eu-west-1.amazonaws.com', 'Decrypt', group('/edge-images/upkeep')],
    [false, 's3.amazonaws.com', 'Decrypt', distribution(account)],
  ])('%s: %s, %s, %o', (may, service, action, context) => {
    const its = statements(own.template).filter(({ Principal }) => Principal.Service === service);
    expect(isAllowed(its, { action: `kms:${action}`, resource: 'key', context })).toBe(may);
  });

  test('leaves all else to the account: its roles have what their own policies say', () => {
    const [account] = statements(own.template).filter(({ Principal }) => !Principal.Service);
    expect(account).toMatchObject({
      Action: 'kms:*',
      Principal: { AWS: expect.stringMatching(/^arn:aws:iam::\d+:root$/) },
    });
    expect(statements(own.template)).toHaveLength(3);
    expect(statements(templateOf(keeper))).toHaveLength(3);
  });
});

test('what the policy of an existing key must allow is printed', () => {
  const [output] = Object.values(given.template.findOutputs('BucketsKeyPolicy'));
  expect(plainly(output?.Value)).toContain('kms:Decrypt');
  expect(plainly(output?.Value)).toContain(':distribution/*');
  expect(plainly(output?.Value)).not.toContain('logs.');
  expect(own.template.findOutputs('*')).not.toHaveProperty('BucketsKeyPolicy');
});
