import { afterAll, expect, test } from 'vitest';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { allowed, plainly, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const page = { images: ['samples/landscape.jpg'] };
type Behavior = { PathPattern: string; LambdaFunctionAssociations?: { LambdaFunctionARN: unknown }[] };

const behaviorsOf = (changes: Partial<ConfigInput>): Behavior[] => {
  const [site] = Object.values(synthesize(changes).template.findResources('AWS::CloudFront::Distribution'));
  return site?.Properties.DistributionConfig.CacheBehaviors;
};

test.each<[what: string, changes: Partial<ConfigInput>]>([
  ['at the edge', {}],
  ['beside the regional door', { door: 'regional' }],
  ['without derivatives', { derivatives: undefined }],
])('%s its function answers at the origin request, before any other path is looked at', (_, changes) => {
  const [first] = behaviorsOf({ page, ...changes });
  expect(first).toMatchObject({
    PathPattern: '/_/page/*',
    Compress: true,
    ViewerProtocolPolicy: 'redirect-to-https',
    LambdaFunctionAssociations: [{ EventType: 'origin-request' }],
  });
  expect(first).not.toHaveProperty('FunctionAssociations');
  const [association] = first?.LambdaFunctionAssociations ?? [];
  expect(plainly(association?.LambdaFunctionARN)).toMatch(/^\{PageCurrentVersion/);
});

test('its role may write its log, and nothing else', () => {
  const { template } = synthesize({ page });
  expect(allowed(template, 'PageRole')).toEqual([
    [
      'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents',
      expect.stringMatching(/^arn:aws:logs:\*:.+:log-group:\/.+\/page:\*$/),
    ],
  ]);
  template.hasOutput('PageUrl', {});
});

test('without it there is no function, no behavior and no output', () => {
  const { template } = synthesize({});
  expect(behaviorsOf({}).map(({ PathPattern }) => PathPattern)).not.toContain('/_/page/*');
  expect(Object.keys(template.toJSON().Resources).filter((id) => id.startsWith('Page'))).toEqual([]);
  expect(template.findOutputs('PageUrl')).toEqual({});
});
