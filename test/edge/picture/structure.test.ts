import { crc32, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Limits } from '../../../edge/picture/describe.ts';
import { sniff } from '../../../edge/picture/sniff.ts';
import { survey } from '../../../edge/picture/structure.ts';
import { config } from '../../../infra/config.ts';
import { reasonOf } from '../../support/bounds.ts';
import { type Chart, chart } from '../../support/chart.ts';

const surveyed = (bytes: Buffer, limits: Partial<Limits> = {}) => survey(bytes, { ...config.limits, ...limits });
const still = (format: Chart['format'], more: Partial<Chart> = {}) => chart({ width: 40, height: 30, format, ...more });
const drawing = (content: string, size = 'width="40" height="30"') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content}</svg>`);

describe('what the first bytes say', () => {
  test.each<[bytes: string, format: ReturnType<typeof sniff>]>([
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['GIF89a', 'gif'],
    ['RIFF\x20\0\0\0WEBPVP8L', 'webp'],
    ['\0\0\0\x20ftypavif', 'avif'],
    ['II*\0', 'tiff'],
    ['MM\0*', 'tiff'],
    ['\x1f\x8b\x08', 'svgz'],
    ['<svg>', 'svg'],
    ['\xef\xbb\xbf \n<?xml version="1.0"?><!-- <svg> --> <svg >', 'svg'],
    ['<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg\n>', 'svg'],
    ['<!DOCTYPE svg [<!ENTITY ns "http://a/">\n<!ENTITY b "c">]><svg xmlns="&ns;">', 'svg'],
    ['<svg:svg xmlns:svg="http://www.w3.org/2000/svg">', 'svg'],
    ['\0\0\0\x20ftypheic', 'unsupported'],
    ['\0\0\0\x20ftypavis', 'unsupported'],
    ['BM', 'unsupported'],
    // ——— no picture
    ['', undefined],
    ['\r\n\r\n\xff\xd8\xff\xe0', undefined],
    ['{"type": "WEBP"}', undefined],
    ['<html><svg>', undefined],
    ['<!-- <svg>', undefined],
    ['<svgfoo>', undefined],
  ])('%j', (bytes, format) => {
    expect(sniff(Buffer.from(bytes, 'latin1'))).toBe(format);
  });

  test('a prologue of a thousand comments is read in no time', () => {
    expect(sniff(Buffer.from('<!---->'.repeat(580)))).toBeUndefined();
    expect(sniff(Buffer.from('<!DOCTYPE svg>'.repeat(290)))).toBeUndefined();
  });
});

describe('how it is built', () => {
  const photo = () => sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } });
  test.each<[what: string, bytes: () => Promise<Buffer>, expected: object]>([
    ['jpeg', () => still('jpeg'), { coding: 'jpeg', width: 40, height: 30, sampleBytes: 3, passes: 1 }],
    ['jpeg 4:2:0', () => photo().jpeg().toBuffer(), { coding: 'jpeg', sampleBytes: 1.5 }],
    ['jpeg grey', () => photo().toColourspace('b-w').jpeg().toBuffer(), { coding: 'jpeg', sampleBytes: 1 }],
    ['jpeg progressive', () => photo().jpeg({ progressive: true }).toBuffer(), { coding: 'jpeg in scans' }],
    ['png', () => still('png'), { coding: 'png', sampleBytes: 3 }],
    ['png with alpha', () => still('png', { alpha: true }), { coding: 'png', sampleBytes: 4 }],
    ['png 16 bit', () => still('png', { depth: 16 }), { coding: 'png', sampleBytes: 6 }],
    ['png interlaced', () => photo().png({ progressive: true }).toBuffer(), { coding: 'png interlaced' }],
    ['png palette', () => photo().png({ palette: true }).toBuffer(), { coding: 'png', sampleBytes: 3 }],
    ['gif', () => still('gif'), { coding: 'gif', width: 40, height: 30, frames: 1 }],
    ['gif moving', () => still('gif', { frames: 4 }), { coding: 'gif', width: 40, height: 30, frames: 4 }],
    ['webp', () => photo().webp().toBuffer(), { coding: 'webp', width: 40, height: 30, frames: 1 }],
    ['webp lossless', () => photo().webp({ lossless: true }).toBuffer(), { coding: 'webp lossless', width: 40 }],
    ['webp with alpha', () => still('webp', { alpha: true }), { coding: 'webp', width: 40, height: 30 }],
    ['webp moving', () => still('webp', { frames: 4 }), { coding: 'webp', width: 40, height: 30, frames: 4 }],
    ['avif', () => still('avif'), { coding: 'avif', width: 40, height: 30, sampleBytes: 3 }],
    ['tiff', () => still('tiff'), { coding: 'tiff', width: 40, height: 30, sampleBytes: 3 }],
    ['tiff 16 bit', () => still('tiff', { depth: 16 }), { coding: 'tiff', width: 40, sampleBytes: 6 }],
    ['svg', async () => drawing('<rect/>'), { coding: 'svg' }],
    ['svgz', async () => gzipSync(drawing('<rect/>')), { coding: 'svg', bytes: drawing('<rect/>') }],
  ])('%s', async (_, bytes, expected) => {
    expect(surveyed(await bytes())).toMatchObject(expected);
  });

  test('scans are counted by the share of the picture that they go over', async () => {
    const { passes } = surveyed(await photo().jpeg({ progressive: true }).toBuffer());
    // Two of all, four of the luma's 4/6, four of a chroma's 1/6.
    expect(passes).toBeCloseTo(2 + 4 * (4 / 6) + 4 * (1 / 6), 5);
  });

  test('a JPEG that lacks nothing but its end marker is given one', async () => {
    const whole = await still('jpeg');
    expect(surveyed(whole.subarray(0, -2)).bytes).toEqual(whole);
    expect(surveyed(Buffer.concat([whole, Buffer.from('junk')])).bytes).toHaveLength(whole.length + 4);
  });

  test('a GIF screen that no frame fills is not believed', async () => {
    const gif = await still('gif');
    gif.writeUInt16LE(65_535, 6);
    gif.writeUInt16LE(65_535, 8);
    expect(surveyed(gif)).toMatchObject({ width: 40, height: 30 });
  });
});

/** A progressive JPEG, cut before its nth scan. */
const cutBefore = (jpeg: Buffer, scan: number) => {
  let at = 0;
  for (let seen = 0; seen < scan; seen++) at = jpeg.indexOf('\xff\xda', at + 1, 'latin1');
  return jpeg.subarray(0, at);
};

const doubling = (levels: number) =>
  Array.from(
    { length: levels },
    (_, level) => `<g id="g${level}"><use href="#g${level - 1}"/><use href="#g${level - 1}"/></g>`,
  ).join('');

describe('what is refused before a decoder sees it', () => {
  const progressive = () =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } })
      .jpeg({ progressive: true })
      .toBuffer();
  const claiming = (png: Buffer, width: number, height: number) => {
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    return png;
  };
  test.each<[what: string, bytes: () => Promise<Buffer>, limits: Partial<Limits>, reason: string, detail: RegExp]>([
    ['text', async () => Buffer.from('Once'), {}, 'not-an-image', /no format/],
    ['pixels', () => still('gif'), { pixels: 1199 }, 'too-many-pixels', /40 x 30/],
    ['a BMP', async () => Buffer.from('BM      '), {}, 'unsupported-format', /do not read/],
    ['gzip', async () => gzipSync('text'), {}, 'unsupported-format', /no SVG/],
    ['gzip, cut', async () => gzipSync(drawing('<rect/>')).subarray(0, 30), {}, 'damaged', /end of file/],
    ['gzip of zeros', async () => gzipSync(Buffer.alloc(5e7)), {}, 'damaged', /larger than/],
    ['jpeg, cut in its header', async () => (await still('jpeg')).subarray(0, 40), {}, 'damaged', /jpeg/],
    ['jpeg, cut between scans', async () => cutBefore(await progressive(), 7), {}, 'damaged', /scan is missing/],
    ['png, cut in its header', async () => (await still('png')).subarray(0, 20), {}, 'damaged', /png/],
    ['png, header changed', async () => (await still('png')).fill(9, 19, 20), {}, 'damaged', /checksum/],
    ['png of too little data', async () => claiming(await still('png'), 9e3, 9e3), {}, 'damaged', /less data/],
    ['png of 900 MP', async () => claiming(await still('png'), 3e4, 3e4), {}, 'too-many-pixels', /30000 x 30000/],
    ['svg, ten levels', async () => drawing(doubling(10)), {}, 'none', /^$/],
    ['svg, twenty levels', async () => drawing(doubling(20)), {}, 'too-costly', /drawn/],
    [
      'svg, a circle',
      async () => drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
      {},
      'none',
      /^$/,
    ],
    ['svg, elements', async () => drawing('<a/>'.repeat(100_001)), {}, 'too-costly', /100000 elements/],
    ['svg, depth', async () => drawing('<g>'.repeat(300)), {}, 'too-costly', /elements/],
    ['svg, dashes', async () => drawing('<path d="M0 0H900V900" stroke-dasharray="4 2"/>'), {}, 'none', /^$/],
    [
      'svg, too many',
      async () => drawing('<path d="M0 0H9e5l9e5 0" stroke-dasharray=".1"/>'),
      {},
      'too-costly',
      /dashes/,
    ],
    [
      'svg, in a style',
      async () => drawing('<style>*{stroke-dasharray:.1,.1}</style><polygon points="0,0 9e5,0 9 9e5"/>'),
      {},
      'too-costly',
      /dashes/,
    ],
    [
      'svg, an entity',
      async () => Buffer.from('<!DOCTYPE svg [<!ENTITY a "b&#38;">]><svg>&a;</svg>'),
      {},
      'none',
      /^$/,
    ],
    [
      'svg, entities in it',
      async () => Buffer.from('<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><svg/>'),
      {},
      'too-costly',
      /entities/,
    ],
    ['time', progressive, { milliseconds: 0.001 }, 'too-costly', /about 0 ms, 0 are given/],
    ['memory', progressive, { memory: 100 }, 'too-costly', /MB, 0 are given/],
  ])('%s', async (_, bytes, limits, reason, detail) => {
    const refused = await reasonOf(async () => surveyed(await bytes(), limits));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(detail);
  });
});
