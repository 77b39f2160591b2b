import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { instrument } from './instrument.ts';
import type { Target } from './targets.ts';

const root = join(import.meta.dirname, '../..');
const outfile = join(root, 'dist/fuzz/targets.mjs');

/** The targets, the counters of their branches, and the short strings that their source compares with. */
export type Fuzzed = { targets: readonly Target[]; branches: Uint8Array; literals: readonly string[] };

/** Builds the targets with a counter in every branch of edge/, and loads them. */
export const loadTargets = async (): Promise<Fuzzed> => {
  const literals = new Set<string>();
  let count = 0;
  await build({
    entryPoints: [join(import.meta.dirname, 'targets.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'silent',
    plugins: [
      {
        name: 'instrument',
        setup: ({ onLoad }) => {
          onLoad({ filter: /[\\/]edge[\\/].*\.ts$/ }, async ({ path }) => {
            const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts', target: 'node24' });
            const instrumented = instrument(code, count);
            count += instrumented.branches;
            for (const literal of instrumented.literals) literals.add(literal);
            return { contents: instrumented.text, loader: 'js' };
          });
        },
      },
    ],
  });
  const branches = new Uint8Array(count);
  Object.assign(globalThis, { branches });
  const { targets } = await import(pathToFileURL(outfile).href);
  return { targets, branches, literals: [...literals].sort() };
};
