import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { derive } from '../../../edge/image/derive.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { config } from '../../support/config.ts';

// Two clocks: how long work on one image may take, in CPU time, is not when the answer must be out. Twelve megapixels take over a
// second to decode as AVIF, and that alone never makes an answer a hurried one, however busy the machine is.

let jpeg: Buffer;
let avif: Buffer;

beforeAll(async () => {
  jpeg = await readFile(new URL('../../../samples/large.jpg', import.meta.url));
  avif = await sharp(jpeg).avif({ quality: 60, effort: 0 }).toBuffer();
}, 120_000);

const variant: Variant = { w: 1200, format: 'auto', fmts: ['avif', 'webp'] };

describe('an original of twelve megapixels is not hurried', () => {
  test.each<[name: string, original: () => Buffer, left: number]>([
    ['AVIF, 25 s left', () => avif, 25_000],
    ['JPEG, 12 s left', () => jpeg, 12_000],
  ])('%s', { timeout: 120_000 }, async (_, original, left) => {
    const budget = { bytes: 700_000, left: () => left };
    const derivative = await derive(original(), { variant, limits: config.limits, budget });
    expect([derivative.note, derivative.seen?.hurried]).toEqual([undefined, false]);
  });
});
