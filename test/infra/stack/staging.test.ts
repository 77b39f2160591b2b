import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const by = { http3: false, domain: { names: ['images.example.com'], certificateArn } };
const weighted = synthesize({ ...by, staging: { weight: 5 }, signing: { paths: ['/private/*'] } });
const header = { name: 'aws-cf-cd-next', value: 'yes' };
const existing = { bucket: 'photos', region: 'eu-west-1' };
const elsewhere = synthesize({ ...by, staging: { header }, originals: { access: 'public', existing } });
const without = synthesize();

const candidateOf = ({ candidate }: { candidate: Synthesized | undefined }): Synthesized => {
  if (!candidate) throw new Error('no stack of the next release');
  return candidate;
};
const next = candidateOf(weighted);

const distributionIn = ({ template }: Synthesized) => {
  const [found, ...others] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  expect(others).toEqual([]);
  return found?.Properties.DistributionConfig;
};

test('neither distribution has HTTP/3; without staging there is one, with HTTP/3', () => {
  for (const each of [weighted, next]) expect(distributionIn(each).HttpVersion).toBe('http2');
  expect(distributionIn(without).HttpVersion).toBe('http2and3');
  expect(without.candidate).toBeUndefined();
  expect(distributionIn(without)).not.toHaveProperty('ContinuousDeploymentPolicyId');
});

test('the next release has a staging distribution without aliases, the present one keeps them', () => {
  expect(distributionIn(next)).toMatchObject({ Staging: true });
  expect(distributionIn(next)).not.toHaveProperty('Aliases');
  expect(distributionIn(weighted)).toMatchObject({ Aliases: ['images.example.com'] });
  expect(distributionIn(weighted)).not.toHaveProperty('Staging');
});

test('the next release asks all buckets that the present one asks', () => {
  const secondary = { bucket: 'archive', region: 'us-east-2' };
  const rows = [{ path: '/shop/*', bucket: 'shop', region: 'eu-west-1' }];
  const present = synthesize({
    ...by,
    ...{ staging: { weight: 5 }, buckets: rows, originals: { access: 'public', existing, secondary } },
  });
  const [one, other] = [present, candidateOf(present)].map((each) => {
    const { CacheBehaviors, Origins, OriginGroups } = distributionIn(each);
    return {
      paths: CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern),
      hosts: Origins.map(({ DomainName }: { DomainName: unknown }) => plainly(DomainName)).filter(
        (host: string) => !/Derivatives/.test(host),
      ),
      groups: OriginGroups.Quantity,
    };
  });
  expect(one).toEqual(other);
  expect(one).toMatchObject({ paths: expect.arrayContaining(['/shop/*']), groups: 1 });
  expect(one?.hosts).toHaveLength(3);
});

test.each<[how: string, synthesized: Synthesized, traffic: object]>([
  ['a share', next, { Type: 'SingleWeight', SingleWeightConfig: { Weight: 0.05 } }],
  [
    'a header',
    candidateOf(elsewhere),
    { Type: 'SingleHeader', SingleHeaderConfig: { Header: header.name, Value: 'yes' } },
  ],
])('requests reach it by %s', (_, { template }, TrafficConfig) => {
  template.hasResourceProperties('AWS::CloudFront::ContinuousDeploymentPolicy', {
    ContinuousDeploymentPolicyConfig: {
      Enabled: true,
      StagingDistributionDnsNames: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Distribution'), 'DomainName'] }],
      TrafficConfig,
    },
  });
});

test('the present release is deployed after it and has its policy; alone, it needs no other stack', () => {
  const output = '{edge-images-candidate.ContinuousDeploymentPolicyId in us-east-1}';
  expect(plainly(distributionIn(weighted).ContinuousDeploymentPolicyId)).toBe(output);
  expect(weighted.stack.dependencies).toContain(next.stack);
  expect(next.stack.dependencies).toEqual([]);
  // As docs/operations.md names it to `npx cdk deploy`.
  expect(next.stack.node.path).toBe('Images/edge-images-candidate');
});

describe('it has its own functions, and reads what is there', () => {
  test('a function at the origin response, a viewer function, a role and a log', () => {
    next.template.resourceCountIs('AWS::Lambda::Function', 1);
    next.template.resourceCountIs('AWS::CloudFront::Function', 1);
    next.template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/edge-images-candidate/origin-response',
    });
  });

  test('no bucket and no store of keys', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::CloudFront::KeyValueStore', 'AWS::KMS::Key'])
      next.template.resourceCountIs(type, 0);
    const [viewer] = Object.values(next.template.findResources('AWS::CloudFront::Function'));
    const stores = viewer?.Properties.FunctionConfig.KeyValueStoreAssociations;
    expect(stores).toHaveLength(1);
    expect(plainly(stores[0].KeyValueStoreARN)).toBe('{edge-images.SigningKeysArn in us-east-1}');
    expect(weighted.template.findOutputs('SigningKeysArn')).not.toEqual({});
  });

  test('both buckets let both distributions read, and no other', () => {
    const readers = Object.values(weighted.template.findResources('AWS::S3::BucketPolicy')).map(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow').map(
        ({
          Action,
          Resource,
          Condition,
        }: {
          Action: string;
          Resource: unknown;
          Condition: { StringEquals: object };
        }) => [Action, plainly(Resource), plainly(Object.values(Condition.StringEquals)[0])],
      ),
    );
    const arn = (id: string) => `arn:{Partition}:cloudfront::{AccountId}:distribution/${id}`;
    const candidate = arn('{edge-images-candidate.DistributionId in us-east-1}');
    const own = arn('{Distribution}');
    expect(readers.flat().sort()).toEqual(
      [
        ['s3:GetObject', '{Originals}/*', own],
        ['s3:GetObject', '{Originals}/*', candidate],
        ['s3:GetObject', '{Derivatives}/_/*', own],
        ['s3:GetObject', '{Derivatives}/_/*', candidate],
      ].sort(),
    );
  });

  test('what an existing bucket must allow it is printed', () => {
    expect(JSON.stringify(candidateOf(elsewhere).template.findOutputs('BucketPolicy'))).toContain(':s3:::photos/*');
    expect(next.template.findOutputs('*')).not.toHaveProperty('BucketPolicy');
  });
});
