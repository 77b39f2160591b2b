import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DialectName } from '../../edge/query/dialects/registry.ts';
import { compare } from '../../infra/migrate/compare.ts';
import { reportPage } from '../../infra/migrate/page.ts';
import { readers } from '../../infra/migrate/requests.ts';
import { configOf, summarize } from '../../infra/migrate/summary.ts';
import { chart } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

logged();

const har = (...entries: [url: string, type: string, body?: Buffer][]) =>
  JSON.stringify({
    log: {
      entries: entries.map(([url, mimeType, body]) => ({
        request: { url },
        response: {
          content: { mimeType, size: 7, ...(body && { text: body.toString('base64'), encoding: 'base64' }) },
        },
      })),
    },
  });
const base = 'https://images.example.com/';
const urlsOf = (found: { url: URL; count: number }[]) => found.map(({ url, count }) => `${count} ${url.href}`);

describe('where the URLs are', () => {
  test('images of a HAR file, the most frequent first', () => {
    const text = har(
      ['https://a.imgix.net/a.jpg?w=1', 'image/webp'],
      ['https://a.imgix.net/b.jpg?w=1', 'image/webp'],
      ['https://a.imgix.net/b.jpg?w=1', 'image/webp'],
      ['https://example.com/', 'text/html'],
    );
    expect(urlsOf(readers.har(text))).toEqual(['2 https://a.imgix.net/b.jpg?w=1', '1 https://a.imgix.net/a.jpg?w=1']);
  });

  test.each(['', '{', '<html>', 'null', '[]', '{"log":{}}', '{"log":{"entries":{}}}'])('%j is no HAR file', (text) => {
    expect(() => readers.har(text)).toThrow('it is not a HAR file');
  });

  const noUrl = '{"request":{"url":5},"response":{"content":{"mimeType":"image/png"}}}';
  const noType = '{"request":{"url":"https://a.imgix.net/a.jpg"},"response":{"content":3}}';

  test.each(['', 'null', '{}', noUrl, noType])('a HAR file with the entry %s has no images', (entry) => {
    expect(readers.har(`{"log":{"entries":[${entry}]}}`)).toEqual([]);
  });

  test.each(['', 'nonsense', '<a', '<a><b></a>'])('%j is no sitemap', (text) => {
    expect(() => readers.sitemap(text)).toThrow('it is not a sitemap');
  });

  test('image:loc of a sitemap, and loc where it is an image', () => {
    const text = `<?xml version="1.0"?><urlset><url><loc>https://e.com/page</loc><image:image>
      <image:loc>https://e.com/a.jpg?w=1&amp;h=2</image:loc></image:image></url><url><loc>https://e.com/b.png</loc></url></urlset>`;
    expect(urlsOf(readers.sitemap(text))).toEqual(['1 https://e.com/a.jpg?w=1&h=2', '1 https://e.com/b.png']);
  });

  test.each<[title: string, line: string, url: string]>([
    [
      'CloudFront',
      `#Version: 1.0\n#Fields: date cs-uri-stem cs-uri-query x-host-header\n2026-01-01\t/a.jpg\tw=4%2520\td1.cloudfront.net`,
      'https://d1.cloudfront.net/a.jpg?w=4%20',
    ],
    ['CloudFront without a query', '#Fields: cs-uri-stem cs-uri-query\n/a.jpg\t-', `${base}a.jpg`],
    ['nginx', '1.1.1.1 - - [01/Jan/2026] "GET /a.jpg?w=4 HTTP/2.0" 200 5', `${base}a.jpg?w=4`],
    ['any other', 'fetched https://e.com/a.webp?x in 5 ms', 'https://e.com/a.webp?x'],
    [
      'JSON in base64',
      'GET /eyJrZXkiOiJhLmpwZyIsImVkaXRzIjp7fX0= HTTP/1.1',
      `${base}eyJrZXkiOiJhLmpwZyIsImVkaXRzIjp7fX0=`,
    ],
    ['a service', 'GET /cdn-cgi/image/w=5/https://e.com/a HTTP/1.1', `${base}cdn-cgi/image/w=5/https://e.com/a`],
  ])('a log: %s', (_, line, url) => {
    expect(urlsOf(readers.log(`${line}\n`, base))).toEqual([`1 ${url}`]);
  });

  test('a log without images', () => {
    expect(readers.log('GET / HTTP/1.1\nGET /main.css HTTP/1.1\n\n', base)).toEqual([]);
  });
});

