import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { host, shows, startClients } from '../../support/clients.ts';

const names = ['imgix', 'bunny', 'cloudflare', 'fastly', 'netlifyImageCdn', 'weserv', 'vercel', 'awsAmplify'] as const;
type Name = (typeof names)[number];
type Provider = { getImage: (src: string, options: object, context: object) => { url: string } };

/** The module's own files, put together as Nuxt does it: `#imports` and `import.meta.dev` are what it fills in. */
const bundled = async (): Promise<Record<Name, () => Provider>> => {
  const outfile = join(folder, 'providers.mjs');
  const contents = names.map((name) => `export { default as ${name} } from '@nuxt/image/runtime/providers/${name}';`);
  await build({
    stdin: { contents: contents.join('\n'), resolveDir: import.meta.dirname },
    outfile,
    bundle: true,
    format: 'esm',
    define: { 'import.meta.dev': 'false' },
    plugins: [
      {
        name: 'nuxt',
        setup: (build) => {
          build.onResolve({ filter: /^#imports$/ }, ({ path }) => ({ path, namespace: 'nuxt' }));
          build.onLoad({ filter: /.*/, namespace: 'nuxt' }, () => ({ contents: 'export const createError = Error;' }));
        },
      },
    ],
  });
  return import(/* @vite-ignore */ pathToFileURL(outfile).href);
};

const folder = await mkdtemp(join(tmpdir(), 'nuxt-'));
const providers = await bundled();
const { ask, close } = await startClients();
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true });
});

/** The address that Nuxt Image writes. */
const urlOf = (name: Name, modifiers: object) => {
  const options = { baseURL: name === 'weserv' ? `https://${host}` : undefined, weservURL: `https://${host}` };
  const context = { options: { screens: { sm: 320, md: 640 } } };
  return providers[name]().getImage('/chart.jpg', { modifiers, ...options }, context).url;
};

type Row = [name: Name, dialect: DialectName | 'native', modifiers: object, shown: string];
const box = { width: 300, height: 300 };
const fits = ['cover', 'contain', 'fill', 'inside', 'outside'] as const;
/** One row a fit of Nuxt's, for a box of 300 × 300. */
const rows = (name: Name, dialect: DialectName | 'native', ...shown: string[]): Row[] =>
  fits.map((fit, index) => [name, dialect, { ...box, fit }, shown[index] ?? '']);

test.each<Row>([
  ...rows(
    'imgix',
    'imgix',
    '300x300 jpeg RGYB',
    '300x300 jpeg WWWW',
    '300x300 jpeg RGYB',
    '300x200 jpeg RGYB',
    // Nuxt takes imgix's `min` for it: a crop.
    '300x300 jpeg RGYB',
  ),
  // Nuxt's map for Cloudflare: fill is scale-down, inside is pad, outside is crop.
  ...rows(
    'cloudflare',
    'cloudflare',
    '300x300 jpeg RGYB',
    '300x200 jpeg RGYB',
    '300x200 jpeg RGYB',
    '300x300 jpeg WWWW',
    '300x300 jpeg RGYB',
  ),
  // Nuxt's map for Fastly: cover and contain are bounds, all else is crop.
  ...rows(
    'fastly',
    'fastly',
    '300x200 jpeg RGYB',
    '300x200 jpeg RGYB',
    '300x300 jpeg RGYB',
    '300x300 jpeg RGYB',
    '300x300 jpeg RGYB',
  ),
  ...rows(
    'weserv',
    'weserv',
    '300x300 jpeg RGYB',
    '300x300 jpeg WWWW',
    '300x300 jpeg RGYB',
    '300x200 jpeg RGYB',
    '450x300 jpeg RGYB',
  ),
  ['imgix', 'imgix', { width: 100, height: 400, fit: 'cover', crop: 'left', format: 'webp' }, '100x400 webp RRBB'],
  ['bunny', 'bunny', { ...box, quality: 60 }, '300x200 modern RGYB'],
  ['bunny', 'bunny', { width: 300, aspectRatio: '1:1', flop: true, output: 'png' }, '300x300 png GRBY'],
  ['cloudflare', 'cloudflare', { width: 300, format: 'auto', quality: 80 }, '300x200 modern RGYB'],
  ['netlifyImageCdn', 'netlify', { width: 100, height: 400, fit: 'cover', position: 'left' }, '100x400 modern RRBB'],
  ['netlifyImageCdn', 'netlify', { ...box, fit: 'contain', format: 'png' }, '300x200 png RGYB'],
  ['weserv', 'weserv', { width: 900, format: 'png' }, '600x400 png RGYB'],
  ['vercel', 'next', { width: 300, quality: 60 }, '320x213 modern RGYB'],
  ['awsAmplify', 'next', { width: 320 }, '320x213 modern RGYB'],
])('%s, in %s, with %o', async (name, dialect, modifiers, shown) => {
  expect(await ask(dialect, urlOf(name, modifiers))).toMatch(shows(shown));
});
