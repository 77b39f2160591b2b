import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const builder = join(root, 'edge/url/url.ts');
const signer = join(root, 'edge/url/sign.ts');

/** Bytes of the whole builder, minified and gzipped, that a page is asked for at most. */
export const urlLimit = 2048;

/**
 * What other programs import, into `directory`: the URL builder for pages and the signer for their servers, left readable
 * for bundlers of their own, with types, which are those of the parameter table. Gives the bytes of the builder, minified and
 * gzipped.
 */
export const urlModule = async (directory: string): Promise<number> => {
  await build({ ...settings, entryPoints: [builder, signer], outdir: directory });
  const { outputFiles } = await build({ ...settings, entryPoints: [builder], minify: true, write: false });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, builder, signer, ...declarations, '--outDir', directory]);
  await Promise.all(
    (await readdir(directory, { recursive: true }))
      .filter((path) => path.endsWith('.d.ts'))
      .map((path) => withoutSources(join(directory, path))),
  );
  return gzipSync(outputFiles[0]?.contents ?? '').length;
};

const settings = {
  bundle: true,
  outbase: join(root, 'edge'),
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
