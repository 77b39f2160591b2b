import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { writeChunk } from '../../../edge/image/formats/png/chunks.ts';
import { probe } from '../../../edge/image/formats/probe.ts';
import type { Limits } from '../../../edge/image/limits.ts';
import { prepare } from '../../../edge/image/make.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { reasonOf } from '../../support/bounds.ts';
import { config } from '../../support/config.ts';
import { deriving } from '../../support/deriving.ts';
import { type Chart, chart } from '../../support/images/chart.ts';

const still = (format: Chart['format']) => chart({ width: 40, height: 30, format });
const svg = (content: string) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`);
const bytes = (text: string) => Buffer.from(text, 'latin1');
const times = (count: number, part: Buffer) => Buffer.alloc(count * part.length, part);
const join = (start: Buffer, ...more: Buffer[]) => Buffer.concat([start, ...more]);
const cut = async (format: Chart['format'], length: number) => (await still(format)).subarray(0, length);

const progressive = () =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } })
    .jpeg({ progressive: true })
    .toBuffer();

/** A progressive JPEG, cut before its nth scan. */
const cutBefore = async (scan: number) => {
  const jpeg = await progressive();
  let at = 0;
  for (let seen = 0; seen < scan; seen++) at = jpeg.indexOf('\xff\xda', at + 1, 'latin1');
  return jpeg.subarray(0, at);
};

/** A PNG whose header claims another size. */
const claiming = async (width: number, height: number) => {
  const png = await still('png');
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
};

const manyChunks = async (type: string, count: number) => {
  const png = await still('png');
  return join(png.subarray(0, 33), times(count, writeChunk(type, Buffer.alloc(0))), png.subarray(33));
};

const webpOf = (chunks: Buffer) => {
  const head = bytes('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0');
  head.writeUInt32LE(head.length - 8 + chunks.length, 4);
  return join(head, chunks);
};

/** An AVIF whose item location box claims parts of no bytes: two items of 65,535 each. */
const manyExtents = async () => {
  const avif = await still('avif');
  const at = avif.indexOf('iloc', 0, 'latin1');
  // No bytes for offsets, lengths, bases: an entry is its id, a reference and a count.
  avif.fill(0, at + 8, at + 10);
  avif.writeUInt16BE(2, at + 10);
  for (const entry of [at + 12, at + 18]) avif.set([0, 1, 0, 0, 0xff, 0xff], entry);
  return avif;
};

/** Where the nth marker of a kind begins in a JPEG. */
const markerAt = (jpeg: Buffer, marker: number, count = 1) => {
  let at = 0;
  for (let seen = 0; seen < count; seen++) at = jpeg.indexOf(Buffer.of(0xff, marker), at + 1);
  return at;
};

/** The least second frame header, of 8 × 8 pixels and one component, in front of the first scan. */
const withSecondFrame = async () => {
  const jpeg = await still('jpeg');
  const at = markerAt(jpeg, 0xda);
  return join(jpeg.subarray(0, at), bytes('\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0'), jpeg.subarray(at));
};

const withScan = async (header: number[]) => {
  const jpeg = await still('jpeg');
  const at = markerAt(jpeg, 0xda);
  return join(jpeg.subarray(0, at), Buffer.of(0xff, 0xda, 0, header.length + 2, ...header), jpeg.subarray(at));
};

const withEarlyScan = async () => {
  const jpeg = await still('jpeg');
  return join(jpeg.subarray(0, 2), bytes('\xff\xda\0\x08\x01\x01\0\0\x3f\0'), jpeg.subarray(2));
};

/** A progressive JPEG without its first scans. */
const withoutScans = async (count: number) => {
  const jpeg = await progressive();
  return join(jpeg.subarray(0, markerAt(jpeg, 0xda)), jpeg.subarray(markerAt(jpeg, 0xda, count + 1)));
};

/** Its last scan, which adds the lowest bits, comes again. */
const scansTwice = async () => {
  const jpeg = await progressive();
  return join(jpeg.subarray(0, -2), jpeg.subarray(jpeg.lastIndexOf(Buffer.of(0xff, 0xda))));
};

const changed = async (format: Chart['format'], at: number) => (await still(format)).fill(9, at, at + 1);

const groups = (count: number, content: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `<g id="g${index}">${content(index)}</g>`).join('');
const doubling = (levels: number) => svg(groups(levels, (level) => `<use href="#g${level - 1}"/>`.repeat(2)));
const chain = (links: number) => svg(groups(links, (link) => `<use href="#g${link + 1}"/>`));
const circle = () => svg(groups(2, (index) => `<use href="#g${1 - index}"/>`));
const dashed = (dashes: string, outline: string) => svg(`<path d="${outline}" stroke-dasharray="${dashes}"/>`);
const entities = (text: string) => bytes(`<!DOCTYPE svg [${text}]><svg xmlns="http://www.w3.org/2000/svg"/>`);

const gifStart = bytes('GIF89a\x01\0\x01\0\0\0\0');
const gifFrame = bytes('\x2c\0\0\0\0\x01\0\x01\0\0\x02\0');

describe('what is refused before a decoder sees it', () => {
  test.each<[what: string, original: () => Buffer | Promise<Buffer>, reason: string, detail: RegExp]>([
    ['text', () => bytes('Once upon a time'), 'not-an-image', /no format/],
    ['a BMP', () => bytes('BM      '), 'unsupported-format', /do not read/],
    ['gzip', () => gzipSync('text'), 'unsupported-format', /no SVG/],
    ['gzip, cut', () => gzipSync(svg('<rect/>')).subarray(0, 30), 'damaged', /end of file/],
    ['gzip of zeros', () => gzipSync(Buffer.alloc(5e7)), 'damaged', /larger than/],
    ['JPEG, cut in its header', () => cut('jpeg', 40), 'damaged', /jpeg/],
    ['JPEG, cut between scans', () => cutBefore(7), 'damaged', /scan is missing/],
    ['JPEG, markers', () => join(bytes('\xff\xd8'), times(10_001, bytes('\xff\xfe\0\x02'))), 'too-costly', /markers/],
    ['PNG, cut in its header', () => cut('png', 20), 'damaged', /png/],
    ['PNG, header changed', () => changed('png', 19), 'damaged', /checksum/],
    ['PNG of too little data', () => claiming(9e3, 9e3), 'damaged', /less data/],
    ['PNG of 900 megapixels', () => claiming(3e4, 3e4), 'too-many-pixels', /30000 x 30000/],
    ['PNG of a long line', () => claiming(65_536, 1), 'too-many-pixels', /65536 x 1/],
    ['PNG of the longest line', () => claiming(65_535, 1), 'damaged', /less data/],
    ['PNG of a long column', () => claiming(1, 65_536), 'too-many-pixels', /1 x 65536/],
    ['GIF, frames', () => join(gifStart, times(100_001, gifFrame)), 'too-costly', /more than 100000 frames/],
    ['GIF, blocks', () => join(gifStart, times(300_010, bytes('\x21\xfe\0'))), 'too-costly', /more than 300000 blocks/],
    ['PNG, chunks', () => manyChunks('IDAT', 100_001), 'too-costly', /more than 100000 chunks/],
    ['WebP, chunks', () => webpOf(times(100_001, bytes('ANMF\0\0\0\0'))), 'too-costly', /more than 100000 chunks/],
    ['AVIF, parts of items', () => manyExtents(), 'too-costly', /parts of items/],
    ['JPEG, two frame headers', () => withSecondFrame(), 'damaged', /more than one frame header/],
    ['JPEG, a scan before its frame header', () => withEarlyScan(), 'damaged', /before the frame header/],
    ['JPEG, a scan of an unknown component', () => withScan([1, 9, 0, 0, 63, 0]), 'damaged', /unknown component/],
    ['JPEG, a scan of no component', () => withScan([0, 0, 63, 0]), 'damaged', /0 components/],
    ['JPEG, a band before its DC', () => withoutScans(1), 'damaged', /out of order/],
    ['JPEG, a bit twice', () => scansTwice(), 'damaged', /out of order/],
    [
      'AVIF, boxes',
      () => join(bytes('\0\0\0\x0cftypavif'), times(10_001, bytes('\0\0\0\x08free'))),
      'too-costly',
      /boxes/,
    ],
    ['AVIF without items', () => bytes('\0\0\0\x0cftypavif\0\0\0\x0cmeta\0\0\0\0'), 'damaged', /no pitm box/],
    ['TIFF, cut in its header', () => cut('tiff', 20), 'damaged', /tiff/],
    ['SVG, ten levels', () => doubling(10), 'none', /^$/],
    ['SVG, twenty levels', () => doubling(20), 'too-costly', /drawn/],
    ['SVG, a circle', () => circle(), 'none', /^$/],
    ['SVG, a long text', () => svg(`<text>${'word '.repeat(2000)}</text>`), 'none', /^$/],
    ['SVG, a longer one', () => svg(`<text>${'<tspan>word </tspan>'.repeat(4000)}</text>`), 'too-costly', /long texts/],
    ['SVG, many texts', () => svg('<text>a word</text>'.repeat(9000)), 'none', /^$/],
    ['SVG, a title is no text', () => svg(`<title>${'word '.repeat(9000)}</title>`), 'none', /^$/],
    ['SVG, a chain', () => chain(2000), 'too-costly', /1000 steps/],
    ['SVG, bytes', () => svg(' '.repeat(5e6)), 'too-many-bytes', /bytes of SVG/],
    ['SVG, elements', () => svg('<a/>'.repeat(100_001)), 'too-costly', /100001 elements/],
    ['SVG, depth', () => svg('<g>'.repeat(300)), 'too-costly', /256 deep/],
    ['SVG, references', () => svg(`<g class="${'#a '.repeat(200_001)}"/>`), 'too-costly', /200001 references/],
    ['SVG, dashes', () => dashed('4 2', 'M0 0H900V900'), 'none', /^$/],
    ['SVG, too many', () => dashed('.1', 'M0 0H9e5l9e5 0'), 'too-costly', /dashes/],
    [
      'SVG, in a style',
      () => svg(`<style>*{stroke-dasharray:.1,.1}</style><polygon points="0,0 9e5,0 9 9e5"/>`),
      'too-costly',
      /dashes/,
    ],
    ['SVG, an entity', () => entities('<!ENTITY a "b&#38;">'), 'none', /^$/],
    ['SVG, entities in it', () => entities('<!ENTITY a "b"><!ENTITY c "&a;&a;">'), 'too-costly', /entities/],
  ])('%s', async (_, original, reason, detail) => {
    const refused = await reasonOf(async () => probe(await original(), config.limits));
    expect([refused.reason, refused.detail]).toEqual([reason, expect.stringMatching(detail)]);
  });

  test.each<[limits: Partial<Limits>, reason: string, detail: string]>([
    [{ pixels: 1199 }, 'too-many-pixels', '40 x 30'],
    [{ milliseconds: 0.001 }, 'too-costly', 'about 0 ms, 0 are given'],
    [{ memory: 100 }, 'too-costly', 'about 0 MB, 0 are given'],
  ])('%j', async (limits, reason, detail) => {
    const original = await progressive();
    expect(await reasonOf(async () => probe(original, { ...config.limits, ...limits }))).toEqual({ reason, detail });
  });
});

// Pixels are held once more where alpha goes: 8,192 x 8,192 of a drawing as JPEG took a gigabyte.
test.each<[side: number, format: NonNullable<Variant['format']>, reason: string]>([
  [7000, 'jpeg', 'none'],
  [1e6, 'jpeg', 'too-costly'],
  [1e6, 'webp', 'too-costly'],
  [1e6, 'png', 'none'],
])('a drawing %i wide and high as %s: %s', async (side, format, reason) => {
  const original = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"/>`);
  const limits = { ...config.limits, milliseconds: 60_000 };
  const order = { variant: { format }, limits, budget: { bytes: 1e6, left: () => 1e6 } };
  expect(await reasonOf(() => prepare(probe(original, limits), order))).toMatchObject({ reason });
});

