import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PathFunction } from '../../../infra/config/paths/path-functions.ts';
import { config } from '../../support/config.ts';
import { type Synthesized, synthesizer } from '../../support/synthesize.ts';

const { synthesize, close } = synthesizer();
afterAll(close);

const functionText = (name: string) => `function handler(event){return event.request}// ${name}`;

// What infra/build/viewer-function.ts makes of dialects that one function does not hold.
const functions: PathFunction[] = [
  { pathPattern: '/stock/*', text: functionText('imgix'), dialect: 'imgix' },
  { pathPattern: '/_next/image', text: functionText('next'), dialect: 'next' },
  { pathPattern: '/more/*', text: functionText('imgix'), dialect: 'imgix' },
  { pathPattern: '*', text: functionText('others') },
];

let made: Synthesized;
let behaviors: { [name: string]: unknown }[];
beforeAll(() => {
  made = synthesize(
    { derivatives: { days: 90 }, signing: { paths: ['/private/*'] }, monitoring: { topicArns: [] } },
    config,
    functions,
  );
  const [site] = Object.values(made.template.findResources('AWS::CloudFront::Distribution'));
  const { DefaultCacheBehavior, CacheBehaviors } = site?.Properties.DistributionConfig ?? {};
  behaviors = [...CacheBehaviors, { PathPattern: 'default', ...DefaultCacheBehavior }];
});

test('each path has a behavior, in the order of the rows, with drawings before the other images of the path', () => {
  expect(behaviors.map(({ PathPattern }) => PathPattern)).toEqual([
    '/_/*',
    '/stock/*.svg',
    '/stock/*',
    '/_next/image',
    '/more/*.svg',
    '/more/*',
    '*.svg',
    'default',
  ]);
});

test.each([
  ['/stock/*.svg', 'ViewerRequestimgix', '*.svg'],
  ['/stock/*', 'ViewerRequestimgix', 'default'],
  ['/_next/image', 'ViewerRequestnext', 'default'],
  ['/more/*.svg', 'ViewerRequestimgix', '*.svg'],
  ['/more/*', 'ViewerRequestimgix', 'default'],
  ['*.svg', 'ViewerRequest', 'default'],
  ['default', 'ViewerRequest', 'default'],
])('%s runs %s, and else is as %s', (pathPattern, name, like) => {
  const of = (pattern: string) => behaviors.find(({ PathPattern }) => PathPattern === pattern);
  const { PathPattern: _, FunctionAssociations: associations, ...settings } = of(pathPattern) ?? {};
  expect(JSON.stringify(associations)).toMatch(new RegExp(`"${name}[0-9A-F]{8}"`));
  if (pathPattern === '*.svg') return;
  const { PathPattern: _pattern, FunctionAssociations: _associations, ...expected } = of(like) ?? {};
  expect(settings).toEqual(expected);
});

test('each function reads the signing keys, and runs on runtime 2.0', () => {
  made.template.resourceCountIs('AWS::CloudFront::Function', 3);
  made.template.allResourcesProperties('AWS::CloudFront::Function', {
    FunctionConfig: {
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: [Match.anyValue()],
    },
  });
});

test.each(['FunctionExecutionErrors', 'FunctionValidationErrors', 'FunctionThrottles', 'FunctionComputeUtilization'])(
  'an alarm watches %s of each function',
  (MetricName) => {
    const alarms = Object.values(made.template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName } }));
    expect(alarms.map(({ Properties }) => Properties.AlarmDescription).sort()).toEqual([
      expect.stringMatching(/function for \/_next\/image /),
      expect.stringMatching(/function for \/stock\/\*, \/more\/\* /),
      expect.not.stringContaining(' for /'),
    ]);
  },
);
