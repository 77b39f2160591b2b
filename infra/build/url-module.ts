import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { readFiles, writeFiles } from './files.ts';

const root = join(import.meta.dirname, '../..');
const builder = join(root, 'edge/url/url.ts');
const signer = join(root, 'edge/url/sign.ts');

/** The most that the whole URL builder may weigh in a page: bytes, minified and gzipped. */
export const urlLimit = 1200;

/**
 * Builds what the npm package holds into `directory`: the URL builder for pages and the signer for their servers, as ES modules
 * and as CommonJS, each with types. Returns the bytes of the builder, minified and gzipped.
 */
export const urlModule = async (directory: string): Promise<number> => {
  const { outputFiles } = await build({
    ...settings,
    entryPoints: [builder],
    format: 'esm',
    minify: true,
    write: false,
  });
  // Apart, since another build may do the same at the same time.
  const apart = await mkdtemp(join(tmpdir(), 'url-module-'));
  try {
    await buildModules(apart);
    await writeFiles(directory, await readFiles(apart, () => true));
  } finally {
    await rm(apart, { recursive: true });
  }
  return gzipSync(outputFiles[0]?.contents ?? '').length;
};

const buildModules = async (directory: string): Promise<void> => {
  const files = { ...settings, entryPoints: [builder, signer], outdir: directory };
  await build({ ...files, format: 'esm' });
  await build({ ...files, format: 'cjs', outExtension: { '.js': '.cjs' } });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, builder, signer, ...declarations, '--outDir', directory]);
  await publishTypes(directory);
};

const settings = {
  bundle: true,
  outbase: join(root, 'edge'),
  platform: 'neutral' as const,
  target: 'es2021',
  logLevel: 'silent' as const,
};

const declarations = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--allowImportingTsExtensions'];
declarations.push('--target', 'es2022', '--module', 'nodenext', '--strict', '--exactOptionalPropertyTypes');

/** Declarations import one another as the sources do, with `.ts`: keeps those that the entries need, for both module systems. */
const publishTypes = async (directory: string) => {
  const needed = new Set(['url', 'sign'].map((name) => join(directory, 'url', `${name}.d.ts`)));
  for (const path of needed) {
    const text = await readFile(path, 'utf8');
    for (const [, , to = ''] of text.matchAll(importPath)) needed.add(resolve(dirname(path), `${to}.d.ts`));
    await writeFile(path.replace(/ts$/, 'cts'), text.replaceAll(importPath, '$1$2.cjs$1'));
    await writeFile(path, text.replaceAll(importPath, '$1$2.js$1'));
  }
  const all = (await readdir(directory, { recursive: true })).map((path) => join(directory, path));
  await Promise.all(all.filter((path) => path.endsWith('.d.ts') && !needed.has(path)).map((path) => rm(path)));
};

const importPath = /(["'])(\.{1,2}\/[^"']+)\.ts\1/g;
