import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { viewerFunctions } from '../../../infra/build/viewer-function.ts';
import type { ConfigInput } from '../../../infra/config/schema.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import { derivativesPerImage, derivativesSentence } from '../../../infra/cost/derivatives-per-image.ts';
import { monthOf, totalOf } from '../../../infra/cost/month.ts';
import { priceOf } from '../../../infra/cost/prices.ts';
import { worstCase } from '../../../infra/cost/worst-case.ts';
import { costPage } from '../../../infra/docs/cost-page.ts';
import { config } from '../../support/config.ts';

const root = join(import.meta.dirname, '../../..');

test.each<[what: string, changes: Partial<ConfigInput>, most: number, sentence: string]>([
  ['as it comes', {}, Number.POSITIVE_INFINITY, 'every size and parameter is served. To limit them'],
  ['a ladder', { snap: 'default' }, Number.POSITIVE_INFINITY, 'snap limits only the widths'],
  ['one signed folder', { signing: { paths: ['/private/*'] } }, Number.POSITIVE_INFINITY, 'any number of variants'],
  [
    'presets in one format',
    { presets: { a: 'w=100&format=jpeg', b: 'w=200&format=webp' }, presetsOnly: true },
    // With Save-Data a viewer gets another quality.
    4,
    'at most 4',
  ],
  ['everything signed', { signing: { paths: ['*'] } }, 0, 'every path needs a signature'],
])('derivatives of an image, %s', async (_, changes, most, sentence) => {
  const given = resolveConfig({ ...config, ...changes });
  const found = await derivativesPerImage(given, await viewerFunctions(given));
  expect(found.most).toBe(most);
  expect(derivativesSentence(found)).toContain(sentence);
});

test('a preset with an automatic format has one derivative for each set of formats that viewers accept', async () => {
  const given = resolveConfig({ ...config, presets: { a: 'w=100&format=auto' }, presetsOnly: true });
  const { most } = await derivativesPerImage(given, await viewerFunctions(given));
  expect(most).toBeGreaterThanOrEqual(3);
  expect(most).toBeLessThanOrEqual(8);
});

test.each([
  ['CloudFront requests (HTTPS)', 10_000_000, 0],
  ['CloudFront requests (HTTPS)', 20_000_000, 10],
  ['CloudFront transfer, GB', 2000, 85],
  ['Lambda@Edge runs', 1_000_000, 0.6],
  ['Lambda@Edge GB-seconds', 100_000, 5.001],
  ['Invalidated paths', 3000, 10],
] as const)('%s: %d units cost $%d', (item, units, dollars) => {
  expect(priceOf(item, units)).toBeCloseTo(dollars, 6);
});

const traffic = { requests: 10e6, hitRatio: 0.95, derivatives: 600_000, bytes: 60_000, milliseconds: 400, changes: 0 };

test('the derivatives bucket and the shield keep a month from costing more', () => {
  const total = (changes: Partial<ConfigInput>, month = traffic) =>
    totalOf(monthOf(resolveConfig({ ...config, ...changes }), { ...traffic, ...month }));
  const busy = { ...traffic, requests: 100e6 };
  expect(total({}, busy)).toBeLessThan(total({ derivatives: undefined }, busy));
  expect(total({})).toBeLessThan(total({ originShieldRegion: undefined }));
});

test.each<[what: string, changes: Partial<ConfigInput>, most: number, once: number]>([
  ['unbounded', {}, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ['presets', {}, 6, 600_000 * (0.6 / 1e6 + 5 * (1769 / 1024) * 0.00005001)],
  ['all signed', {}, 0, 0],
])('the worst case, %s', (_, changes, most, once) => {
  const worst = worstCase(resolveConfig({ ...config, ...changes }), 100_000, { most, because: '' });
  if (Number.isFinite(once)) expect(worst.once).toBeCloseTo(once, 4);
  else expect(worst.once).toBe(Number.POSITIVE_INFINITY);
  expect(worst.anHour).toBeCloseTo(1000 * 3600 * (1769 / 1024) * 0.00005001, 4);
});

test('the months in docs/costs.md are what the command prints', { timeout: 60_000 }, async () => {
  const page = await readFile(join(root, 'docs/costs.md'), 'utf8');
  const rows = [...page.matchAll(/^`npm run cost -- (.*?)`$.*?\*\*\$([\d,.]+)\*\*/gms)];
  expect(rows).toHaveLength(3);
  const env = { ...process.env, EDGE_IMAGES_CONFIG: join(root, 'test/support/config.ts') };
  for (const [, line = '', total] of rows) {
    const given = ['infra/commands/cost.ts', ...line.split(' ')];
    const { stdout } = await promisify(execFile)(process.execPath, given, { cwd: root, env });
    expect(stdout).toMatch(new RegExp(`A month, at prices of [\\d-]+ +\\$${total}\n`));
  }
});

test('npm run cost -- --requests many', async () => {
  const refused = promisify(execFile)(process.execPath, ['infra/commands/cost.ts', '--requests', 'many'], {
    cwd: root,
  });
  await expect(refused).rejects.toMatchObject({
    stderr: expect.stringContaining('--requests is many, expected a number'),
  });
});

test('docs/costs.md is what npm run docs:costs writes', async () => {
  expect(await readFile(join(root, 'docs/costs.md'), 'utf8')).toBe(await costPage());
});
