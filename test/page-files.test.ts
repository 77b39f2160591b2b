import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../infra/local/server.ts';
import { openPage, startBrowser } from './support/browser.ts';
import { config } from './support/config.ts';
import { chart } from './support/images/chart.ts';

// The page of `npm start` with files that make no image, with very many of them, and without its server.

let folder: string;
let server: Server;
let browser: Browser;

const many = 10_000;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  const image = await chart({ width: 60, height: 40, format: 'png' });
  await writeFile(join(folder, 'chart.png'), image);
  await writeFile(join(folder, 'empty.jpg'), '');
  await writeFile(join(folder, 'damaged.jpg'), 'no image at all');
  await writeFile(join(folder, 'huge.png'), await hugeImage());
  await writeFile(join(folder, 'heavy.png'), Buffer.concat([await hugeImage(), Buffer.alloc(30_000_000)]));
  await mkdir(join(folder, 'many'));
  for (let at = 0; at < many; at++) await writeFile(join(folder, 'many', `${String(at).padStart(5, '0')}.png`), '');
  server = await startServer({ port: 0, config, images: folder, log: () => undefined });
  browser = await startBrowser();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** 300 megapixels in few bytes. */
const hugeImage = () =>
  sharp({
    limitInputPixels: false,
    create: { width: 20_000, height: 15_000, channels: 3, background: '#336699' },
  })
    .png()
    .toBuffer();

const openImage = (image: string) => openPage(browser, `${server.url}#/${image}?w=200&format=auto`);

/** Bytes that the page has loaded. */
const loaded = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .reduce((sum, entry) => sum + ('transferSize' in entry ? Number(entry.transferSize) : 0), 0),
  );

test.each([
  ['empty.jpg', /An empty file|has no bytes/],
  ['damaged.jpg', /is not an image|can’t show it/],
  ['missing.jpg', /There is no missing\.jpg in this folder/],
  ['huge.png', /too many pixels.*This page doesn’t load it/],
  ['heavy.png', /too many pixels.*This page doesn’t load it/],
])('%s is told of in words', async (image, words) => {
  const { page, close } = await openImage(image);
  await page.locator('.message').getByText(words).first().waitFor();
  expect(await page.locator('body').innerText()).not.toMatch(/NaN|undefined|Infinity/);
  // Neither the answer, nor its thumbnail, nor the original to compare with.
  if (image === 'heavy.png') {
    await page.getByLabel('Slider', { exact: true }).check();
    await page.waitForTimeout(500);
    expect(await loaded(page)).toBeLessThan(2_000_000);
  }
  await close();
});

test('ten thousand images are a list of a few rows, with a search', async () => {
  const { page, close } = await openImage('chart.png');
  await page.getByText('10,005 images').waitFor();
  expect(await page.locator('[role=option]').count()).toBeLessThan(40);
  await page.locator('.list').focus();
  await page.keyboard.press('End');
  await page.locator('[role=option][title="many/09999.png"]').waitFor();
  await page.getByLabel('Search images').fill('many/0777');
  await page.getByText('10 images', { exact: true }).waitFor();
  await page.locator('[role=option][title="many/07773.png"]').click();
  await page.waitForFunction(() => location.hash.startsWith('#/many/07773.png'));
  await close();
});

test('an image that is dropped on the page is in the bucket until the server ends', async () => {
  const { page, close } = await openImage('chart.png');
  await page.locator('.verdict').getByText('60 × 40').waitFor();
  const bytes = await chart({ width: 120, height: 90, format: 'jpeg' });
  await page.locator('[type=file]').setInputFiles({ name: 'my own.jpg', mimeType: 'image/jpeg', buffer: bytes });
  await page.locator('.verdict').getByText('120 × 90').waitFor();
  const dropped = await page.evaluateHandle((base64) => {
    const transfer = new DataTransfer();
    const file = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    transfer.items.add(new File([file], 'dropped.jpg', { type: 'image/jpeg' }));
    return transfer;
  }, bytes.toString('base64'));
  await page.dispatchEvent('.page', 'drop', { dataTransfer: dropped });
  await page.waitForFunction(() => location.hash.startsWith('#/dropped.jpg'));
  expect((await fetch(`${server.url}dropped.jpg?w=20`)).status).toBe(200);
  await close();
});

test('transparency is seen on a checkerboard, and at 100 % a pixel is a pixel', async () => {
  const { page, close } = await openImage('chart.png');
  await page.locator('.canvas.checks').waitFor();
  await page.getByLabel('100 %').check();
  await page.locator('.canvas.full #derivative').waitFor();
  const { width } = (await page.locator('#derivative').boundingBox()) ?? { width: 0 };
  expect(Math.round(width)).toBe(60);
  await close();
});

test('without its server the page shows nothing outdated', async () => {
  const { page, close } = await openImage('chart.png');
  await page.locator('.verdict').getByText('60 × 40').waitFor();
  await page.context().setOffline(true);
  await page.locator('#parameter-w').fill('30');
  await page.getByText('The server doesn’t answer.').waitFor();
  expect(await page.locator('#derivative, .verdict').count()).toBe(0);
  await close();
});
