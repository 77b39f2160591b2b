import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { releaseConfig } from '../../../infra/release/release-config.ts';
import { config } from '../../support/config.ts';
import { combined, features } from '../../support/features.ts';
import { copyModule, kinds, type Released, releaseIn, releasesIn } from './terraform/kinds.ts';
import { type ProviderSchema, typesOf } from './terraform/schema.ts';
import { terraformWith } from './terraform/terraform.ts';

// The Terraform module in Terraform's own hands, with the schema of the AWS provider in its oldest version and in a recent one: every
// type, attribute and block is looked up, and plans are made with answers that Terraform makes up in place of AWS's. What it makes is
// compared with the template by terraform-template.test.ts.

const hasTerraform = spawnSync('terraform', ['-version']).status === 0;
if (!hasTerraform) console.warn('NO TERRAFORM: its module is not validated');

const here = join(import.meta.dirname, 'terraform');
const schemaIn = (file: string): ProviderSchema => JSON.parse(readFileSync(join(here, file), 'utf8'));
const oldest = schemaIn('aws-oldest.json');
const newest = schemaIn('aws-newest.json');
const schemas = [oldest, newest];

const directory = mkdtempSync(join(tmpdir(), 'terraform-'));
let releases: { [kind: string]: Released } = {};
beforeAll(async () => {
  releases = await releasesIn(directory);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** The module of a release, in a folder of its own where it may be changed. */
const copyOf = (kind: string): string => copyModule(directory, releases[kind]);

test('the older schema is that of the oldest provider that the module takes', () => {
  expect(`${/ version = ">= ([\d.]+)"/.exec(textOf('monitored'))?.[1]}.0`).toBe(oldest.version);
});

test.each(schemas)('version $version: `npm run terraform:schema` has read every type of the modules', (schema) => {
  const { resource, data } = typesOf(kinds.map(textOf).join('\n'));
  expect(Object.keys(schema.resource_schemas).sort()).toEqual(resource);
  expect(Object.keys(schema.data_source_schemas).sort()).toEqual(data);
});

const textOf = (kind: string) => {
  const folder = join(directory, kind, 'terraform');
  const files = readdirSync(folder).filter((file) => file.endsWith('.tf'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
};

describe.skipIf(!hasTerraform).each(schemas)('with version $version of the provider', (schema) => {
  const terraform = terraformWith(schema);

  test.each(kinds)('%s: valid', async (kind) => {
    expect(await terraform.validate(copyOf(kind))).toEqual([]);
  });
});

/** Features that only CDK deploys (docs/deploy.md, Without CDK). */
const withoutRelease = ['a container image', 'paths of a distribution of the app', 'the next release'];

describe.skipIf(!hasTerraform)('every feature of the configuration', { timeout: 60_000 }, () => {
  const terraform = terraformWith(newest);

  test.each(features.filter(({ name }) => withoutRelease.includes(name)))('$name: refused', (feature) => {
    expect(() => releaseConfig(resolveConfig(combined([feature]) ?? config))).toThrow('in a release');
  });

  test.each(features.filter(({ name }) => !withoutRelease.includes(name)))('$name: valid', async (feature) => {
    const input = combined([feature]);
    if (!input) throw new Error('no configuration');
    const folder = join(mkdtempSync(join(directory, 'feature-')), 'release');
    const { module } = await releaseIn(folder, resolveConfig(input));
    expect(await terraform.validate(module)).toEqual([]);
  });
});

describe.skipIf(!hasTerraform)('what is wrong is found', () => {
  const terraform = terraformWith(newest);

  test.each<[what: string, file: string, right: string, wrong: string, summary: string]>([
    ['an attribute that is not there', 'main.tf', 'memory_size ', 'memory ', 'Unsupported argument'],
    ['a block that is not there', 'distribution.tf', 'geo_restriction {', 'country {', 'Unsupported block type'],
    [
      'a block too many',
      'distribution.tf',
      'geo_restriction {',
      'geo_restriction {\n restriction_type = "none"\n }\n geo_restriction {',
      'Too many geo_restriction blocks',
    ],
    [
      'a resource that is not there',
      'buckets.tf',
      '"aws_s3_bucket_versioning"',
      '"aws_s3_versions"',
      'Invalid resource type',
    ],
    ['a required attribute left out', 'main.tf', '  role             =', '  # ', 'Missing required argument'],
    [
      'text in place of a number',
      'buckets.tf',
      'max_age_seconds = 86400',
      'max_age_seconds = "a day"',
      'Incorrect attribute value type',
    ],
    [
      'an answer of AWS that is not there',
      'outputs.tf',
      'distribution.domain_name',
      'distribution.host_name',
      'Unsupported attribute',
    ],
  ])('%s', async (_, file, right, wrong, summary) => {
    const folder = copyOf('with-all-it-can-have');
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(right);
    writeFileSync(join(folder, file), text.replace(right, wrong));
    expect((await terraform.validate(folder)).map((each) => each.summary)).toContain(summary);
  });
});

describe.skipIf(!hasTerraform)('what the variables change', { timeout: 60_000 }, () => {
  const terraform = terraformWith(newest);

  test.each([
    ['nothing-beside-originals', 'plans.tftest.hcl'],
    ['a-key-of-the-account', 'plans.tftest.hcl'],
    ['monitored', 'refused.tftest.hcl'],
    ['monitored', 'hosts.tftest.hcl'],
  ])('%s: %s', async (kind, file) => {
    const folder = copyOf(kind);
    cpSync(join(here, file), join(folder, file));
    expect(await terraform.test(folder)).toMatch(/Success! [1-9]\d* passed, 0 failed\./);
  });
});
