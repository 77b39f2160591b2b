import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { dialectNames } from '../../edge/query/dialects/registry.ts';
import { resolveConfig } from '../config/validate.ts';
import { writeFiles } from './files.ts';
import { canarySamples, decoders, lambdaModules } from './lambda-assets.ts';
import { pageModules } from './page-asset.ts';
import { pixelCode } from './pixel-code.ts';
import { viewerSource } from './viewer-source.ts';
import { deflated } from './zip/deflate.ts';
import { zipOf } from './zip/zip.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Builds what `edge-images/cdk` holds into `directory`: the construct with its `types` as an ES module and as CommonJS, and everything that a
 * deployment consists of, without a configuration. The construct adds that at synth.
 */
export const packageArtefacts = async (directory: string, types: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const write = (name: string, content: string | Uint8Array) => writeFile(join(directory, name), content);
  const [origin, upkeep, canary] = await Promise.all([originResponse, upkeepEntry, canaryEntry].map(lambdaOf));
  await writeFiles(join(directory, 'origin-response'), origin ?? {});
  await writeFiles(join(directory, 'upkeep'), upkeep ?? {});
  await writeFiles(join(directory, 'page'), await pageModules());
  await writeFiles(join(directory, 'canary'), { ...canary, ...(await canarySamples()) });
  await write('decoders.zip', zipOf(await decoders('x64'), deflated));
  await viewerSources(directory);
  await write('revision.txt', await pixelCode());
  await construct(directory);
  for (const name of ['cdk.d.ts', 'cdk.d.cts']) await write(name, types);
  await copyFile(join(root, 'LICENSE'), join(directory, 'LICENSE'));
};

// The oldest that a config can choose: one build serves all.
const lambdaOf = (entry: string) => lambdaModules({ runtime: 'nodejs22.x', explained: 'all' }, readsSettings + entry);

const readsSettings = `
  import { readFileSync } from 'node:fs';
  const settings = JSON.parse(readFileSync(new URL('settings.json', import.meta.url), 'utf8'));
`;

const originResponse = `
  import { originResponse } from './edge/origin-response.ts';
  export const handler = originResponse(settings);
`;

const upkeepEntry = `
  import { upkeep } from './infra/upkeep/upkeep.ts';
  export const handler = upkeep(settings);
`;

const canaryEntry = `
  import { canary } from './infra/verify/canary.ts';
  export const handler = canary(settings.config, settings.folder);
`;

const construct = async (directory: string): Promise<void> => {
  const settings = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['aws-cdk-lib', 'constructs'],
    legalComments: 'none',
    logLevel: 'silent',
  } satisfies BuildOptions;
  const entry = { entryPoints: { cdk: 'infra/cdk.ts' }, outdir: directory };
  await build({ ...settings, ...entry, format: 'esm' });
  await build({
    ...settings,
    ...entry,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.dirname': '__dirname' },
  });
  const forConfig = { entryPoints: { 'for-config': 'infra/artefacts/for-config.ts' }, outdir: directory };
  const external = [...settings.external, 'esbuild'];
  await build({ ...settings, ...forConfig, external, minify: true, format: 'esm', outExtension: { '.js': '.mjs' } });
  // The licences of bundled packages ask for their notices beside the code.
  const notices = ['zod', 'acorn', 'terser'].map(
    async (name) => `${name}\n\n${await readFile(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`,
  );
  await writeFile(join(directory, 'NOTICE.txt'), (await Promise.all(notices)).join('\n\n'));
};

/** The sources that a viewer function can consist of: esbuild takes what a config needs. */
const viewerSources = async (directory: string): Promise<void> => {
  const dialects = dialectNames.map((dialect) => ({ path: `/${dialect}/*`, dialect }));
  const source = viewerSource(resolveConfig({ stackName: 'all', originals: { access: 'public' }, dialects }));
  // An import that this config doesn't use would be left out.
  const contents = source.replaceAll('import {', 'export {');
  const { metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    treeShaking: false,
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs).filter((path) => path.startsWith('edge/'));
  await Promise.all(
    files.map(async (path) => {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await copyFile(join(root, path), join(directory, path));
    }),
  );
};
