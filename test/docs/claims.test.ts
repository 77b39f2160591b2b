import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPages, root } from './pages.ts';

// docs/claims.md names a test for each claim; docs.test.ts checks that its links lead to files.

const page = (await readPages()).find(({ path }) => path === 'docs/claims.md')?.text ?? '';
const rows = [...page.matchAll(/^\| (.+?) \| \[[^\]]+\]\(\.\.\/(test\/[^)]+)\)(?:: “(.+)”)? \|$/gm)].map(
  ([, claim = '', file = '', title = '']) => [claim, file, title] as const,
);

test('every row names a test', () => {
  const tables = page.split('\n').filter((line) => line.startsWith('| ') && line !== '| Claim | Test |');
  expect(rows).toHaveLength(tables.length);
  expect(rows.length).toBeGreaterThan(50);
});

test.each(rows)('%s: %s', async (_, file, title) => {
  expect(await readFile(join(root, file), 'utf8')).toContain(title);
});
