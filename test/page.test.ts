import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../infra/local/server.ts';

// What a person sees: the page that `npm start` prints the address of, in a real browser.

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await startServer({ port: 0, images: 'samples', log: () => undefined });
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args,
    headless: true,
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('the page shows every sample picture, resized', { timeout: 60_000 }, async () => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on(
    'response',
    (response) => response.status() >= 400 && failures.push(`${response.status()} ${response.url()}`),
  );
  await page.goto(server.url);
  await page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll('img')];
    return pictures.length >= 12 && pictures.every((picture) => picture.complete);
  });
  const shown = await page.$$eval('img', (pictures) =>
    pictures.map(({ currentSrc, naturalWidth }) => ({ currentSrc, naturalWidth })),
  );
  expect(failures).toEqual([]);
  expect(shown.filter(({ naturalWidth }) => naturalWidth === 0)).toEqual([]);
  expect(shown.every(({ naturalWidth }) => naturalWidth <= 800)).toBe(true);
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  await page.close();
});
