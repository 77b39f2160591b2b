import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { drawingPolicy } from '../../../edge/answer/headers/security.ts';
import { negotiationHeaders } from '../../../edge/answer/headers/vary.ts';
import { config } from '../../support/config.ts';
import { allowed, plainly, type Synthesized, synthesizer, viewerCode } from '../../support/synthesize.ts';

const { synthesize, write, close } = synthesizer();
afterAll(close);

const existing = { bucket: 'photos', region: 'eu-west-1' };
const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/abc';
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';
const { originShieldRegion: _, ...shieldless } = config;

const own = synthesize();
const foreign = synthesize({ originals: { access: 'public', prefix: 'site/pictures', existing } });
const encrypted = synthesize({ originals: { access: 'private', existing: { ...existing, kmsKeyArn } } });
const named = synthesize({ domain: { names: ['images.example.com'], certificateArn } });
const withoutShield = synthesize({}, shieldless);

const behavior = (properties: object) => ({
  DistributionConfig: { DefaultCacheBehavior: Match.objectLike(properties) },
});

describe.each<[name: string, synthesized: Synthesized]>([
  ['a new bucket', own],
  ['an existing bucket', foreign],
  ['an encrypted bucket', encrypted],
  ['an own domain', named],
])('with %s', (_, { stack, findings }) => {
  test('cdk-nag finds nothing that has no reason', () => {
    expect(findings.findError('*', Match.anyValue())).toEqual([]);
    expect(findings.findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('the stack is in us-east-1, in any account', () => {
    expect(stack.region).toBe('us-east-1');
    expect(stack.environment).toBe('aws://unknown-account/us-east-1');
  });
});

describe('the function', () => {
  test.each<[trap: string, properties: object]>([
    ['arm64 is refused at the edge', { Architectures: ['x86_64'] }],
    ['environment variables are refused', { Environment: Match.absent() }],
    ['layers are refused', { Layers: Match.absent() }],
    ['a VPC is refused', { VpcConfig: Match.absent() }],
    ['tracing is refused', { TracingConfig: Match.absent() }],
    ['a dead-letter queue is refused', { DeadLetterConfig: Match.absent() }],
    ['/tmp is 512 MB', { EphemeralStorage: Match.absent() }],
    ['without a timeout Lambda gives 3 s', { Timeout: 30 }],
    ['the runtime is named', { Runtime: 'nodejs24.x' }],
    ['memory buys CPU', { MemorySize: 1769 }],
    ['index.mjs exports handler', { Handler: 'index.handler' }],
  ])('%s', (_, properties) => {
    own.template.hasResourceProperties('AWS::Lambda::Function', properties);
    own.template.resourceCountIs('AWS::Lambda::Function', 1);
  });

  test.each(['nodejs22.x', 'nodejs24.x'] as const)('%s synthesizes', (runtime) => {
    const { template, findings } = synthesize({ runtime, purge: true });
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: runtime });
    expect(findings.findError('*', Match.anyValue())).toEqual([]);
  });

  test('neither it nor a version is deleted while replicas live', () => {
    for (const type of ['AWS::Lambda::Version', 'AWS::Lambda::Function']) {
      own.template.hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('a numbered version is at the origin response, and nowhere else', () => {
    const [version] = Object.keys(own.template.findResources('AWS::Lambda::Version'));
    own.template.hasResourceProperties(
      'AWS::CloudFront::Distribution',
      behavior({
        LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: version } }],
      }),
    );
  });

  test('new code is a new version', () => {
    const before = Object.keys(own.template.findResources('AWS::Lambda::Version'));
    write('export const handler = () => 1;');
    expect(Object.keys(synthesize().template.findResources('AWS::Lambda::Version'))).not.toEqual(before);
  });
});

describe('the role', () => {
  const log = [
    'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents',
    'arn:aws:logs:*:{AccountId}:log-group:/edge-images/origin-response:*',
  ];
  const keep = (bucket: string) => [
    's3:GetObject s3:PutObject',
    ['kept', '_'].map((area) => `arn:{Partition}:s3:::${bucket}/${area}/*`).join(' '),
  ];

  test('may read originals, keep derivatives and write its log, in every region, and nothing else', () => {
    expect(allowed(own.template)).toEqual([
      ['s3:GetObject', '{Originals}/*'],
      ['s3:ListBucket', '{Originals}'],
      keep('{Derivatives}'),
      log,
    ]);
    own.template.resourceCountIs('AWS::IAM::Role', 1);
    own.template.resourceCountIs('AWS::IAM::Policy', 0);
    own.template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('reads the served folder of an existing bucket only', () => {
    expect(allowed(foreign.template)).toEqual([
      ['s3:GetObject', 'arn:{Partition}:s3:::photos/site/pictures/*'],
      ['s3:ListBucket', 'arn:{Partition}:s3:::photos'],
      keep('{edge-images-derivatives.DerivativesBucket in eu-west-1}'),
      log,
    ]);
  });

  test('may decrypt with the key of an encrypted bucket', () => {
    expect(allowed(encrypted.template)).toContainEqual(['kms:Decrypt', kmsKeyArn]);
  });

  test('is assumed by lambda and edgelambda', () => {
    const trust = ['lambda', 'edgelambda'].map((name) =>
      Match.objectLike({ Action: 'sts:AssumeRole', Principal: { Service: `${name}.amazonaws.com` } }),
    );
    own.template.hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: trust } });
  });

  test('its log group has a name that does not change with the region', () => {
    const LogGroupName = '/edge-images/origin-response';
    own.template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName, RetentionInDays: 30 });
    const [group] = Object.keys(own.template.findResources('AWS::Logs::LogGroup'));
    own.template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: group } } });
  });
});

