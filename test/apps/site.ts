import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';

/** The host of the images in every sample app. */
export const imageHost = 'https://images.example.com';

/** The host of the app itself. */
export const siteHost = 'https://site.example.com';

/** Serves a folder at `siteHost`, and the emulator's images at `imageHost`. */
export const serveSite = async (context: BrowserContext, folder: string, emulator: string): Promise<void> => {
  await context.route(`${siteHost}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const path = [pathname, `${pathname}/index.html`].map((each) => join(folder, each)).find(isFile);
    if (path === undefined) return route.fulfill({ status: 404 });
    await route.fulfill({ body: await readFile(path), contentType: types[extname(path)] ?? 'text/plain' });
  });
  await context.route(`${imageHost}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: new URL(pathname + search, emulator).href }) });
  });
};

const isFile = (path: string) => existsSync(path) && statSync(path).isFile();

const types: { [extension: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};
