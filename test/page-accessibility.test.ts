import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../infra/local/server.ts';
import { openPage, startBrowser } from './support/browser.ts';
import { config } from './support/config.ts';

// The page of `npm start` for those who see it enlarged, in the dark or not at all, and who have no mouse.

let server: Server;
let browser: Browser;
let axe: string;

beforeAll(async () => {
  server = await startServer({ port: 0, config, images: 'samples', log: () => undefined });
  await fetch(`${server.url}_local/images/empty.jpg`, { method: 'PUT', body: '' });
  browser = await startBrowser();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** States of the page, and what is there when one of them is complete. */
const states: [name: string, state: string, complete: string][] = [
  ['start', '#/landscape.jpg?w=800&format=auto', '.take-away .code'],
  ['compare', '#/alpha.png?w=400&format=auto&page.compare=slider', '.slider .before'],
  ['crop', '#/landscape.jpg?w=400&rect=0.1,0.1,0.5,0.5&page.tool=crop&page.panel=image', '.swatches li'],
  ['why', '#/landscape.jpg?w=400&format=auto&widht=9&page.panel=why&page.screen=phone', '.chosen'],
  ['refused', '#/landscape.jpg?w=wide&page.panel=request', '.message'],
  ['an empty file', '#/empty.jpg?w=400&format=auto&page.panel=image', '.message'],
  ['the server gone', '#/landscape.jpg?w=800&format=auto', '.take-away .code'],
];

/** What axe-core finds, as lines. */
const findings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  // At rest: half-transparent while it loads, text has another contrast.
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
};

test.each(['light', 'dark'] as const)(
  'axe-core finds nothing in seven states at three widths: %s',
  { timeout: 300_000 },
  async (colorScheme) => {
    for (const [name, state, complete] of states) {
      const { page, close } = await openPage(browser, server.url + state, { colorScheme });
      await page.locator(complete).first().waitFor();
      if (name === 'the server gone') {
        await page.context().setOffline(true);
        await page.locator('#parameter-w').fill('300');
        await page.getByText('The server doesn’t answer.').waitFor();
      }
      for (const width of [320, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await findings(page), `${name}, ${colorScheme}, ${width}`).toEqual([]);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth),
          `${name} scrolls sideways at ${width}`,
        ).toBeLessThanOrEqual(width);
      }
      await close();
    }
  },
);

test('every control is 24 pixels high and wide, or its label is', async () => {
  const { page, close } = await openPage(browser, server.url, { viewport: { width: 320, height: 800 } });
  await page.locator('.take-away .code').waitFor();
  const small = await page.evaluate(() => {
    const targets = [...document.querySelectorAll('button, select, input, summary, [role=option]')];
    return targets.flatMap((target) => {
      const shown = (target.closest('.segments label') ?? target) as HTMLElement;
      const { width, height } = shown.getBoundingClientRect();
      return width > 0 && (width < 24 || height < 24) ? [`${shown.outerHTML.slice(0, 120)} ${width} × ${height}`] : [];
    });
  });
  expect(small).toEqual([]);
  await close();
});

test('all is reached by keyboard, and the images are one step', async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.locator('.take-away .code').waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('stage');
  await page.locator('.skip').last().focus();
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('parameters');
  await page.locator('.list').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#/alpha.png'));
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('nav') === null)).toBe(true);
  await page.locator('#tab-code').focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('tab-why');
  await close();
});
