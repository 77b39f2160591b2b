import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../../infra/local/server.ts';
import { exampleConfig, examplePictures, examplesPage } from './examples.ts';
import { anchorsOf, examplesOf, linksOf, readPages, root, scriptsOf } from './pages.ts';

// What README and docs/ point to is there, and what they promise of a URL is what it gives.

const pages = await readPages();

describe('links', () => {
  test.each(pages.flatMap(linksOf).map((link) => [`${link.from} → ${link.to}#${link.heading}`, link] as const))(
    '%s',
    (_, { to, heading }) => {
      expect(existsSync(join(root, to))).toBe(true);
      const page = pages.find(({ path }) => path === to);
      if (heading !== '' && page) expect(anchorsOf(page)).toContain(heading);
    },
  );
});

test('every npm script that a page names is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const named = [...new Set(pages.flatMap(scriptsOf))];
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});

test('every page of docs/ is reachable from the README', () => {
  const reached = new Set(['README.md']);
  for (const path of reached)
    for (const { to } of pages.filter((page) => page.path === path).flatMap(linksOf)) reached.add(to);
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

test('docs/examples.md is what npm run docs:pictures writes, with its pictures', () => {
  expect(pages.find(({ path }) => path === 'docs/examples.md')?.text).toBe(examplesPage());
  const missing = examplePictures().filter(({ file }) => !existsSync(join(root, 'docs/pictures/examples', file)));
  expect(missing).toEqual([]);
});

describe('examples', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ port: 0, config: exampleConfig, images: join(root, 'samples'), log: () => undefined });
  });
  afterAll(() => server.close());

  // Of the samples that exist; `photo.jpg` and its like stand for a reader's own.
  const examples = [...new Set(pages.flatMap(examplesOf))]
    .map((address) => address.replace(/^\/photo\.jpg|^\/a\.jpg/, '/landscape.jpg'))
    .filter((address) => existsSync(join(root, 'samples', decodeURIComponent(address.split('?')[0] ?? ''))));

  test.each(examples)('%s', async (address) => {
    const answer = await fetch(new URL(address, server.url), { headers: { accept: 'image/avif,image/webp,*/*' } });
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    // A still where an animation was asked for is told of in the docs.
    expect(answer.headers.get('x-image-reason') ?? 'still').toBe('still');
  });
});
