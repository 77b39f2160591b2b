import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const existing = { bucket: 'photos', region: 'eu-west-1' };
const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/abc';
const topics = (...regions: string[]) => ({
  topicArns: regions.map((region) => `arn:aws:sns:${region}:123456789012:alarms`),
});
const presets = { thumb: 'w=200&h=200&fit=cover&format=auto' };
const pregenerate = [{ prefix: 'products/', queries: ['w=400&format=auto'] }];
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/images/12345678-1234-1234-1234-123456789012';

const configurations: { [name: string]: Partial<ConfigInput> } = {
  'a new bucket': {},
  'an existing bucket': { originals: { access: 'public', existing: { ...existing, region: 'us-east-1' } } },
  'an existing bucket in another region': { originals: { access: 'public', existing } },
  'an encrypted bucket': { originals: { access: 'public', existing: { ...existing, kmsKeyArn } } },
  'a folder of a bucket with dots in its name': {
    originals: { access: 'public', prefix: 'site/images', existing: { bucket: 'my.photos', region: 'ap-northeast-2' } },
  },
  'a region without account-regional bucket names': {
    originals: { access: 'public', existing: { bucket: 'photos', region: 'me-central-1' } },
    purge: true,
  },
  'private originals': { originals: { access: 'private' } },
  'signing, presets and a ladder': { signing: { paths: ['/private/*'] }, presets, presetsOnly: true, snap: 'default' },
  'derivatives, a purge and pre-generation': { purge: true, pregenerate },
  'the same beside a bucket elsewhere, monitored where the shield is': {
    originals: { access: 'public', existing: { bucket: 'photos', region: 'eu-west-3' } },
    ...{ purge: true, pregenerate, originShieldRegion: 'eu-central-1' },
    monitoring: topics('us-east-1', 'eu-west-3', 'eu-central-1'),
  },
  'no derivatives, no shield': { derivatives: undefined, originShieldRegion: undefined },
  'an own domain, a web ACL and access logs': {
    domain: { names: ['images.example.com'], certificateArn },
    webAclArn,
    accessLogs: { destinationArn: 'arn:aws:s3:::logs-of-images/cloudfront' },
  },
  'tags and a permissions boundary': {
    tags: { project: 'images' },
    permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/Boundary',
    purge: true,
  },
  'the regional door': { door: 'regional' },
  'the regional door beside an encrypted bucket elsewhere, monitored': {
    ...{ door: 'regional', originals: { access: 'private', existing: { ...existing, kmsKeyArn } }, purge: true },
    monitoring: topics('us-east-1', 'eu-west-1'),
  },
  'the regional door as a container image': { door: 'regional', regional: { package: 'image' } },
  'the regional door with code signing': {
    door: 'regional',
    regional: {
      codeSigningConfigArn: 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0',
    },
  },
  'Node 22 and several origins for CORS': {
    runtime: 'nodejs22.x',
    cors: { origins: ['https://a.example.com', 'https://*.b.example.com'] },
  },
};

const stacksOf = (changes: Partial<ConfigInput>): Synthesized[] => {
  const { regional, keeper, watcher, door, ...images } = synthesize(changes);
  return [images, regional, keeper, watcher, door].filter((each) => each !== undefined);
};
const synthesized = Object.entries(configurations).map(([name, changes]) => ({ name, stacks: stacksOf(changes) }));

describe.each(synthesized)('$name', ({ stacks }) => {
  test('cdk-nag finds nothing that has no reason', () => {
    for (const { findings } of stacks) {
      expect(findings.findError('*', Match.anyValue())).toEqual([]);
      expect(findings.findWarning('*', Match.anyValue())).toEqual([]);
    }
  });

  test('buckets are private and encrypted, and every role is bounded to what it names', () => {
    for (const { template } of stacks) {
      for (const { Properties } of Object.values(template.findResources('AWS::S3::Bucket'))) {
        expect(Properties.BucketEncryption).toBeDefined();
        expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      }
      for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role')))
        for (const { PolicyDocument } of Properties.Policies)
          for (const { Action, Resource } of PolicyDocument.Statement) {
            expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
            expect([Resource].flat()).not.toContain('*');
          }
    }
  });
});

test('tags reach every resource but the function at the edge; every role has its boundary', () => {
  const [{ template } = synthesized[0]?.stacks[0] as Synthesized] =
    synthesized.find(({ name }) => name.startsWith('tags'))?.stacks ?? [];
  for (const [name, { Properties }] of Object.entries(template.findResources('AWS::Lambda::Function')))
    expect([name, Properties.Tags !== undefined]).toEqual([name, name.startsWith('Upkeep')]);
  template.allResourcesProperties('AWS::IAM::Role', {
    PermissionsBoundary: 'arn:aws:iam::123456789012:policy/Boundary',
    Tags: [{ Key: 'project', Value: 'images' }],
  });
});

test('two stages in one account share no name', () => {
  const everything = configurations['the same beside a bucket elsewhere, monitored where the shield is'];
  const names = (stackName: string) =>
    stacksOf({
      ...everything,
      stackName,
      signing: { paths: ['/private/*'] },
      accessLogs: { destinationArn: 'arn:aws:s3:::logs' },
    })
      .flatMap(({ template, stack }) => [stack.stackName, ...namesIn(template.toJSON().Resources)])
      .map(String);
  const [one, two] = [names('images-test'), names('images-live')];
  expect(one.length).toBeGreaterThan(10);
  expect(one.filter((name) => two.includes(name))).toEqual([]);
});

/** The physical names that a template gives; generated ones are unique by themselves. */
const namesIn = (resources: { [id: string]: { Type: string; Properties?: object } }): string[] =>
  Object.values(resources).flatMap(({ Type, Properties = {} }) => {
    const own = Object.entries(Properties).flatMap(([field, value]) =>
      /^(\w*Name|Name)$/.test(field) && !/^(TopicName|MetricName)$/.test(field) ? [`${Type} ${plainly(value)}`] : [],
    );
    const config = Object.entries(Properties).find(([field]) =>
      /^(CachePolicy|ResponseHeadersPolicy)Config$/.test(field),
    );
    return config ? [`${Type} ${config[1].Name}`] : own.filter((name) => !name.includes('{'));
  });

const hasLinter = spawnSync('cfn-lint', ['--version']).status === 0;

test.skipIf(!hasLinter)('cfn-lint finds nothing in any template', { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'));
  const files = await Promise.all(
    synthesized.flatMap(({ stacks }, at) =>
      stacks.map(async ({ stack, template }) => {
        const file = join(folder, `${at}-${stack.stackName}.json`);
        await writeFile(file, JSON.stringify(template.toJSON()));
        return file;
      }),
    ),
  );
  // W3005: CDK itself writes a dependency beside a reference that implies it.
  const line = ['--format', 'parseable', '--ignore-checks', 'W3005', '--template', ...files];
  const { stdout } = await promisify(execFile)('cfn-lint', line).catch((error) => error);
  expect(stdout).toBe('');
});
