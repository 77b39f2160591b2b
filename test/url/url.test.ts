import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transformBaseImageProps } from '@unpic/core/base';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { sign } from '../../edge/url/sign.ts';
import {
  angularLoader,
  densities,
  html,
  nextLoader,
  type Parameters,
  path,
  picture,
  signed,
  srcset,
  transformer,
  url,
  widths,
} from '../../edge/url/url.ts';
import { defaultLadder } from '../../edge/viewer/ladder.ts';
import { urlLimit } from '../../infra/build/url-module.ts';
import { host, shows as shown, startClients } from '../support/clients.ts';

const { ask, distribute, close } = await startClients();
afterAll(close);

test.each<[src: string, parameters: Parameters, address: string]>([
  ['/a.jpg', {}, '/a.jpg'],
  ['/a.jpg', { w: 400, format: 'auto' }, '/a.jpg?w=400&format=auto'],
  ['https://images.example.com/a.jpg?v=1', { w: 400 }, 'https://images.example.com/a.jpg?v=1&w=400'],
  ['/a.jpg', { w: undefined, anim: false, mark: 'logo' }, '/a.jpg?anim=false&mark=logo'],
  ['/a.jpg', { w: '50%', h: 0.5, 'mark-w': '20%' }, '/a.jpg?w=50%25&h=0.5&mark-w=20%25'],
  ['/a.jpg', { 'max-bytes': '200k', fmts: 'avif,webp' }, '/a.jpg?max-bytes=200k&fmts=avif%2Cwebp'],
  ['/a.jpg', { border: '5,336699', pad: '10,20', dl: true }, '/a.jpg?border=5%2C336699&pad=10%2C20&dl=true'],
  ['/a.jpg', { explain: true, mono: '336699' }, '/a.jpg?explain=true&mono=336699'],
  ['/a.jpg', { ar: '16:9', position: 'top-left', pad: 4 }, '/a.jpg?ar=16%3A9&position=top-left&pad=4'],
  ['/a.jpg', { position: [0.3, 0.7], fmts: ['avif', 'webp'] }, '/a.jpg?position=0.3%2C0.7&fmts=avif%2Cwebp'],
  [path('공원 & café +1 100%.jpg'), { w: 1 }, '/%EA%B3%B5%EC%9B%90%20%26%20caf%C3%A9%20%2B1%20100%25.jpg?w=1'],
])('url(%o, %o)', (src, parameters, address) => {
  expect(url(src, parameters)).toBe(address);
});

test('parameters are those of the table, and their values too', () => {
  // @ts-expect-error no such parameter
  url('/a.jpg', { width: 400 });
  // @ts-expect-error no such fit
  url('/a.jpg', { fit: 'covr' });
  // @ts-expect-error a share ends with a percent sign
  url('/a.jpg', { w: '50' });
  // @ts-expect-error explain is yes or no
  url('/a.jpg', { explain: 'please' });
  // @ts-expect-error a shape has two sides
  url('/a.jpg', { ar: '16' });
  // @ts-expect-error a refusal's status is no parameter
  url('/a.jpg', { status: 400 });
});

test('srcset, by width or by density', () => {
  expect(srcset('/a.jpg', { format: 'auto' }, [320, 640])).toBe(
    '/a.jpg?format=auto&w=320 320w, /a.jpg?format=auto&w=640 640w',
  );
  expect(srcset('/a.jpg', { h: 50 })).toBe('/a.jpg?h=50&dpr=1 1x, /a.jpg?h=50&dpr=2 2x, /a.jpg?h=50&dpr=3 3x');
  expect(srcset('/a.jpg').match(/ \d+w/g)).toHaveLength(widths.length);
});

test('its own widths are steps of the ladder', () => {
  expect(widths.filter((width) => !defaultLadder.includes(width))).toEqual([]);
  expect(densities).toEqual([1, 2, 3]);
});

test('every candidate is as wide as it says, and of the format of its source', async () => {
  const { sources, img } = picture('/chart.jpg', { ar: '1:1' }, { sizes: '50vw', steps: [100, 200, 300] });
  expect(sources.map(({ type, sizes }) => [type, sizes])).toEqual([
    ['image/avif', '50vw'],
    ['image/webp', '50vw'],
  ]);
  for (const [format, srcSet] of [
    ...sources.map(({ type, srcSet }) => [type.slice(6), srcSet]),
    ['modern', img.srcSet],
  ])
    for (const [address = '', width = ''] of srcSet?.split(', ').map((candidate) => candidate.split(' ')) ?? [])
      expect(await ask('native', address)).toMatch(shown(`${width.slice(0, -1)}x${width.slice(0, -1)} ${format} RGYB`));
  expect(await ask('native', img.src)).toMatch(shown('200x200 modern RGYB'));
});

test('a picture of a fixed size has that size in its attributes', () => {
  const { sources, img } = picture('/a.jpg', { w: 80, h: 60, fit: 'cover' }, { formats: ['webp'] });
  expect(img).toEqual({
    src: '/a.jpg?format=auto&w=80&h=60&fit=cover',
    srcSet: srcset('/a.jpg', { format: 'auto', w: 80, h: 60, fit: 'cover' }),
    width: 80,
    height: 60,
  });
  expect(sources).toEqual([
    { type: 'image/webp', srcSet: srcset('/a.jpg', { w: 80, h: 60, fit: 'cover', format: 'webp' }) },
  ]);
});

