import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readRights, withRights } from '../../../../edge/image/encode/rights.ts';
import { stripMetadata } from '../../../../edge/image/formats/strip.ts';
import type { Variant } from '../../../../edge/query/parameters.ts';
import { deriving } from '../../../support/deriving.ts';
import { chart } from '../../../support/images/chart.ts';
import { withChunk } from '../../../support/images/png.ts';
import { leaksOf, secretsOf } from '../../../support/images/secrets.ts';

const formats = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
const metadata = {
  gps: true,
  serial: 'SN-0042-1977',
  copyright: 'Ann Mueller 2026',
  xmp: '<x:secret>somewhere</x:secret>',
};
const told = (format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff') =>
  chart({ width: 96, height: 64, format, quality: 60, metadata, orientation: 1 });
const originals = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;

describe('nothing survives', () => {
  const rows = originals.flatMap((from) => formats.map((to) => [from, to] as const));
  test.each(rows)('%s to %s', async (from, format) => {
    const original = await told(from);
    const secrets = await secretsOf(original);
    // sharp writes no EXIF into a TIFF.
    expect(secrets).toContain(from === 'tiff' ? metadata.xmp : metadata.serial);
    for (const size of [{ w: 48 }, {}]) {
      const { bytes } = await deriving(original, { ...size, format });
      expect(await leaksOf(bytes, secrets)).toEqual([]);
    }
  });

  test.each(originals)('%s as it is', async (from) => {
    const original = await told(from);
    const { bytes } = await deriving(original, { format: 'auto', fmts: ['avif', 'webp'] });
    expect(await leaksOf(bytes, await secretsOf(original))).toEqual([]);
  });
});

describe('metadata=copyright', () => {
  const asked: Variant = { metadata: 'copyright' };
  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s keeps the rights, and nothing else', async (format) => {
    for (const from of originals.filter((from) => from !== 'tiff')) {
      const original = await told(from);
      const { bytes } = await deriving(original, { ...asked, format });
      expect(readRights(bytes)).toEqual({ copyright: metadata.copyright, artist: metadata.copyright });
      const secrets = (await secretsOf(original)).filter((text) => !text.includes(metadata.copyright));
      const { xmp = Buffer.alloc(0), exif = Buffer.alloc(0) } = await sharp(bytes).metadata();
      expect(secrets.filter((secret) => exif.includes(secret) || xmp.includes(secret))).toEqual([]);
      expect(exif.includes(Buffer.from([37, 0, 0, 0, 1, 0, 0, 0]))).toBe(false);
    }
  });

  test.each([
    ['EXIF', { exif: { IFD0: { Copyright: 'A', Artist: 'B' } } }, { copyright: 'A', artist: 'B' }],
    ['one of both', { exif: { IFD0: { Artist: 'B' } } }, { artist: 'B' }],
    ['too long a line', { exif: { IFD0: { Artist: 'B'.repeat(9000) } } }, { artist: 'B'.repeat(500) }],
    ['nothing', { exif: { IFD0: { Software: 'S' } } }, undefined],
    [
      'XMP',
      { xmp: '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">A &amp; B</rdf:li></rdf:Alt></dc:rights>' },
      { copyright: 'A & B' },
    ],
    [
      'XMP, the first of several',
      { xmp: '<dc:creator>\n<rdf:Seq><rdf:li>A</rdf:li><rdf:li>B</rdf:li></rdf:Seq></dc:creator>' },
      { artist: 'A' },
    ],
    [
      'XMP, credit as an attribute',
      { xmp: '<rdf:Description a="b" photoshop:Credit="A &quot;B&quot;"/>' },
      { artist: 'A "B"' },
    ],
    ['XMP, credit plain', { xmp: '<photoshop:Credit>A</photoshop:Credit>' }, { artist: 'A' }],
    ['XMP that breaks off', { xmp: '<photoshop:Credit>A' }, undefined],
  ] as [string, { exif?: Record<string, Record<string, string>>; xmp?: string }, object | undefined][])(
    'told in %s',
    async (_, { exif, xmp }, expected) => {
      const drawn = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).jpeg();
      const bytes = await (exif ? drawn.withExif(exif) : drawn.withXmp(xmp ?? '')).toBuffer();
      expect(readRights(bytes)).toEqual(expected);
    },
  );

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('names in any script, %s', async (format) => {
    const rights = { copyright: '© 2026 <김 & 李>', artist: 'Zoë "Z" Müller' };
    const drawn = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
    const { bytes } = await deriving(await withRights(drawn, rights).jpeg().toBuffer(), {
      metadata: 'copyright',
      format,
    });
    expect(readRights(bytes)).toEqual(rights);
  });

  test('in the text chunks of a PNG', async () => {
    const png = await chart({ width: 8, height: 8, format: 'png' });
    const said = withChunk(withChunk(png, 'tEXt', Buffer.from('Author\0Ann')), 'tEXt', Buffer.from('Copyright\0Bob'));
    const { bytes } = await deriving(withChunk(said, 'tEXt', Buffer.from('Comment\0secret')), {
      ...asked,
      format: 'webp',
    });
    expect(readRights(bytes)).toEqual({ copyright: 'Bob', artist: 'Ann' });
    expect(bytes.includes('secret')).toBe(false);
  });

  test('in IPTC', async () => {
    const drawn = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    expect(
      readRights(segment(drawn, 0xed, `Photoshop 3.0\0${block(dataset(116, 'Cäsar') + dataset(80, 'Ann'))}`)),
    ).toEqual({
      copyright: 'Cäsar',
      artist: 'Ann',
    });
  });
});

