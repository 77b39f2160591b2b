import imgix from '@imgix/js-core';
import { afterAll, expect, test } from 'vitest';
import { host, shows, startClients } from '../../support/clients.ts';

// The package's types are those of its ES module, Node loads the CommonJS one.
const ImgixClient = imgix as unknown as typeof imgix.default;
const client = new ImgixClient({ domain: host });

const { ask, fetch, distribute, close } = await startClients();
afterAll(close);

test.each<[params: Record<string, unknown>, shown: string]>([
  [{}, '600x400 jpeg RGYB'],
  [{ w: 300 }, '300x200 jpeg RGYB'],
  [{ w: 0.5 }, '300x200 jpeg RGYB'],
  [{ w: 300, h: 300 }, '300x200 jpeg RGYB'],
  [{ w: 150, dpr: 2 }, '300x200 jpeg RGYB'],
  [{ w: 900, fit: 'clip' }, '900x600 jpeg RGYB'],
  [{ w: 900, fit: 'max' }, '600x400 jpeg RGYB'],
  [{ w: 200, h: 200, fit: 'crop', crop: 'left' }, '200x200 jpeg RGYB'],
  [{ w: 100, h: 400, fit: 'crop', crop: 'left' }, '100x400 jpeg RRBB'],
  [{ w: 100, h: 400, fit: 'crop', crop: 'right,top' }, '100x400 jpeg GGYY'],
  [{ w: 600, h: 100, fit: 'crop', crop: 'focalpoint', 'fp-x': 0.5, 'fp-y': 1 }, '600x100 jpeg BYYB'],
  [{ w: 600, ar: '6:1', fit: 'crop', crop: 'top' }, '600x100 jpeg RGGR'],
  [{ w: 800, h: 800, fit: 'min' }, '400x400 jpeg RGYB'],
  [{ w: 300, h: 300, fit: 'fill', bg: 'FFF' }, '300x300 jpeg WWWW'],
  [{ w: 300, h: 300, fit: 'fill', bg: 'FF000000', fm: 'png' }, '300x300 png KKKK'],
  [{ w: 300, h: 300, fit: 'scale' }, '300x300 jpeg RGYB'],
  [{ rect: '0,0,200,100', w: 100, fm: 'png' }, '100x50 png RRRR'],
  [{ w: 300, auto: 'format' }, '300x200 modern RGYB'],
  [{ w: 300, auto: 'format,compress', fm: 'webp' }, '300x200 webp RGYB'],
  [{ w: 300, flip: 'h', fm: 'png' }, '300x200 png GRBY'],
])('buildURL %o', async (params, shown) => {
  expect(await ask('imgix', client.buildURL('chart.jpg', params as object))).toMatch(shows(shown));
});

test('a path that needs escapes', async () => {
  expect(await ask('imgix', client.buildURL('/차트 +1.jpg', { w: 300 }))).toMatch(shows('300x200 jpeg RGYB'));
});

const candidates = (srcset: string) =>
  srcset.split(',\n').map((candidate): [string, number] => {
    const [url = '', size = ''] = candidate.split(' ');
    return [url, Number.parseFloat(size)];
  });

test('buildSrcSet, fixed: every density has its pixels', async () => {
  const found = candidates(client.buildSrcSet('chart.jpg', { w: 100, h: 100, fit: 'crop' }));
  expect(found).toHaveLength(5);
  for (const [url, density] of found)
    expect(await ask('imgix', url)).toMatch(shows(`${density * 100}x${density * 100} jpeg RGYB`));
});

test('buildSrcSet, fluid: every candidate is as wide as it says', async () => {
  const found = candidates(
    client.buildSrcSet('chart.jpg', { ar: '1:1', fit: 'crop' }, { minWidth: 100, maxWidth: 700 }),
  );
  expect(found.length).toBeGreaterThan(10);
  for (const [url, width] of found) expect(await ask('imgix', url)).toMatch(shows(`${width}x${width} jpeg RGYB`));
});

test("the library's own parameter is no part of the cache key", async () => {
  const named = client.buildURL('chart.jpg', { w: 222 });
  const plain = new ImgixClient({ domain: host, includeLibraryParam: false });
  expect(named).toContain('ixlib=');
  await fetch('imgix', named);
  const again = await fetch('imgix', plain.buildURL('chart.jpg', { w: 222 }));
  expect(again.headers.get('x-cache')).toBe('Hit from cloudfront');
});

test("the library's signature opens a path that is closed, and nothing else does", async () => {
  const token = 'aBcDeFgH12345678';
  const closed = await distribute(
    { dialects: [{ path: '*', dialect: 'imgix' }], signing: { paths: ['*'] } },
    new Map([['imgix', token]]),
  );
  const status = async (url: string) => (await closed(new Request(url))).status;
  const signing = new ImgixClient({ domain: host, secureURLToken: token });
  const signed = signing.buildURL('/차트 +1.jpg', { w: 100, ar: '1:1', fit: 'crop' });
  expect(await status(signed)).toBe(200);
  expect(await status(signing.buildURL('chart.jpg'))).toBe(200);
  expect(await status(signed.replace('w=100', 'w=101'))).toBe(403);
  expect(await status(client.buildURL('chart.jpg', { w: 100 }))).toBe(403);
  const stranger = new ImgixClient({ domain: host, secureURLToken: 'another' });
  expect(await status(stranger.buildURL('chart.jpg', { w: 100 }))).toBe(403);
});
