import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFiles } from '../../../infra/build/files.ts';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { releaseFiles } from '../../../infra/release/release.ts';
import { releaseConfig } from '../../../infra/release/release-config.ts';
import { config } from '../../support/config.ts';
import { viewerCode } from '../../support/synthesize.ts';
import { type ProviderSchema, typesOf } from './terraform/schema.ts';
import { terraformWith } from './terraform/terraform.ts';

// The Terraform module in Terraform's own hands, with the schema of the AWS provider in its oldest version and in a recent one: every
// type, attribute and block is looked up, and plans are made with answers that Terraform makes up in place of AWS's.

const hasTerraform = spawnSync('terraform', ['-version']).status === 0;
if (!hasTerraform) console.warn('NO TERRAFORM: its module is not validated');

const here = join(import.meta.dirname, 'terraform');
const schemaIn = (file: string): ProviderSchema => JSON.parse(readFileSync(join(here, file), 'utf8'));
const oldest = schemaIn('aws-oldest.json');
const newest = schemaIn('aws-newest.json');
const schemas = [oldest, newest];

const directory = mkdtempSync(join(tmpdir(), 'terraform-'));
const asset = join(directory, 'asset');
const { derivatives: _, ...bare } = config;
const everywhere = [{ pathPattern: '*', text: viewerCode }];
const named = [{ pathPattern: '/cdn/*', text: `${viewerCode};1`, dialect: 'imgix' as const }, ...everywhere];

/** Releases by what their settings have; the folder of each has the module. */
const kinds: [name: string, changes: Partial<ConfigInput>, functions: typeof everywhere][] = [
  ['nothing-beside-originals', {}, everywhere],
  [
    'with-all-it-can-have',
    {
      originals: { access: 'public', prefix: 'photos' },
      derivatives: { days: 90 },
      originShieldRegion: 'us-east-1',
      signing: { paths: ['/private/*'] },
    },
    named,
  ],
  [
    'regional',
    {
      ...{ door: 'regional', derivatives: { days: 90 }, tags: { project: 'images' }, timeout: 20 },
      originals: { access: 'public', prefix: 'photos' },
      permissionsBoundaryArn: 'arn:aws:iam::aws:policy/Boundary',
    },
    everywhere,
  ],
  [
    'monitored',
    { derivatives: { days: 90 }, purge: true, monitoring: { topicArns: [], canary: { minutes: 15 } } },
    named,
  ],
];

beforeAll(async () => {
  await writeFiles(asset, { 'index.mjs': Buffer.from('export const handler = () => 1;') });
  for (const [name, changes, viewerFunctions] of kinds) {
    const door = changes.door === 'regional' ? 'regional.zip' : 'origin-response.zip';
    const folders = { [door]: asset, 'canary.zip': asset, 'upkeep.zip': asset };
    const artefacts = { viewerFunctions, folders };
    await writeFiles(
      join(directory, name),
      await releaseFiles(releaseConfig(resolveConfig({ ...bare, ...changes })), artefacts),
    );
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The module of a release, in a folder of its own where it may be changed. */
const copyModule = (kind: string): string => {
  const folder = mkdtempSync(join(directory, 'module-'));
  cpSync(join(directory, kind, 'terraform'), folder, { recursive: true });
  return folder;
};

test('the older schema is that of the oldest provider that the module takes', () => {
  expect(`${/ version = ">= ([\d.]+)"/.exec(moduleText())?.[1]}.0`).toBe(oldest.version);
});

test.each(schemas)('version $version: `npm run terraform:schema` has read every type of the module', (schema) => {
  const { resource, data } = typesOf(moduleText());
  expect(Object.keys(schema.resource_schemas).sort()).toEqual(resource);
  expect(Object.keys(schema.data_source_schemas).sort()).toEqual(data);
});

const moduleText = () => {
  const folder = join(import.meta.dirname, '../../../infra/release/terraform');
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
};

describe.skipIf(!hasTerraform).each(schemas)('with version $version of the provider', (schema) => {
  const terraform = terraformWith(schema);

  test.each(kinds)('%s: valid', async (kind) => {
    expect(await terraform.validate(copyModule(kind))).toEqual([]);
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
      'images.domain_name',
      'images.host_name',
      'Unsupported attribute',
    ],
  ])('%s', async (_, file, right, wrong, summary) => {
    const folder = copyModule('with-all-it-can-have');
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(right);
    writeFileSync(join(folder, file), text.replace(right, wrong));
    expect((await terraform.validate(folder)).map((each) => each.summary)).toContain(summary);
  });
});

describe.skipIf(!hasTerraform)('what is made', () => {
  const terraform = terraformWith(newest);

  test.each(kinds)('%s', async (kind) => {
    const folder = copyModule(kind);
    // At the regional door CloudFront does not ask the bucket.
    const files = [...(kind === 'regional' ? [] : ['plans.tftest.hcl']), `${kind}.tftest.hcl`];
    for (const file of files) cpSync(join(here, file), join(folder, file));
    expect(await terraform.test(folder)).toMatch(/Success! [1-9]\d* passed, 0 failed\./);
  });
});
