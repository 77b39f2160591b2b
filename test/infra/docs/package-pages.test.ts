import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagePages } from '../../../infra/docs/package-pages.ts';

const root = join(import.meta.dirname, '../../..');

test.each(await packagePages())('$path is what npm run docs:package writes', async ({ path, text }) => {
  expect(await readFile(join(root, path), 'utf8')).toBe(text);
});
