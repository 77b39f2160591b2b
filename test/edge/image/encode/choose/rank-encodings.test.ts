import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bandsOf } from '../../../../../edge/image/encode/choose/clip.ts';
import type { Variant } from '../../../../../edge/query/parameters.ts';
import { deriving } from '../../../../support/deriving.ts';

const accepted: Variant = { format: 'auto', fmts: ['avif', 'webp'] };
const sample = (name: string) => readFile(new URL(`../../../../../samples/${name}`, import.meta.url));

type Point = { x: number; y: number };

/** A PNG of 300 x 200 pixels, each a color of its place (0 to 1). */
const drawn = (colorAt: (point: Point) => number[]) => {
  const [width, height] = [300, 200];
  const points = Array.from({ length: width * height }, (_, at) => ({
    x: (at % width) / width,
    y: Math.floor(at / width) / height,
  }));
  const bytes = Buffer.from(points.flatMap(colorAt));
  return sharp(bytes, { raw: { width, height, channels: bytes.length === 3 * width * height ? 3 : 4 } })
    .png()
    .toBuffer();
};

const sunset = ({ x, y }: Point) => [255 - 200 * y, 120 * y + 60 * x, 180 * y];
// Two thirds of one color, the rest as busy as a photograph.
const poster = ({ x, y }: Point) =>
  x < 0.66 ? [200, 30, 60] : [255 * y, 127 + 127 * Math.sin(90 * x + 40 * y), 255 * Math.abs(Math.sin(70 * y * x))];

describe('what can be told from the pixels is encoded once', () => {
  const rows: [why: string, file: () => Promise<Buffer>, w: number, type: string][] = [
    ['a photograph', () => sample('landscape.jpg'), 720, 'image/avif'],
    ['a graphic that is flat in places', () => drawn(poster), 280, 'image/avif'],
    ['a picture with alpha, of which bands need more as WebP', () => sample('alpha.png'), 300, 'image/avif'],
    ['an animation', () => sample('animation.gif'), 200, 'image/webp'],
  ];
  test.each(rows)('%s', async (_, file, w, type) => {
    const made = await deriving(await file(), { ...accepted, w });
    expect([made.type, made.candidates?.length]).toEqual([type, 1]);
  });
});

test('a gradient that fades out is smaller as WebP, and sent so', async () => {
  const file = await drawn((point) => [...sunset(point), 255 * point.x]);
  const [made, avif, webp] = [
    await deriving(file, { ...accepted, w: 280 }),
    await deriving(file, { format: 'avif', w: 280 }),
    await deriving(file, { format: 'webp', w: 280 }),
  ];
  expect(webp.bytes.length).toBeLessThan(avif.bytes.length);
  expect(made.bytes.length).toBeLessThanOrEqual(webp.bytes.length);
});

test.each([
  [10, 10],
  [16, 16],
  [64, 16],
  [96, 32],
  [90, 26],
])('of %i rows, bands keep %i', (height, kept) => {
  const pixels = { width: 4, height, channels: 4 as const, frames: 1, delays: [], loop: 0 };
  const { bytes, ...rest } = bandsOf({ ...pixels, bytes: Buffer.alloc(16 * height) });
  expect([rest.height, bytes.length]).toEqual([kept, 16 * kept]);
});
