import { expect, test } from 'vitest';
import { resolveConfig } from '../../infra/config/validate.ts';
import { monthOf, totalOf } from '../../infra/cost/month.ts';
import { prices } from '../../infra/cost/prices.ts';
import { worstCase } from '../../infra/cost/worst-case.ts';
import { config } from '../support/config.ts';
import { readPages } from './pages.ts';

// Dollars that stand in prose: they follow from the table of prices, as those of docs/costs.md do.

const pages = await readPages();
const textOf = (path: string) => pages.find((page) => page.path === path)?.text ?? '';

test.each(['README.md', 'docs/limits.md'])('%s: what a million derivatives of 0.4 s cost', (path) => {
  const run = prices['Lambda@Edge runs'].dollars / prices['Lambda@Edge runs'].per;
  const time = 0.4 * (config.memory / 1024) * prices['Lambda@Edge GB-seconds'].dollars;
  const [, found] = /a million images at 0\.4 s each\s+costs?\s+about \$(\d+)/.exec(textOf(path)) ?? [];
  expect(Number(found)).toBe(Math.round(1e6 * (run + time)));
});

test.each(['README.md', 'docs/deploy.md'])('%s: what strangers can make an hour cost', (path) => {
  const { anHour } = worstCase(config, 100_000, { most: Number.POSITIVE_INFINITY, because: '' });
  const [, found] = /up to \$(\d+) an\s+hour/.exec(textOf(path)) ?? [];
  expect(Number(found)).toBe(Math.round(anHour));
});

test('docs/edge-or-regional.md: a month by each door', () => {
  const rows = [
    ...textOf('docs/edge-or-regional.md').matchAll(/^\| `npm run cost -- (.*?)` \| \$([\d,.]+) \| \$([\d,.]+) \|$/gm),
  ];
  expect(rows).toHaveLength(3);
  for (const [, options = '', ...found] of rows) {
    const totals = (['edge', 'regional'] as const).map((door) =>
      totalOf(monthOf(resolveConfig({ ...config, door }), trafficOf(options))).toLocaleString('en', {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      }),
    );
    expect([options, ...found]).toEqual([options, ...totals]);
  }
});

/** The traffic that the options of `npm run cost` say, with its defaults. */
const trafficOf = (options: string) => {
  const given = (name: string, usual: number) => {
    const [, digits, unit = ''] = new RegExp(`--${name} ([\\d.]+)([kM]?)`).exec(options) ?? [];
    return digits === undefined ? usual : Number(digits) * ({ k: 1e3, M: 1e6 }[unit] ?? 1);
  };
  return {
    requests: given('requests', 10e6),
    hitRatio: given('hit-ratio', 0.95),
    derivatives: 6 * given('images', 100e3),
    bytes: 1000 * given('kilobytes', 60),
    milliseconds: 400,
    changes: 0,
  };
};
