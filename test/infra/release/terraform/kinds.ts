import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../../../infra/build/files.ts';
import { writeAsset } from '../../../../infra/build/zip/asset.ts';
import type { PathFunction } from '../../../../infra/config/paths/path-functions.ts';
import type { Config, ConfigInput } from '../../../../infra/config/schema.ts';
import { resolveConfig } from '../../../../infra/config/validate.ts';
import { presetsOf } from '../../../../infra/release/presets.ts';
import { type Artefacts, releaseFiles, synthesize } from '../../../../infra/release/release.ts';
import { releaseConfig } from '../../../../infra/release/release-config.ts';
import type { ReleaseTemplate, Template } from '../../../../infra/release/template.ts';
import { config } from '../../../support/config.ts';
import { viewerCode } from '../../../support/synthesize.ts';

const { derivatives: _, ...bare } = config;
const everywhere: PathFunction[] = [{ pathPattern: '*', text: viewerCode }];
const named: PathFunction[] = [{ pathPattern: '/cdn/*', text: `${viewerCode};1`, dialect: 'imgix' }, ...everywhere];
const derivatives = { days: 90 };

/** What a release can have, by the name of its test: what is configured, and the viewer functions. */
const kindsOf: { [kind: string]: { changes: Partial<ConfigInput>; functions?: PathFunction[] } } = {
  'nothing-beside-originals': { changes: {} },
  'with-all-it-can-have': {
    changes: {
      originals: {
        ...{ access: 'public', prefix: 'photos', existing: { bucket: 'pictures', region: 'us-east-1' } },
        secondary: { bucket: 'archive', region: 'us-east-1', prefix: 'old' },
      },
      buckets: [{ path: '/shop/*', bucket: 'shop', region: 'us-east-1', access: 'private' }],
      ...{ derivatives, originShieldRegion: 'us-east-1', purge: true },
      ...{ signing: { paths: ['/private/*'] }, kms: { key: 'create', logs: true } },
      pregenerate: [{ prefix: 'products/', queries: ['w=400'] }],
      page: { images: ['samples/landscape.jpg'] },
      accessLogs: { destinationArn: 'arn:aws:s3:::logs-of-images/cloudfront' },
      ...{ tags: { project: 'images' }, permissionsBoundaryArn: 'arn:aws:iam::aws:policy/Boundary' },
      monitoring: { topicArns: ['arn:aws:sns:us-east-1:123456789012:alarms'], canary: { minutes: 15 } },
    },
    functions: named,
  },
  monitored: {
    changes: { derivatives, purge: true, monitoring: { topicArns: [], canary: { minutes: 15 } } },
    functions: named,
  },
  'a-key-of-the-account': {
    changes: {
      ...{
        derivatives,
        kms: { key: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012', logs: true },
      },
      ...{ originals: { access: 'private', prefix: 'photos' }, cors: { origins: ['https://shop.example'] } },
      ...{ http3: false, priceClass: 'PriceClass_100', timeout: 25, logRetentionDays: 7, memory: 2048 },
      accessLogs: { destinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/cloudfront:*' },
    },
  },
  attached: {
    changes: {
      attach: { paths: ['/images/*'], distribution: { id: 'E2EXAMPLE1', domainName: 'd123.cloudfront.net' } },
      ...{ derivatives, purge: true, signing: { paths: ['/images/own/*'] } },
    },
  },
  'attached-without-a-viewer-function': {
    changes: {
      attach: {
        ...{ paths: ['/images/*'], viewerFunction: false, parameters: ['w', 'h'] },
        distribution: { id: 'E2EXAMPLE1', domainName: 'd123.cloudfront.net' },
      },
    },
  },
  regional: {
    changes: {
      ...{ door: 'regional', derivatives, tags: { project: 'images' }, timeout: 20 },
      originals: { access: 'public', prefix: 'photos' },
      permissionsBoundaryArn: 'arn:aws:iam::aws:policy/Boundary',
    },
  },
  'regional-signed-of-several-buckets': {
    changes: {
      ...{ door: 'regional', derivatives, purge: true, monitoring: { topicArns: [] }, kms: { key: 'create' } },
      regional: {
        codeSigningConfigArn: 'arn:aws:lambda:us-east-1:111111111111:code-signing-config:csc-0123456789abcdef0',
      },
      buckets: [{ path: '/shop/*', bucket: 'shop', region: 'us-east-1' }],
      pregenerate: [{ prefix: '', queries: ['w=400'] }],
    },
  },
};

export const kinds = Object.keys(kindsOf);

/** A release of a kind: its files, the template of the same configuration, and that which CDK synthesizes. */
export type Released = { module: string; template: ReleaseTemplate; synthesized: () => Template };

/** Writes releases of every kind into a folder. */
export const releasesIn = async (directory: string): Promise<{ [kind: string]: Released }> => {
  const releases: { [kind: string]: Released } = {};
  for (const [kind, { changes, functions }] of Object.entries(kindsOf))
    releases[kind] = await releaseIn(join(directory, kind), resolveConfig({ ...bare, ...changes }), functions);
  return releases;
};

/** Writes the release of a configuration into a folder, with stand-ins for what is deployed. Throws where there can be none. */
export const releaseIn = async (directory: string, given: Config, functions = everywhere): Promise<Released> => {
  const released = releaseConfig(given);
  const { zip } = await writeAsset(`${directory}-asset`, {
    'index.mjs': Buffer.from('export const handler = () => 1;'),
  });
  const artefacts: Artefacts = { viewerFunctions: functions, zipPaths: zipPathsOf(given, zip) };
  const files = await releaseFiles(released, artefacts, presetsOf(given));
  await writeFiles(directory, files);
  return {
    module: join(directory, 'terraform'),
    template: JSON.parse(Buffer.from(files['sam.json'] ?? '').toString()),
    synthesized: () => synthesize(released, artefacts),
  };
};

const zipPathsOf = ({ door, purge, pregenerate, page, monitoring }: Config, zip: string) => ({
  [door === 'regional' ? 'regional.zip' : 'origin-response.zip']: zip,
  ...((purge || pregenerate) && { 'upkeep.zip': zip }),
  ...(page && { 'page.zip': zip }),
  ...(monitoring?.canary && { 'canary.zip': zip }),
});

/** The module of a release, in a folder of its own where it may be changed. */
export const copyModule = (directory: string, released: Released | undefined): string => {
  if (!released) throw new Error('no release of this kind');
  const folder = mkdtempSync(join(directory, 'module-'));
  cpSync(released.module, folder, { recursive: true });
  return folder;
};
