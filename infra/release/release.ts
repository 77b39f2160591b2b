import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { type Files, readFiles } from '../build/files.ts';
import { canaryAsset, doorAsset, upkeepAsset } from '../build/lambda-assets.ts';
import { pageAsset } from '../build/page-asset.ts';
import { viewerFunctions } from '../build/viewer-function.ts';
import { type DistinctFunction, distinctFunctions, type PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep } from '../config/settings/upkeep-settings.ts';
import { EdgeImages } from '../stack/edge-images.ts';
import { replaceRelease } from './folder.ts';
import { type Presets, presetsOf } from './presets.ts';
import { releaseConfig } from './release-config.ts';
import { sbomOf } from './sbom.ts';
import { doorZip, placeholder, type ReleaseTemplate, releaseTemplate, type Template, zips } from './template.ts';
import type { CodeFrom } from './template-parameters.ts';
import { terraformModule } from './terraform/module.ts';

const root = join(import.meta.dirname, '../..');

/** What is built before a release is written: the viewer functions, and the paths of the Lambdas' zips by their names in the release. */
export type Artefacts = { viewerFunctions: readonly PathFunction[]; zipPaths: { [name: string]: string } };

/** Builds the artefacts of a release, for a configuration of `releaseConfig`. */
export const buildArtefacts = async (config: Config): Promise<Artefacts> => ({
  viewerFunctions: await viewerFunctions(config),
  zipPaths: {
    [doorZip(config)]: (await doorAsset(config)).zip,
    ...(config.page && { [zips.Page]: (await pageAsset(config)).zip }),
    ...(hasUpkeep(config) && { [zips.Upkeep]: (await upkeepAsset(config)).zip }),
    ...(config.monitoring?.canary && { [zips.Canary]: (await canaryAsset(config)).zip }),
  },
});

/** All files of a release: templates, module, code, SBOM and checksums. `presets` are the defaults of the parameters. */
export const releaseFiles = async (
  config: Config,
  { viewerFunctions, zipPaths }: Artefacts,
  presets: Presets = {},
): Promise<Files> => {
  const synthesized = synthesize(config, { viewerFunctions, zipPaths });
  const packed: Files = {};
  for (const [name, path] of Object.entries(zipPaths)) packed[name] = await readFile(path);
  const [lock, project] = await Promise.all(
    ['package-lock.json', 'package.json'].map(async (file) => JSON.parse(await readFile(join(root, file), 'utf8'))),
  );
  const functions = distinctFunctions(viewerFunctions);
  const code: Files = Object.fromEntries(functions.map(({ name, text }) => [`${name}.js`, Buffer.from(text)]));
  const template = (codeFrom: CodeFrom) => releaseTemplate(synthesized, codeFrom, { config, functions, presets });
  const files: Files = {
    ...packed,
    ...code,
    'cloudformation.json': json(template('bucket')),
    'sam.json': json(template('local file')),
    'sbom.cdx.json': json(sbomOf(lock, project)),
    ...(await terraformFiles({ config, functions, template: template('local file') }, { ...packed, ...code })),
  };
  return { ...files, SHA256SUMS: checksums(files) };
};

type Deployed = { config: Config; functions: readonly DistinctFunction[]; template: ReleaseTemplate };

/** The Terraform module, with the code that it deploys. */
const terraformFiles = async ({ config, functions, template }: Deployed, code: Files): Promise<Files> => {
  const fixed = await readFiles(join(import.meta.dirname, 'terraform'), (path) => path.endsWith('.tf'));
  const made = terraformModule(template, functions, config.tags ?? {});
  const written = Object.entries(made).map(([path, text]) => [path, Buffer.from(text)] as const);
  const files = { ...fixed, ...Object.fromEntries(written), ...code };
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`terraform/${path}`, bytes]));
};

/** Writes a release in place of the one that the folder holds. */
export const writeRelease = async (config: Config, directory: string): Promise<Files> => {
  const released = releaseConfig(config);
  const files = await releaseFiles(released, await buildArtefacts(released), presetsOf(config));
  await replaceRelease(directory, files);
  return files;
};

/** The stack that the release is made of, with stand-ins for its names. */
export const synthesize = (config: Config, { viewerFunctions, zipPaths }: Artefacts): Template => {
  const app = new App({ analyticsReporting: false });
  const { [zips.Upkeep]: upkeepCode, [zips.Canary]: canaryCode, [zips.Page]: pageCode } = zipPaths;
  const { stack } = new EdgeImages(app, 'Images', {
    ...config,
    stackName: placeholder,
    artefacts: {
      viewerFunctions,
      lambdaCode: zipPaths[doorZip(config)] ?? '',
      ...(upkeepCode && { upkeepCode }),
      ...(canaryCode && { canaryCode }),
      ...(pageCode && { pageCode }),
    },
  });
  return app.synth().getStackArtifact((stack as Stack).artifactId).template;
};

const json = (value: object) => Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`);

/** As `sha256sum --check` reads them. */
const checksums = (files: Files) =>
  Buffer.from(
    Object.entries(files)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`)
      .join(''),
  );
