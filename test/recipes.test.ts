import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { chrome, startEdge } from './support/edge.ts';
import { chart } from './support/images/chart.ts';

const folder = join(import.meta.dirname, '../samples/recipes');
const scratch = await mkdtemp(join(tmpdir(), 'recipes-'));
const edge = await startEdge({ 'hero.jpg': await chart({ width: 1920, height: 1080, format: 'jpeg' }) });
afterAll(async () => {
  await edge.close();
  await rm(scratch, { recursive: true });
});

/** The examples of a recipe in one language. */
const examples = async (recipe: string, language: string) =>
  [...(await readFile(join(folder, recipe), 'utf8')).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, name, code = '']) => (name === language ? [code] : []),
  );

const addresses = (text: string) => text.match(/https:\/\/images\.example\.com\/\S+?\?[^\s"'<]*/g) ?? [];

/** What the address of an example answers: its type, and the width of a picture. */
const answer = async (address: string, accept: string) => {
  const { pathname, search } = new URL(address);
  const response = await edge.get(pathname + search, { headers: { accept } });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.status, `${address}: ${bytes.subarray(0, 200)}`).toBe(200);
  const type = response.headers.get('content-type') ?? '';
  return { type, width: type.startsWith('image/') ? (await sharp(bytes).metadata()).width : undefined };
};

test('every recipe has examples that work', async () => {
  for (const recipe of await readdir(folder)) {
    const text = await readFile(join(folder, recipe), 'utf8');
    if (recipe !== 'react.md') expect(addresses(text).length, recipe).toBeGreaterThan(1);
    for (const address of addresses(text)) await answer(address, chrome);
  }
});

test('html.md: a candidate has its stated width and density', async () => {
  const html = (await examples('html.md', 'html')).join();
  const candidates = [...html.matchAll(/(https:\S+) (\d+)(w|x)/g)];
  expect(candidates).toHaveLength(10);
  for (const [, address = '', step, unit] of candidates)
    expect((await answer(address, chrome)).width).toBe(unit === 'w' ? Number(step) : 80 * Number(step));
});

test.each([
  ['ios.md', 'swift', 'image/*,*/*;q=0.8', 480],
  ['android.md', 'kotlin', '*/*', 480],
])(
  '%s: an app that says nothing in its headers gets what it says in the address',
  async (recipe, language, accept, width) => {
    const asked = addresses((await examples(recipe, language)).join());
    expect(asked).toHaveLength(2);
    for (const address of asked) {
      expect(await answer(address, accept)).toEqual({ type: expect.stringMatching(/^image\/(avif|webp)$/), width });
      expect(await answer(address.replace(/&fmts=.*/, '&format=auto'), accept)).toEqual({ type: 'image/jpeg', width });
    }
  },
);

type Element = { type: string | ((props: object) => Element); props: Record<string, unknown>; children: Element[] };

/** The examples of react.md, each under the name in its first line, run as a page's bundler would; React is a few lines here. */
const modules = async () => {
  const files = new Map(
    [...(await examples('react.md', 'tsx')), ...(await examples('react.md', 'ts'))].map((code) => {
      const name = /^\/\/ (\S+)/.exec(code)?.[1] ?? '';
      return [name, code];
    }),
  );
  const react = `
    export const h = (type, props, ...children) => ({ type, props: props ?? {}, children: children.flat(9) });
    export const Fragment = ({ children }) => children;
    export const Image = ({ transformer, src, ...size }) => h('img', { src: transformer(src, size) });`;
  const outfile = join(scratch, 'page.mjs');
  await build({
    stdin: {
      contents: `import { h, Fragment } from 'react'; Object.assign(globalThis, { h, Fragment });
        export * from './picture.tsx'; export * from './card.tsx'; export { default as loader } from './loader.ts';`,
    },
    outfile,
    bundle: true,
    format: 'esm',
    jsx: 'transform',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
    plugins: [
      {
        name: 'recipe',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^edge-images\/url$/ }, () => ({ path: join(folder, '../../edge/url/url.ts') }));
          onResolve({ filter: /^(react|@unpic\/react\/base|\.\/.*)$/ }, ({ path }) => ({ path, namespace: 'recipe' }));
          onLoad({ filter: /.*/, namespace: 'recipe' }, ({ path }) => ({
            contents: files.get(path.slice(2)) ?? react,
            loader: 'tsx',
          }));
        },
      },
    ],
  });
  return import(/* @vite-ignore */ pathToFileURL(outfile).href);
};

const rendered = (element: Element): Element[] => {
  const { type, props, children } = element;
  if (typeof type === 'string') return [element, ...children.flatMap(rendered)];
  return [type({ ...props, children })].flat().flatMap(rendered);
};

test('react.md: what the components render has the sizes that they were given', async () => {
  const { Page, Card, loader } = await modules();
  const tags = rendered(Page());
  const sizes = tags
    .flatMap(({ props }) => String(props.srcSet ?? '').split(', '))
    .filter((candidate) => candidate !== '')
    .map((candidate) => candidate.split(' '));
  expect(sizes).toHaveLength(18);
  for (const [address = '', step = ''] of sizes) {
    const width = step.endsWith('w') ? Number.parseInt(step, 10) : 80 * Number.parseInt(step, 10);
    expect((await answer(address, chrome)).width).toBe(width);
  }
  const [card] = rendered(Card());
  expect((await answer(String(card?.props.src), chrome)).width).toBe(320);
  expect((await answer(loader({ src: '/hero.jpg', width: 640 }), chrome)).width).toBe(640);
});
