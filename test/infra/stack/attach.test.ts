import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { afterAll, describe, expect, test } from 'vitest';
import { EdgeImages, type EdgeImagesProps } from '../../../infra/stack/edge-images.ts';
import { config } from '../../support/config.ts';
import { plainly, siteIn, synthesizer, viewerCode } from '../../support/synthesize.ts';

const hasJq = spawnSync('jq', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'attach-'));
const asset = mkdtempSync(join(folder, 'asset-'));
writeFileSync(join(asset, 'index.mjs'), 'export const handler = () => {};');
const { synthesize, close } = synthesizer();
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

const artefacts = { viewerFunctions: [{ pathPattern: '*', text: viewerCode }], lambdaCode: asset };
const newApp = () => new App({ outdir: mkdtempSync(join(folder, 'out-')), builtinCloudFormationValidation: false });
const propsOf = ({ stackName = 'shop', ...changes }: Partial<EdgeImagesProps>): EdgeImagesProps => ({
  ...config,
  stackName,
  artefacts,
  ...changes,
});

type Behavior = { PathPattern: string; [setting: string]: unknown };
const behaviorsIn = (template: Template): Behavior[] => {
  const [site] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  return site?.Properties.DistributionConfig.CacheBehaviors;
};

describe('two configurations of one distribution of the app', () => {
  const app = newApp();
  const { scope, distribution } = siteIn(app);
  distribution.addBehavior('/api/*', new HttpOrigin('api.example.com'));
  const shop = new EdgeImages(scope, 'Shop', propsOf({ attach: { paths: ['/shop/*'] }, distribution }));
  const press = new EdgeImages(
    scope,
    'Press',
    propsOf({
      stackName: 'press',
      originals: { access: 'private', existing: { bucket: 'press', region: 'us-east-1' } },
      attach: { paths: ['/press/*.jpg', '/press/old/*'], viewerFunction: false },
      distribution,
    }),
  );
  const template = Template.fromStack(scope);
  const behaviors = behaviorsIn(template);
  const of = (pattern: string) => behaviors.find(({ PathPattern }) => PathPattern === pattern);

  test('its own behaviors stay in front; each configuration has its paths, and one for its large derivatives', () => {
    expect(behaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/api/*',
      ...['/_shop/*', '/shop/*.svg', '/shop/*'],
      ...['/_press/*', '/press/*.jpg', '/press/old/*.svg', '/press/old/*'],
    ]);
  });

  test('each runs its own function, of the current version, and reads its own bucket', () => {
    template.resourceCountIs('AWS::CloudFront::Distribution', 1);
    template.resourceCountIs('AWS::Lambda::Version', 2);
    const [one, other] = ['/shop/*', '/press/old/*'].map(of);
    expect(JSON.stringify(one?.LambdaFunctionAssociations)).toMatch(/"origin-response".*"ShopOriginResponse/);
    expect(JSON.stringify(other?.LambdaFunctionAssociations)).toMatch(/"origin-response".*"PressOriginResponse/);
    expect(one?.TargetOriginId).not.toBe(other?.TargetOriginId);
    expect(one?.CachePolicyId).not.toEqual(other?.CachePolicyId);
  });

  test('with a viewer function, or without one and with the listed parameters alone', () => {
    expect(JSON.stringify(of('/shop/*')?.FunctionAssociations)).toMatch(/"viewer-request".*"ShopViewerRequest/);
    expect(of('/press/old/*')?.FunctionAssociations).toEqual([]);
    template.resourceCountIs('AWS::CloudFront::Function', 1);
    const policies = Object.values(template.findResources('AWS::CloudFront::CachePolicy'));
    const queries = policies.map(({ Properties: { CachePolicyConfig: policy } }) => [
      policy.Name,
      policy.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig,
    ]);
    const listed = ['bg', 'dpr', 'fit', 'format', 'fp-x', 'fp-y', 'h', 'position', 'q', 'w'];
    expect(new Map(queries as [string, object][])).toEqual(
      new Map<string, object>([
        ['shop-variant', { QueryStringBehavior: 'all' }],
        ['shop-drawing', { QueryStringBehavior: 'all' }],
        ['shop-large-derivatives', { QueryStringBehavior: 'none' }],
        ['press-variant', { QueryStringBehavior: 'whitelist', QueryStrings: listed }],
        ['press-drawing', { QueryStringBehavior: 'whitelist', QueryStrings: listed }],
        ['press-large-derivatives', { QueryStringBehavior: 'none' }],
      ]),
    );
  });

  test('each derivatives bucket lets this distribution read its large ones alone', () => {
    const policies = Object.values(template.findResources('AWS::S3::BucketPolicy'));
    const read = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Principal }) => Principal.Service === 'cloudfront.amazonaws.com')
      .map(({ Resource, Condition }) => [plainly(Resource), plainly(Condition.StringEquals['AWS:SourceArn'])]);
    expect(read.map(([resource]) => resource).sort()).toEqual([
      '{PressDerivatives}/_press/*',
      '{ShopDerivatives}/_shop/*',
      '{ShopOriginals}/*',
    ]);
    for (const [, arn] of read) expect(arn).toMatch(/distribution\/\{Site\}$/);
  });

  test('the construct has the distribution and its stack; the outputs say what the deployer adds', () => {
    for (const { stack, distribution: its } of [shop, press]) expect([stack, its]).toEqual([scope, distribution]);
    const outputs = Object.keys(template.findOutputs('*'));
    expect(outputs.filter((name) => /^PressBucketPolicy[0-9A-F]{8}$/.test(name))).toHaveLength(1);
    expect(outputs.filter((name) => /Origins|Behaviors/.test(name))).toEqual([]);
  });
});

describe('a distribution outside of the app', () => {
  const attach = { paths: ['/images/*'], distribution: { id: 'E2EXAMPLE1', domainName: 'd123.cloudfront.net' } };
  const { template } = synthesize({ attach, originals: { access: 'public', prefix: 'site' } });
  const outputOf = (name: string) => JSON.parse(plainly(template.findOutputs(name)[name]?.Value));

  test('there is none in the template', () => {
    template.resourceCountIs('AWS::CloudFront::Distribution', 0);
  });

  test('its origins, as CloudFront has them', () => {
    expect(outputOf('Origins')).toEqual([
      {
        Id: 'edge-images-Origin1',
        DomainName: expect.stringContaining('{Derivatives}.s3.'),
        OriginPath: '',
        CustomHeaders: { Quantity: 0 },
        S3OriginConfig: { OriginAccessIdentity: '' },
        OriginAccessControlId: expect.stringMatching(/^\{Origin1/),
        OriginShield: { Enabled: true, OriginShieldRegion: 'us-east-1' },
      },
      {
        Id: 'edge-images-Origin2',
        DomainName: '{Originals}',
        OriginPath: '/site',
        CustomHeaders: {
          Quantity: 1,
          Items: [{ HeaderName: 'x-derivatives-bucket', HeaderValue: expect.stringContaining('{Derivatives}.s3.') }],
        },
        S3OriginConfig: { OriginAccessIdentity: '' },
        OriginAccessControlId: expect.stringMatching(/^\{Origin2/),
        OriginShield: { Enabled: true, OriginShieldRegion: 'us-east-1' },
      },
    ]);
  });

  test('its behaviors, with functions and policies', () => {
    const behaviors: Behavior[] = outputOf('Behaviors');
    expect(behaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/_edge-images/*', '/images/*.svg', '/images/*']);
    expect(behaviors[2]).toEqual({
      PathPattern: '/images/*',
      TargetOriginId: 'edge-images-Origin2',
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: {
        ...{ Quantity: 3, Items: ['GET', 'HEAD', 'OPTIONS'] },
        CachedMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
      },
      Compress: false,
      CachePolicyId: '{Variant}',
      ResponseHeadersPolicyId: '{ResponseHeaders}',
      ...{ SmoothStreaming: false, FieldLevelEncryptionId: '' },
      ...{ TrustedSigners: { Enabled: false, Quantity: 0 }, TrustedKeyGroups: { Enabled: false, Quantity: 0 } },
      LambdaFunctionAssociations: {
        Quantity: 1,
        Items: [
          {
            LambdaFunctionARN: expect.stringMatching(/^\{OriginResponseCurrentVersion/),
            EventType: 'origin-response',
            IncludeBody: false,
          },
        ],
      },
      FunctionAssociations: {
        Quantity: 1,
        Items: [{ FunctionARN: expect.stringMatching(/^\{ViewerRequest/), EventType: 'viewer-request' }],
      },
    });
    expect(behaviors[0]).toMatchObject({
      TargetOriginId: 'edge-images-Origin1',
      LambdaFunctionAssociations: { Quantity: 0 },
      FunctionAssociations: { Quantity: 0 },
    });
  });

  test.skipIf(!hasJq)('the command of docs/deploy.md adds them, and again without doubles', () => {
    const page = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
    const [, program = ''] = /^jq .*? '(.*?)' before\.json > after\.json$/ms.exec(page) ?? [];
    const flags = ['--argjson', 'origins', JSON.stringify(outputOf('Origins'))];
    flags.push('--argjson', 'behaviors', JSON.stringify(outputOf('Behaviors')));
    const add = (config: object) =>
      JSON.parse(
        execFileSync('jq', [...flags, program], { input: JSON.stringify({ DistributionConfig: config }) }).toString(),
      );
    const before = {
      Comment: 'kept',
      Origins: { Quantity: 1, Items: [{ Id: 'www' }] },
      CacheBehaviors: { Quantity: 0 },
    };
    const after = add(before);
    expect(after).toMatchObject({ Comment: 'kept', Origins: { Quantity: 3 }, CacheBehaviors: { Quantity: 3 } });
    expect(after.Origins.Items[0]).toEqual({ Id: 'www' });
    expect(after.CacheBehaviors.Items).toEqual(outputOf('Behaviors'));
    expect(add(after)).toEqual(after);
  });

  test('the new bucket lets that distribution read', () => {
    expect(JSON.stringify(template.findResources('AWS::S3::BucketPolicy'))).toMatch(/distribution\/E2EXAMPLE1/);
  });
});

describe('what does not fit is refused by name', () => {
  const attach = { paths: ['/a/*'] };
  const inApp = (region: string | undefined, changes: Partial<EdgeImagesProps>, elsewhere = false) => {
    const app = newApp();
    const { scope, distribution } = siteIn(app, region);
    return () =>
      new EdgeImages(elsewhere ? new Stack(app, 'Other') : scope, 'Images', propsOf({ distribution, ...changes }));
  };
  test.each<[string, () => unknown, string]>([
    ['a distribution without paths', inApp('us-east-1', {}), 'attach is undefined, expected paths beside distribution'],
    [
      'paths without a distribution',
      () => new EdgeImages(newApp(), 'Images', propsOf({ attach })),
      'attach.distribution is undefined, expected an id and a domainName, or the property distribution',
    ],
    [
      'two distributions',
      inApp('us-east-1', {
        attach: { ...attach, distribution: { id: 'E2EXAMPLE1', domainName: 'd1.cloudfront.net' } },
      }),
      'attach.distribution is set, expected it to be left out with the property distribution',
    ],
    ['another stack', inApp('us-east-1', { attach }, true), 'the scope is Other, expected one within the stack of the'],
    ['another region', inApp('eu-west-1', { attach }), "the distribution's region is eu-west-1, expected us-east-1"],
    ['any region', inApp('', { attach }), "the distribution's region is not set, expected us-east-1"],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
