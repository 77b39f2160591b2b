import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { CloudFrontResponseEvent } from 'aws-lambda';
import sharp, { type Metadata } from 'sharp';
import { expect, test } from 'vitest';

const folder = new URL('../samples/', import.meta.url);
const sample = (name: string): Promise<Buffer> => readFile(new URL(encodeURIComponent(name), folder));

const promised: [name: string, what: Partial<Metadata>][] = [
  ['landscape.jpg', { format: 'jpeg', width: 2100, height: 1400 }],
  ['portrait.jpg', { format: 'jpeg', width: 1200, height: 1800 }],
  ['off-centre.jpg', { format: 'jpeg', width: 2400, height: 1350 }],
  ['rotated.jpg', { orientation: 6, width: 1600, height: 1200, autoOrient: { width: 1200, height: 1600 } }],
  ['rotated-8.jpg', { orientation: 8, width: 1200, height: 900, autoOrient: { width: 900, height: 1200 } }],
  ['large.jpg', { format: 'jpeg', width: 4032, height: 3024 }],
  ['panorama.jpg', { width: 4800, height: 800 }],
  ['tall.jpg', { width: 640, height: 3200 }],
  ['alpha.png', { format: 'png', hasAlpha: true }],
  ['flat.png', { format: 'png', hasAlpha: true, isPalette: true }],
  ['lines.png', { format: 'png', channels: 1 }],
  ['deep.png', { format: 'png', depth: 'ushort' }],
  ['animation.gif', { format: 'gif', pages: 24, loop: 0, hasAlpha: true }],
  ['animation.webp', { format: 'webp', pages: 30, loop: 0, hasAlpha: true }],
  ['wide-gamut.jpg', { format: 'jpeg', hasProfile: true }],
  ['cmyk.jpg', { format: 'jpeg', space: 'cmyk', hasProfile: true }],
  ['grey.jpg', { format: 'jpeg', channels: 1 }],
  ['drawing.svg', { format: 'svg', width: 640, height: 480 }],
  ['공원 & café +1 100%.jpg', { format: 'jpeg', width: 1200, height: 900 }],
];

test.each(promised)('%s is as the README describes it, and decodes', async (name, what) => {
  const bytes = await sample(name);
  expect(await sharp(bytes).metadata()).toMatchObject(what);
  expect((await sharp(bytes, { animated: true }).stats()).isOpaque).toBe(what.hasAlpha !== true);
});

test('every image is named above and in the README, and together they stay small', async () => {
  const images = (await readdir(folder)).filter((name) => /\.(jpg|png|gif|webp|svg|avif|tiff)$/.test(name));
  const readme = (await sample('README.md')).toString();
  expect(images.map((name) => name.normalize()).sort()).toEqual(promised.map(([name]) => name.normalize()).sort());
  expect(images.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  const sizes = await Promise.all(images.map(async (name) => (await sample(name)).length));
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(12e6);
});

test('frames last unevenly', async () => {
  for (const name of ['animation.gif', 'animation.webp']) {
    expect(new Set((await sharp(await sample(name)).metadata()).delay).size).toBeGreaterThan(1);
  }
});

test('rotated.jpg holds a place and a serial number, to be stripped', async () => {
  const exif = (await sharp(await sample('rotated.jpg')).metadata()).exif;
  expect(exif?.includes('SN-0042-SECRET')).toBe(true);
  expect(exif?.includes(Buffer.from([37, 0, 0, 0, 1, 0, 0, 0, 33, 0, 0, 0]))).toBe(true);
});

test('wide-gamut.jpg has colors that sRGB has not', async () => {
  const wide = sharp(await sample('wide-gamut.jpg'), { ignoreIcc: true }).extract({
    left: 560,
    top: 880,
    width: 1,
    height: 1,
  });
  const [r = 0, g = 255, b = 255] = await wide.raw().toBuffer();
  expect(r).toBeGreaterThan(g * 5 + 100);
  expect(g).toBeLessThan(30);
  expect(b).toBeLessThan(30);
});

test('the origin response event describes landscape.jpg of this folder', async () => {
  const event: CloudFrontResponseEvent = JSON.parse(
    (await readFile(new URL('events/origin-response.json', folder))).toString(),
  );
  const headers = event.Records[0]?.cf.response.headers;
  const bytes = await sample('landscape.jpg');
  expect(headers?.['content-length']?.[0]?.value).toBe(String(bytes.length));
  expect(headers?.etag?.[0]?.value).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
});
