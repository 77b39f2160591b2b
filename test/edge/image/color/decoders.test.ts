import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { assembleProfile, writeProfile } from '../../../../edge/image/color/icc-write.ts';
import { deflatedProfile } from '../../../../edge/image/formats/png/color.ts';
import { rgbSpaces } from '../../../../samples/icc.ts';
import { reasonOf } from '../../../support/bounds.ts';
import { variantOf } from '../../../support/derivative.ts';
import { deriving } from '../../../support/deriving.ts';
import { withFullRange } from '../../../support/images/avif.ts';
import { withChunk } from '../../../support/images/png.ts';
import { type Samples, tiffOf } from '../../../support/images/tiff.ts';

/*
 * What the decoders read otherwise than browsers do, or in no way. Values are Chromium 147's (`--force-color-profile=srgb`), or
 * arithmetic where no browser shows the format.
 */

const pixelsOf = async (original: Uint8Array) => rgbaOf((await deriving(original, { format: 'png' })).bytes);

const rgbaOf = async (bytes: Uint8Array) => {
  const { data } = await sharp(bytes).toColorspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: data.length / 4 }, (_, at) => [...data.subarray(4 * at, 4 * at + 4)]);
};

const expectNear = (pixels: number[][], expected: number[][], most: number) => {
  expect(pixels).toHaveLength(expected.length);
  const off = pixels.flat().map((value, at) => Math.abs(value - (expected.flat()[at] ?? 999)));
  expect(Math.max(...off), JSON.stringify(pixels)).toBeLessThanOrEqual(most);
};

// Of nothing but its header: what it converts is not looked at.
const inkProfile = assembleProfile([], { kind: Buffer.from('prtrCMYKLab ') });

const grays = (...values: number[]) => values.map((value) => [value, value, value, 255]);

describe('gray with a profile of RGB is gray of its curve', () => {
  const values = [0, 40, 88, 158, 255];
  const linear = writeProfile({ ...rgbSpaces.srgb, gamma: 1 });
  const prophoto = writeProfile(rgbSpaces.prophoto);
  const drawn = (bits: 8 | 16) => {
    const data = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values, (value) => value * 257);
    return sharp(data, { raw: { width: 5, height: 1, channels: 1 } }).toColorspace(bits === 8 ? 'b-w' : 'grey16');
  };
  const png = async (bits: 8 | 16, profile: Buffer) =>
    withChunk(await drawn(bits).png().toBuffer(), 'iCCP', deflatedProfile(profile));
  test.each<[what: string, original: () => Promise<Buffer>, shown: number[]]>([
    ['PNG, linear light', () => png(8, linear), [0, 110, 159, 206, 255]],
    ['PNG, 16 bits, linear light', () => png(16, linear), [0, 110, 159, 206, 255]],
    ['PNG, ProPhoto', () => png(8, prophoto), [0, 54, 107, 174, 255]],
    ['PNG, sRGB', () => png(8, writeProfile(rgbSpaces.srgb)), values],
  ])('%s', async (_, original, shown) => {
    expectNear(await pixelsOf(await original()), grays(...shown), 2);
  });

  test('JPEG, linear light', async () => {
    const flat = sharp({ create: { width: 16, height: 16, channels: 3, background: '#585858' } });
    const plain = await flat.toColorspace('b-w').jpeg({ quality: 100 }).toBuffer();
    const segment = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), linear]);
    const head = Buffer.of(0xff, 0xe2, 0, 0);
    head.writeUInt16BE(segment.length + 2, 2);
    const tagged = Buffer.concat([plain.subarray(0, 2), head, segment, plain.subarray(2)]);
    expectNear((await pixelsOf(tagged)).slice(0, 1), grays(159), 2);
  });
});

describe("a PNG's chunks that say nothing are passed over", () => {
  const linear = [0, 1, 0x86, 0xa0];
  const near = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  const drawn = () =>
    sharp(Buffer.from([88, 88, 88]), { raw: { width: 1, height: 1, channels: 3 } })
      .png()
      .toBuffer();
  test.each<[what: string, chunks: [type: string, content: number[] | Buffer][], shown: number]>([
    ['gAMA', [['gAMA', linear]], 159],
    [
      'a profile that is none',
      [
        ['gAMA', linear],
        ['iCCP', deflatedProfile(Buffer.alloc(200, 'x'))],
      ],
      159,
    ],
    [
      'an intent that is none',
      [
        ['gAMA', linear],
        ['sRGB', [9]],
      ],
      159,
    ],
    [
      'an intent that is one',
      [
        ['gAMA', linear],
        ['sRGB', [3]],
      ],
      88,
    ],
    ['gAMA near that of sRGB', [['gAMA', near(47_500)]], 88],
    ['gAMA near that of sRGB, below', [['gAMA', near(43_500)]], 88],
    ['gAMA farther from it', [['gAMA', near(48_000)]], 93],
  ])('%s', async (_, chunks, shown) => {
    const png = chunks.reduce<Buffer>((bytes, [type, content]) => withChunk(bytes, type, content), await drawn());
    expectNear(await pixelsOf(png), grays(shown), 1);
  });
});

