import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import type { Example, Snippet } from '../../edge/url/snippet.ts';
import { snippets } from '../../edge/url/snippets.ts';
import { appSnippets } from '../../edge/url/snippets-apps.ts';
import { angularLoader, nextLoader, picture, transformer, url } from '../../edge/url/url.ts';
import { host, shows, startClients } from '../support/clients.ts';

const { ask, close } = await startClients();
afterAll(close);

/** chart.jpg, of 600 × 400 pixels, as its parameters show it. */
const example = (parameters: Example['parameters'], width: number, height: number, widest = 600): Example => ({
  src: `https://${host}/chart.jpg`,
  alt: 'Four colors',
  parameters,
  width,
  height,
  widest,
});

const codeOf = (all: Snippet[], name: string) =>
  all
    .find((each) => each.name === name)
    ?.files.map(({ code }) => code)
    .join('\n') ?? '';

/** The candidates of a snippet: where, and how wide or dense. */
const candidatesOf = (code: string) =>
  [...code.replaceAll('&amp;', '&').matchAll(/(https:[^\s"]+)"?\)? (\d+)(w|x)/g)].map(([, url = '', size, unit]) => ({
    url,
    size: Number(size),
    unit,
  }));

const sizeOf = async (url: string) => {
  const [, width, height] = /^(\d+)x(\d+)/.exec(await ask('native', url)) ?? [];
  return { width: Number(width), height: Number(height) };
};

test.each<[query: string, width: number, height: number, widest?: number]>([
  ['w=200&h=200&fit=cover&format=auto', 200, 200, 400],
  ['w=200&h=200&fit=crop', 200, 200, 400],
  ['h=100', 150, 100],
  ['w=50%', 300, 200],
  ['w=200&format=auto', 200, 133],
  ['w=200&h=40', 60, 40],
  ['w=200&h=200&fit=contain&bg=fff', 200, 200],
  ['w=100&pad=10', 120, 87],
  ['w=200&ar=2:1', 200, 100],
  ['w=100&h=100&dpr=2&fit=cover', 100, 100, 400],
])('%s: every candidate is the same picture, as large as it says', async (query, width, height, widest) => {
  const all = snippets(example(Object.fromEntries(new URLSearchParams(query)), width, height, widest));
  for (const name of ['HTML, fixed size', 'HTML, responsive', '<picture>', 'CSS']) {
    const candidates = candidatesOf(codeOf(all, name));
    expect(candidates.length, name).toBeGreaterThan(0);
    for (const { url, size, unit } of candidates) {
      const shown = await sizeOf(url);
      const wanted = unit === 'w' ? size : width * size;
      expect(Math.abs(shown.width - wanted), `${name}: ${url}`).toBeLessThanOrEqual(2);
      expect(Math.abs(shown.width / shown.height / (width / height) - 1), `${name}: ${url}`).toBeLessThan(0.03);
    }
  }
});

test('a candidate that the original can’t fill is left out', () => {
  const densities = (width: number) =>
    candidatesOf(codeOf(snippets(example({ w: String(width) }, width, width / 1.5)), 'HTML, fixed size')).length;
  expect([densities(200), densities(300), densities(400)]).toEqual([3, 2, 1]);
});

test('the loader and the modifiers of frameworks hold every parameter', async () => {
  const all = snippets(example({ w: '200', h: '200', fit: 'cover', position: 'top-left', q: '60' }, 200, 200));
  const [, base = '', parameters = ''] = /nextLoader\('([^']+)', (\{.*\})\)/.exec(codeOf(all, 'Next.js')) ?? [];
  const loader = nextLoader(base, new Function(`return ${parameters}`)());
  expect(await sizeOf(loader({ src: '/chart.jpg', width: 320 }))).toEqual({ width: 320, height: 320 });
  expect(loader({ src: '/chart.jpg', width: 320 })).toContain('q=60');
  const [, modifiers = ''] = /:modifiers="(\{.*\})"/.exec(codeOf(all, 'Nuxt')) ?? [];
  const asked = { ...new Function(`return ${modifiers}`)(), width: 320, height: 320 };
  expect(await sizeOf(transformer(`https://${host}/chart.jpg`, asked))).toEqual({ width: 320, height: 320 });
  expect(codeOf(all, 'unpic')).toContain("operations={{ fit: 'cover', position: '0,0', q: 60, ar: '1:1' }}");
});

test('Angular and React hold every parameter', async () => {
  const all = snippets(example({ w: '200', h: '200', fit: 'cover', position: 'top-left' }, 200, 200));
  const [, base = ''] = /angularLoader\('([^']+)'\)/.exec(codeOf(all, 'Angular')) ?? [];
  const [, parameters = ''] = /\[loaderParams\]="(\{.*\})"/.exec(codeOf(all, 'Angular')) ?? [];
  const loaderParams = new Function(`return ${parameters}`)();
  expect(
    await ask('native', angularLoader(base)({ src: '/chart.jpg', width: 100, height: 100, loaderParams })),
  ).toMatch(shows('100x100 modern RGYB'));
  const [, call = ''] = /picture\(([\s\S]*?)\);/.exec(codeOf(all, 'React')) ?? [];
  const { img } = picture(...(new Function(`return [${call}]`)() as Parameters<typeof picture>));
  const [candidate = ''] = img.srcSet.split(' ');
  expect(await ask('native', candidate)).toMatch(shows('320x320 modern RGYB'));
});

const apps = appSnippets(example({}, 1, 1)).map(({ name }) => name);

/** The URL of an app's snippet on a screen of density 2, on a system that decodes AVIF. */
const appUrl = (code: string) => {
  const [, parameters] = /const image = (\{.*\}) as const;/.exec(code) ?? [];
  if (parameters) return url(`https://${host}/chart.jpg`, { ...new Function(`return ${parameters}`)(), dpr: 2 });
  const [, text = ''] = /["'](https:[^"']+)["']/.exec(code) ?? [];
  const [, formats = ''] = /["'](avif,webp|webp)["']/.exec(code) ?? [];
  return text.replace(/\\\(formats\)|\$formats/, formats).replace(/\\\(scale\)|\$density/, '2');
};

test.each(apps)('%s: an app names its formats and its density', async (name) => {
  const code = codeOf(snippets(example({ w: '200', format: 'auto' }, 200, 133)), name);
  expect(await ask('native', appUrl(code), 'image/*')).toMatch(shows('400x267 modern RGYB'));
  expect(code).not.toContain('format=');
  if (!name.includes('Glide') && !name.includes('SDWebImage')) expect(code).toMatch(/200[\s\S]*133/);
  const png = codeOf(snippets(example({ w: '200', format: 'png' }, 200, 133)), name);
  expect(await ask('native', appUrl(png), 'image/*')).toMatch(shows('400x267 png RGYB'));
  expect(png).not.toMatch(/avif|webp/);
});

test('code is code', async () => {
  const all = snippets(example({ w: '200', fit: 'cover', h: '100', 'mark-w': '0.2' }, 200, 100));
  for (const { files } of all)
    for (const { language, code } of files)
      if (language === 'js' || language === 'jsx' || language === 'ts' || language === 'tsx')
        await build({
          stdin: { contents: code, loader: language === 'js' ? 'jsx' : language },
          write: false,
          logLevel: 'silent',
        });
});
