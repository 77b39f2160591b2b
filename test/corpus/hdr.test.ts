import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Variant } from '../../edge/language/vocabulary.ts';
import { colourAt, near } from '../support/chart.ts';
import { deriving } from '../support/deriving.ts';
import { entries, folder } from './manifest.ts';

const original = 'formats/jpeg/apple_gainmap_new.jpg';
const ways: [name: string, variant: Variant][] = [
  ...(['jpeg', 'png', 'webp', 'avif', 'gif'] as const).flatMap((format): [string, Variant][] => [
    [`${format}, smaller`, { w: 100, format }],
    [`${format}, smaller, cs=origin`, { w: 100, format, cs: 'origin' }],
  ]),
  ['the original itself', { format: 'jpeg', q: 100, cs: 'origin' }],
];

/** What is left of a gain map: a second picture behind the first, words about one, and the profile of the first. */
const remains = async (bytes: Buffer) => {
  const { icc } = await sharp(bytes).metadata();
  const text = bytes.toString('latin1');
  const pictures = text.startsWith('\xff\xd8') ? text.split('\xff\xd8\xff').length - 1 : 1;
  const words = ['hdrgm', 'urn:iso:std:iso:ts:21496', 'MPF\0', 'tmap'].filter((word) => text.includes(word));
  return { map: pictures > 1, words, profile: icc ? 'its own' : 'sRGB' };
};

describe.skipIf(entries.length === 0)('HDR gain maps', () => {
  test('are kept or dropped cleanly: the table', async () => {
    const bytes = await readFile(join(folder, original));
    expect(await remains(bytes)).toMatchObject({ map: true, profile: 'its own' });
    const rows: string[] = [];
    for (const [name, variant] of ways) {
      const { map, words, profile } = await remains((await deriving(bytes, variant)).bytes);
      if (!map) expect(words, name).toEqual([]);
      rows.push(`| ${name} | ${map ? 'kept' : 'dropped'} | ${profile} |`);
    }
    const table = ['| derivative | gain map | colours |', '| --- | --- | --- |', ...rows, ''].join('\n');
    await expect(table).toMatchFileSnapshot('gain-maps.md');
  });
});

describe.skipIf(entries.length === 0)('HDR in an AVIF', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('is full of colour as %s', async (format) => {
    const bytes = await readFile(join(folder, 'formats/avif/colors_hdr_rec2020.avif'));
    const made = (await deriving(bytes, { format })).bytes;
    expect(near(await colourAt(made, 0.05, 0.2), [255, 0, 0, 255], 25)).toBe(true);
    expect(near(await colourAt(made, 0.95, 0.2), [67, 255, 6, 255], 25)).toBe(true);
    expect(near(await colourAt(made, 0.5, 0.97), [255, 255, 255, 255], 12)).toBe(true);
  });
});
