import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(import.meta.dirname);
const source = join(root, 'edge/url.ts');

/** Bytes of the whole builder, minified and gzipped, that a page is asked for at most. */
export const urlLimit = 2048;

/**
 * The URL builder as web pages import it, into `directory`: `url.js`, left readable for their own bundler, and its types,
 * which are those of the vocabulary. Gives the bytes that it comes to, minified and gzipped.
 */
export const urlModule = async (directory: string): Promise<number> => {
  await build({ ...settings, outdir: directory });
  const { outputFiles } = await build({ ...settings, minify: true, write: false });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, source, ...declarations, '--outDir', directory]);
  await Promise.all(
    (await readdir(directory, { recursive: true }))
      .filter((path) => path.endsWith('.d.ts'))
      .map((path) => withoutSources(join(directory, path))),
  );
  return gzipSync(outputFiles[0]?.contents ?? '').length;
};

const settings = {
  entryPoints: [source],
  bundle: true,
  format: 'esm' as const,
  platform: 'neutral' as const,
  target: 'es2021',
  logLevel: 'silent' as const,
};

const declarations = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--allowImportingTsExtensions'];
declarations.push('--target', 'es2022', '--module', 'nodenext', '--strict', '--exactOptionalPropertyTypes');

/** The types import one another where the sources did; of those, nothing is published. */
const withoutSources = async (path: string) => {
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, '$1$2.js$1'));
};
