import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dialectPages } from '../../../infra/docs/dialect-pages.ts';

const root = join(import.meta.dirname, '../../..');
const pages = dialectPages();

test.each(pages)('$path is what npm run docs:dialects writes', async ({ path, text }) => {
  expect(await readFile(join(root, path), 'utf8')).toBe(text);
});

test('docs/dialects/ has no other page', async () => {
  const files = (await readdir(join(root, 'docs/dialects'))).map((file) => `docs/dialects/${file}`);
  expect(files.sort()).toEqual(
    pages
      .map(({ path }) => path)
      .filter((path) => path.includes('dialects/'))
      .sort(),
  );
});
