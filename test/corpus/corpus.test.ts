import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { hdrOf } from '../../edge/image/color/cicp.ts';
import { probe } from '../../edge/image/formats/probe.ts';
import { config } from '../support/config.ts';
import { type Entry, entries, exceptions, folder, isMade, isRefused, opened } from './manifest.ts';
import { type Measured, made, measure } from './measure.ts';
import { report } from './report.ts';

const formats = ['jpeg', 'png', 'webp', 'avif', 'gif'];
const box = 400;
const rows = entries.map((entry): [path: string, entry: Entry] => [entry.path, entry]);
const measured = new Map<string, Measured>();

if (rows.length === 0) console.error(`\n!!!! NOTHING IS TESTED: there is no corpus at ${folder}\n`);

const measuring = async (entry: Entry) => {
  const { path } = entry;
  // What must be refused is refused in the configured time; what must be made is made on a busy machine too.
  const result = await measure(join(folder, path), formats, isRefused(entry) ? config.limits.milliseconds : 30_000);
  measured.set(path, result);
  return result;
};

/** The size of an image within the box: nothing but drawings is enlarged. */
const within = ({ truth }: Entry) => {
  const { format, display_width: width, display_height: height } = truth;
  const scale = Math.min(format.startsWith('svg') ? Number.POSITIVE_INFINITY : 1, box / width, box / height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return [side(width), side(height)];
};

/** Eight by eight patches of the upright image on white, as a browser would show them; shrunk only when decoded whole. */
const patchesOf = async (bytes: Buffer) => {
  const { data, info } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' })
    .autoOrient()
    .flatten({ background: 'white' })
    .toColorspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info, limitInputPixels: false }).resize(8, 8, { fit: 'fill' }).raw().toBuffer();
};

const difference = (some: Buffer, others: Buffer) =>
  some.reduce((sum, value, index) => sum + Math.abs(value - (others[index] ?? 0)), 0) / some.length;

const isOpaque = async (bytes: Buffer) => (await sharp(bytes, { failOn: 'none' }).stats()).isOpaque;

describe.skipIf(rows.length === 0)('what decodes is made in every format, upright, in its colors', () => {
  test.concurrent.each(rows.filter(([, entry]) => isMade(entry)))('%s', async (path, entry) => {
    const { outcomes } = await measuring(entry);
    const original = await readFile(join(folder, path));
    const expected = await patchesOf(entry.truth.format === 'jpeg' ? ended(original) : original);
    const { bytes: probed, cicp } = probe(original, config.limits);
    const isChanged = !probed.equals(original);
    const opaque = (!entry.truth.has_alpha && !isChanged) || (await isOpaque(probed));
    for (const { format, file, reason, detail } of outcomes) {
      expect(reason, `${format}: ${detail}`).toBeUndefined();
      const bytes = await readFile(file ?? '');
      const { format: container, width, height, orientation = 1, hasAlpha } = await sharp(bytes).metadata();
      expect(container === 'heif' ? 'avif' : container).toBe(format);
      expect([width, height, orientation], format).toEqual([...within(entry), 1]);
      expect(!hasAlpha || (await isOpaque(bytes)), `${format} is opaque`).toBe(opaque || format === 'jpeg');
      // Of HDR sharp makes dull colors, and some things it must be told first: see hdr.test.ts and browser.test.ts.
      if (Math.min(width, height) < 16 || (cicp && hdrOf(cicp)) || isChanged) continue;
      // GIF's alpha is all or nothing; a pattern of single pixels loses in JPEG, a wrong turn or profile loses more.
      const tolerance = format === 'gif' && !opaque ? 40 : 20;
      expect(difference(await patchesOf(bytes), expected), `${format} differs`).toBeLessThan(tolerance);
    }
  });
});

const ended = (jpeg: Buffer) => Buffer.concat([jpeg, Buffer.of(0xff, 0xd9)]);

describe.skipIf(rows.length === 0)('what does not decode has a reason, within 5 s and 1 GB', () => {
  test.concurrent.each(rows.filter(([, entry]) => isRefused(entry)))('%s', async (_, entry) => {
    const { outcomes, milliseconds, megabytes } = await measuring(entry);
    for (const { format, reason } of outcomes) expect(reason, format).toBeDefined();
    expect(milliseconds).toBeLessThan(5000);
    expect(megabytes).toBeLessThan(1000);
  });
});

describe.skipIf(rows.length === 0)('a drawing that plain sharp refuses is made in every format, within 1 GB', () => {
  test.concurrent.each(rows.filter(([path]) => path in opened))('%s', async (_, entry) => {
    const { outcomes, megabytes } = await measuring(entry);
    const { width, height } = entry.truth;
    const scale = Math.min(box / width, box / height);
    for (const { format, file, reason, detail } of outcomes) {
      expect(reason, `${format}: ${detail}`).toBeUndefined();
      const made = await sharp(await readFile(file ?? '')).metadata();
      expect([made.width, made.height], format).toEqual([Math.round(width * scale), Math.round(height * scale)]);
    }
    expect(megabytes).toBeLessThan(1000);
  });
});

afterAll(async () => {
  console.log(report(measured, { ...exceptions, ...opened }));
  await rm(made, { recursive: true, force: true });
});
