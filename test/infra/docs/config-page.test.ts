import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configPage } from '../../../infra/docs/config-page.ts';

test('docs/configuration.md is what npm run docs:config writes', async () => {
  const page = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(await configPage());
});