const latin = (text: string) => Buffer.from(text, 'latin1').toString('latin1');
const dataset = (number: number, text: string) => {
  const value = Buffer.from(text).toString('latin1');
  return `\x1c\x02${String.fromCharCode(number)}\0${String.fromCharCode(value.length)}${value}`;
};
const block = (content: string) => latin(`8BIM\x04\x04\0\0\0\0\0${String.fromCharCode(content.length)}${content}`);

/** A JPEG with one more segment behind its start. */
const segment = (jpeg: Buffer, marker: number, content: string) => {
  const bytes = Buffer.from(content, 'latin1');
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, bytes, jpeg.subarray(2)]);
};

describe('taken out without touching a pixel', () => {
  const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer();
  test.each(['jpeg', 'png', 'webp'] as const)('%s', async (format) => {
    const original = await chart({ width: 96, height: 64, format, metadata, profile: 'p3' });
    const clean = stripMetadata(original, format) ?? Buffer.alloc(0);
    expect(clean.length).toBeLessThan(original.length);
    expect((await pixels(clean)).equals(await pixels(original))).toBe(true);
    expect((await sharp(clean).metadata()).hasProfile).toBe(true);
    expect(await leaksOf(clean, await secretsOf(original))).toEqual([]);
  });

  test('GIF: the comment is removed, frames and loop stay', async () => {
    const gif = await chart({ width: 60, height: 40, format: 'gif', frames: 3, delays: [50, 60, 70], loop: 4 });
    const at = gif.indexOf(Buffer.from([0x21, 0xf9]));
    const comment = Buffer.from('\x21\xfe\x0bsecret word\0', 'latin1');
    const clean = stripMetadata(Buffer.concat([gif.subarray(0, at), comment, gif.subarray(at)]), 'gif');
    expect(clean?.equals(gif)).toBe(true);
  });

  test('a WebP that begins with an unknown chunk is not cleaned', async () => {
    const webp = await chart({ width: 60, height: 40, format: 'webp' });
    webp.write('{', 15, 'latin1');
    expect(stripMetadata(webp, 'webp')).toBeUndefined();
  });

  test('data behind the end of a JPEG', async () => {
    const jpeg = await chart({ width: 60, height: 40, format: 'jpeg' });
    const clean = stripMetadata(
      segment(Buffer.concat([jpeg, Buffer.from('a second image')]), 0xfe, 'a comment'),
      'jpeg',
    );
    expect(clean?.equals(jpeg)).toBe(true);
  });

  test.each(['jpeg', 'png', 'webp', 'gif'] as const)(
    '%s that breaks off is not cleaned, nor read past its end',
    async (format) => {
      const whole = await chart({ width: 60, height: 40, format });
      for (let length = 12; length < whole.length - 1; length += 7) {
        const clean = stripMetadata(whole.subarray(0, length), format);
        if (format === 'webp') expect(clean?.length ?? 0).toBeLessThanOrEqual(length);
        else expect(clean).toBeUndefined();
      }
    },
  );
});

describe('a TIFF that contradicts itself is not cleaned', () => {
  const tiff = () => chart({ width: 60, height: 40, format: 'tiff' });
  const directory = (bytes: Buffer) => bytes.readUInt32LE(4);
  const tags = (bytes: Buffer) =>
    Array.from({ length: bytes.readUInt16LE(directory(bytes)) }, (_, at) => directory(bytes) + 2 + 12 * at);
  const rowOf = (bytes: Buffer, tag: number) => tags(bytes).find((at) => bytes.readUInt16LE(at) === tag) ?? 0;
  test.each<[what: string, change: (bytes: Buffer) => unknown]>([
    ['no page', (bytes) => bytes.writeUInt32LE(0, 4)],
    ['a page behind its end', (bytes) => bytes.writeUInt32LE(bytes.length + 9, 4)],
    [
      'a page that is its own next',
      (bytes) => bytes.writeUInt32LE(directory(bytes), directory(bytes) + 2 + 12 * tags(bytes).length),
    ],
    ['samples behind its end', (bytes) => bytes.writeUInt32LE(bytes.length, rowOf(bytes, 279) + 8)],
    ['no lengths of its strips', (bytes) => bytes.writeUInt16LE(279 + 1000, rowOf(bytes, 279))],
    ['JPEG of the old kind', (bytes) => bytes.writeUInt16LE(6, rowOf(bytes, 259) + 8)],
    ['billions of strips', (bytes) => bytes.writeUInt32LE(0x7fff_ffff, rowOf(bytes, 273) + 4)],
    ['strips that share their samples', (bytes) => sharedStrips(bytes)],
  ])('%s', async (_, change) => {
    expect(stripMetadata(await tiff(), 'tiff')).toBeDefined();
    const bytes = await tiff();
    const changed = change(bytes);
    expect(stripMetadata(Buffer.isBuffer(changed) ? changed : bytes, 'tiff')).toBeUndefined();
  });

  const sharedStrips = (bytes: Buffer) => {
    const count = 20_000;
    const [starts, lengths] = [rowOf(bytes, 273), rowOf(bytes, 279)];
    const table = (value: number) =>
      Buffer.concat(Array.from({ length: count }, () => Buffer.from(new Uint32Array([value]).buffer)));
    for (const [row, at] of [
      [starts, bytes.length],
      [lengths, bytes.length + 4 * count],
    ] as const) {
      bytes.writeUInt16LE(4, row + 2);
      bytes.writeUInt32LE(count, row + 4);
      bytes.writeUInt32LE(at, row + 8);
    }
    return Buffer.concat([bytes, table(8), table(4000)]);
  };
});
