import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const from = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

test('ten sizes of a JPEG of 12 megapixels leave a process under 500 MB', () => {
  const program = `
    import { readFileSync } from 'node:fs';
    const { derive } = await import(${from('edge/image/derive.ts')});
    const { config } = await import(${from('test/support/config.ts')});
    const original = readFileSync(new URL(${from('samples/large.jpg')}));
    const budget = { bytes: 780_000, left: () => 25_000 };
    for (let w = 300; w <= 1200; w += 100)
      for (const fmts of [['avif', 'webp'], ['webp'], []]) await derive(original, { variant: { w, format: 'auto', fmts }, limits: config.limits, budget });
    console.log(process.memoryUsage.rss());
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(Number(output)).toBeGreaterThan(50e6);
  expect(Number(output)).toBeLessThan(500e6);
}, 60_000);