// Looking at an original costs by its own pixels, however small the derivative is.
test.each<[format: Chart['format'], variant: Variant, reason: string]>([
  ['png', { w: 20 }, 'none'],
  ['png', { w: 20, trim: 'auto' }, 'too-costly'],
  ['png', { w: 20, trim: 'auto', format: 'json' }, 'too-costly'],
  ['png', { w: 20, h: 20, fit: 'cover', position: 'attention' }, 'too-costly'],
  ['png', { w: 20, h: 20, fit: 'cover', position: 'entropy' }, 'too-costly'],
  ['gif', { w: 20, format: 'webp' }, 'none'],
  ['gif', { w: 20, format: 'webp', trim: 'auto' }, 'too-costly'],
])('%s %j, measured before it is priced: %s', async (format, variant, reason) => {
  const original = await chart({ width: 400, height: 300, format, ...(format === 'gif' && { frames: 3 }) });
  const milliseconds = format === 'gif' ? 16 : 7;
  const order = { variant, limits: { ...config.limits, milliseconds }, budget: { bytes: 1e6, left: () => 1e6 } };
  expect(await reasonOf(() => prepare(probe(original, order.limits), order))).toMatchObject({ reason });
});

test.each(['jpeg', 'png', 'json'] as const)('gray samples that are three make no %s', async (format) => {
  const tiff = await sharp(await still('tiff'))
    .tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 })
    .toBuffer();
  const photometric = tiff.indexOf(Buffer.from([6, 1, 3, 0, 1, 0, 0, 0]));
  tiff.writeUInt16LE(0, photometric + 8);
  expect(await reasonOf(() => deriving(tiff, { format }))).toMatchObject({ reason: 'unsupported-format' });
});

test('whatever the bytes: made, or a reason', async () => {
  const formats = ['jpeg', 'png', 'webp', 'gif'] as const;
  const originals = await Promise.all([...formats, 'avif' as const, 'tiff' as const].map(still));
  const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...originals),
      changes,
      fc.constantFrom(...formats),
      async (original, changed, format) => {
        const bytes = Buffer.from(original);
        for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
        const { reason } = await reasonOf(() => deriving(bytes, { w: 20, format }));
        expect(reason).not.toBe('fault');
      },
    ),
    { numRuns: 300, seed: 4 },
  );
});
