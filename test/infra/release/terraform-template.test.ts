import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeholder, type Template, topicPlaceholder } from '../../../infra/release/template.ts';
import { variableOf } from '../../../infra/release/terraform/expressions.ts';
import { type Accepted, accepted, ofSynthesized } from './terraform/comparison/accepted.ts';
import { changes } from './terraform/comparison/changes.ts';
import { type Difference, differencesOf, outputsOf } from './terraform/comparison/comparison.ts';
import { copyModule, kinds, type Released, releasesIn } from './terraform/kinds.ts';
import { place, terraformWith, type Variables } from './terraform/terraform.ts';

// What Terraform makes of the module, value by value beside the template: of the release, with its parameters, and as CDK synthesizes it.
// A resource, a permission or a setting that only one of them has fails here, unless it is listed with its reason.

const hasTerraform = spawnSync('terraform', ['-version']).status === 0;
if (!hasTerraform) console.warn('NO TERRAFORM: its module is not compared with the template');

const directory = mkdtempSync(join(tmpdir(), 'terraform-template-'));
const newest = JSON.parse(readFileSync(join(import.meta.dirname, 'terraform/aws-newest.json'), 'utf8'));
const terraform = terraformWith(newest);
let releases: { [kind: string]: Released } = {};
const release = (kind: string): Released => {
  const found = releases[kind];
  if (!found) throw new Error(`no release ${kind}`);
  return found;
};

beforeAll(async () => {
  releases = await releasesIn(directory);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

const used = new Set<Accepted>();

const unexplained = (differences: Difference[], rows: Accepted[]): string[] =>
  differences
    .filter(({ type, path, side }) => {
      const row = rows.find(
        (each) => each.type.test(type) && each.path.test(path) && (each.side === undefined || each.side === side),
      );
      if (row) used.add(row);
      return !row;
    })
    .map(({ type, id, path, value, side }) => `${side} only: ${type} ${id} ${path} = ${value}`);

const stackName = 'edge-images';

const site: Variables = {
  domain_names: ['images.example.com', '*.img.example.com'],
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/a',
  web_acl_arn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1',
};
const existing: Variables = {
  originals_bucket: 'photos',
  originals_region: 'us-east-1',
  originals_key_arn: 'arn:aws:kms:us-east-1:123456789012:key/1',
};
/** As CDK synthesizes it, but for the code. */
const newBucket: Variables = { originals_bucket: '', name: stackName, alarm_topic_arn: topicPlaceholder };
const choices: [name: string, variables: Variables][] = [
  ['a new bucket', newBucket],
  [
    'an existing bucket, host names, a web ACL and a topic',
    { name: 'shop', ...existing, ...site, alarm_topic_arn: 'arn:aws:sns:us-east-1:123456789012:alarms' },
  ],
];

/** The parameters that a template has, as CloudFormation gets them, with what the stack knows of itself. */
const parametersOf = (Parameters: { [name: string]: { Type: string; Default?: string } }, variables: Variables) => {
  const names = Object.entries(Parameters).map(([name, { Type, Default = '' }]) => {
    const listed = Default.split(',');
    return [name, variables[variableOf(name)] ?? (Type === 'CommaDelimitedList' ? listed : Default)];
  });
  return {
    ...Object.fromEntries(names),
    'AWS::StackName': variables.name ?? 'edge-images',
    'AWS::AccountId': place.account,
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
  };
};

/** Those of the variables that the module has. */
const fitting = (Parameters: object, variables: Variables): Variables => {
  const known = ['name', ...Object.keys(Parameters).map(variableOf)];
  return Object.fromEntries(Object.entries(variables).filter(([name]) => known.includes(name)));
};

/** The module that Terraform makes with these variables, and where it differs from a template. */
const made = async (kind: string, variables: Variables, change = (_folder: string) => {}) => {
  const { template } = release(kind);
  const given = fitting(template.Parameters, variables);
  const folder = copyModule(directory, release(kind));
  change(folder);
  const { resources, outputs } = await terraform.apply(folder, given);
  const parameters = parametersOf(template.Parameters, given);
  const against = (other: Template, rows = accepted) =>
    unexplained(differencesOf({ template: other, variables: parameters }, resources), rows);
  const wanted = outputsOf({ template, variables: parameters }, resources);
  return { against, outputs, wanted };
};

describe.skipIf(!hasTerraform)('makes what the template makes', { timeout: 60_000 }, () => {
  describe.each(choices)('%s', (_, variables) => {
    test.each(kinds)('%s', async (kind) => {
      const { against, outputs, wanted } = await made(kind, variables);
      expect(against(release(kind).template)).toEqual([]);
      expect(outputs).toEqual(wanted);
    });
  });

  test.each(kinds)('%s: as CDK synthesizes it', async (kind) => {
    const { against } = await made(kind, newBucket);
    const text = JSON.stringify(release(kind).synthesized()).replaceAll(placeholder, stackName);
    expect(against(JSON.parse(text), [...accepted, ...ofSynthesized])).toEqual([]);
  });

  test('each accepted difference is still one', () => {
    expect([...accepted, ...ofSynthesized].filter((row) => !used.has(row)).map(({ reason }) => reason)).toEqual([]);
  });
});

describe.skipIf(!hasTerraform)('what differs is found', { timeout: 60_000 }, () => {
  let differences: string[] = [];
  beforeAll(async () => {
    const { against } = await made('with-all-it-can-have', newBucket, (folder) => {
      for (const [, file, right, wrong] of changes) {
        const path = join(folder, file);
        const text = readFileSync(path, 'utf8');
        const changed = text.replace(right, wrong);
        expect(changed).not.toBe(text);
        writeFileSync(path, changed);
      }
    });
    differences = against(release('with-all-it-can-have').template);
  });

  test.each(changes)('%s', (_, __, ___, ____, found) => {
    expect(differences).toContainEqual(expect.stringContaining(found));
  });

  test('and nothing else', () => {
    const others = differences.filter((each) => !changes.some(([, , , , found]) => each.includes(found)));
    expect(others).toEqual([]);
  });
});
