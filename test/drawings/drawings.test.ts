import { beforeAll, describe, expect, test } from 'vitest';
import { type Comparison, compareDrawings, unseen } from './compare.ts';
import { drawingTable, tableOfPage } from './table.ts';

// What a browser shows of a drawing, of the drawing sanitized, and of its pixels.

let rows: Comparison[] = [];

beforeAll(async () => {
  rows = await compareDrawings();
}, 600_000);

describe('a drawing looks as in Chromium, or the response names the reason', () => {
  test('at least forty drawings are compared', () => expect(rows.length).toBeGreaterThanOrEqual(40));

  test.each(['sanitized', 'rasterized'] as const)('%s', (way) => {
    const silent = rows.filter((row) => row[way].share > unseen && row[way].reason === undefined);
    expect(silent.map(({ feature }) => feature)).toEqual([]);
  });

  test('docs/drawings.md has the table that npm run docs:drawings writes', async () => {
    expect(await tableOfPage()).toBe(drawingTable(rows));
  });
});
