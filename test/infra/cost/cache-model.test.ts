import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { monthBehind } from '../../../infra/cost/cache-model.ts';
import { cachePage, cachePlot } from '../../../infra/docs/cache-page.ts';

const docs = join(import.meta.dirname, '../../../docs');
const none = { ladder: false, shield: false, bucket: false };
const ladder = { ...none, ladder: true };

test.each([1e3, 1e6, 1e8, 1e10])('%d requests a month: no cache adds misses or encodes', (requests) => {
  const [bare, fewer, shielded, kept, all] = [
    none,
    ladder,
    { ...ladder, shield: true },
    { ...ladder, bucket: true },
    { ladder: true, shield: true, bucket: true },
  ].map((caches) => monthBehind(requests, caches));
  expect(bare?.misses).toBeLessThanOrEqual(requests * 1.0001);
  expect(fewer?.misses).toBeLessThanOrEqual(bare?.misses ?? 0);
  expect(shielded?.misses).toBeLessThanOrEqual(fewer?.misses ?? 0);
  expect(kept?.misses).toBe(fewer?.misses);
  expect(kept?.encodes).toBeLessThanOrEqual(fewer?.encodes ?? 0);
  expect(all?.encodes).toBeLessThanOrEqual(kept?.encodes ?? 0);
  expect(all?.waiting).toBeLessThanOrEqual(all?.expired ?? 0);
});

test('a single request is a miss and an encode', () => {
  const { misses, encodes } = monthBehind(1, none);
  expect([misses, encodes]).toEqual([expect.closeTo(1, 3), expect.closeTo(1, 3)]);
});

test('docs/cache-model.md and its plot are what npm run docs:caches writes', async () => {
  expect(await readFile(join(docs, 'cache-model.md'), 'utf8')).toBe(cachePage());
  expect(await readFile(join(docs, 'pictures/cache-model.svg'), 'utf8')).toBe(cachePlot());
});
