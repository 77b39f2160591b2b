import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type DialectName, dialectNames, dialects } from '../../../edge/query/dialects/registry.ts';
import { viewerText } from '../../../infra/build/viewer-function.ts';
import { type DialectRow, rewrittenPaths } from '../../../infra/config/paths/dialects.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { config } from '../../support/config.ts';
import { startViewer } from '../../support/viewer.ts';

test('every file of edge/query/dialects/ has a row in the registry, and exports a dialect of its name', async () => {
  const folder = new URL('../../../edge/query/dialects/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'registry.ts');
  expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(dialectNames);
  for (const name of dialectNames)
    expect((await import(new URL(`${name}.ts`, folder).href))[name]).toBe(dialects[name].dialect);
});

test.each<[row: object, message: string]>([
  [{ path: '/a/*', dialect: 'imgx' }, 'dialects[0].dialect is "imgx", expected one of aws, bunny, cloudflare'],
  [{ path: 'a/*', dialect: 'imgix' }, 'dialects[0].path is "a/*", expected a path such as /photos/*'],
  [{ dialect: 'imgix' }, 'dialects[0].path is undefined'],
  [{ path: '/é/*', dialect: 'imgix' }, 'dialects[0].path is "/é/*", expected a path such as /photos/*, of at most 250'],
  [{ path: `/${'a'.repeat(250)}`, dialect: 'imgix' }, 'expected a path such as /photos/*, of at most 250'],
])('%o is refused', (row, message) => {
  expect(() => resolveConfig({ ...config, dialects: [row as DialectRow] })).toThrow(message);
});

test.each<[pattern: string, path: string, matches: boolean, sent?: string]>([
  ['*', '/a/b.jpg', true],
  ['/photos/*', '/photos/a.jpg', true],
  ['/photos/*', '/photos', false],
  ['/*.jpg', '/a/b.jpg', true],
  ['/*.jpg', '/a/bxjpg', false],
  ['/*.jpg', '/a.jpg/b', false],
  ['/a?.jpg', '/ab.jpg', true],
  ['/a?.jpg', '/a.jpg', false],
  // Whatever the one spelling under which the path is sent.
  ['/(a)+$/[b]', '/(a)+$/[b]', true, '/(a)%20%24/%5Bb%5D'],
])('%s matches %s: %s', async (path, asked, matches, sent = asked) => {
  const ask = await startViewer([{ path, dialect: 'fastly' }]);
  expect(await ask(`${asked}?width=9&w=5`)).toBe(`${sent} w~${matches ? 9 : 5}`);
});

test('the first row that matches counts', async () => {
  const ask = await startViewer([
    { path: '/stock/*', dialect: 'imgix' },
    { path: '*', dialect: 'cloudflare' },
    { path: '/stock/old/*', dialect: 'short' },
  ]);
  expect(await ask('/stock/old/a.jpg?w=9&fit=max')).toBe('/stock/old/a.jpg w~9');
  expect(await ask('/cdn-cgi/image/w=9/a.jpg')).toBe('/a.jpg w~9');
});

const size = async (...dialects: DialectName[]) =>
  (await viewerText({ ...config, dialects: dialects.map((dialect) => ({ path: `/${dialect}/*`, dialect })) })).length;

test('only what is configured is bundled', async () => {
  const [none, next, sanity, both] = await Promise.all([size(), size('next'), size('sanity'), size('next', 'sanity')]);
  expect(none).toBeLessThan(next);
  expect(next).toBeLessThan(sanity);
  expect(sanity).toBeLessThan(both);
  expect(await viewerText({ ...config, dialects: [{ path: '*', dialect: 'next' }] })).not.toContain('facearea');
});

test.each<[rows: DialectRow[], paths: string[]]>([
  [[], []],
  [[{ path: '*', dialect: 'imgix' }], []],
  [[{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }], ['/cdn-cgi/image/*']],
  [[{ path: '*', dialect: 'cloudflare' }], ['/cdn-cgi/image/*']],
  [[{ path: '*', dialect: 'next' }], ['/_next/image*']],
  [[{ path: '/_next/image', dialect: 'next' }], ['/_next/image*']],
  [[{ path: '/shop/_next/*', dialect: 'next' }], ['/shop/_next/*']],
  [[{ path: '/*', dialect: 'netlify' }], ['/.netlify/images*']],
  [[{ path: '*', dialect: 'weserv' }], ['/?*']],
  [
    [
      { path: '/é/?/*', dialect: 'weserv' },
      { path: '*.jpg', dialect: 'next' },
      { path: '*', dialect: 'next' },
    ],
    ['/%C3%A9/*', '/_next/image*'],
  ],
])('where viewers ask for images of other paths: %j is %j', (rows, paths) => {
  expect(rewrittenPaths(rows)).toEqual(paths);
});
