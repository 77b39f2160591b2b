import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buckets } from '../../support/configurations.ts';
import { plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const kmsKeyArn = 'arn:aws:kms:us-east-2:123456789012:key/abc';
const existing = { bucket: 'photos', region: 'eu-west-1' };

type Origin = {
  Id: string;
  DomainName: unknown;
  OriginPath?: string;
  OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[];
  OriginAccessControlId?: unknown;
};
type Behavior = { PathPattern?: string; TargetOriginId: string; [setting: string]: unknown };

let made: Synthesized;
let origins: Map<string, Origin>;
let behaviors: Behavior[];
beforeAll(() => {
  made = synthesize({ buckets, originals: { access: 'public', prefix: 'first', existing } });
  const [site] = Object.values(made.template.findResources('AWS::CloudFront::Distribution'));
  const { DefaultCacheBehavior, CacheBehaviors, Origins } = site?.Properties.DistributionConfig ?? {};
  behaviors = [...CacheBehaviors, { PathPattern: 'default', ...DefaultCacheBehavior }];
  origins = new Map(Origins.map((origin: Origin) => [origin.Id, origin]));
});

const originOf = (pattern: string) =>
  origins.get(behaviors.find(({ PathPattern }) => PathPattern === pattern)?.TargetOriginId ?? '');

test('each path has a behavior of its own for images and for drawings, in the order of the rows', () => {
  expect(behaviors.map(({ PathPattern }) => PathPattern)).toEqual([
    '/_/*',
    ...['/shop/*.svg', '/shop/*'],
    '/press/*.jpg',
    ...['/staff/*.svg', '/staff/*', '/archive/*.svg', '/archive/*'],
    ...['*.svg', 'default'],
  ]);
});

test.each([
  ['/shop/*', 'shop.s3.eu-west-1.', undefined, undefined],
  ['/shop/*.svg', 'shop.s3.eu-west-1.', undefined, undefined],
  ['/press/*.jpg', 'my.press.s3.ap-northeast-2.', '/site/images', undefined],
  ['/staff/*', 'staff.s3.us-east-1.', undefined, 'private'],
  ['/archive/*', 'photos.s3.eu-west-1.', '/old', undefined],
  ['*.svg', 'photos.s3.eu-west-1.', '/first', undefined],
  ['default', 'photos.s3.eu-west-1.', '/first', undefined],
])('%s is served from %s, below %s, access %s', (pattern, host, path, access) => {
  const { DomainName, OriginPath, OriginCustomHeaders = [], OriginAccessControlId } = originOf(pattern) ?? {};
  expect(plainly(DomainName)).toContain(host);
  expect(OriginPath).toBe(path);
  expect(OriginAccessControlId).toBeDefined();
  const headers = new Map(OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName, plainly(HeaderValue)]));
  expect([...headers.keys()].sort()).toEqual([
    'x-derivatives-bucket',
    'x-first-bucket',
    ...(access ? ['x-originals-access'] : []),
  ]);
  expect(headers.get('x-first-bucket')).toContain('photos.s3.eu-west-1.');
  expect(headers.get('x-originals-access')).toBe(access);
});

test('all run the same functions; private originals have policies of their own, that keep their ETag back', () => {
  const settings = (pattern: string): { [setting: string]: unknown } => {
    const {
      PathPattern: _,
      TargetOriginId: __,
      ...others
    } = behaviors.find((each) => each.PathPattern === pattern) ?? {};
    return others;
  };
  for (const pattern of ['/shop/*', '/press/*.jpg', '/archive/*'])
    expect(settings(pattern)).toEqual(settings('default'));
  const { ResponseHeadersPolicyId: ofStaff, ...others } = settings('/staff/*');
  const { ResponseHeadersPolicyId: ofAll, ...expected } = settings('default');
  expect(others).toEqual(expected);
  expect(ofStaff).not.toEqual(ofAll);
  made.template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: {
      Name: 'edge-images-images-private',
      RemoveHeadersConfig: { Items: [{ Header: 'ETag' }] },
    },
  });
});

