import { join } from 'node:path';
import { build } from 'esbuild';

/** The page's script and style, minified. */
export type PageBundle = { script: string; style: string };

/** Bundles the page's modules in memory, once for each start of the server: there is no build to run. */
export const bundlePage = (): Promise<PageBundle> => {
  bundled ??= bundle().catch((error: unknown) => {
    bundled = undefined;
    throw error;
  });
  return bundled;
};

let bundled: Promise<PageBundle> | undefined;

const bundle = async (): Promise<PageBundle> => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'app/main.tsx')],
    bundle: true,
    write: false,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const ending = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
  return { script: ending('.js'), style: ending('.css') };
};
