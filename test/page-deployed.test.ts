import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageModules } from '../infra/build/page-asset.ts';
import type { Config } from '../infra/config/schema.ts';
import { type Server, startServer } from '../infra/local/server.ts';
import { openPage, startBrowser } from './support/browser.ts';
import { config } from './support/config.ts';

// The page that a deployed stack serves where its config says so, in a real browser.

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
}, 120_000);
afterAll(async () => browser?.close());

const naturalWidth = (page: Page) =>
  page.locator('#derivative').evaluate((image) => (image as HTMLImageElement).naturalWidth);

const served = async (changes: Partial<Config>) => {
  const page = { images: ['landscape.jpg', 'off-centre.jpg'] };
  const server = await startServer({
    port: 0,
    config: { ...config, page, ...changes },
    images: 'samples',
    log: () => undefined,
  });
  return { server, address: `${server.url}_/page/` };
};

describe('with explain', () => {
  let server: Server;
  let address: string;
  beforeAll(async () => {
    ({ server, address } = await served({ explain: 'on' }));
  }, 120_000);
  afterAll(async () => server?.close());

  test('shows an image, why its format was chosen, and nothing that only this machine has', async () => {
    const { page, failures, close } = await openPage(browser, address);
    await page.locator('.verdict').getByText('800 × 533').waitFor();
    expect(await naturalWidth(page)).toBe(800);
    expect(await page.getByText('Add', { exact: true }).count()).toBe(0);
    expect(await page.getByText('What this page can’t do here').count()).toBe(0);
    expect(await page.locator('.list').getByRole('option').count()).toBe(2);
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.getByText('Cache key').waitFor();
    expect(failures).toEqual([]);
    await close();
  });

  test('asks as another viewer does: an old browser gets JPEG', async () => {
    const { page, close } = await openPage(browser, address);
    await page.locator('.verdict').getByText('AVIF').waitFor();
    await page.locator('select').filter({ hasText: 'a mail client' }).selectOption('mail');
    await page.locator('.verdict').getByText('JPEG').waitFor();
    await close();
  });

  test('reads the URL of another service, without a server that does', async () => {
    const { page, failures, close } = await openPage(browser, address);
    await page.getByLabel('Image URL to import').fill('https://demo.imgix.net/a.jpg?w=300&h=300&fit=crop&txt=hello');
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByText('Read as a URL of imgix').waitFor();
    await page.getByText('Not imported').waitFor();
    await page.locator('.verdict').getByText('300 × 300').waitFor();
    expect(failures).toEqual([]);
    await close();
  });

  test('is sent with a policy that lets nothing else run, and is cached', async () => {
    const [first, again] = [await fetch(address), await fetch(address)];
    const policy = first.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(again.headers.get('x-cache')).toContain('Hit');
    expect(await first.text()).not.toContain('_local');
    expect((await fetch(`${address}nothing.js`)).status).toBe(404);
    expect((await fetch(`${address}constructor`)).status).toBe(404);
  });
});

test('says what the config closes, and does without', async () => {
  const { server, address } = await served({
    originals: { access: 'private' },
    signing: { paths: ['/off-*'] },
  });
  const { page, close } = await openPage(browser, address);
  await page.locator('.verdict').getByText('800 × 533').waitFor();
  await page.getByText('What this page can’t do here').click();
  const said = await page.locator('.closed li').allInnerTexts();
  expect(said).toEqual([
    expect.stringContaining('originals are private'),
    expect.stringContaining('/off-*'),
    expect.stringContaining('explain is off'),
  ]);
  await page.getByRole('tab', { name: 'Why' }).click();
  await page.getByText('There is no explanation: explain is off for this page').waitFor();
  await page.getByRole('option', { name: 'off-centre.jpg' }).click();
  await page.getByText('403').first().waitFor();
  await close();
  await server.close();
}, 120_000);

test('is off when left out: its address is that of a missing image', async () => {
  const server = await startServer({ port: 0, config, images: 'samples', log: () => undefined });
  expect((await fetch(`${server.url}_/page/`)).status).toBeGreaterThanOrEqual(400);
  await server.close();
}, 120_000);

test('its function is far below what Lambda@Edge may answer with', async () => {
  const { 'files.json': files } = await pageModules();
  const { 'read.js': read, ...others } = JSON.parse(Buffer.from(files ?? '').toString());
  expect(Object.keys(others).sort()).toEqual(['dialects.json', 'index.html', 'page.css', 'page.js', 'parameters.json']);
  for (const text of [read, ...Object.values<string>(others)]) expect(text.length).toBeLessThan(500_000);
});