describe('signing keys', () => {
  test('are in a store of their own, empty at first, which only the viewer function reads', () => {
    const { template } = synthesize({ signing: { paths: ['/private/*'] } });
    template.hasResourceProperties('AWS::CloudFront::KeyValueStore', {
      Name: 'edge-images-signing-keys',
      ImportSource: Match.absent(),
    });
    const [store = ''] = Object.keys(template.findResources('AWS::CloudFront::KeyValueStore'));
    template.hasResourceProperties('AWS::CloudFront::Function', {
      FunctionConfig: {
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': [store, 'Arn'] } }],
      },
    });
    template.hasOutput('PutSigningKey', { Value: Match.anyValue() });
  });

  test('are not there where nothing is signed', () => {
    own.template.resourceCountIs('AWS::CloudFront::KeyValueStore', 0);
  });
});

describe('the viewer function', () => {
  test('has runtime 2.0 and the bundled text, and is published', () => {
    own.template.hasResourceProperties('AWS::CloudFront::Function', {
      AutoPublish: true,
      FunctionCode: viewerCode,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    });
  });

  test('runs at the viewer request, and nowhere else', () => {
    const FunctionAssociations = [{ EventType: 'viewer-request', FunctionARN: Match.anyValue() }];
    own.template.hasResourceProperties('AWS::CloudFront::Distribution', behavior({ FunctionAssociations }));
  });
});

describe('the cache', () => {
  // The viewer function takes these headers out, so they split no key; named, they stay in Vary.
  test('is keyed on path and variant alone', () => {
    own.template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: {
        MinTTL: 0,
        DefaultTTL: config.lifetimes.derivative,
        MaxTTL: 31_536_000,
        ParametersInCacheKeyAndForwardedToOrigin: {
          QueryStringsConfig: { QueryStringBehavior: 'all' },
          HeadersConfig: { HeaderBehavior: 'whitelist', Headers: [...negotiationHeaders] },
          CookiesConfig: { CookieBehavior: 'none' },
          EnableAcceptEncodingBrotli: false,
          EnableAcceptEncodingGzip: false,
        },
      },
    });
  });

  test.each<[trap: string, properties: object]>([
    ['nothing is forwarded without being keyed', { OriginRequestPolicyId: Match.absent() }],
    ['compression would weaken the ETag', { Compress: false }],
    ['http is redirected', { ViewerProtocolPolicy: 'redirect-to-https' }],
    ['nothing is written', { AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] }],
  ])('%s', (_, properties) => {
    own.template.hasResourceProperties('AWS::CloudFront::Distribution', behavior(properties));
  });

  test('of drawings is keyed on what they are compressed with as well, that of images is not', () => {
    const [distribution] = Object.values(own.template.findResources('AWS::CloudFront::Distribution'));
    const { DefaultCacheBehavior: images, CacheBehaviors } = distribution?.Properties.DistributionConfig ?? {};
    const drawings = CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === '*.svg');
    const policies = own.template.findResources('AWS::CloudFront::CachePolicy');
    const encodings = ({ CachePolicyId }: { CachePolicyId: { Ref: string } }) => {
      const { CachePolicyConfig } = policies[CachePolicyId.Ref]?.Properties ?? {};
      const key = CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin;
      expect(key.QueryStringsConfig.QueryStringBehavior).toBe('all');
      return [key.EnableAcceptEncodingGzip, key.EnableAcceptEncodingBrotli];
    };
    expect([images.Compress, ...encodings(images)]).toEqual([false, false, false]);
    expect([drawings.Compress, ...encodings(drawings)]).toEqual([true, true, true]);
    const same = ['FunctionAssociations', 'LambdaFunctionAssociations', 'TargetOriginId'];
    for (const name of same) expect([name, drawings[name]]).toEqual([name, images[name]]);
  });

  test('errors keep their bodies and are kept briefly', () => {
    const [distribution] = Object.values(own.template.findResources('AWS::CloudFront::Distribution'));
    for (const error of distribution?.Properties.DistributionConfig.CustomErrorResponses ?? []) {
      expect(Object.keys(error).sort()).toEqual(['ErrorCachingMinTTL', 'ErrorCode']);
      expect(error.ErrorCachingMinTTL).toBeLessThanOrEqual(60);
    }
  });
});

