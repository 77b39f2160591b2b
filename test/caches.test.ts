import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './support/edges.ts';
import { photograph } from './support/images/photograph.ts';
import { logged } from './support/logged.ts';

// Several images of one URL in a browser's own cache: what is shown is always what was asked for (docs/caching.md).

let world: World;
let browser: Browser;
let site: { url: string; statuses: () => string[]; close: () => void };

/** The emulated distribution behind a port, and pages that ask for client hints and show one image. */
const serve = async () => {
  const edge = world.edge();
  let statuses: string[] = [];
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    const src = new URL(url, 'http://x').searchParams.get('show');
    if (src !== null) {
      const hints = 'Sec-CH-Viewport-Width, Sec-CH-Width, Sec-CH-DPR';
      response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store', 'accept-ch': hints });
      return response.end(src ? `<img src="${src.replaceAll('&', '&amp;')}">` : '');
    }
    if (!url.startsWith('/a.jpg')) return response.writeHead(404).end();
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      ['connection', 'host'].includes(name) || value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const answer = await edge.get(url, { headers });
    statuses.push(`${answer.status} ${Object.keys(request.headers).filter((name) => name.startsWith('if-'))}`.trim());
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    statuses: () => {
      const seen = statuses;
      statuses = [];
      return seen;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

beforeAll(async () => {
  logged();
  world = await startWorld();
  // Stale at once, so that the browser asks again each time; an original with a lifetime of its own.
  await world.upload('a.jpg', {
    bytes: await sharp(await photograph(1600, 1200))
      .jpeg()
      .toBuffer(),
    CacheControl: 'public, max-age=0, must-revalidate',
  });
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const opened = async (): Promise<[BrowserContext, Page]> => {
  const context = await browser.newContext({ viewport: { width: 320, height: 400 } });
  const page = await context.newPage();
  await page.goto(`${site.url}/?show=`);
  return [context, page];
};

/** The width of the image that a page shows, once it is whole. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    const image = document.querySelector('img');
    await image?.decode();
    return image?.naturalWidth;
  });

describe('an <img> of one URL', () => {
  beforeAll(async () => {
    site = await serve();
  });
  afterAll(() => site.close());

  test('at two viewports, reloaded, back and forward, is as wide as its viewport', { timeout: 60_000 }, async () => {
    const [context, page] = await opened();
    const address = `${site.url}/?show=${encodeURIComponent('/a.jpg?w=auto&format=webp')}`;
    const widths: unknown[] = [];
    for (const width of [320, 1280, 640, 320]) {
      await page.setViewportSize({ width, height: 400 });
      await page.goto(address);
      widths.push([width, await shown(page)]);
      await page.reload();
      widths.push([width, await shown(page)]);
    }
    expect(widths).toEqual([320, 320, 1280, 1280, 640, 640, 320, 320].map((width) => [width, width]));
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.goBack();
    await page.goForward();
    await page.reload();
    expect(await shown(page)).toBe(1280);
    // The browser did hold validators, and sent them.
    expect(site.statuses().filter((status) => status.startsWith('200 if-')).length).toBeGreaterThan(0);
    await context.close();
  });

  test('without hints, after an image by hints, is the whole original', { timeout: 60_000 }, async () => {
    const [context, page] = await opened();
    const address = `${site.url}/?show=${encodeURIComponent('/a.jpg?w=auto')}`;
    await page.goto(address);
    expect(await shown(page)).toBe(320);
    await context.route('**/a.jpg?*', (route) => {
      const headers = Object.entries(route.request().headers()).filter(([name]) => !name.startsWith('sec-ch-'));
      return route.continue({ headers: Object.fromEntries(headers) });
    });
    await page.reload();
    expect([320, 1600]).toContain(await shown(page));
    await context.close();
  });
});

describe('fetch of one URL, with two Accept headers', () => {
  beforeAll(async () => {
    site = await serve();
  });
  afterAll(() => site.close());

  // JPEG and PNG are shown by everyone, and are sent where they are smaller; of the others only what Accept names.
  const kinds = [
    ['image/avif,image/webp', /^image\/(avif|webp|jpeg|png)$/],
    ['image/webp', /^image\/(webp|jpeg|png)$/],
    ['image/png', /^image\/(jpeg|png)$/],
  ] as const;

  test.each(['default', 'no-cache', 'reload', 'no-store', 'force-cache'] as const)(
    'cache mode %s: the format is one that was asked for',
    { timeout: 60_000 },
    async (cache) => {
      const [context, page] = await opened();
      for (const path of ['/a.jpg?w=200&format=auto', '/a.jpg?w=201&format=auto&q=50'])
        for (const [accept, type] of [...kinds, ...kinds]) {
          const [status, sent, width] = await page.evaluate(
            async ([path, accept, cache]) => {
              const response = await fetch(path, { headers: { accept }, cache });
              const blob = await response.blob();
              const image = await createImageBitmap(blob);
              return [response.status, blob.type, image.width];
            },
            [path, accept, cache] as const,
          );
          expect([accept, status, width]).toEqual([accept, 200, Number(/w=(\d+)/.exec(path)?.[1])]);
          expect([accept, sent]).toEqual([accept, expect.stringMatching(type)]);
        }
      await context.close();
    },
  );
});
