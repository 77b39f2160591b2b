import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { revisionOf } from '../build/revision.ts';
import type { PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { originSettings } from '../config/settings/origin-settings.ts';
import { pageSettings } from '../config/settings/page-settings.ts';
import { hasUpkeep, upkeepSettings } from '../config/settings/upkeep-settings.ts';
import type { Pregenerated } from '../upkeep/pregeneration.ts';

/** What is deployed: the viewer functions, and folders with the code of the Lambdas. */
export type Artefacts = {
  viewerFunctions: readonly PathFunction[];
  lambdaDirectory: string;
  upkeepDirectory?: string;
  canaryDirectory?: string;
  pageDirectory?: string;
};

/** Artefacts in a temporary folder; CDK copies them when it makes the functions. */
type Packaged = { artefacts: Artefacts; remove: () => void };

/** What the process of a synth makes of a config (infra/artefacts/for-config.ts). */
type ForConfig = { viewerFunctions: PathFunction[]; variants: Pregenerated[] };

/** Where the package keeps what it was built with (infra/build/package-artefacts.ts): beside this code once that is bundled. */
const packaged = (): string => {
  const here = import.meta.dirname;
  return existsSync(join(here, 'revision.txt')) ? here : join(here, '../../dist/cdk');
};

/** The artefacts of a config, put together from those of the package; esbuild bundles the viewer functions. */
export const packagedArtefacts = (config: Config): Packaged => {
  if (config.door === 'regional')
    throw new Error('door is "regional", expected "edge": the package holds the function of the edge alone');
  const from = packaged();
  const folder = mkdtempSync(join(tmpdir(), 'edge-images-'));
  const revision = revisionOf(config, readFileSync(join(from, 'revision.txt'), 'utf8'));
  const { viewerFunctions, variants } = forConfig(config, from);
  const lambdaDirectory = join(folder, 'origin-response');
  cpSync(join(from, 'origin-response'), lambdaDirectory, { recursive: true });
  addDecoders(from, lambdaDirectory);
  writeSettings(lambdaDirectory, originSettings(config, revision));
  const artefacts = {
    viewerFunctions,
    lambdaDirectory,
    ...(hasUpkeep(config) && { upkeepDirectory: upkeepFolder(config, { from, folder, revision, variants }) }),
    ...(config.monitoring?.canary && {
      canaryDirectory: canaryFolder(config, config.monitoring.canary.folder, { from, folder }),
    }),
    ...(config.page && { pageDirectory: pageCopy(config, { from, folder }) }),
  };
  return { artefacts, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** A construct can't wait, as bundling does: a process of its own does it. */
const forConfig = (config: Config, from: string): ForConfig => {
  try {
    createRequire(join(from, 'cdk.js')).resolve('esbuild');
  } catch {
    throw new Error('edge-images/cdk bundles the viewer function with esbuild: npm install --save-dev esbuild@0.28');
  }
  const input = JSON.stringify(config);
  const output = execFileSync(process.execPath, [join(from, 'for-config.mjs')], { input, encoding: 'utf8' });
  const { error, ...made } = JSON.parse(output);
  if (error) throw new Error(error);
  return made;
};

/** sharp and the fonts. npm packs no folder of the name node_modules. */
const addDecoders = (from: string, to: string): void => {
  cpSync(join(from, 'decoders/modules'), join(to, 'node_modules'), { recursive: true });
  cpSync(join(from, 'decoders/fonts'), join(to, 'fonts'), { recursive: true });
};

const writeSettings = (directory: string, settings: object): void =>
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings));

type Places = { from: string; folder: string; revision: string; variants: Pregenerated[] };

const upkeepFolder = (config: Config, { from, folder, revision, variants }: Places): string => {
  const directory = join(folder, 'upkeep');
  cpSync(join(from, 'upkeep'), directory, { recursive: true });
  if (variants.length > 0) addDecoders(from, directory);
  writeSettings(directory, { ...upkeepSettings(config, revision), pregenerated: variants });
  return directory;
};

const pageCopy = (config: Config, { from, folder }: Pick<Places, 'from' | 'folder'>): string => {
  const directory = join(folder, 'page');
  cpSync(join(from, 'page'), directory, { recursive: true });
  writeSettings(directory, pageSettings(config));
  return directory;
};

const canaryFolder = (config: Config, asked: string, { from, folder }: Pick<Places, 'from' | 'folder'>): string => {
  const directory = join(folder, 'canary');
  cpSync(join(from, 'canary'), directory, { recursive: true });
  addDecoders(from, directory);
  writeSettings(directory, { config, folder: asked });
  return directory;
};
