import sharp, { type Metadata } from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Chart, type Color, chart, colorAt, near, quadrants } from './chart.ts';

const small = { width: 96, height: 64 } as const;
const { topLeft, topRight, bottomRight, bottomLeft } = quadrants;
const corners: [number, number, Color][] = [
  [0.25, 0.25, topLeft],
  [0.75, 0.25, topRight],
  [0.75, 0.75, bottomRight],
  [0.25, 0.75, bottomLeft],
];

const expectCorners = async (bytes: Buffer, expected = corners) => {
  for (const [x, y, color] of expected) {
    const seen = await colorAt(bytes, x, y);
    expect(near(seen, color), `${x},${y}: ${seen} is not ${color}`).toBe(true);
  }
};

const formats = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const;
const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const turned = formats.flatMap((format) => orientations.map((orientation) => [format, orientation] as const));

test.each(turned.filter(([format]) => format !== 'gif' && format !== 'avif'))(
  '%s, orientation %i, reads upright',
  async (format, orientation) => {
    const bytes = await chart({ ...small, format, orientation });
    const { orientation: stored, autoOrient } = await sharp(bytes).metadata();
    expect(stored).toBe(orientation);
    expect(autoOrient).toEqual(small);
    await expectCorners(bytes);
  },
);

test.each(['p3', 'adobe', 'prophoto'] as const)(
  '%s: the profile is embedded, the colors look the same',
  async (profile) => {
    const bytes = await chart({ ...small, format: 'jpeg', profile, quality: 100 });
    const { icc, space } = await sharp(bytes).metadata();
    expect(icc?.subarray(36, 40).toString()).toBe('acsp');
    expect(space).toBe('srgb');
    await expectCorners(bytes);
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(stored.subarray(0, 3)).not.toEqual(Buffer.from([255, 0, 0]));
  },
);

test.each(['png', 'webp', 'avif', 'tiff'] as const)('%s carries a profile', async (format) => {
  const bytes = await chart({ ...small, format, profile: 'p3' });
  expect((await sharp(bytes).metadata()).icc).toBeDefined();
  await expectCorners(bytes);
});

describe('odd files', () => {
  const rows: [string, Partial<Chart>, Partial<Metadata>][] = [
    ['CMYK', { format: 'jpeg', profile: 'cmyk' }, { space: 'cmyk', channels: 4 }],
    ['grey', { format: 'jpeg', profile: 'grey' }, { space: 'b-w', channels: 1 }],
    ['16 bit', { format: 'png', depth: 16 }, { depth: 'ushort', bitsPerSample: 16 }],
    ['16 bit ProPhoto', { format: 'tiff', depth: 16, profile: 'prophoto' }, { depth: 'ushort' }],
    [
      'animated GIF',
      { format: 'gif', frames: 3, delays: [100, 250, 40], loop: 2 },
      { pages: 3, delay: [100, 250, 40], loop: 2 },
    ],
    [
      'animated WebP',
      { format: 'webp', frames: 4, delays: [20, 30, 40, 250], loop: 0 },
      { pages: 4, delay: [20, 30, 40, 250], loop: 0 },
    ],
  ];
  test.each(rows)('%s', async (_, wanted, expected) => {
    const bytes = await chart({ ...small, format: 'png', ...wanted });
    expect(await sharp(bytes).metadata()).toMatchObject(expected);
  });
});

test('frames turn clockwise, one quadrant at a time', async () => {
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await chart({ ...small, format, frames: 3 });
    expect(near(await colorAt(bytes, 0.75, 0.25, 1), topLeft)).toBe(true);
    expect(near(await colorAt(bytes, 0.75, 0.75, 2), topLeft)).toBe(true);
  }
});

test.each(['png', 'webp', 'avif', 'gif', 'tiff'] as const)('%s: alpha empties the bottom right', async (format) => {
  const bytes = await chart({ ...small, format, alpha: true });
  await expectCorners(bytes, [...corners.slice(0, 2), [0.75, 0.75, [0, 0, 0, 0]]]);
});

test('metadata that must not survive is really there', async () => {
  const bytes = await chart({
    ...small,
    format: 'jpeg',
    orientation: 6,
    metadata: { gps: true, serial: 'SN-0042', copyright: 'Ann', xmp: '<x/>' },
  });
  const { exif, xmp, orientation } = await sharp(bytes).metadata();
  expect(orientation).toBe(6);
  expect(exif?.includes('SN-0042')).toBe(true);
  expect(exif?.includes('Ann')).toBe(true);
  expect(exif?.includes(Buffer.from([37, 0, 0, 0, 1, 0, 0, 0, 33, 0, 0, 0]))).toBe(true);
  expect(xmp?.toString()).toBe('<x/>');
});

test('the disc is white and in the given place', async () => {
  const bytes = await chart({ ...small, format: 'png', disc: { x: 0.8, y: 0.3, radius: 0.1 } });
  expect(await colorAt(bytes, 0.8, 0.3)).toEqual([255, 255, 255, 255]);
  expect(await colorAt(bytes, 0.6, 0.3)).toEqual(topRight);
});