test('html escapes what a text of HTML must not hold', () => {
  const attributes = { alt: 'A "quoted" & <b>', loading: 'lazy' };
  expect(html(picture('/a.jpg', {}, { steps: [320], formats: [] }), attributes)).toBe(
    '<picture><img src="/a.jpg?format=auto&amp;w=320" srcset="/a.jpg?format=auto&amp;w=320 320w" sizes="100vw" ' +
      'alt="A &quot;quoted&quot; &amp; <b>" loading="lazy"></picture>',
  );
});

test('a signed picture opens a closed path', async () => {
  const key = { id: 'web', secret: 'of the server' };
  const closed = await distribute({ signing: { paths: ['*'] } }, new Map([[key.id, key.secret]]));
  const { img } = await signed(picture('/chart.jpg', { w: 80, h: 60, fit: 'cover' }), (address) => sign(address, key));
  const open = async (address: string) => (await closed(new Request(`https://${host}${address}`))).status;
  for (const candidate of img.srcSet.split(', ')) expect(await open(candidate.split(' ')[0] ?? '')).toBe(200);
  expect(await open(img.src)).toBe(200);
  expect(await open(img.src.replace('w=80', 'w=81'))).toBe(403);
});

test('each address of a picture is signed once', async () => {
  const sign = async (address: string) => `${address}&sig=${address.length}`;
  const { sources, img } = await signed(picture('/a.jpg', { w: 8 }, { formats: ['webp'] }), sign);
  expect(img.src).toBe('/a.jpg?format=auto&w=8&sig=22');
  expect(img.srcSet.match(/&sig=28 \dx/g)).toHaveLength(3);
  expect(sources[0]?.srcSet.match(/&sig=28 \dx/g)).toHaveLength(3);
});

test('a loader for next/image', async () => {
  const loader = nextLoader(`https://${host}`, { fit: 'cover', ar: '1:1' });
  expect(loader({ src: '/chart.jpg', width: 640, quality: 60 })).toBe(
    `https://${host}/chart.jpg?format=auto&fit=cover&ar=1%3A1&w=640&q=60`,
  );
  expect(nextLoader()({ src: 'chart.jpg', width: 64 })).toBe('/chart.jpg?format=auto&w=64');
  // A default stays where a parameter is undefined; the base may end with a slash.
  expect(nextLoader('/', { q: 'auto', format: undefined })({ src: '/a.jpg', width: 64, quality: undefined })).toBe(
    '/a.jpg?format=auto&q=auto&w=64',
  );
  expect(nextLoader(`https://${host}/`)({ src: '/a.jpg', width: 64 })).toBe(`https://${host}/a.jpg?format=auto&w=64`);
  expect(nextLoader('/img')({ src: 'https://a.example/b.jpg', width: 64 })).toBe(
    'https://a.example/b.jpg?format=auto&w=64',
  );
  expect(await ask('native', loader({ src: '/chart.jpg', width: 128 }))).toMatch(shown('128x128 modern RGYB'));
});

test("a loader for Angular's NgOptimizedImage", async () => {
  const loader = angularLoader(`https://${host}/`, { position: 'left' });
  expect(loader({ src: 'chart.jpg', width: 320 })).toBe(
    `https://${host}/chart.jpg?fit=cover&format=auto&position=left&w=320`,
  );
  expect(await ask('native', loader({ src: 'chart.jpg', width: 100, height: 400 }))).toMatch(
    shown('100x400 modern RRBB'),
  );
  expect(loader({ src: '/a.jpg', width: 30, isPlaceholder: true })).toContain('w=30&q=20');
  expect(loader({ src: '/a.jpg', loaderParams: { fit: 'contain', position: undefined } })).toBe(
    `https://${host}/a.jpg?fit=contain&format=auto&position=left`,
  );
});

test("a transformer for unpic's components", async () => {
  const props = transformBaseImageProps({
    src: `https://${host}/chart.jpg`,
    transformer,
    width: 200,
    height: 100,
    layout: 'constrained',
  });
  expect(await ask('native', String(props.src))).toMatch(shown('200x100 modern RGYB'));
  const candidates = String(props.srcset)
    .split(',\n')
    .map((candidate) => candidate.split(' '));
  expect(candidates.length).toBeGreaterThan(1);
  // unpic passes `format: undefined`.
  expect(candidates.filter(([address = '']) => !address.includes('format=auto'))).toEqual([]);
  for (const [address = '', width = ''] of candidates)
    expect(await ask('native', address)).toMatch(new RegExp(`^${width.slice(0, -1)}x`));
});

const bundled = async (contents: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, '../../edge/url'), loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
  });
  return { bytes: Buffer.from(outputFiles[0]?.contents ?? []), inputs: Object.keys(metafile.inputs) };
};

test('all of it is a kilobyte minified and gzipped, depends on nothing, and what is not used falls away', async () => {
  const all = await bundled("export * from './url.ts';");
  expect(gzipSync(all.bytes).length).toBeLessThan(urlLimit);
  expect(all.inputs.map((input) => input.replace(/^.*edge\/url\//, '')).sort()).toEqual(['<stdin>', 'url.ts']);
  const one = await bundled("export { url } from './url.ts';");
  expect(one.bytes.length).toBeLessThan(300);
  const signer = await bundled("export { sign } from './sign.ts';");
  expect(gzipSync(signer.bytes).length).toBeLessThan(5000);
});
