import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cleanProfile } from '../../../edge/image/color/icc-clean.ts';
import { isUncertain } from '../../../edge/image/cost.ts';
import { orientationIn } from '../../../edge/image/formats/exif.ts';
import { insertSegments, writeSegment } from '../../../edge/image/formats/jpeg/markers.ts';
import { probe } from '../../../edge/image/formats/probe.ts';
import { prepare } from '../../../edge/image/make.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { reasonOf } from '../../support/bounds.ts';
import { config } from '../../support/config.ts';
import { deriving } from '../../support/deriving.ts';
import { type Chart, chart } from '../../support/images/chart.ts';
import { avifWithExif, circularExif, jpegWithExif } from '../../support/images/hostile/exif.ts';
import { plainProfile, sharingProfile, slowProfile } from '../../support/images/hostile/profile.ts';
import { extendedHeader, manyCodes, riffChunk, webpAnimation, webpOf } from '../../support/images/hostile/webp.ts';
import { withChunk } from '../../support/images/png.ts';
import { tiffOf } from '../../support/images/tiff.ts';

const still = (format: Chart['format'], alpha = false) => chart({ width: 40, height: 30, format, alpha });
const order = (variant: Variant, milliseconds = config.limits.milliseconds) => ({
  variant,
  limits: { ...config.limits, milliseconds },
  budget: { bytes: 1e6, left: () => 1e6 },
});

const withExif: { [format: string]: (exif: Buffer) => Promise<Buffer> } = {
  jpeg: async (exif) => jpegWithExif(await still('jpeg'), exif),
  png: async (exif) => withChunk(await still('png'), 'eXIf', exif),
  webp: async (exif) => webpOf(extendedHeader(8, 40, 30), (await still('webp')).subarray(12), riffChunk('EXIF', exif)),
  'webp, its EXIF named': async (exif) =>
    webpOf(
      extendedHeader(8, 40, 30),
      (await still('webp')).subarray(12),
      riffChunk('EXIF', Buffer.from('Exif\0\0'), exif),
    ),
};

// The decoder's parser of EXIF has no end of these, and is at work before anything is priced.
describe.each(Object.entries(withExif))('EXIF that leads to itself: %s', (_, make) => {
  test.each([[1], [6]])('orientation %i is all that the decoder is told', async (orientation) => {
    const original = await make(circularExif(300, orientation));
    const { size } = await deriving(original, { w: 20 });
    expect(size).toEqual(orientation === 6 ? { width: 20, height: 27 } : { width: 20, height: 15 });
    const { bytes, file } = probe(original, config.limits);
    const metadata = await sharp(bytes).metadata();
    expect(metadata.orientation ?? 1).toBe(orientation);
    expect(metadata.exif?.includes(Buffer.of(0x69, 0x87)) ?? false).toBe(false);
    expect(file.equals(original)).toBe(true);
  });
});

test('an AVIF with EXIF that leads to itself is made', async () => {
  const base = sharp(await still('png')).withExif({ IFD0: { Copyright: 'a'.repeat(5000) } });
  const original = avifWithExif(await base.avif({ effort: 0 }).toBuffer(), circularExif(300));
  expect(await reasonOf(() => deriving(original, { w: 20 }))).toMatchObject({ reason: 'none' });
});

test.each<[exif: Buffer, orientation: number]>([
  [circularExif(3, 6), 6],
  [Buffer.concat([Buffer.from('Exif\0\0'), circularExif(3, 6)]), 6],
  [circularExif(3, 9), 1],
  [circularExif(3, 6).subarray(0, 15), 1],
  [Buffer.alloc(0), 1],
])('EXIF %# is turned by %i', (exif, orientation) => {
  expect(orientationIn(exif)).toBe(orientation);
});

const profileChunk = () =>
  Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.concat([plainProfile(), Buffer.alloc(4_000_000)]))]);

test('of the profiles of a PNG the first is inflated, and no other reaches the decoder', async () => {
  const chunk = profileChunk();
  let original = await still('png');
  for (let count = 0; count < 30; count++) original = withChunk(original, 'iCCP', chunk);
  const { bytes } = probe(original, config.limits);
  expect(bytes.toString('latin1').split('iCCP')).toHaveLength(2);
});

test('a PNG as long as what is made of it reaches the decoder changed', async () => {
  const text = (length: number) =>
    Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(1000)), Buffer.alloc(length)]);
  const gamma = withChunk(await still('png'), 'gAMA', [0, 0, 0x80, 0]);
  const made = probe(gamma, config.limits).bytes.length;
  const without = withChunk(gamma, 'zTXt', text(0)).length;
  const original = withChunk(gamma, 'zTXt', text(made - without));
  expect(original).toHaveLength(made);
  expect(probe(original, config.limits).bytes.includes('zTXt')).toBe(false);
});

const jpegWithProfile = async (icc: Buffer) =>
  insertSegments(await still('jpeg'), [writeSegment(0xe2, 'ICC_PROFILE\0', Buffer.of(1, 1), icc)]);

