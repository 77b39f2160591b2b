import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFiles } from '../../../infra/build/files.ts';
import { urlModule } from '../../../infra/build/url-module.ts';

test('builds of the URL builder into one folder at once hold what one of them holds', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'url-'));
  const [alone, shared] = [join(folder, 'alone'), join(folder, 'shared')];
  const bytes = await urlModule(alone);
  expect(await Promise.all([1, 2, 3].map(() => urlModule(shared)))).toEqual([bytes, bytes, bytes]);
  const [expected, found] = await Promise.all([alone, shared].map((path) => readFiles(path, () => true)));
  expect(found).toEqual(expected);
  expect(Object.keys(expected ?? {})).toContain('url/url.d.cts');
  await rm(folder, { recursive: true });
});
