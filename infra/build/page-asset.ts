import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type PageFiles, pageFolder } from '../../edge/page.ts';
import { dialectNames } from '../../edge/query/dialects/registry.ts';
import { parameterDocs } from '../../edge/query/docs.ts';
import type { Config } from '../config/schema.ts';
import { pageSettings } from '../config/settings/page-settings.ts';
import { bundlePage } from '../local/page/bundle.ts';
import type { Files } from './files.ts';
import { writeAsset } from './zip/asset.ts';

const root = join(import.meta.dirname, '../..');

/** The files of the page, but for its settings. */
export const pageFiles = async (): Promise<PageFiles> => {
  const { script, style } = await bundlePage();
  const html = await readFile(join(root, 'infra/local/page/index.html'), 'utf8');
  return {
    'index.html': html.replaceAll('/_local/', pageFolder),
    'page.js': script,
    'page.css': style,
    'read.js': await bundled({ entryPoints: ['infra/migrate/read-url.ts'], platform: 'browser' }),
    'parameters.json': JSON.stringify(parameterDocs()),
    'dialects.json': JSON.stringify(dialectNames),
  };
};

/** The Lambda of the page: its handler beside the files. Settings come beside them. */
export const pageModules = async (): Promise<Files> => ({
  'index.mjs': Buffer.from(
    await bundled({ stdin: { contents: handler, resolveDir: root, loader: 'ts' }, platform: 'node' }),
  ),
  'files.json': Buffer.from(JSON.stringify(await pageFiles())),
});

/** The asset of the Lambda that serves the page. */
export async function pageAsset(config: Config, directory = join(root, 'dist/page')) {
  const settings = Buffer.from(JSON.stringify(pageSettings(config)));
  return writeAsset(directory, { ...(await pageModules()), 'settings.json': settings });
}

const handler = `
  import { readFileSync } from 'node:fs';
  import { page } from './edge/page.ts';
  const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
  export const handler = page({ ...JSON.parse(read('files.json')), 'settings.json': read('settings.json') });
`;

const bundled = async (entry: Parameters<typeof build>[0]): Promise<string> => {
  const { outputFiles = [] } = await build({
    ...entry,
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};
