import { inflateSync } from 'node:zlib';
import sharp, { type Metadata } from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { Underivable } from '../../../../edge/errors.ts';
import { chunksOf } from '../../../../edge/image/formats/png/chunks.ts';
import { containerList } from '../../../../edge/image/formats/registry.ts';
import { stripMetadata } from '../../../../edge/image/formats/strip.ts';
import { cleanDataUri } from '../../../../edge/image/svg/embedded.ts';
import type { Variant } from '../../../../edge/query/parameters.ts';
import { deriving } from '../../../support/deriving.ts';
import { plantedOriginals, secret } from '../../../support/images/planted.ts';

/*
 * Every place of a container where something can be told is told a secret; no answer may hold it: made anew, sent as it
 * came, with its own colors, embedded in a drawing.
 */
const variants: Variant[] = [
  {},
  { cs: 'origin' },
  { format: 'auto', fmts: ['avif', 'webp'], cs: 'origin' },
  { w: 40, cs: 'origin', format: 'png' },
  { w: 40, cs: 'origin', format: 'webp' },
  { w: 40, cs: 'origin', format: 'jpeg' },
  { w: 40, cs: 'origin', format: 'avif' },
  { rot: 90, cs: 'origin' },
  { q: 100, cs: 'origin' },
  { w: 40, format: 'gif' },
  { w: 40, format: 'svg' },
  { metadata: 'copyright', w: 40, format: 'jpeg' },
];

const originals = await plantedOriginals();
let answers = 0;

describe('what is planted in an original is in no answer', () => {
  test.each(originals)('%s: %s', async (container, _, original) => {
    for (const variant of variants) {
      const bytes = await answerTo(original, variant);
      answers += bytes ? 1 : 0;
      if (bytes) expect(await tells(bytes), JSON.stringify(variant)).toBe(false);
    }
    const [format] = containerList.find(([name]) => name === container) ?? [];
    const stripped = format && stripMetadata(original, format);
    if (stripped) expect(await tells(stripped), 'stripped').toBe(false);
    const uri = cleanDataUri(
      `data:image/${container === 'svg' ? 'svg+xml' : container};base64,${original.toString('base64')}`,
      () => undefined,
    );
    const embedded = uri && Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
    if (embedded) expect(await tells(embedded), 'embedded').toBe(false);
    answers += (stripped ? 1 : 0) + (embedded ? 1 : 0);
  });

  test.each(originals)('%s: %s is there', async (_container, _place, original) => {
    expect(await tells(original)).toBe(true);
  });

  test.each(containerList.filter(([, { output }]) => output).map(([format]) => format))('%s has places', (format) => {
    expect(originals.filter(([container]) => container === format).length).toBeGreaterThan(10);
  });

  afterAll(() => {
    console.log(`${originals.length} places, ${answers} answers`);
    expect(answers).toBeGreaterThan(1500);
  });
});

const answerTo = async (original: Buffer, variant: Variant): Promise<Buffer | undefined> => {
  try {
    return (await deriving(original, variant)).bytes;
  } catch (error) {
    if (error instanceof Underivable) return undefined;
    throw error;
  }
};

/** Whether the secret is somewhere in a file, compressed chunks of a PNG included. */
const tells = async (bytes: Buffer): Promise<boolean> => {
  const { icc, exif, xmp, comments } = await metadataOf(bytes);
  const inflated = bytes[0] === 0x89 ? [...chunksOf(bytes)].map(({ content }) => inflatedIn(content)) : [];
  const parts = [bytes, icc, exif, xmp, Buffer.from(JSON.stringify(comments ?? '')), ...inflated];
  return parts.some((part) => spellings.some((spelling) => part?.includes(spelling)));
};

// A JFIF thumbnail has room for 18 letters; a profile's description has two bytes a letter.
const start = secret.slice(0, 18);
const spellings = [Buffer.from(start), Buffer.from(start, 'utf16le').swap16()];

/** What the decoder reads; nothing where it refuses the file. */
const metadataOf = (bytes: Buffer): Promise<Partial<Metadata>> =>
  sharp(bytes, { failOn: 'none' })
    .metadata()
    .catch(() => ({}));

/** What a chunk holds compressed, wherever in it that begins. */
const inflatedIn = (content: Buffer): Buffer | undefined => {
  for (let at = content.indexOf(0x78); at >= 0 && at < 100; at = content.indexOf(0x78, at + 1)) {
    try {
      return inflateSync(content.subarray(at));
    } catch {
      // It begins elsewhere.
    }
  }
  return undefined;
};
