import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { describe as described } from '../../../../edge/image/describe.ts';
import { probe } from '../../../../edge/image/formats/probe.ts';
import { reasonOf } from '../../../support/bounds.ts';
import { config } from '../../../support/config.ts';
import { deriving } from '../../../support/deriving.ts';
import { type Chart, chart, colorAt, near, quadrants } from '../../../support/images/chart.ts';
import { withChunk } from '../../../support/images/png.ts';

const imageParameters = (bytes: Buffer, limits = {}) => {
  const all = { ...config.limits, ...limits };
  return described(probe(bytes, all), all);
};

const still = (format: Chart['format'], more: Partial<Chart> = {}) => chart({ width: 80, height: 40, format, ...more });

/** An EXIF block (EXIF 2.32, 4.6.2) that says nothing but an orientation. */
const exif = (orientation: number) =>
  Buffer.from(`4d4d002a00000008000101120003000000010${orientation.toString(16).padStart(3, '0')}000000000000`, 'hex');

/** An APP1 segment behind the start of a JPEG. */
const withSegments = (jpeg: Buffer, ...contents: Buffer[]) => {
  const segments = contents.flatMap((content) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(content.length + 2);
    return [Buffer.of(0xff, 0xe1), length, content];
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
};
const exifSegment = (orientation: number) => Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation)]);
const xmpSegment = Buffer.from(
  'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:t="http://ns.adobe.com/tiff/1.0/" t:Orientation="6"/></r:RDF></x:xmpmeta>',
);

/*
 * Chromium 147 was shown one of each: EXIF turns a JPEG, a PNG and (as its own `irot`, which sharp writes) an AVIF, XMP turns
 * nothing, of two EXIF segments the first counts. It leaves a WebP as it is stored; Safari turns it, and so do we.
 */
describe('which way is up', () => {
  test.each<[what: string, bytes: () => Promise<Buffer>, orientation: number]>([
    ['JPEG, nothing said', () => still('jpeg'), 1],
    ['JPEG, 6', async () => withSegments(await still('jpeg'), exifSegment(6)), 6],
    ['JPEG, 6 and then 3', async () => withSegments(await still('jpeg'), exifSegment(6), exifSegment(3)), 6],
    ['JPEG, 0', async () => withSegments(await still('jpeg'), exifSegment(0)), 1],
    ['JPEG, 9', async () => withSegments(await still('jpeg'), exifSegment(9)), 1],
    ['JPEG, 6 in XMP alone', async () => withSegments(await still('jpeg'), xmpSegment), 1],
    ['PNG, 6', () => still('png', { width: 40, height: 80, orientation: 6 }), 6],
    ['WebP, 6', () => still('webp', { width: 40, height: 80, orientation: 6 }), 6],
    ['AVIF, 6, turned by its own decoder', () => still('avif', { width: 40, height: 80, orientation: 6 }), 1],
  ])('%s: %i', async (what, bytes, orientation) => {
    const image = await imageParameters(await bytes());
    const upright = orientation === 6 || what.startsWith('AVIF') ? [40, 80] : [80, 40];
    expect([image.orientation, image.width, image.height]).toEqual([orientation, ...upright]);
  });
});

describe('an animation beyond the limits is a still', () => {
  test.each([
    [{}, 5],
    [{ frames: 5 }, 5],
    [{ frames: 4 }, 1],
    [{ pixels: 80 * 40 * 5 }, 5],
    [{ pixels: 80 * 40 * 5 - 1 }, 1],
    [{ milliseconds: 0.3 }, 1],
  ])('%j: %i', async (limits, frames) => {
    const moving = await still('gif', { frames: 5 });
    expect(await imageParameters(moving, limits)).toMatchObject({ animated: true, frames });
  });
});

describe('truncated files', () => {
  test('a JPEG without its end marker is decoded, as in browsers', async () => {
    const cut = (await still('jpeg')).subarray(0, -2);
    const { bytes } = await deriving(cut, { w: 40, format: 'png' });
    expect(near(await colorAt(bytes, 0.25, 0.25), quadrants.topLeft)).toBe(true);
    expect(near(await colorAt(bytes, 0.75, 0.75), quadrants.bottomRight)).toBe(true);
  });

  test.each<[where: string, isProgressive: boolean, marker: number, count: number]>([
    ['before its tables', false, 0xc4, 1],
    ['before its scan', false, 0xda, 1],
    ['before its end', false, 0xd9, 1],
    ['between two scans', true, 0xda, 2],
  ])('a JPEG with bytes that belong to nothing %s is shown, as browsers do', async (_, progressive, marker, count) => {
    const whole = await sharp(await still('png'))
      .jpeg({ progressive })
      .toBuffer();
    let at = 0;
    for (let seen = 0; seen < count; seen++) at = whole.indexOf(Buffer.of(0xff, marker), at + 1);
    const stray = Buffer.concat([whole.subarray(0, at), Buffer.alloc(5, 'x'), whole.subarray(at)]);
    const { bytes } = await deriving(stray, { w: 40, format: 'png' });
    expect(near(await colorAt(bytes, 0.25, 0.25), quadrants.topLeft)).toBe(true);
    expect(near(await colorAt(bytes, 0.75, 0.75), quadrants.bottomRight)).toBe(true);
  });

  test.each([
    [1, undefined],
    [2, 'still'],
  ])('frame %i of an animated PNG: %s', async (frame, note) => {
    const png = withChunk(await still('png'), 'acTL', [0, 0, 0, 3, 0, 0, 0, 0]);
    expect((await deriving(png, { w: 40, frame })).note).toBe(note);
  });

  test.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)('half a %s is damaged', async (format) => {
    const whole = await sharp({
      create: {
        width: 80,
        height: 40,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      [format]()
      .toBuffer();
    const half = whole.subarray(0, whole.length * 0.5);
    expect(await reasonOf(() => deriving(half, { w: 40 }))).toMatchObject({ reason: 'damaged' });
  });

  test('a truncated GIF is decoded as far as it goes, with a reason', async () => {
    const gif = await still('gif', { frames: 5 });
    expect((await deriving(gif, { w: 40 })).note).toBeUndefined();
    expect((await deriving(gif.subarray(0, -20), { w: 40 })).note).toBe('incomplete');
  });
});
