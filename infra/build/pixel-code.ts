import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Config } from '../config/schema.ts';
import { fonts } from './fonts.ts';
import { revisionOf } from './revision.ts';

const root = join(import.meta.dirname, '../..');

/** The hash of the code that makes pixels: edge/image/, sharp and the fonts. */
export async function pixelCode(): Promise<string> {
  const entry = join(root, 'edge/image/derive.ts');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external: ['sharp'],
    minify: true,
    logLevel: 'silent',
  });
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256');
  for (const part of [outputFiles[0]?.text ?? '', devDependencies.sharp]) hash.update(part);
  for (const font of Object.values(await fonts())) hash.update(font);
  return hash.digest('hex');
}

/** The revision of a config with the code as it is here. */
export const revision = async (config: Config): Promise<string> => revisionOf(config, await pixelCode());
