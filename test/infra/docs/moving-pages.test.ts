import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { guides } from '../../../infra/docs/moving-guides.ts';
import { movingPages, nativeUrl } from '../../../infra/docs/moving-pages.ts';
import { summarize } from '../../../infra/migrate/summary.ts';
import { config } from '../../support/config.ts';
import { startViewer } from '../../support/viewer.ts';

const root = join(import.meta.dirname, '../../..');
const pages = movingPages();

test.each(pages)('$path is what npm run docs:moving writes', async ({ path, text }) => {
  expect(await readFile(join(root, path), 'utf8')).toBe(text);
});

test('docs/moving/ has no other page, and docs/moving.md leads to each', async () => {
  const files = (await readdir(join(root, 'docs/moving'))).map((file) => `docs/moving/${file}`);
  expect(files.sort()).toEqual(pages.map(({ path }) => path).sort());
  const index = await readFile(join(root, 'docs/moving.md'), 'utf8');
  for (const { path } of pages) expect(index).toContain(`(${path.replace('docs/', '')})`);
});

describe.each(guides)('$service', async (guide) => {
  const presets = { thumb: 'w=200&h=200&fit=cover&format=auto' };
  const ask = await startViewer(guide.rows, { inNjs: false, presets });
  const askInOurs = await startViewer([], { inNjs: false, presets });

  test.each(guide.urls)('%s asks for what the guide says', async (url) => {
    const asked = await ask(url);
    expect(asked).toContain(' ');
    expect(await askInOurs(nativeUrl(url, guide))).toBe(asked);
  });

  test.each(guide.urls)('npm run migrate loses nothing of %s', (url) => {
    const [service] = summarize([{ url: new URL(url, 'https://images.example.com'), count: 1 }], dialectOf(url));
    expect(service?.parameters.filter(({ status }) => status === 'lost')).toEqual([]);
  });

  const dialectOf = (url: string) => (/^\/(fit-in|filters:)/.test(url) ? 'thumbor' : guide.dialect);

  test('its configuration is valid', () => {
    expect(resolveConfig({ ...config, dialects: guide.rows }).dialects).toEqual(guide.rows);
  });

  test('its commands have options that npm run migrate knows', async () => {
    const usage = await readFile(join(root, 'infra/commands/migrate.ts'), 'utf8');
    const options = guide.commands.flatMap((line) => line.match(/(?<= )--[a-z]+/g) ?? []);
    expect(options.length).toBeGreaterThan(0);
    for (const option of options) expect(usage).toContain(`  ${option} `);
  });
});