describe('ink without a profile of ink', () => {
  // 0, 73, 104 and 140 of 255.
  const inks = [0, 73, 104, 140];
  const brown = [115, 82, 68, 255];
  const paper = [255, 255, 255, 255];
  const tiff = (values: number[], rest: Partial<Samples> = {}) =>
    tiffOf(values, { width: 2, photometric: 5, bits: 8, ...rest });
  const deep = (values: number[]) => values.map((value) => value * 257);
  test.each<[what: string, original: Buffer, shown: number[][]]>([
    ['8 bits', tiff([...inks, 0, 0, 0, 0]), [brown, paper]],
    ['16 bits', tiff(deep([...inks, 0, 0, 0, 0]), { bits: 16 }), [brown, paper]],
    ['16 bits, big-endian', tiff(deep([...inks, 0, 0, 0, 0]), { bits: 16, isBig: true }), [brown, paper]],
    ['with alpha', tiff([...inks, 255, ...inks, 128], { alpha: true }), [brown, [...brown.slice(0, 3), 128]]],
    [
      '16 bits with alpha',
      tiff(deep([...inks, 255, ...inks, 128]), { bits: 16, alpha: true }),
      [brown, [...brown.slice(0, 3), 128]],
    ],
  ])('%s', async (_, original, shown) => {
    expectNear(await pixelsOf(original), shown, 1);
  });

  test('with a profile of RGB', async () => {
    const flat = tiff([...inks, ...inks]);
    const tagged = await sharp(flat, { ignoreIcc: true })
      .pipelineColorspace('cmyk')
      .toColorspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const profile = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), writeProfile(rgbSpaces.p3)]);
    const head = Buffer.of(0xff, 0xe2, 0, 0);
    head.writeUInt16BE(profile.length + 2, 2);
    const jpeg = Buffer.concat([tagged.subarray(0, 2), head, profile, tagged.subarray(2)]);
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk');
    expectNear((await pixelsOf(jpeg)).slice(0, 1), [brown], 2);
  });
});

describe('Lab, which is under D50', () => {
  // sRGB (115, 82, 68), (56, 61, 150), white and black, under D50.
  const colors: [l: number, a: number, b: number, rgb: number[]][] = [
    [38.223, 12.77, 13.961, [115, 82, 68, 255]],
    [29.598, 20.485, -50.682, [56, 61, 150, 255]],
    [100, 0, 0, [255, 255, 255, 255]],
    [0, 0, 0, [0, 0, 0, 255]],
  ];
  const shown = colors.map(([, , , rgb]) => rgb);
  const numbers = (one: (l: number, a: number, b: number) => number[]) =>
    colors.flatMap(([l, a, b]) => one(l, a, b).map(Math.round));
  const cie8 = numbers((l, a, b) => [l * 2.55, (256 + a) % 256, (256 + b) % 256]);
  const cie16 = numbers((l, a, b) => [l * 655.35, (65_536 + a * 256) % 65_536, (65_536 + b * 256) % 65_536]);
  const icc8 = numbers((l, a, b) => [l * 2.55, a + 128, b + 128]);
  const icc16 = numbers((l, a, b) => [l * 652.8, (a + 128) * 256, (b + 128) * 256]);
  test.each<[what: string, original: Buffer, most: number]>([
    ['8 bits', tiffOf(cie8, { width: 4, photometric: 8, bits: 8 }), 5],
    ['16 bits', tiffOf(cie16, { width: 4, photometric: 8, bits: 16 }), 1],
    ['16 bits, big-endian', tiffOf(cie16, { width: 4, photometric: 8, bits: 16, isBig: true }), 1],
    ['as in profiles', tiffOf(icc8, { width: 4, photometric: 9, bits: 8 }), 5],
    ['as in profiles, 16 bits', tiffOf(icc16, { width: 4, photometric: 9, bits: 16 }), 1],
  ])('%s', async (_, original, most) => {
    expectNear(await pixelsOf(original), shown, most);
  });

  test('upright, and with alpha', async () => {
    const [l = 0, a = 0, b = 0] = cie8;
    const original = tiffOf([l, a, b, 255, l, a, b, 128], {
      width: 2,
      photometric: 8,
      bits: 8,
      alpha: true,
      tags: { 274: 6 },
    });
    const { size } = await deriving(original, { format: 'png' });
    expect(size).toEqual({ width: 1, height: 2 });
    expectNear(
      await pixelsOf(original),
      [
        [115, 82, 68, 255],
        [115, 82, 68, 128],
      ],
      5,
    );
  });
});