describe('the origin', () => {
  const origin = (properties: object) => ({
    DistributionConfig: { Origins: Match.arrayWith([Match.objectLike(properties)]) },
  });

  test('a new bucket is private, kept, and reached by its regional name', () => {
    const bucket = Object.keys(own.template.findResources('AWS::S3::Bucket')).find((id) => id.startsWith('Originals'));
    // A first deployment that fails leaves no orphan; later, the originals stay.
    own.template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    own.template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
    });
    const DomainName = { 'Fn::GetAtt': [bucket, 'RegionalDomainName'] };
    own.template.hasResourceProperties('AWS::CloudFront::Distribution', origin({ DomainName }));
  });

  test('CloudFront may read objects but not list them: `/` would be the listing', () => {
    own.template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ],
      },
    });
  });

  test('every request to S3 is signed', () => {
    own.template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
    const OriginAccessControlId = Match.anyValue();
    own.template.hasResourceProperties('AWS::CloudFront::Distribution', origin({ OriginAccessControlId }));
  });

  test('Origin Shield is beside the bucket, or off', () => {
    const OriginShield = { Enabled: true, OriginShieldRegion: 'us-east-1' };
    own.template.hasResourceProperties('AWS::CloudFront::Distribution', origin({ OriginShield }));
    withoutShield.template.hasResourceProperties(
      'AWS::CloudFront::Distribution',
      origin({ OriginShield: Match.absent() }),
    );
  });

  test('an existing bucket is reached by its regional name and folder', () => {
    foreign.template.resourceCountIs('AWS::S3::Bucket', 0);
    foreign.template.hasResourceProperties(
      'AWS::CloudFront::Distribution',
      origin({
        DomainName: 'photos.s3.eu-west-1.amazonaws.com',
        OriginPath: '/site/pictures',
      }),
    );
  });

  test('what an existing bucket and key must allow is printed', () => {
    const outputs = encrypted.template.findOutputs('*');
    expect(JSON.stringify(outputs.BucketPolicy)).toContain('s3:GetObject');
    expect(JSON.stringify(outputs.KeyPolicy)).toContain('kms:Decrypt');
    expect(JSON.stringify(foreign.template.findOutputs('BucketPolicy'))).toContain(':s3:::photos/site/pictures/*');
    expect(own.template.findOutputs('*')).not.toHaveProperty('BucketPolicy');
  });
});

describe('headers of every response', () => {
  const policiesOf = ({ template }: Synthesized) =>
    Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy')).map(
      ({ Properties }) => Properties.ResponseHeadersPolicyConfig,
    );
  const custom = [
    { Header: 'Cross-Origin-Resource-Policy', Value: 'cross-origin', Override: false },
    { Header: 'Timing-Allow-Origin', Value: '*', Override: false },
  ];

  test('of an image: no Vary and no CORS section, which would write its own; both are the Lambda’s', () => {
    const [images] = policiesOf(own);
    expect(images).not.toHaveProperty('CorsConfig');
    expect(images.SecurityHeadersConfig).toEqual({
      ContentTypeOptions: { Override: true },
      ContentSecurityPolicy: { ContentSecurityPolicy: "script-src 'none'", Override: false },
    });
    expect(images.CustomHeadersConfig.Items).toEqual(custom);
    expect(images).not.toHaveProperty('RemoveHeadersConfig');
    const [hidden] = policiesOf(encrypted);
    expect(hidden.RemoveHeadersConfig.Items).toEqual([{ Header: 'ETag' }]);
  });

  test('of what redirects lead to: drawings may do nothing', () => {
    const kept = policiesOf(own).find(({ Name }) => Name.endsWith('-large-derivatives'));
    expect(kept.SecurityHeadersConfig).toEqual({
      ContentTypeOptions: { Override: true },
      ContentSecurityPolicy: { ContentSecurityPolicy: drawingPolicy, Override: true },
    });
    expect(kept.CorsConfig).toMatchObject({
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowCredentials: false,
      OriginOverride: true,
    });
    expect(kept.CustomHeadersConfig.Items).toEqual(custom);
  });

  test('with several origins allowed, CloudFront sends the matching one', () => {
    const origins = ['https://a.example', 'https://b.example'];
    for (const policy of policiesOf(synthesize({ cors: { origins } }))) {
      expect(policy.CorsConfig.AccessControlAllowOrigins.Items).toEqual(origins);
      expect(policy.CustomHeadersConfig.Items).toEqual(custom);
    }
  });

  test('no policy names among its own headers what CloudFront refuses there', () => {
    for (const each of [own, foreign, encrypted, synthesize({ cors: { origins: ['https://a.example'] } })])
      for (const policy of policiesOf(each))
        for (const { Header } of policy.CustomHeadersConfig.Items)
          expect(Header).not.toMatch(
            /^(access-control-|content-security|strict-transport|x-(frame|content-type|xss))/i,
          );
  });
});

test('an own domain has its certificate and no old TLS', () => {
  named.template.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: ['images.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    },
  });
});

test('the command that proves a deployment is printed', () => {
  const [given] = Object.values(own.template.findOutputs('Proof'));
  expect(plainly(given?.Value)).toBe('npm run prove -- https://{Distribution}/samples/');
  named.template.hasOutput('Proof', { Value: 'npm run prove -- https://images.example.com/samples/' });
});
