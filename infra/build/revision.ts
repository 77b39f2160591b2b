import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { limitsOf } from '../config/origin-settings.ts';
import type { Config } from '../config/schema.ts';
import { fonts } from './fonts.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Identifies everything that decides how an image looks: the code of edge/image/, sharp, the limits, the fonts, the marks. Derivatives of
 * another release are kept under another revision, so none of them is served by this one.
 */
export async function revision(config: Config): Promise<string> {
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
  for (const part of [
    outputFiles[0]?.text ?? '',
    devDependencies.sharp,
    JSON.stringify([limitsOf(config), config.marks]),
  ])
    hash.update(part);
  for (const font of Object.values(await fonts())) hash.update(font);
  return hash.digest('hex').slice(0, 12);
}
