import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { command } from '../../infra/commands/command.ts';
import { hideMetrics } from '../../infra/commands/print.ts';
import { type Server, startServer } from '../../infra/local/server.ts';
import { startBrowser } from '../support/browser.ts';
import { exampleConfig, examplePictures, examplesPage } from './examples.ts';
import { readPages, root } from './pages.ts';

// `npm run docs:pictures` makes the pictures of README from the samples: what its URLs give, and the page of `npm start`.

const usage = `npm run docs:pictures

Makes docs/pictures/: the answers to README's example URLs, each parameter before and after (with docs/examples.md), and the page of
npm start in use, light and dark.`;

const folder = join(root, 'docs/pictures');
const examplesFolder = join(folder, 'examples');

/** Rows of README's table of examples: a URL, and the picture beside it. */
const examplesWithPictures = async (): Promise<{ address: string; file: string }[]> => {
  const readme = (await readPages()).find(({ path }) => path === 'README.md');
  return [...(readme?.text ?? '').matchAll(/^\| `(\/[^`]+)` .*!\[[^\]]*\]\(docs\/pictures\/([\w.-]+)\)/gm)].map(
    ([, address = '', file = '']) => ({ address, file }),
  );
};

const main = async () => {
  hideMetrics();
  await rm(examplesFolder, { recursive: true, force: true });
  await mkdir(examplesFolder, { recursive: true });
  await writeFile(join(root, 'docs/examples.md'), examplesPage());
  const server = await startServer({
    port: 0,
    config: exampleConfig,
    images: join(root, 'samples'),
    log: () => undefined,
  });
  try {
    for (const { address, file } of await examplesWithPictures())
      await savePicture(server, address, join(folder, file));
    for (const { address, file } of examplePictures()) await savePicture(server, address, join(examplesFolder, file));
    await screenshots(server.url);
  } finally {
    await server.close();
  }
};

const savePicture = async ({ url }: Server, address: string, file: string) => {
  const answer = await fetch(new URL(address, url));
  if (!answer.ok || answer.headers.has('x-image-reason'))
    throw new Error(`${address} is answered with ${answer.status} ${answer.headers.get('x-image-reason')}`);
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  console.log(`${relative(root, file)}  ${address}`);
};

const screenshots = async (url: string) => {
  const browser = await startBrowser();
  for (const [colorScheme, file] of [
    ['light', 'page.webp'],
    ['dark', 'page-dark.webp'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
    await page.goto(`${url}#/off-centre.jpg?w=800&format=auto`);
    const { data, info } = await movingPicture(await frames(page));
    await writeFile(join(folder, file), data);
    console.log(`docs/pictures/${file}  ${colorScheme}, ${Math.round(info.size / 1000)} kB`);
    await page.close();
  }
  await browser.close();
};

type Frame = { image: Buffer; milliseconds: number };

/** What a visitor does on the page: a size, a crop, its focal point, a look at the difference, and why. */
const frames = async (page: Page): Promise<Frame[]> => {
  const taken: Frame[] = [];
  const take = async (milliseconds: number) => {
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    await page.waitForFunction(() =>
      [...document.querySelectorAll('main img')].every((image) => (image as HTMLImageElement).complete),
    );
    taken.push({ image: await page.screenshot(), milliseconds });
  };
  const set = async (state: string, complete: string, milliseconds: number) => {
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, `#/off-centre.jpg?${state}`);
    await page.getByText(complete).first().waitFor();
    await page.waitForTimeout(400);
    await take(milliseconds);
  };
  await page.getByText('800 × 450').waitFor();
  await page.waitForTimeout(1500);
  await take(1500);
  await set('w=640&format=auto', '640 × 360', 500);
  await set('w=480&format=auto', '480 × 270', 1000);
  await set('w=480&h=480&fit=cover&format=auto', '480 × 480', 1500);
  for (const position of ['0.5,0.5', '0.65,0.6', '0.85,0.7'])
    await set(`w=480&h=480&fit=cover&position=${position}&format=auto&page.tool=focus`, '480 × 480', 600);
  await set('w=480&h=480&fit=cover&position=0.85,0.7&format=auto', '480 × 480', 1500);
  await set('w=800&q=40&format=auto&page.compare=slider', 'score', 600);
  const line = page.getByLabel('Position of the dividing line');
  for (const at of [35, 20, 35, 50, 65, 80]) {
    await line.fill(String(at));
    await take(200);
  }
  await set('w=800&q=40&format=auto&page.compare=split', 'score', 1500);
  return taken;
};

/** Frames as an animated WebP, small enough for a README. */
const movingPicture = (all: Frame[]) =>
  sharp(
    all.map(({ image }) => image),
    { join: { animated: true } },
  )
    .webp({ quality: 75, effort: 6, smartSubsample: true, loop: 0, delay: all.map(({ milliseconds }) => milliseconds) })
    .toBuffer({ resolveWithObject: true });

await command(usage, {}, main);
