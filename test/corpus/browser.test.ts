import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detectFormat, isOfType } from '../../edge/image/formats/detect.ts';
import { deriving } from '../support/deriving.ts';
import { entries, folder, isMade } from './manifest.ts';

// sharp can't tell where sharp is wrong: here a browser says how each original looks, and how what is made of it looks.

/** Where a browser shows something else, and why. */
const exceptions: { [path: string]: string } = {
  'formats/jpeg/Channel_digital_image_CMYK_color.jpg':
    'Chromium and Little CMS read dark inks of the same profile differently',
  'formats/jpeg/Channel_digital_image_CMYK_color_no_profile.jpg': 'without a profile browsers take inks for light',
  'formats/avif/colors_hdr_rec2020.avif': 'a canvas shows HDR in another way than a page, which ours is compared with',
  'formats/webp/webp-exif-orientation-6.webp': 'Chromium does not look at the orientation of a WebP',
};

const rows = entries
  .filter((entry) => isMade(entry) && !(entry.path in exceptions))
  .map((entry) => entry.path)
  // Bombs are no images to look at, and photographs are all alike.
  .filter((path) => !/^(photos|bombs)\//.test(path));

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
  page = await browser.newPage();
}, 120_000);

afterAll(() => browser?.close());

const typeOf = (bytes: Buffer): string => {
  const format = detectFormat(bytes);
  return format === 'svg' ? 'image/svg+xml' : `image/${format}`;
};

const cells = 16;

/** The mean colors of an image on white, in cells x cells fields; undefined where the browser does not show it. */
const shown = (bytes: Buffer): Promise<number[] | undefined> =>
  page.evaluate(
    async ({ base64, type, cells }) => {
      const blob = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type });
      const image = new Image();
      image.src = URL.createObjectURL(blob);
      try {
        await image.decode();
        // The first image of an animation.
        const still = type.includes('svg') ? image : await createImageBitmap(blob);
        const [width, height] = [image.naturalWidth, image.naturalHeight];
        const canvas = new OffscreenCanvas(Math.ceil(width / cells) * cells, Math.ceil(height / cells) * cells);
        const context = canvas.getContext('2d');
        if (!context) return undefined;
        context.fillStyle = '#fff';
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.imageSmoothingQuality = 'high';
        context.drawImage(still, 0, 0, canvas.width, canvas.height);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const sums = new Array<number>(cells * cells * 3).fill(0);
        const pixels = (canvas.width * canvas.height) / cells ** 2;
        for (let at = 0; at < data.length; at++) {
          if (at % 4 === 3) continue;
          const pixel = at >> 2;
          const column = Math.floor(((pixel % canvas.width) / canvas.width) * cells);
          const row = Math.floor((Math.floor(pixel / canvas.width) / canvas.height) * cells);
          const field = (row * cells + column) * 3 + (at % 4);
          sums[field] = (sums[field] ?? 0) + (data[at] ?? 0) / pixels;
        }
        return sums;
      } catch {
        return undefined;
      }
    },
    { base64: bytes.toString('base64'), type: typeOf(bytes), cells },
  );

describe.skipIf(rows.length === 0)('what is made looks as a browser shows the original', () => {
  let compared = 0;

  test.each(rows)('%s', async (path) => {
    const original = await readFile(join(folder, path));
    const expected = await shown(original);
    if (!expected) return;
    compared += 1;
    const made = await deriving(original, { w: 256, h: 256, format: 'webpll', anim: false });
    expect(isOfType(made.bytes, 'image/webp')).toBe(true);
    const seen = await shown(made.bytes);
    const differences = expected.map((value, field) => Math.abs(value - (seen?.[field] ?? 999)));
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length, 'on the whole').toBeLessThan(4);
  });

  afterAll(() => expect(compared, 'files that the browser shows').toBeGreaterThan(60));
});