test.each([
  ['linear light', 1, 188],
  ['sRGB', 'srgb', 128],
] as const)('floating point with a profile of %s', async (_, gamma, shown) => {
  const profile = writeProfile({ ...rgbSpaces.srgb, gamma });
  const original = tiffOf([0.5, 0.5, 0.5], { width: 1, photometric: 2, bits: 32, format: 3, profile });
  expectNear(await pixelsOf(original), grays(shown), 1);
});

test.each<[what: string, original: Buffer]>([
  ['YCbCr that leaves no chroma out', tiffOf([189, 38, 157], { width: 1, photometric: 6, bits: 8, tags: { 530: 1 } })],
  ['LZMA', tiffOf([0, 0, 0], { width: 1, photometric: 2, bits: 8, tags: { 259: 34_925 } })],
  ['12 bits', tiffOf([0, 0, 0], { width: 1, photometric: 1, bits: 8, tags: { 258: 12 } })],
  ['LogLuv', tiffOf([0, 0, 0], { width: 1, photometric: 2, bits: 8, tags: { 262: 32_845 } })],
  ['more channels than colors and alpha', tiffOf([0, 0, 0], { width: 1, photometric: 2, bits: 8, tags: { 277: 5 } })],
  [
    'CMYK of 16 bits with a profile and alpha',
    tiffOf([0, 0, 0, 0, 9], { width: 1, photometric: 5, bits: 16, alpha: true, profile: inkProfile }),
  ],
])('a TIFF that the decoder can not read right is not decoded: %s', async (_, original) => {
  expect(await reasonOf(() => deriving(original, { format: 'png' }))).toMatchObject({ reason: 'unsupported-format' });
});

// Four fields of 8 pixels, (0, 51, 128, 255), as libavif writes gray: no chroma, limited range. The library that we encode with writes none.
const limitedGray = `AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOltZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRt
AAAAAAABAAAAHmlsb2MAAAAARAAAAQABAAAAAQAAAQ0AAAAtAAAAKGlpbmYAAAAAAAEAAAAaaW5mZQIAAAAAAQAAYXYwMUNvbG9yAAAAAGhpcHJwAAAASWlwY28A
AAAUaXNwZQAAAAAAAAAgAAAACAAAAA5waXhpAAAAAAEIAAAADGF2MUOBABwAAAAAE2NvbHJuY2x4AAEADQAGAAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAANW1k
YXQSAAoIGBC/2GAhoMQyHxAA8H1qhf1OSDxoR/irU92zXoana3v8hOgNssxYgoA=`;

test.each([
  ['limited', false, [0, 51, 128, 255]],
  ['full', true, [16, 60, 126, 235]],
] as const)('gray of %s range in an AVIF', async (_, isFull, shown) => {
  const pixels = await pixelsOf(withFullRange(Buffer.from(limitedGray, 'base64'), isFull));
  const seen = shown.map((_, at) => pixels[4 * 32 + 4 + 8 * at] ?? []);
  expectNear(seen, grays(...shown), 1);
});

// Left half one color, right half another.
const halves = (one: number[], other: number[]) =>
  Array.from({ length: 16 * 8 }, (_, at) => (at % 16 < 8 ? one : other)).flat();

describe.each<[what: string, original: Buffer]>([
  [
    'ink of 16 bits',
    tiffOf(halves([0, 18_761, 26_728, 35_980], [65_535, 0, 0, 0]), { width: 16, photometric: 5, bits: 16 }),
  ],
  [
    'ink with alpha',
    tiffOf(halves([0, 73, 104, 140, 255], [255, 0, 0, 0, 90]), { width: 16, photometric: 5, bits: 8, alpha: true }),
  ],
  ['Lab', tiffOf(halves([97, 13, 14], [75, 20, 205]), { width: 16, photometric: 8, bits: 8, tags: { 274: 6 } })],
  ['gray of limited range', Buffer.from(limitedGray, 'base64')],
])('what is asked of %s is what is asked of its pixels', (_, original) => {
  test.each([
    'rot=90',
    'flip=h',
    'rect=2,2,5,4',
    'fit=contain&w=16&h=16&bg=f80',
    'trim=1',
    'bg=08f',
    'invert=1',
    'pad=3',
  ])('?%s', async (query) => {
    const variant = { ...variantOf(query), format: 'png' as const };
    const plain = await deriving(original, { format: 'png' });
    const [made, expected] = await Promise.all([deriving(original, variant), deriving(plain.bytes, variant)]);
    expect(made.size).toEqual(expected.size);
    const [seen, wanted] = await Promise.all([made, expected].map(({ bytes }) => rgbaOf(bytes)));
    expectNear(seen ?? [], wanted ?? [], 2);
  });
});
