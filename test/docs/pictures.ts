import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { startServer } from '../../infra/local/server.ts';
import { config } from '../support/config.ts';
import { readPages, root } from './pages.ts';

// `npm run docs:pictures` makes the pictures of README from the samples: what its URLs give, and the page of `npm start`.

const usage = `npm run docs:pictures

Makes docs/pictures/: the answers to README's example URLs, and screenshots of the page of npm start, light and dark.`;

const folder = join(root, 'docs/pictures');

/** Rows of README's table of examples: a URL, and the picture beside it. */
const examplesWithPictures = async (): Promise<{ address: string; file: string }[]> => {
  const readme = (await readPages()).find(({ path }) => path === 'README.md');
  return [...(readme?.text ?? '').matchAll(/^\| `(\/[^`]+)` .*!\[[^\]]*\]\(docs\/pictures\/([\w.-]+)\)/gm)].map(
    ([, address = '', file = '']) => ({ address, file }),
  );
};

const main = async () => {
  await mkdir(folder, { recursive: true });
  const server = await startServer({ port: 0, config, images: join(root, 'samples'), log: () => undefined });
  try {
    for (const { address, file } of await examplesWithPictures()) {
      const answer = await fetch(new URL(address, server.url));
      if (!answer.ok) throw new Error(`${address} is answered with ${answer.status}`);
      await writeFile(join(folder, file), Buffer.from(await answer.arrayBuffer()));
      console.log(`docs/pictures/${file}  ${address}`);
    }
    await screenshots(server.url);
  } finally {
    await server.close();
  }
};

const screenshots = async (url: string) => {
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
  for (const [colorScheme, file] of [
    ['light', 'page.png'],
    ['dark', 'page-dark.png'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.locator('.verdict strong').first().waitFor();
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(folder, file) });
    console.log(`docs/pictures/${file}  ${colorScheme}`);
    await page.close();
  }
  await browser.close();
};

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(usage);
else await main();
