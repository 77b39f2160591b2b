import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../infra/local/server.ts';
import { openPage, startBrowser } from './support/browser.ts';
import { config } from './support/config.ts';

// The page that `npm start` prints the address of, in a real browser.

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await startServer({ port: 0, config, images: 'samples', log: () => undefined });
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const open = async (state = '') => openPage(browser, server.url + state);

const verdict = (page: Page) => page.locator('.verdict');
const field = (page: Page, parameter: string) => page.locator(`#parameter-${parameter}`);
const naturalWidth = (page: Page) =>
  page.locator('#derivative').evaluate((image) => (image as HTMLImageElement).naturalWidth);

test('the first image is there at once, with what it saves in words', async () => {
  const { page, failures, close } = await open();
  await verdict(page).getByText('800 × 533').waitFor();
  expect(await verdict(page).innerText()).toMatch(/AVIF\s+[\d.]+ kB\s+\d+ % smaller than the original: \d+ kB saved/);
  expect(await naturalWidth(page)).toBe(800);
  expect(failures).toEqual([]);
  await close();
});

test('what is fetched for the page is below 60 kB gzipped', async () => {
  const parts = ['', '_local/page.js', '_local/page.css', '_local/parameters.json'];
  const sizes = await Promise.all(
    parts.map(async (part) => gzipSync(Buffer.from(await (await fetch(server.url + part)).arrayBuffer())).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});

test('a parameter loads another image, and an invalid value has its error beside it', async () => {
  const { page, close } = await open('#/off-centre.jpg?w=800&format=auto');
  await field(page, 'w').fill('300');
  await field(page, 'h').fill('300');
  await field(page, 'fit').selectOption('cover');
  await verdict(page).getByText('300 × 300').waitFor();
  expect(await naturalWidth(page)).toBe(300);
  await field(page, 'w').fill('wide');
  await page.getByText('“wide” was given; expected auto or').waitFor();
  expect(await field(page, 'w').getAttribute('aria-invalid')).toBe('true');
  await page.getByRole('button', { name: 'Reset Width' }).click();
  await page.getByRole('button', { name: 'Reset Height' }).click();
  await page.getByRole('button', { name: 'Reset Fit' }).click();
  await verdict(page).getByText('2400 ×').waitFor();
  await page.getByRole('button', { name: 'Reset all' }).click();
  expect(await page.evaluate(() => location.hash)).toBe('#/off-centre.jpg');
  await close();
});

test('parameters are found by name, by other names and by what they do', async () => {
  const { page, close } = await open();
  const found = async (text: string) => {
    await page.getByLabel('Search parameters').fill(text);
    return page.locator('.control:visible .head code').allTextContents();
  };
  expect(await found('greyscale')).toEqual(['mono']);
  expect(await found('zzz')).toEqual([]);
  await page.getByText('No parameter is called or does “zzz”').waitFor();
  // Only common groups are open.
  const common = await found('');
  expect(common).toContain('w');
  expect(common).not.toContain('mark-pad');
  await close();
});

test('facts are shown as text', async () => {
  const { page, close } = await open('#/landscape.jpg?w=400&format=json');
  await page.getByText('"blurhash": ').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await close();
});

test('the address holds all of it; back and forward work', async () => {
  const { page, close } = await open();
  await verdict(page).getByText('800 × 533').waitFor();
  await field(page, 'w').fill('400');
  await verdict(page).getByText('400 × 267').waitFor();
  await page.getByLabel('Slider', { exact: true }).check();
  expect(await page.evaluate(() => location.hash)).toBe('#/landscape.jpg?w=400&format=auto&page.compare=slider');
  const other = await openPage(browser, page.url());
  await other.page.getByLabel('Position of the dividing line').waitFor();
  expect(await other.page.locator('#parameter-w').inputValue()).toBe('400');
  await other.close();
  await page.goBack();
  await page.locator('.slider').waitFor({ state: 'detached' });
  await page.goBack();
  await verdict(page).getByText('800 × 533').waitFor();
  await page.goForward();
  await verdict(page).getByText('400 × 267').waitFor();
  await close();
});

test('a click sets the focal point, a drag the crop, and so do the arrow keys', async () => {
  const { page, close } = await open('#/landscape.jpg?w=300&h=300&fit=cover&format=auto&page.tool=focus');
  const target = page.locator('.target');
  const box = async () => (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.locator('.pointed img').evaluate((image) => (image as HTMLImageElement).decode());
  const { x, y, width, height } = await box();
  await page.mouse.click(x + width * 0.75, y + height * 0.25);
  expect(await field(page, 'position').inputValue()).toMatch(/^0\.7(5|49|51)\d*,0\.2(5|49|51)\d*$/);
  await page.locator('.point').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await field(page, 'position').inputValue()).toMatch(/^0\.73/);
  await page.getByLabel('Crop', { exact: true }).first().check();
  await page.locator('.pointed img').evaluate((image) => (image as HTMLImageElement).decode());
  const whole = await box();
  await page.mouse.move(whole.x + whole.width * 0.1, whole.y + whole.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(whole.x + whole.width * 0.6, whole.y + whole.height * 0.9, { steps: 4 });
  await page.mouse.up();
  expect((await field(page, 'rect').inputValue()).split(',').map((side) => Number(side).toFixed(1))).toEqual([
    '0.1',
    '0.2',
    '0.5',
    '0.7',
  ]);
  await page.locator('.frame-handle').focus();
  await page.keyboard.press('Shift+ArrowRight');
  expect(Number((await field(page, 'rect').inputValue()).split(',')[2])).toBeCloseTo(0.52, 1);
  await close();
});

test.each([
  ['chrome', /AVIF|WEBP/],
  ['safari', /WEBP|AVIF/],
  ['firefox', /AVIF|WEBP/],
  ['app', /JPEG/],
  ['crawler', /JPEG/],
  ['mail', /JPEG/],
])('seen by %s', async (viewer, format) => {
  const { page, close } = await open(`#/landscape.jpg?w=200&format=auto&page.browser=${viewer}`);
  await verdict(page).getByText('200 × 133').waitFor();
  expect(await verdict(page).innerText()).toMatch(format);
  await close();
});

test('seen on a phone that saves data, over a slow network', async () => {
  const { page, close } = await open(
    '#/large.jpg?w=auto&format=auto&page.screen=phone&page.network=slow3g&page.saveData=on&page.panel=why',
  );
  // 390 × 3 pixels, rounded up to a step of the client hints.
  await verdict(page).getByText('1216 ×').waitFor();
  await page.getByText('Sharp across the whole screen').waitFor();
  await verdict(page)
    .getByText(/ on 3G; the original takes \d/)
    .waitFor();
  await page.getByText('from the browser’s client hints').waitFor();
  await page.getByText('because the viewer saves data').waitFor();
  await close();
});

test('two images are compared, side by side or by a slider, with the original or a kept one', async () => {
  const { page, close } = await open('#/landscape.jpg?w=400&format=auto&page.compare=split');
  await page.getByText('Original: JPEG, 304 kB').waitFor();
  await page.getByText(/^Now: AVIF, [\d.]+ kB, score [67]\d$/).waitFor();
  await page.getByRole('button', { name: 'Keep for comparison' }).click();
  await field(page, 'q').fill('20');
  await page.getByText(/^Kept: AVIF, [\d.]+ kB, score [67]\d$/).waitFor();
  await page.getByText(/^Now: \w+, [\d.]+ kB, score [1-4]\d$/).waitFor();
  const line = page.getByLabel('Position of the dividing line');
  await line.focus();
  await page.keyboard.press('ArrowRight');
  expect(await line.inputValue()).toBe('51');
  await close();
});

test('a URL of another service is taken over, and what is lost is listed', async () => {
  const { page, close } = await open();
  await page
    .getByLabel('Image URL to import')
    .fill('https://example.imgix.net/photos/portrait.jpg?w=300&h=200&fit=crop&auto=format&nonsense=1');
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByText('Read as a URL of imgix').waitFor();
  await page.getByText('nonsense is not a parameter here').first().waitFor();
  await verdict(page).getByText('300 × 200').waitFor();
  expect(await page.evaluate(() => location.hash)).toMatch(/^#\/portrait\.jpg\?.*fit=cover/);
  await close();
});

test('why this image: candidates, times, the cache key', async () => {
  const { page, close } = await open('#/landscape.jpg?w=9000&format=auto&widht=3&page.panel=why');
  await page.getByText('w=9000 is out of bounds: w is 8192').waitFor();
  await page.getByText('widht is not a parameter here. Did you mean width?').waitFor();
  await field(page, 'w').fill('300');
  const panel = page.locator('#panel');
  // What was explained before stays until the new width is asked for.
  await panel.getByText(/\/landscape\.jpg\?variant=\S*w~300$/).waitFor();
  await panel.locator('.chosen').waitFor();
  expect(await panel.innerText()).toMatch(/decode \d+ ms/);
  expect(Number.parseFloat(await panel.locator('.chosen td').last().innerText())).toBeGreaterThan(50);
  await close();
});

test('what is served explains nothing that the configuration does not', async () => {
  const plain = await fetch(`${server.url}landscape.jpg?w=90&explain=1`);
  expect(plain.headers.get('content-type')).toBe('image/jpeg');
  const explained = await fetch(`${server.url}_local/explain/landscape.jpg?w=90&widht=8`);
  expect(await explained.json()).toMatchObject({
    variant: 'w~90',
    ignored: [{ name: 'widht', why: 'unknown', meant: 'width' }],
  });
});