describe('which service it is', () => {
  test.each<[url: string, dialect: DialectName | 'native']>([
    ['https://a.imgix.net/a.jpg?w=4', 'imgix'],
    ['https://e.com/cdn-cgi/image/w=4/a.jpg', 'cloudflare'],
    ['https://e.com/_next/image?url=%2Fa.jpg&w=4&q=75', 'next'],
    ['https://e.com/.netlify/images?url=%2Fa.jpg&w=4', 'netlify'],
    ['https://res.cloudinary.com/demo/image/upload/c_fill,w_4/v1/a.jpg', 'cloudinary'],
    ['https://images.ctfassets.net/space/id/token/a.jpg?w=4', 'contentful'],
    ['https://cdn.sanity.io/images/p/d/a-10x10.jpg?w=4', 'sanity'],
    ['https://a.storyblok.com/f/1/10x10/x/a.jpg/m/4x0', 'storyblok'],
    ['https://cdn.shopify.com/s/files/1/a.jpg?width=4', 'shopify'],
    ['https://i0.wp.com/e.com/a.jpg?w=4', 'photon'],
    ['https://wsrv.nl/?url=e.com/a.jpg&w=4', 'weserv'],
    ['https://z.b-cdn.net/a.jpg?width=4', 'bunny'],
    ['https://e.com/unsafe/rs:fit:4:0/plain/local:///a.jpg', 'imgproxy'],
    ['https://e.com/unsafe/4x0/a.jpg', 'thumbor'],
    ['https://e.com/fit-in/4x0/a.jpg', 'thumbor'],
    ['https://e.com/K97LekICOXT9MbO3X1u8BBkrjb5=/4x0/a.jpg', 'thumbor'],
    ['https://e.com/eyJrZXkiOiJhLmpwZyIsImVkaXRzIjp7fX0=', 'aws'],
    ['https://e.com/a.jpg?resize.width=4&resize.height=3', 'aws'],
    ['https://e.com/a.jpg?s=400x300&t=crop&f=webp', 'short'],
    ['https://e.com/a.jpg?w=4&fit=cover', 'native'],
    ['https://e.com/a.jpg', 'native'],
  ])('%s', (url, dialect) => {
    expect(summarize([{ url: new URL(url), count: 1 }]).map((each) => each.dialect)).toEqual([dialect]);
  });

  test('unless it is said', () => {
    const [service] = summarize([{ url: new URL('https://e.com/a.jpg?w=4'), count: 1 }], 'fastly');
    expect(service?.dialect).toBe('fastly');
  });
});

test('each parameter is supported, approximated or lost, and counted', () => {
  const urls = ['w=4&txt=hello', 'w=5&utm_source=x', 'w=abc'].map((query) => ({
    url: new URL(`https://a.imgix.net/a.jpg?${query}`),
    count: 2,
  }));
  const [service] = summarize(urls);
  expect(service?.parameters.map(({ name, count, status }) => `${name} ${count} ${status}`)).toEqual([
    'w 4 supported',
    'txt 2 lost',
    'utm_source 2 lost',
    'w 2 lost',
  ]);
});

test.each<[dialect: DialectName, url: string, uses: string[]]>([
  ['thumbor', '/unsafe/fit-in/40x0/filters:quality(5):equalize()/a.jpg', ['size', 'filters', 'quality', 'fit-in']],
  ['cloudinary', '/demo/image/upload/s--MnvBAfpm--/w_4/v1/a.jpg', ['w']],
  ['imgproxy', '/insecure/w:4/plain/local:///a.jpg', ['w']],
  [
    'aws',
    `/${Buffer.from('{"key":"a.jpg","edits":{"resize":{"width":4},"crop":{"left":1,"top":2,"width":3,"height":4}}}').toString('base64')}`,
    ['resize', 'resize.width', 'crop', 'crop.left', 'crop.top', 'crop.width', 'crop.height'],
  ],
  ['aws', '/a.jpg?width=4&stripExif=true', ['width', 'stripexif']],
])('%s: no word of %s is lost that is read, or holds what is read', (dialect, url, supported) => {
  const [service] = summarize([{ url: new URL(url, base), count: 1 }], dialect);
  const names = (service?.parameters ?? []).filter(({ status }) => status === 'supported').map(({ name }) => name);
  expect(names.sort()).toEqual(supported.sort());
});

