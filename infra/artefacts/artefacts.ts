import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Files } from '../build/files.ts';
import { revisionOf } from '../build/revision.ts';
import { addToZip, zipOf } from '../build/zip/zip.ts';
import type { PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { originSettings } from '../config/settings/origin-settings.ts';
import { pageSettings } from '../config/settings/page-settings.ts';
import { hasUpkeep, upkeepSettings } from '../config/settings/upkeep-settings.ts';
import type { Pregenerated } from '../upkeep/pregeneration.ts';

/** What is deployed: the viewer functions, and the code of the Lambdas as paths of zips or of directories. */
export type Artefacts = {
  viewerFunctions: readonly PathFunction[];
  lambdaCode: string;
  upkeepCode?: string;
  canaryCode?: string;
  pageCode?: string;
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
  const revision = revisionOf(config, readFileSync(join(from, 'revision.txt'), 'utf8'));
  const { viewerFunctions, variants } = forConfig(config, from);
  const folder = mkdtempSync(join(tmpdir(), 'edge-images-'));
  const zip = (name: string, settings: object, decodes: boolean): string => {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, codeOf(from, { name, settings, decodes }));
    return path;
  };
  const artefacts = {
    viewerFunctions,
    lambdaCode: zip('origin-response', originSettings(config, revision), true),
    ...(hasUpkeep(config) && {
      upkeepCode: zip('upkeep', { ...upkeepSettings(config, revision), pregenerated: variants }, variants.length > 0),
    }),
    ...(config.monitoring?.canary && {
      canaryCode: zip('canary', { config, folder: config.monitoring.canary.folder }, true),
    }),
    ...(config.page && { pageCode: zip('page', pageSettings(config), false) }),
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

type Lambda = { name: string; settings: object; decodes: boolean };

/** The zip of a Lambda: its files in the package with its settings; and sharp with the fonts, which are packed already, where it decodes. */
const codeOf = (from: string, { name, settings, decodes }: Lambda): Buffer => {
  const files = { ...filesIn(join(from, name)), 'settings.json': Buffer.from(JSON.stringify(settings)) };
  const deflate = (bytes: Uint8Array) => deflateRawSync(bytes, { level: 9 });
  return decodes ? addToZip(readFileSync(join(from, 'decoders.zip')), files, deflate) : zipOf(files, deflate);
};

const filesIn = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [relative(folder, path).replaceAll(sep, '/'), readFileSync(path)];
      }),
  );
