import { beforeAll, describe, expect, test } from 'vitest';
import { compare, type Differences } from './compare.ts';
import type { Resource, Template } from './normalize.ts';
import { lastReleased, mayBreak, minorOf, packageVersion, readSnapshot } from './snapshot.ts';

// What counts as breaking between two versions, tried on the templates of the last one.

let template: Template;
let stack: string;
beforeAll(async () => {
  const { templates } = await readSnapshot();
  stack = Object.keys(templates).find((name) => name !== 'Shop') ?? '';
  template = templates[stack] as Template;
});

type Change = (resources: { [id: string]: Resource }, changed: Template) => void;

const differencesOf = (change: Change): Differences => {
  const changed = structuredClone(template);
  change(changed.Resources, changed);
  const { breaking, other } = compare({ [stack]: template }, { [stack]: changed });
  return { breaking: breaking.map((line) => line.replace(`${stack}: `, '')), other };
};

/** The id of the first resource of a type whose id begins so. */
const idOf = (type: string, beginning = ''): string =>
  Object.entries(template.Resources).find(([id, { Type }]) => Type === type && id.startsWith(beginning))?.[0] ?? '';

const rename =
  (type: string, beginning = ''): Change =>
  (resources, changed) => {
    const id = idOf(type, beginning);
    changed.Resources = JSON.parse(JSON.stringify(resources).replaceAll(`"${id}"`, '"Another"'));
  };

const set =
  (type: string, property: string, value: unknown): Change =>
  (resources) => {
    const { [idOf(type)]: resource } = resources;
    Object.assign(resource?.Properties ?? {}, { [property]: value });
  };

test.each<[what: string, change: Change, line: RegExp]>([
  ['another bucket', rename('AWS::S3::Bucket', 'Originals'), /^AWS::S3::Bucket Originals\w+ is left behind$/],
  ['another log group', rename('AWS::Logs::LogGroup'), /^AWS::Logs::LogGroup Log\w+ is destroyed$/],
  ['another distribution', rename('AWS::CloudFront::Distribution'), /^AWS::CloudFront::Distribution \w+ is destroyed$/],
  ['a name of the viewer function', set('AWS::CloudFront::Function', 'Name', 'a'), /is replaced: Name$/],
  ['a name of the function', set('AWS::Lambda::Function', 'FunctionName', 'a'), /is replaced: FunctionName$/],
  ['a name of the log group', set('AWS::Logs::LogGroup', 'LogGroupName', '/a'), /is replaced: LogGroupName$/],
  ['a name of the bucket', set('AWS::S3::Bucket', 'BucketName', 'a'), /is replaced: BucketName$/],
  ['a name of the queue', set('AWS::SQS::Queue', 'QueueName', 'a'), /is replaced: QueueName$/],
  [
    'another type',
    (resources) => Object.assign(resources[idOf('AWS::SQS::Queue')] ?? {}, { Type: 'AWS::SNS::Topic' }),
    /is replaced$/,
  ],
  [
    'an output',
    (_, { Outputs = {} }) => Object.assign(Outputs.Domain ?? {}, { Value: 'a' }),
    /^output Domain changes$/,
  ],
  [
    'the export of an output',
    (_, { Outputs = {} }) => Object.assign(Outputs.Domain ?? {}, { Export: { Name: 'a' } }),
    /^output Domain changes$/,
  ],
  ['an output left out', (_, { Outputs = {} }) => delete Outputs.Domain, /^output Domain is gone$/],
])('%s breaks', (_, change, line) => {
  const { breaking, other } = differencesOf(change);
  expect(breaking).toContainEqual(expect.stringMatching(line));
  expect(other).not.toEqual([]);
});

test.each<[what: string, change: Change]>([
  ['another version of the function', rename('AWS::Lambda::Version')],
  ['another trigger', rename('AWS::Lambda::EventSourceMapping')],
  ['more memory', set('AWS::Lambda::Function', 'MemorySize', 512)],
  ['a description', (_, { Outputs = {} }) => Object.assign(Outputs.Domain ?? {}, { Description: 'a' })],
  ['a new output', (_, { Outputs = {} }) => Object.assign(Outputs, { New: { Value: 'a' } })],
  ['a new resource', (resources) => Object.assign(resources, { New: { Type: 'AWS::S3::Bucket' } })],
])('%s is listed, and breaks nothing', (_, change) => {
  const { breaking, other } = differencesOf(change);
  expect(breaking).toEqual([]);
  expect(other).not.toEqual([]);
});

test('what is listed names the place, and both values', () => {
  expect(differencesOf(set('AWS::Lambda::Function', 'MemorySize', 512)).other).toEqual([
    expect.stringMatching(/: Resources\.OriginResponse\w+\.Properties\.MemorySize: 512, was \d+$/),
  ]);
});

test.each<[what: string, change: Change]>([
  ['code', set('AWS::Lambda::Function', 'Code', { S3Bucket: 'a', S3Key: `${'0'.repeat(64)}.zip` })],
  ['the text of the viewer function', set('AWS::CloudFront::Function', 'FunctionCode', 'a')],
  ['metadata of CDK', (resources) => Object.assign(resources, { CDKMetadata: { Type: 'AWS::CDK::Metadata' } })],
])('%s is no difference of templates', (_, change) => {
  const code = { S3Bucket: 'a', S3Key: 'HASH.zip' };
  const before = structuredClone(template);
  Object.assign(before.Resources[idOf('AWS::Lambda::Function')]?.Properties ?? {}, { Code: code });
  const after = structuredClone(before);
  change(after.Resources, after);
  expect(compare({ [stack]: before }, { [stack]: after })).toEqual({ breaking: [], other: [] });
});

test('the hash in the id of a version is no difference', () => {
  const withHash = (hash: string) => {
    const { Resources } = template;
    const id = idOf('AWS::Lambda::Version');
    return { Resources: JSON.parse(JSON.stringify(Resources).replaceAll(`"${id}"`, `"${id}${hash.repeat(32)}"`)) };
  };
  expect(compare({ [stack]: withHash('0') }, { [stack]: withHash('f') })).toEqual({ breaking: [], other: [] });
});

test('a stack that is gone breaks, a new one is listed', () => {
  expect(compare({ [stack]: template }, {})).toEqual({ breaking: [`${stack} is gone`], other: [] });
  expect(compare({}, { [stack]: template })).toEqual({ breaking: [], other: [`${stack} is new`] });
});

describe('versions', () => {
  test('the templates are those of the last minor version', async () => {
    const { version } = await readSnapshot();
    expect(version).toBe(minorOf((await lastReleased()) ?? (await packageVersion())));
  });

  test.each<[from: string, to: string, may: boolean]>([
    ['0.1', '0.1.7', false],
    ['0.1', '0.2.0', true],
    ['0.2', '1.0.0', true],
    ['1.0', '1.0.1', false],
    ['1.0', '1.1.0', false],
    ['1.4', '2.0.0', true],
  ])('from %s to %s may break what is deployed: %s', (from, to, may) => {
    expect(mayBreak(from, to)).toBe(may);
  });
});
