import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from '../../infra/local/server.ts';
import { startBrowser } from '../support/browser.ts';
import { config } from '../support/config.ts';
import { chrome } from '../support/edge.ts';
import { type Packed, pack } from '../support/packed.ts';
import { apps, buildApp, hasRegistry } from './app.ts';
import { serveSite, siteHost } from './site.ts';

// Each sample app with the package that `npm pack` makes: installed, built under strict TypeScript, opened in a browser.

const registry = await hasRegistry();
if (!registry) console.warn('NO REGISTRY: npm’s registry does not answer, so no sample app is built');

let server: Server;
let browser: Browser;
let packed: Packed;

beforeAll(async () => {
  if (!registry) return;
  server = await startServer({ port: 0, config, images: 'samples', log: () => undefined });
  browser = await startBrowser();
  packed = await pack();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await packed?.remove();
});

/**
 * An image of an app: its candidates (by width, or by density with the pixels they have), its shape, and the pixels of the one
 * that a window of 1440 at density 2 takes.
 */
type Expected = { alt: string; candidates: string; shape: number; pixels: [width: number, height: number] };

/** As wide as half of the window. */
const coast = (candidates: string): Expected => ({ alt: 'Coast', candidates, shape: 3 / 2, pixels: [1920, 1280] });

const square = (alt: string, candidates: string, width: number): Expected => ({
  alt,
  candidates,
  shape: 1,
  pixels: [width, width],
});

const widths = '320w 640w 960w 1280w 1920w';
const boat = square('Boat', '1x=160 2x=320 3x=480', 320);

const rows: [name: string, output: string, images: Expected[]][] = [
  ['html', 'dist', [coast(widths), boat]],
  ['react', 'dist', [coast(widths), boat, square('Portrait', '200w 400w', 400)]],
  // Next.js takes the next of its own widths for a density.
  ['next', 'out', [coast('384w 640w 750w 828w 1080w 1200w 1920w 2048w 3840w'), square('Boat', '1x=256 2x=384', 384)]],
  ['astro', 'dist', [coast(widths), boat]],
  [
    'nuxt',
    '.output/public',
    [
      { ...coast('320w 384w 512w 640w 768w 1024w 1280w 1536w'), pixels: [1536, 1024] },
      square('Boat', '1x=160 2x=320', 320),
    ],
  ],
  ['angular', 'dist/browser', [coast(widths), square('Boat', '1x=160 2x=320', 320)]],
];

test('every sample app has a row, but the one of test/apps/cdk.test.ts', async () => {
  const folders = (await readdir(apps, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(['cdk', ...rows.map(([name]) => name)].sort());
});

describe.skipIf(!registry).each(rows)('%s', (name, output, images) => {
  test('every image has its size, its format and its candidates', async () => {
    const app = await buildApp(name, packed.tarball);
    try {
      const shown = await openSite(join(app.folder, output));
      expect(shown.failures).toEqual([]);
      expect(shown.images.map(({ alt }) => alt)).toEqual(images.map(({ alt }) => alt));
      for (const [index, image] of shown.images.entries()) await expectImage(image, images[index]);
    } finally {
      await app.remove();
    }
  });
});

/** An image as the browser shows it. */
type Shown = { alt: string; src: string; natural: [width: number, height: number]; srcset: string };

/** Opens the built site in a window of 1440 pixels at density 2 and waits for its images. */
const openSite = async (folder: string) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 2000 }, deviceScaleFactor: 2 });
  await serveSite(context, folder, server.url);
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('response', (response) => {
    const favicon = response.url().endsWith('/favicon.ico');
    if (response.status() >= 400 && !favicon) failures.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(siteHost);
  const images = await shownImages(page);
  await context.close();
  return { failures, images };
};

const shownImages = async (page: Page): Promise<Shown[]> => {
  await page.waitForFunction(() => {
    const images = [...document.images];
    return images.length > 1 && images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  });
  return page.evaluate(() =>
    [...document.images].map((image) => ({
      alt: image.alt,
      src: image.currentSrc,
      natural: [image.naturalWidth, image.naturalHeight] as [number, number],
      srcset: image.srcset,
    })),
  );
};

const expectImage = async ({ alt, src, natural, srcset }: Shown, expected: Expected | undefined) => {
  const chosen = await ask(src);
  const shape = expected?.shape ?? 0;
  expect(chosen, src).toEqual({ type: modern, size: expected?.pixels });
  expect(natural[0] / natural[1], src).toBeCloseTo(shape, 1);
  const candidates: string[] = [];
  for (const [url = '', descriptor = ''] of srcset.split(/,\s+/).map((candidate) => candidate.trim().split(' '))) {
    const { size, type } = await ask(url);
    candidates.push(descriptor.endsWith('x') ? `${descriptor}=${size[0]}` : descriptor);
    expect(type, url).toEqual(modern);
    expect(size[0] / size[1], url).toBeCloseTo(shape, 1);
    // As wide as it says: only the original may be smaller, which is not enlarged.
    if (descriptor.endsWith('w')) expect(size[0], url).toBe(Math.min(Number.parseInt(descriptor, 10), 2100));
  }
  expect(candidates.join(' '), alt).toBe(expected?.candidates);
};

const modern = expect.stringMatching(/^image\/(avif|webp)$/);

/** What the emulator answers a browser: the type and the size in pixels. */
const ask = async (url: string) => {
  const { pathname, search } = new URL(url);
  const response = await fetch(new URL(pathname + search, server.url), { headers: { accept: chrome } });
  const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return { type: response.headers.get('content-type') ?? '', size: [width, height] as [number, number] };
};