// A cold function makes its first image in its own process, where nothing can be stopped.
describe('what a cold function leaves to its worker', () => {
  test.each<[what: string, original: () => Buffer | Promise<Buffer>, isLeft: boolean]>([
    ['JPEG', () => still('jpeg'), false],
    ['PNG', () => still('png'), false],
    ['GIF', () => still('gif'), false],
    ['WebP', () => still('webp'), false],
    ['WebP with alpha', () => still('webp', true), true],
    ['WebP, lossless', () => webpOf(riffChunk('VP8L', manyCodes(64))), true],
    ['WebP, moving', () => webpAnimation(64, 3, riffChunk('VP8L', manyCodes(64))), true],
    ['JPEG of arithmetic codes', async () => changedFrame(await still('jpeg'), 0xc9, 8), true],
    ['JPEG, lossless', async () => changedFrame(await still('jpeg'), 0xc3, 8), true],
  ])('%s', async (_, original, isLeft) => {
    expect(isUncertain(probe(await original(), config.limits))).toBe(isLeft);
  });

  test.each<[what: string, icc: Buffer, isLeft: boolean]>([
    ['primaries and curves', plainProfile(), false],
    ['steps', slowProfile(10, 10), true],
  ])('a profile of %s', async (_, icc, isLeft) => {
    const probed = probe(await jpegWithProfile(icc), config.limits);
    expect((await prepare(probed, order({ w: 20 }))).uncertain ?? false).toBe(isLeft);
    expect((await prepare(probed, order({ format: 'json' }))).uncertain ?? false).toBe(isLeft);
  });
});

test('a JPEG of 12 bits, which the decoder does not read, is not given to it', async () => {
  const deep = changedFrame(await still('jpeg'), 0xc1, 12);
  expect(await reasonOf(async () => probe(deep, config.limits))).toMatchObject({ reason: 'unsupported-format' });
});

const changedFrame = (jpeg: Buffer, marker: number, depth: number) => {
  const at = jpeg.indexOf(Buffer.of(0xff, 0xc0));
  const changed = Buffer.from(jpeg);
  changed[at + 1] = marker;
  changed[at + 4] = depth;
  return changed;
};

test('a profile whose tags share their bytes grows no further than any other', () => {
  expect(cleanProfile(sharingProfile(100_000))?.length).toBeGreaterThan(1_100_000);
  expect(cleanProfile(sharingProfile(1_000_000))).toBeUndefined();
});

const styled = (style: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>${style}</style><rect height="9"/></svg>`,
  );

// Within the limits of a worker: what grows with each level is not followed for good.
test.each<[what: string, style: string]>([
  ['20,000 parentheses', `rect{width:calc(${'('.repeat(20_000)}1px${')'.repeat(20_000)})}`],
  ['20,000 functions', `rect{width:${'calc('.repeat(20_000)}1px${')'.repeat(20_000)}}`],
  ['a shadow of digits that has no end', `rect{filter:drop-shadow(${'1'.repeat(40)}!)}`],
  ['digits, an escape and a line break', `rect{width:${'1'.repeat(20_000)}\\6d\npx}`],
  ['a delay of digits', `rect{animation:a ${'1'.repeat(100_000)}}`],
  ['a media query of blanks', `@media (${' '.repeat(100_000)}x){rect{width:1px}}`],
  ['a media query of nots', `@media (${'not '.repeat(50_000)}x){rect{width:1px}}`],
  [
    '25 properties that double one another',
    `:root{--a0:1px;${Array.from({ length: 25 }, (_, at) => `--a${at + 1}:var(--a${at}) var(--a${at})`).join(';')}} rect{stroke-dasharray:var(--a25)}`,
  ],
])('a drawing whose style has %s is drawn', async (_, style) => {
  expect(await reasonOf(() => deriving(styled(style), { w: 9, format: 'png' }))).toMatchObject({ reason: 'none' });
});

test.each<[what: string, from: number, to: number]>([
  ['fewer bytes than samples', 0, 8],
  ['a place behind the end', 8, 1_000_000],
])('a TIFF of 32-bit samples with %s is damaged', async (_, from, to) => {
  const original = tiffOf([0, 0.5, 1, 0.25], { width: 2, photometric: 1, bits: 32, format: 3 });
  const changed = Buffer.from(original);
  if (from > 0) changed.writeUInt32LE(to, original.lastIndexOf(Buffer.of(0x11, 1, 4, 0, 1, 0, 0, 0, from)) + 8);
  else changed.writeUInt32LE(4000, original.lastIndexOf(Buffer.of(1, 1, 4, 0, 1, 0, 0, 0)) + 8);
  expect(await reasonOf(() => deriving(changed, { w: 2 }))).toMatchObject({ reason: 'damaged' });
});

// Each frame is drawn over the one before.
test.each<[variant: Variant, reason: string]>([
  [{ frame: 1, format: 'png' }, 'none'],
  [{ frame: 100, format: 'png' }, 'too-costly'],
  [{ frame: 100, format: 'png', position: 'attention', w: 20, h: 20, fit: 'cover' }, 'too-costly'],
])('%j of a hundred frames is priced by those before it: %s', async (variant, reason) => {
  const original = await chart({ width: 100, height: 100, format: 'gif', frames: 100 });
  const limits = order(variant, 32.5);
  expect(await reasonOf(() => prepare(probe(original, limits.limits), limits))).toMatchObject({ reason });
});