test.each<[urls: string[], config: RegExp]>([
  [['https://e.com/a.jpg?w=4'], /^\/\/ Nothing/],
  [['https://a.imgix.net/a.jpg?w=4'], /^dialects: \[\n {2}\{ path: '\*', dialect: 'imgix' \},\n\],$/],
  [
    ['https://a.imgix.net/a.jpg?w=4', 'https://e.com/cdn-cgi/image/w=4/a.jpg'],
    /^dialects: \[\n {2}\{ path: '\/cdn-cgi\/image\/\*', dialect: 'cloudflare' \},\n {2}\{ path: '\*', dialect: 'imgix' \},\n\],$/,
  ],
  [['https://a.imgix.net/a.jpg?w=4', 'https://z.b-cdn.net/a.jpg?width=4'], /a distribution each/],
])('the configuration of %j', (urls, config) => {
  expect(configOf(summarize(urls.map((url) => ({ url: new URL(url), count: 1 }))))).toMatch(config);
});

test.each([
  ['https://res.cloudinary.com/demo/image/fetch/w_40/https://e.com/a/b.jpg', '/a/b.jpg'],
  ['https://images.weserv.nl/?url=e.com/a/b.jpg?v=1&w=40', '/a/b.jpg'],
  ['https://images.weserv.nl/?url=ssl:e.com/a/b.jpg&w=40', '/a/b.jpg'],
  ['https://e.com/cdn-cgi/image/w=40/https://f.com/a/b.jpg', '/a/b.jpg'],
  ['https://t.e.com/unsafe/40x40/https%3A%2F%2Fe.com%2Fa%2Fb.jpg', '/a/b.jpg'],
  [`https://i.e.com/insecure/w:40/${Buffer.from('https://e.com/a/b.jpg').toString('base64url')}.jpg`, '/a/b.jpg'],
  ['https://e.com/_next/image?url=https%3A%2F%2Ff.com%2Fa%2Fb.jpg&w=640&q=75', '/a/b.jpg'],
])('the image of %s, wherever it is served today', (url, path) => {
  const [service] = summarize([{ url: new URL(url), count: 1 }]);
  expect([service?.urls[0]?.read.path, service?.parameters.filter(({ status }) => status === 'lost')]).toEqual([
    path,
    [],
  ]);
});

test.each([
  'https://t.e.com/unsafe/fit-in/40x40/filters:no_upscale():fill(red)/a.jpg',
  'https://i.e.com/insecure/w:40/fn:cat/att:1/plain/local:///a.jpg',
  'https://images.weserv.nl/?url=e.com/a.jpg&w=40&cw=9&ch=9&precrop&il',
  'https://res.cloudinary.com/demo/image/upload/c_crop,x_1,y_2,w_3,h_4/a.jpg',
  'https://i0.wp.com/e.com/a.jpg?resize=4%2C3&ssl=1&amp;strip=all',
  'https://cdn.shopify.com/a.jpg?width=9&height=9&crop=region&crop_left=1&crop_top=1&crop_width=5&crop_height=5',
])('nothing of %s is lost', (url) => {
  const [service] = summarize([{ url: new URL(url), count: 1 }]);
  expect(service?.parameters.filter(({ status }) => status === 'lost')).toEqual([]);
});

describe('old and new', async () => {
  const images = await mkdtemp(join(tmpdir(), 'migrate-'));
  await writeFile(join(images, 'a.jpg'), await chart({ width: 80, height: 60, format: 'jpeg' }));
  const before = await chart({ width: 40, height: 30, format: 'png' });
  const urls = readers.har(
    har(
      ['https://x.imgix.net/a.jpg?w=40&fm=png', 'image/png', before],
      ['https://x.imgix.net/missing.jpg?w=40', 'image/png', before],
      ['https://x.imgix.net/a.jpg?w=41', 'image/png'],
    ),
  );
  const services = summarize(urls);
  const pairs = await compare(services, { images, most: 5, accept: '*/*' });

  test('what the file holds the answers of is rendered', () => {
    expect(pairs.map(({ url, now }) => [url, now.status, now.answer?.type])).toEqual([
      ['https://x.imgix.net/a.jpg?w=40&fm=png', 200, 'image/png'],
      ['https://x.imgix.net/missing.jpg?w=40', 404, undefined],
    ]);
  });

  test('on a page without anything that could run', () => {
    const [pair] = pairs;
    if (!pair) throw new Error('nothing was compared');
    const page = reportPage(services, [{ ...pair, url: 'https://x/<script>alert(1)</script>' }]);
    expect(page).toContain("dialect: 'imgix'");
    expect(page.match(/<img /g)).toHaveLength(2);
    expect(page).not.toContain('<script');
  });
});