describe('a second bucket where the first has no such key', () => {
  const secondary = { bucket: 'my.archive', region: 'us-east-2', prefix: 'old', kmsKeyArn };
  const { template } = synthesize({ originals: { access: 'public', existing, secondary } });
  const [site] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  const { DefaultCacheBehavior, CacheBehaviors, Origins, OriginGroups } = site?.Properties.DistributionConfig ?? {};

  test('is the second origin of a group, asked after a 403 and a 404', () => {
    const [group, ...more] = OriginGroups.Items;
    expect(more).toEqual([]);
    expect(group.FailoverCriteria).toEqual({ StatusCodes: { Items: [403, 404], Quantity: 2 } });
    const members = group.Members.Items.map(({ OriginId }: { OriginId: string }) =>
      Origins.find(({ Id }: Origin) => Id === OriginId),
    );
    expect(members.map(({ DomainName, OriginPath }: Origin) => [DomainName, OriginPath])).toEqual([
      ['photos.s3.eu-west-1.amazonaws.com', undefined],
      ['my.archive.s3.us-east-2.amazonaws.com', '/old'],
    ]);
    const names = members.map(({ OriginCustomHeaders = [] }: Origin) =>
      OriginCustomHeaders.map(({ HeaderName }) => HeaderName),
    );
    expect(names).toEqual([
      ['x-derivatives-bucket', 'x-first-bucket', 'x-failover-statuses'],
      ['x-derivatives-bucket', 'x-first-bucket'],
    ]);
    const drawings = CacheBehaviors.find(({ PathPattern }: Behavior) => PathPattern === '*.svg');
    expect([DefaultCacheBehavior.TargetOriginId, drawings.TargetOriginId]).toEqual([group.Id, group.Id]);
  });

  test('has outputs of its own', () => {
    const [bucket, key] = ['BucketPolicySecondary', 'KeyPolicySecondary'].map(
      (name) => template.findOutputs(name)[name],
    );
    expect(plainly(bucket?.Value)).toContain('"Resource":"arn:{Partition}:s3:::my.archive/old/*"');
    expect(key?.Description).toBe(`Add this to the policy of the key ${kmsKeyArn}`);
  });
});

test('the upkeep is told the changes of all buckets', () => {
  const { template } = synthesize({
    ...{ purge: true, originals: { access: 'public', prefix: 'first' } },
    buckets: buckets.filter(({ region }) => region === 'us-east-1'),
  });
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  const { bucket, object } = rule?.Properties.EventPattern.detail ?? {};
  expect([bucket.name.map(plainly), object]).toEqual([['{Originals}', 'staff'], undefined]);
  expect(JSON.stringify(template.findResources('AWS::SQS::QueuePolicy'))).toMatch(
    /"aws:SourceArn":\{"Fn::Join":[^"]*"[^"]*",\[[^\]]*":s3:::staff"\]/,
  );
});

describe('the outputs say what the deployer adds to each bucket and key', () => {
  test.each([
    ['BucketPolicy', 'arn:{Partition}:s3:::photos/first/*'],
    ['BucketPolicy1', 'arn:{Partition}:s3:::shop/*'],
    ['BucketPolicy2', 'arn:{Partition}:s3:::my.press/site/images/*'],
    ['BucketPolicy3', 'arn:{Partition}:s3:::staff/*'],
    ['BucketPolicy4', 'arn:{Partition}:s3:::photos/old/*'],
  ])('%s: %s', (name, resource) => {
    const { Value, Description } = Object.values(made.template.findOutputs(name))[0] ?? {};
    expect(plainly(Value)).toContain(`"Resource":"${resource}"`);
    expect(Description).toMatch(/^Add this to the policy of the bucket /);
  });

  test('KeyPolicy1, for the only key', () => {
    expect(Object.keys(made.template.findOutputs('*')).filter((name) => name.startsWith('KeyPolicy'))).toEqual([
      'KeyPolicy1',
    ]);
  });
});
