import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '../../../../edge/image/formats/detect.ts';
import { jpegPrices } from '../../../../edge/image/formats/jpeg/jpeg.ts';
import { pngPrices } from '../../../../edge/image/formats/png/png.ts';
import { probe } from '../../../../edge/image/formats/probe.ts';
import { stripMetadata } from '../../../../edge/image/formats/strip.ts';
import { config } from '../../../support/config.ts';
import { type Chart, chart } from '../../../support/images/chart.ts';
import { tiffOf } from '../../../support/images/tiff.ts';

const probed = (bytes: Buffer) => probe(bytes, config.limits);
const still = (format: Chart['format'], more: Partial<Chart> = {}) => chart({ width: 40, height: 30, format, ...more });
const drawing = (content: string) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`);

describe('what the first bytes say', () => {
  test.each<[bytes: string, format: ReturnType<typeof detectFormat>]>([
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
    [`<!-- ${'licence '.repeat(4000)} --><svg>`, 'svg'],
    ['<!DOCTYPE svg [<!ENTITY a "1>0]>"> <!ENTITY b SYSTEM \'b>"\' >\n]><svg>', 'svg'],
    ['<!DOCTYPE svg [ <!-- ]> --> <!ELEMENT x ANY> ] ><svg>', 'svg'],
    ['\0\0\0\x20ftypheic', 'unsupported'],
    ['\0\0\0\x20ftypavis', 'unsupported'],
    ['BM', 'unsupported'],
    ['II+\0\x08\0\0\0', 'unsupported'],
    ['MM\0+\0\x08\0\0', 'unsupported'],
    ['\xff\x4f\xff\x51', 'unsupported'],
    ['P5\n2 2\n255\n', 'unsupported'],
    ['qoif', 'unsupported'],
    ['\0\0\0\x18ftypcrx ', 'unsupported'],
    ['FUJIFILMCCD-RAW 0201', 'unsupported'],
    ['IIU\0\x18\0\0\0', 'unsupported'],
    ['IIRO\x08\0\0\0', 'unsupported'],
    // ——— no image
    ['', undefined],
    ['\r\n\r\n\xff\xd8\xff\xe0', undefined],
    ['{"type": "WEBP"}', undefined],
    ['<html><svg>', undefined],
    ['<!-- <svg>', undefined],
    ['<svgfoo>', undefined],
    ['<!ENTITY "><svg>', undefined],
    [`<!-- ${'x'.repeat(70_000)} --><svg>`, undefined],
  ])('%j', (bytes, format) => {
    expect(detectFormat(Buffer.from(bytes, 'latin1'))).toBe(format);
  });

  test('a prologue of a thousand comments is read in no time', () => {
    for (const part of ['<!---->', '<!DOCTYPE svg>', '<!', ']', '<!ENTITY "', '<!ENTITY a "" ', ' <?'])
      expect(detectFormat(Buffer.from(part.repeat(70_000 / part.length)))).toBeUndefined();
  });
});

describe('how it is built', () => {
  const photo = () => sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } });
  test.each<[what: string, bytes: () => Promise<Buffer>, expected: object]>([
    ['jpeg', () => still('jpeg'), { price: jpegPrices.sequential, width: 40, height: 30, sampleBytes: 3, passes: 1 }],
    ['jpeg 4:2:0', () => photo().jpeg().toBuffer(), { price: jpegPrices.sequential, sampleBytes: 1.5 }],
    [
      'jpeg grey',
      () => photo().toColorspace('b-w').jpeg().toBuffer(),
      { price: jpegPrices.sequential, sampleBytes: 1 },
    ],
    ['jpeg progressive', () => photo().jpeg({ progressive: true }).toBuffer(), { price: jpegPrices.scans }],
    ['png', () => still('png'), { price: pngPrices.plain, sampleBytes: 3 }],
    ['png with alpha', () => still('png', { alpha: true }), { price: pngPrices.plain, sampleBytes: 4 }],
    ['png 16 bit', () => still('png', { depth: 16 }), { price: pngPrices.plain, sampleBytes: 6 }],
    ['png interlaced', () => photo().png({ progressive: true }).toBuffer(), { price: pngPrices.interlaced }],
    ['png palette', () => photo().png({ palette: true }).toBuffer(), { price: pngPrices.plain, sampleBytes: 3 }],
    ['gif', () => still('gif'), { format: 'gif', width: 40, height: 30, frames: 1 }],
    ['gif moving', () => still('gif', { frames: 4 }), { format: 'gif', width: 40, height: 30, frames: 4 }],
    ['webp', () => photo().webp().toBuffer(), { format: 'webp', width: 40, height: 30, frames: 1 }],
    ['webp', () => photo().webp({ lossless: true }).toBuffer(), { format: 'webp', width: 40 }],
    ['webp with alpha', () => still('webp', { alpha: true }), { format: 'webp', width: 40, height: 30 }],
    ['webp moving', () => still('webp', { frames: 4 }), { format: 'webp', width: 40, height: 30, frames: 4 }],
    ['avif', () => still('avif'), { format: 'avif', width: 40, height: 30, sampleBytes: 3 }],
    ['tiff', () => still('tiff'), { format: 'tiff', width: 40, height: 30, sampleBytes: 3 }],
    ['tiff 16 bit', () => still('tiff', { depth: 16 }), { format: 'tiff', width: 40, sampleBytes: 6 }],
    ['svg', async () => drawing('<rect/>'), { format: 'svg' }],
    [
      'svg with a prefix',
      async () => Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>'),
      { format: 'svg', drawing: { width: 300, height: 150 } },
    ],
    ['svgz', async () => gzipSync(drawing('<rect/>')), { format: 'svg', bytes: drawing('<rect/>') }],
  ])('%s', async (_, bytes, expected) => {
    expect(probed(await bytes())).toMatchObject(expected);
  });

  const page = { width: 2, photometric: 1, bits: 8 } as const;
  const canon = Buffer.from('II*\0\x10\0\0\0CR\x02\0\0\0\0\0\0\0', 'latin1');
  test.each<[what: string, bytes: Buffer]>([
    ['whose first page is a preview, as of DNG and NEF', tiffOf([0, 1], { ...page, subfile: 1 })],
    ['in either byte order', tiffOf([0, 1], { ...page, subfile: 1, isBig: true })],
    [
      'of a color filter array',
      Buffer.from(
        tiffOf([0, 1], page)
          .toString('latin1')
          .replace('\x06\x01\x04\0\x01\0\0\0\x01\0', '\x06\x01\x04\0\x01\0\0\0\x23\x80'),
        'latin1',
      ),
    ],
    ['of Canon', canon],
  ])('a camera’s raw file is not taken for a TIFF: %s', (_, bytes) => {
    expect(() => probed(bytes)).toThrow('raw file');
  });

  test('a TIFF may begin with the letters that Canon marks its files by', () => {
    expect(probed(tiffOf([0x43, 0x52], page))).toMatchObject({ format: 'tiff', width: 2, height: 1 });
  });

  test('scans are counted by the share of the image that they go over', async () => {
    const { passes } = probed(await photo().jpeg({ progressive: true }).toBuffer());
    // Two of all, four of the luma's 4/6, four of a chroma's 1/6.
    expect(passes).toBeCloseTo(2 + 4 * (4 / 6) + 4 * (1 / 6), 5);
  });

  test('a JPEG that lacks nothing but its end marker is given one', async () => {
    const whole = await still('jpeg');
    expect(probed(whole.subarray(0, -2)).bytes).toEqual(whole);
    expect(probed(Buffer.concat([whole, Buffer.from('junk')])).bytes).toHaveLength(whole.length + 4);
  });

  test('a GIF truncated within a frame is incomplete', async () => {
    const gif = await still('gif', { frames: 4 });
    expect(probed(gif).incomplete).toBeUndefined();
    expect(probed(gif.subarray(0, -1)).incomplete).toBeUndefined();
    expect(probed(gif.subarray(0, -20))).toMatchObject({ frames: 4, incomplete: true });
  });

  test.each([
    [65_535, 65_535, 40, 30],
    [5928, 30, 40, 30],
    [2049, 10, 40, 30],
    [0, 500, 40, 30],
    [500, 0, 40, 30],
    [640, 480, 40, 30],
    [1600, 1200, 40, 30],
    [640, 481, 640, 481],
    [2048, 2048, 2048, 2048],
    [20, 20, 40, 30],
  ])('a GIF of the screen %i x %i, and a frame of 40 x 30, is one of %i x %i, as it is decoded', async (...sizes) => {
    const [screenWidth, screenHeight, width, height] = sizes;
    const gif = await still('gif');
    gif.writeUInt16LE(screenWidth, 6);
    gif.writeUInt16LE(screenHeight, 8);
    expect(probed(gif)).toMatchObject({ width, height });
    expect(await sharp(gif).metadata()).toMatchObject({ width, height });
    const isSame = screenWidth === width && screenHeight === height;
    expect(stripMetadata(gif, 'gif') !== undefined, 'sent as it is').toBe(isSame);
  });
});
