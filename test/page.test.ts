import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../infra/local/server.ts';
import { config } from './support/config.ts';

// What a person sees: the page that `npm start` prints the address of, in a real browser.

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await startServer({ port: 0, config, images: 'samples', log: () => undefined });
  // Chromium's own sandbox needs what containers lack; its other arguments, made for Lambda, would switch web security off.
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const open = async () => {
  const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on(
    'response',
    (response) => response.status() >= 400 && failures.push(`${response.status()} ${response.url()}`),
  );
  await page.goto(server.url);
  return { page, failures };
};

test('the page shows every sample image, resized', { timeout: 60_000 }, async () => {
  const { page, failures } = await open();
  // Those out of sight wait until they are not.
  for (const button of await page.locator('nav button').all()) await button.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => {
    const images = [...document.querySelectorAll('nav img')] as HTMLImageElement[];
    return images.length >= 12 && images.every((image) => image.complete);
  });
  const shown = await page.$$eval('nav img', (images) =>
    images.map((image) => ({
      src: image.getAttribute('src'),
      width: (image as HTMLImageElement).naturalWidth,
    })),
  );
  expect(failures).toEqual([]);
  expect(shown.filter(({ width }) => width === 0 || width > 208)).toEqual([]);
  await page.getByText('800 × 533').waitFor();
  await page.locator('#reasons .chosen').waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  await page.close();
});

test('a turned knob asks for another image, and a parameter that can not be read says why', {
  timeout: 60_000,
}, async () => {
  const { page } = await open();
  await page.locator('nav button[title="off-centre.jpg"]').click();
  await page.locator('[name=w]').fill('300');
  await page.locator('[name=h]').fill('300');
  await page.locator('[name=fit]').selectOption('cover');
  await page.getByText('300 × 300').waitFor();
  const width = await page.locator('#derivative').evaluate((image) => (image as HTMLImageElement).naturalWidth);
  expect(width).toBe(300);
  expect(await page.locator('#snippets').innerText()).toMatch(/off-centre\.jpg\?w=300&\S*fit=cover/);
  await page.locator('[name=w]').fill('wide');
  await page.getByText('w=wide: expected auto or 0').waitFor();
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByText('800 × 450').waitFor();
  await page.close();
});

test('a parameter is found by its name, its other names and what it does', { timeout: 60_000 }, async () => {
  const { page } = await open();
  const found = async (text: string) => {
    await page.getByLabel('Find a parameter').fill(text);
    return page.locator('#knobs label:visible span').allTextContents();
  };
  expect(await found('greyscale')).toEqual(['mono']);
  expect(await found('zzz')).toEqual([]);
  await page.getByText('No parameter is called or does “zzz”').waitFor();
  expect((await found('')).length).toBeGreaterThan(40);
  await page.close();
});

test('a text is shown whole, and beside nothing else', { timeout: 60_000 }, async () => {
  const { page } = await open();
  await page.locator('[name=format]').selectOption('json');
  await page.getByText('"blurhash": ').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.close();
});

test('the page tells why this image: its candidates, its parameters, what was ignored and when', {
  timeout: 60_000,
}, async () => {
  const { page, failures } = await open();
  await page.locator('[name=w]').fill('9000');
  await page.locator('[name=fit]').selectOption('cover');
  const told = page.locator('#reasons');
  await told.getByText('w = 8192').waitFor();
  expect(await told.innerText()).toMatch(/clamped/);
  await page.locator('[name=w]').fill('300');
  await told.getByText('w = 300').waitFor();
  const text = await told.innerText();
  expect(text).toMatch(/✓ (avif|webp|jpeg)/);
  expect(text).toMatch(/It saves \d+ % of the original/);
  expect(text).toMatch(/decode \d+ ms/);
  expect(text).toContain('/landscape.jpg?variant=');
  expect(Number(await told.locator('.chosen td:last-child').innerText())).toBeGreaterThan(50);
  expect(failures).toEqual([]);
  // Where it is closed, nothing is made anew for it.
  await page.locator('#why summary').click();
  await page.locator('[name=w]').fill('200');
  await page.getByText('200 × 133').waitFor();
  expect(await told.textContent()).toContain('w = 300');
  await page.close();
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
