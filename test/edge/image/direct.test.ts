import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Variant } from '../../../edge/query/parameters.ts';
import { deriving } from '../../support/deriving.ts';

const sample = (name: string) => readFile(new URL(`../../../samples/${name}`, import.meta.url));

// What is explained is scored, so it goes the longer way; what decided between encodings is known there alone.
const bothWays = async (name: string, variant: Variant) => {
  const original = await sample(name);
  const [made, explained] = [await deriving(original, variant), await deriving(original, { ...variant, explain: '1' })];
  expect(explained.seen).toBeDefined();
  return { made, explained };
};

describe('what nothing has to look at is encoded while it is decoded, to the same bytes', () => {
  const rows: [name: string, Variant][] = [
    ['landscape.jpg', { w: 300 }],
    ['landscape.jpg', { w: 1000, q: 60 }],
    ['landscape.jpg', { w: 300, h: 300, fit: 'cover', format: 'bjpg' }],
    ['landscape.jpg', { w: 200, format: 'avif' }],
    ['landscape.jpg', { w: 100, format: 'avif', lossless: true }],
    ['landscape.jpg', { w: 200, format: 'webpll' }],
    ['landscape.jpg', { w: 200, rot: 90, flip: 'h' }],
    ['rotated.jpg', { w: 200, rect: [10, 10, 400, 300] }],
    ['grey.jpg', { w: 200 }],
    ['animation.gif', { w: 60, format: 'webp' }],
    ['animation.webp', { w: 60 }],
    ['animation.gif', { w: 200, format: 'auto', fmts: ['avif', 'webp'] }],
  ];
  test.each(rows)('%s %j', async (name, variant) => {
    const { made, explained } = await bothWays(name, variant);
    expect(made.seen).toBeUndefined();
    expect(made.bytes.equals(explained.bytes)).toBe(true);
    expect([made.size, made.type, made.note]).toEqual([explained.size, explained.type, explained.note]);
  });
});

describe('pixels are looked at', () => {
  const rows: [why: string, name: string, Variant][] = [
    ['to compare formats', 'landscape.jpg', { w: 100, format: 'auto' }],
    ['to compare an animation at its own size with GIF', 'animation.gif', { format: 'auto', fmts: ['webp'] }],
    ['to try GIF where WebP needs much more', 'animation.gif', { w: 60, format: 'auto', fmts: ['webp'] }],
    ['to make a GIF', 'animation.gif', { w: 60, format: 'auto' }],
    ['to keep a promise', 'landscape.jpg', { w: 100, q: 'auto' }],
    ['to find fewer of them', 'landscape.jpg', { w: 100, 'max-bytes': 100_000 }],
    ['to change them', 'landscape.jpg', { w: 100, mono: true }],
    ['to put something around them', 'landscape.jpg', { w: 100, h: 100, fit: 'contain' }],
    ['to tilt them', 'landscape.jpg', { w: 100, rot: 5 }],
    ['since a drawing is smaller without loss', 'landscape.jpg', { w: 100, format: 'webp' }],
    ['since PNG would keep the density', 'landscape.jpg', { w: 100, format: 'png' }],
    ['since GIF would keep the palette', 'animation.gif', { w: 60 }],
    ['of what may be transparent', 'alpha.png', { w: 100 }],
    ['of 16 bits', 'deep.png', { w: 100, format: 'avif' }],
    ['of other colors', 'wide-gamut.jpg', { w: 100 }],
    ['of ink', 'cmyk.jpg', { w: 100 }],
    ['of frames that are turned one by one', 'animation.gif', { w: 60, rot: 90, format: 'webp' }],
  ];
  test.each(rows)('%s: %s %j', async (_, name, variant) => {
    const { made, explained } = await bothWays(name, variant);
    expect(made.seen).toBeDefined();
    expect(made.bytes.equals(explained.bytes)).toBe(true);
  });
});

describe('the longer way', () => {
  test('writes rights, and nothing else of what the original tells', async () => {
    const told = { IFD0: { Copyright: 'A. Name', Model: 'A camera' } };
    const original = await sharp(await sample('landscape.jpg'))
      .withExif(told)
      .toBuffer();
    const [kept, dropped] = [
      await deriving(original, { w: 100, metadata: 'copyright' }),
      await deriving(original, { w: 100 }),
    ];
    expect([kept.seen !== undefined, kept.bytes.includes('A. Name'), kept.bytes.includes('A camera')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([dropped.seen, dropped.bytes.includes('A. Name')]).toEqual([undefined, false]);
  });

  test('makes what came out too large', async () => {
    const original = await sample('landscape.jpg');
    const made = await deriving(original, { w: 1000 }, { bytes: 20_000 });
    expect(made.seen).toBeDefined();
    expect(made.bytes.length).toBeLessThanOrEqual(20_000);
  });

  test('decodes what the decoder warns of, as browsers do', async () => {
    const original = await sample('landscape.jpg');
    // Bytes of no segment, in front of the end.
    const padded = Buffer.concat([original.subarray(0, -2), Buffer.from([1, 2, 3, 4]), original.subarray(-2)]);
    const { bytes } = await deriving(padded, { w: 100 });
    expect(bytes.equals((await deriving(original, { w: 100 })).bytes)).toBe(true);
  });

  test('says what is damaged', async () => {
    const original = await sample('landscape.jpg');
    const broken = Buffer.concat([
      original.subarray(0, 100_000),
      Buffer.from('ffda', 'hex'),
      original.subarray(100_000),
    ]);
    await expect(deriving(broken, { w: 100 })).rejects.toMatchObject({ reason: 'damaged' });
  });
});
