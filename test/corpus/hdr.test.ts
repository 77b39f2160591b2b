import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { deriving } from '../support/deriving.ts';
import { chart, colorAt, near } from '../support/images/chart.ts';
import { lightAt, linear, lit, mapOf, remains, tableOf, tellers, told } from '../support/images/gain-map.ts';
import { entries, folder } from './manifest.ts';

// What its map says.
const headroom = 4.532783;

describe.skipIf(entries.length === 0)('HDR gain maps', () => {
  const original = () => readFile(join(folder, 'formats/jpeg/apple_gainmap_new.jpg'));

  test('of a photograph are kept and dropped as those of a chart', async () => {
    const table = await tableOf(await original());
    await expect(table).toMatchFileSnapshot('../edge/image/encode/gain-maps.md');
  });

  test('make no large part of it', async () => {
    const bytesOf = async (cs: 'origin' | 'p3') => (await deriving(await original(), { w: 300, cs })).bytes.length;
    expect(await bytesOf('origin')).toBeLessThan(1.3 * (await bytesOf('p3')));
  });

  test('add the light that the photograph has, by its maker’s rule', async () => {
    const bytes = await original();
    const { bytes: made } = await deriving(bytes, { cs: 'origin', q: 95, w: 380 });
    const points = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((y) => [0.2, 0.4, 0.6, 0.8].map((x): [number, number] => [x, y]));
    const [dark, light] = [await lightAt(made, points, false), await lightAt(made, points)];
    const map = mapOf(bytes) ?? Buffer.alloc(0);
    const shares = await Promise.all(
      points.map(async ([x, y], at) => {
        const [value] = await colorAt(map, x, y);
        return (light[at] ?? 0) / (dark[at] ?? 0) / (1 + (headroom - 1) * linear(value / 255));
      }),
    );
    const [low = 0, high = 0] = [0.25, 0.75].map((at) => shares.sort((a, b) => a - b)[at * shares.length]);
    expect(low).toBeGreaterThan(0.93);
    expect(high).toBeLessThan(1.07);
    expect(Math.max(...light)).toBeGreaterThan(1);
  });
});

// What must not be decoded is not decoded as a map either.
const maps = entries.filter(({ path }) => /^(bombs|malformed)\/.*\.jpg$/.test(path)).map(({ path }) => path);

describe.skipIf(entries.length === 0)('behind a chart, as its gain map', () => {
  let base: Buffer;
  beforeAll(async () => {
    base = await chart({ width: 6000, height: 6000, format: 'jpeg' });
  });

  test.each(maps)('%s', async (path) => {
    const map = await readFile(join(folder, path));
    const { bytes, size } = await deriving(lit(base, told(map, tellers.iso)), { w: 300, cs: 'origin' });
    expect(size).toEqual({ width: 300, height: 300 });
    if (/bombs/.test(path)) expect(remains(bytes)).toEqual([]);
  });
});

describe.skipIf(entries.length === 0)('HDR in an AVIF', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('is full of color as %s', async (format) => {
    const bytes = await readFile(join(folder, 'formats/avif/colors_hdr_rec2020.avif'));
    const made = (await deriving(bytes, { format })).bytes;
    expect(near(await colorAt(made, 0.05, 0.2), [255, 0, 0, 255], 25)).toBe(true);
    expect(near(await colorAt(made, 0.95, 0.2), [67, 255, 6, 255], 25)).toBe(true);
    expect(near(await colorAt(made, 0.5, 0.97), [255, 255, 255, 255], 12)).toBe(true);
  });
});
