import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { allowed, plainly, type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const existing = { bucket: 'photos', region: 'eu-west-1' };
const edge = synthesize();
const own = synthesize({ door: 'regional' });
const elsewhere = synthesize({ door: 'regional', originals: { access: 'public', prefix: 'site', existing } });
const image = synthesize({ door: 'regional', regional: { package: 'image' } });

const doorOf = ({ door }: { door: Synthesized | undefined }) => {
  if (!door) throw new Error('no stack of the function');
  return door.template;
};

describe.each([
  ['beside the distribution', own.template],
  ['beside the originals', doorOf(elsewhere)],
])('the function %s', (_, template) => {
  test('is on arm64, in the memory and time of the config', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1769,
      Runtime: 'nodejs24.x',
      Timeout: 30,
    });
    template.resourceCountIs('AWS::Lambda::Function', 1);
  });

  test('has a URL that streams and takes no unsigned request', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' });
  });

  test('is asked by CloudFront alone, and only through the URL', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).map(
      ({ Properties }) => Properties,
    );
    expect(permissions.map(({ Action }) => Action).sort()).toEqual([
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
    ]);
    for (const { Action, Principal, SourceArn, FunctionUrlAuthType, InvokedViaFunctionUrl } of permissions) {
      expect(Principal).toBe('cloudfront.amazonaws.com');
      expect(plainly(SourceArn)).toMatch(
        /^arn:\{Partition\}:cloudfront::\{AccountId\}:distribution\/(\{Distribution\}|\*)$/,
      );
      expect([FunctionUrlAuthType, InvokedViaFunctionUrl]).toEqual(
        Action === 'lambda:InvokeFunctionUrl' ? ['AWS_IAM', undefined] : [undefined, true],
      );
    }
  });
});

test('the role reads the served folder, keeps derivatives and writes its log, and nothing else', () => {
  expect(allowed(own.template, 'RegionalRole')).toEqual([
    ['s3:GetObject', '{Originals}/*'],
    ['s3:ListBucket', '{Originals}'],
    ['s3:GetObject s3:PutObject', expect.stringMatching(/\/kept\/\* .+\/_\/\*$/)],
    ['logs:CreateLogStream logs:PutLogEvents', '{RegionalLog}'],
  ]);
  expect(allowed(doorOf(elsewhere), 'RegionalRole').slice(0, 2)).toEqual([
    ['s3:GetObject', 'arn:{Partition}:s3:::photos/site/*'],
    ['s3:ListBucket', 'arn:{Partition}:s3:::photos'],
  ]);
});

test('nothing of Lambda@Edge is left, and every request to the URL is signed', () => {
  own.template.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: { DefaultCacheBehavior: { LambdaFunctionAssociations: Match.absent() } },
  });
  own.template.resourceCountIs('AWS::Lambda::Version', 0);
  own.template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
    OriginAccessControlConfig: {
      OriginAccessControlOriginType: 'lambda',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    },
  });
});

/** The parts of a distribution that make up URLs and cache keys. */
const keysOf = ({ template }: Synthesized) => {
  const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  const { DefaultCacheBehavior, CacheBehaviors } = distribution?.Properties.DistributionConfig ?? {};
  const policies = Object.values(template.findResources('AWS::CloudFront::CachePolicy'));
  const behaviors = [DefaultCacheBehavior, ...CacheBehaviors].map(
    ({ PathPattern, AllowedMethods, CachePolicyId, Compress, FunctionAssociations, ResponseHeadersPolicyId }) => ({
      ...{ PathPattern, AllowedMethods, CachePolicyId, Compress, FunctionAssociations, ResponseHeadersPolicyId },
    }),
  );
  const viewer = Object.values(template.findResources('AWS::CloudFront::Function')).map(({ Properties }) => Properties);
  return { behaviors, policies, viewer };
};

test('URLs and cache keys are those of the edge: viewer function, cache policies and behaviors are the same', () => {
  expect(keysOf(own)).toEqual(keysOf(edge));
});

test('a container image brings its own runtime and handler, and is of the same processor', () => {
  image.template.hasResourceProperties('AWS::Lambda::Function', {
    PackageType: 'Image',
    Architectures: ['arm64'],
    Handler: Match.absent(),
    Runtime: Match.absent(),
  });
});

test('code signing is required of a zip, and contradicts an image', () => {
  const codeSigningConfigArn = 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0';
  const signed = synthesize({ door: 'regional', regional: { codeSigningConfigArn } });
  signed.template.hasResourceProperties('AWS::Lambda::Function', { CodeSigningConfigArn: codeSigningConfigArn });
  expect(() => synthesize({ door: 'regional', regional: { package: 'image', codeSigningConfigArn } })).toThrow(
    'regional.codeSigningConfigArn',
  );
  expect(() => synthesize({ regional: { package: 'zip' } })).toThrow("door: 'regional' beside it");
});
