import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import fc from 'fast-check';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derive } from '../../../../edge/image/derive.ts';
import { sanitizeSvg } from '../../../../edge/image/svg/sanitize.ts';
import { writeSvg } from '../../../../edge/image/svg/tree.ts';
import { config } from '../../../support/config.ts';
import { chart, colorAt, near } from '../../../support/images/chart.ts';
import { leaksOf, secretsOf } from '../../../support/images/secrets.ts';

const open = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">';
const clean = (document: string) => writeSvg(sanitizeSvg(document).root);
const drawn = (inner: string) => clean(`${open}${inner}</svg>`);
const budget = { bytes: 780_000, left: () => 20_000 };
// A process that is begun on a busy machine takes its time.
const limits = { ...config.limits, milliseconds: 20_000 };

const dot = `data:image/gif;base64,${(await chart({ width: 2, height: 2, format: 'gif' })).toString('base64')}`;

describe('what a drawing keeps', () => {
  test.each([
    ['<rect x="1" fill="#123" id=""/>'],
    ['<g transform="rotate(45) translate(1,2)"><path d="M0 0h1v1z"/></g>'],
    ['<text x="1">A &lt; B &amp; <tspan>C</tspan></text>'],
    ['<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'],
    ['<rect fill="url(#g)" stroke="url(&quot;#g&quot;)" style="filter:url(#f);color:rgb(1 2 3)"/>'],
    ['<use href="#a"/>'],
    ['<use xlink:href="#a"/>'],
    [`<image href="${dot}" width="1"/>`],
    ['<filter id="f"><feGaussianBlur stdDeviation="2"/><feMerge><feMergeNode in="SourceGraphic"/></feMerge></filter>'],
    ['<circle r="1"><animate attributeName="r" values="1;2" dur="1s"/></circle>'],
    ['<animateTransform attributeName="transform" type="rotate" to="360"/>'],
    ['<title>A drawing</title>'],
  ])('%s', (inner) => expect(drawn(inner)).toBe(`${open}${inner}</svg>`));
});

describe('an image within keeps its pixels, and none of its metadata', () => {
  const metadata = {
    gps: true,
    serial: 'SN-0042-1977',
    copyright: 'Ann Mueller',
    xmp: '<x:secret>somewhere</x:secret>',
  };
  const inside = (drawing: string) => Buffer.from(/base64,([^"]*)/.exec(drawing)?.[1] ?? '', 'base64');

  test.each(['jpeg', 'png', 'webp'] as const)('%s', async (format) => {
    const image = await chart({ width: 40, height: 30, format, metadata });
    const left = inside(drawn(`<image href=" data:image/${format};base64,\n${image.toString('base64')}"/>`));
    expect(await leaksOf(left, await secretsOf(image))).toEqual([]);
    expect((await sharp(left).raw().toBuffer()).equals(await sharp(image).raw().toBuffer())).toBe(true);
  });

  test('a JPEG that EXIF turns is turned as before', async () => {
    const image = await chart({ width: 40, height: 30, format: 'jpeg', metadata, orientation: 6 });
    const left = inside(drawn(`<image href="data:image/jpeg;base64,${image.toString('base64')}"/>`));
    expect((await sharp(left).metadata()).orientation).toBe(6);
    const secrets = [metadata.serial, metadata.copyright, 'somewhere'];
    expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
  });

  test('an image whose metadata can not be removed is removed', async () => {
    const image = (await chart({ width: 40, height: 30, format: 'jpeg', metadata })).subarray(0, -40);
    expect(drawn(`<image href="data:image/jpeg;base64,${image.toString('base64')}"/>`)).toBe(`${open}<image/></svg>`);
  });
});

describe('what is removed, and what is kept', () => {
  const inner = `data:image/svg+xml;base64,${Buffer.from(`${open.slice(0, -1)}/>`).toString('base64')}`;
  test.each([
    ['<script>alert(1)</script><g/>', '<g/>'],
    ['<script href="x.js"/><SCRIPT>1</SCRIPT><g/>', '<g/>'],
    ['<g onclick="x()" onload="x()" onbegin="x()"/>', '<g/>'],
    ['<a href="javascript:alert(1)"><text>A</text></a>', '<a><text>A</text></a>'],
    ['<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="x"/></body></foreignObject><g/>', '<g/>'],
    ['<g><foreignObject><rect/></foreignObject><rect/></g>', '<g><rect/></g>'],
    ['<metadata>author</metadata><i:pgf xmlns:i="x">AAAA</i:pgf><title>t</title>', '<title>t</title>'],
    ['<!-- secret --><?xml-stylesheet href="x.css"?><g/>', '<g/>'],
    ['<use href="http://e/x#a"/><use href="data:image/svg+xml,AA"/><use xlink:href="x.svg#a"/>', '<use/><use/><use/>'],
    [
      '<image href="http://e/x.png"/><image href="//e/x"/><image href="file:///etc/passwd"/>',
      '<image/><image/><image/>',
    ],
    ['<image href="data:image/svg+xml;base64,AAAA"/><feImage href="x.png"/>', '<image/><feImage/>'],
    ['<image href="data:image/png;base64,AAAA"/><image href="data:image/png;base64,PHN2Zz4="/>', '<image/><image/>'],
    ['<rect fill="url(http://e)" x="1"/><rect fill="url(&quot;//e&quot;)"/>', '<rect x="1"/><rect/>'],
    ['<rect fill="u\\72l(http://e)"/><rect style="fill:u\\72 l(//e);x:1"/>', '<rect/><rect style="x:1"/>'],
    ['<rect style="fill:url(http://e);stroke:red"/>', '<rect style="stroke:red"/>'],
    ['<rect style="mask:image-set(\'//e\' 1x)"/><rect cursor="image(//e)"/>', '<rect style=""/><rect/>'],
    ['<animate attributeName="href" to="http://e"/><set attributeName="onclick" to="x"/>', '<animate/><set/>'],
    ['<animate attributeName="fill" to="url(//e)"/>', '<animate attributeName="fill"/>'],
    ['<g xmlns="http://www.w3.org/1999/xhtml"/><h:g xmlns:h="http://www.w3.org/1999/xhtml"/><g/>', '<g/>'],
    ['<s:g xmlns:s="http://www.w3.org/2000/svg"><g/></s:g>', '<g><g/></g>'],
    ['<g xmlns:l="http://www.w3.org/1999/xlink" l:href="#a"/>', '<g xlink:href="#a"/>'],
    ['<rect data-author="x" fill="red"/>', '<rect fill="red"/>'],
    ['<image href="data:image/svg+xml,%3Csvg%3E%3Cscript/%3E%3C/svg%3E"/>', `<image href="${inner}"/>`],
    ['<![CDATA[<script>1</script>]]><text><![CDATA[<b>]]></text>', '<text>&lt;b&gt;</text>'],
    ['<text>&lt;script&gt;</text>', '<text>&lt;script&gt;</text>'],
  ])('%s', (inner, left) => expect(drawn(inner)).toBe(`${open}${left}</svg>`));
});

describe('style sheets', () => {
  test.each([
    ['<style>.a{fill:red}</style>', '.a{fill:red}'],
    ['<style type="text/css"><![CDATA[ g > .a{fill:url(#b)} ]]></style>', 'g &gt; .a{fill:url(#b)}'],
    ['<style>@import url(http://e/x.css); .a{fill:red}</style>', '.a{fill:red}'],
    ['<style>@import "x.css";@charset "utf-8";.a{fill:red}</style>', '.a{fill:red}'],
    ['<style>/* @import */.a{fill:red;stroke:url(http://e)}</style>', '.a{fill:red}'],
    [
      '<style>@media (prefers-color-scheme:dark){.a{fill:red}}</style>',
      '@media (prefers-color-scheme:dark){.a{fill:red}}',
    ],
    ['<style>@keyframes k{to{opacity:0}}</style>', '@keyframes k{to{opacity:0}}'],
    ['<style>@font-face{font-family:f;src:url(http://e/f.woff)}</style>', '@font-face{font-family:f}'],
    [
      '<style>@font-face{src:url(data:font/woff2;base64,AAAA)}</style>',
      '@font-face{src:url(data:font/woff2;base64,AAAA)}',
    ],
    ['<style>.a{fill:u\\72l(//e);x:1}</style>', '.a{x:1}'],
    ['<style media="print">.a{fill:red}</style>', '@media print{.a{fill:red}}'],
    ['<style type="text/less">.a{fill:red}</style>', ''],
    [
      '<style>.\\31 0{fill:red}[data-a="b"]{fill:url(\'#a b\')}</style>',
      '.\\31 0{fill:red}[data-a="b"]{fill:url(\'#a b\')}',
    ],
    ['<style>.a{.b{fill:red}> .c:is(g){x:1}}</style>', '.a{.b{fill:red}&gt; .c:is(g){x:1}}'],
    ['<style>@layer a{.b{x:1}}@supports (x:1){.c{x:1}}</style>', '@layer a{.b{x:1}}@supports (x:1){.c{x:1}}'],
    // What can't be read is left out as browsers leave it out; the rest stays.
    ['<style>&lt;!-- @import url(//e); --></style>', ''],
    ['<style>@\\69mport "x";.a{fill:red}</style>', '.a{fill:red}'],
    ['<style>.a{fill:red</style>', '.a{fill:red}'],
    ['<style>.a{fill:red;:;;b}.c{x:url(a b);y:1}</style>', '.a{fill:red}.c{y:1}'],
    ['<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>', ''],
  ])('%s', (inner, css) => {
    const sheet = css === '' ? '<style/>' : `<style>${css.replaceAll('"', '&quot;')}</style>`;
    expect(drawn(`${inner}<rect/>`)).toBe(`${open}${sheet}<rect/></svg>`);
  });
});

describe('declarations', () => {
  const rest = '<rect style="fill:red"/>';
  test.each([
    ['<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">', rest, rest],
    ['<?xml version="1.0"?><!-- a --><!DOCTYPE svg [<!ENTITY st "fill:red;">]>\n', '<rect style="&st;"/>', rest],
    ['<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<text>&x;</text>', '<text>&amp;x;</text>'],
    ['<!DOCTYPE svg [<!ENTITY x "<script/>">]>', '<text>&x;</text>', '<text>&amp;x;</text>'],
    ['<!DOCTYPE svg [<!ENTITY x "]>">]>', '<text>&x;</text>', '<text>]&gt;</text>'],
    ["\ufeff<!DOCTYPE svg [<!-- ]> --><!ENTITY x 'a&#66;\"'>]>", '<text>&x;&#67;</text>', '<text>aB&quot;C</text>'],
  ])('%s %s', (before, inner, left) => expect(clean(`${before}${open}${inner}</svg>`)).toBe(`${open}${left}</svg>`));

  test.each([
    ['<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><svg/>', 'too-costly'],
    ['<svg><g></svg>', 'damaged'],
    ['<svg a="1" a="2"/>', 'damaged'],
    ['<svg a=1/>', 'damaged'],
    ['<svg>&</svg>', 'damaged'],
    ['<svg', 'damaged'],
    ['<html><svg/></html>', 'damaged'],
    ['', 'damaged'],
    [`<!DOCTYPE svg [<!ENTITY x "${'x'.repeat(9999)}">]><svg>${'&x;'.repeat(999)}</svg>`, 'too-costly'],
  ])('%.50s is refused', (document, reason) =>
    expect(() => clean(document)).toThrowError(expect.objectContaining({ reason })),
  );
});

// Any tree of good and bad elements, attributes and text.
const values = ['red', 'url(#a)', 'url(http://e)', '&quot;&gt;&lt;script&gt;', 'rotate(1)', 'x\\72l(//e)', '#a', ''];
const leaf = fc.constantFrom(
  'text',
  '&lt;/style>&lt;script>',
  '<![CDATA[</svg><script>]]>',
  '<!-- a -->',
  '@import "x";',
  '&amp;lt;',
);
const attribute = fc.tuple(
  fc.constantFrom('fill', 'href', 'xlink:href', 'onload', 'style', 'id', 'xmlns:q'),
  fc.constantFrom(...values),
);
const element = fc.constantFrom(
  'g',
  'svg',
  'text',
  'style',
  'script',
  'a',
  'foreignObject',
  'title',
  'set',
  'use',
  'q',
  'svg:g',
);
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc
      .tuple(
        element,
        fc.uniqueArray(attribute, { selector: ([name]) => name, maxLength: 3 }),
        fc.array(tie('tree'), { maxLength: 4 }),
      )
      .map(
        ([name, given, inner]) =>
          `<${name}${given.map(([key, value]) => ` ${key}="${value}"`).join('')}>${inner.join('')}</${name}>`,
      ),
  ),
}));

test('for any input, sanitizing the output again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (inner) => {
      const once = drawn(`${inner}<rect width="9" height="9"/>`);
      expect(clean(once)).toBe(once);
      expect(once).not.toMatch(/<script|<foreign|onload|http:\/\/e|\/\/e|<style>[^<]*@import|<!|<q|svg:/);
      expect((await sharp(Buffer.from(once)).metadata()).format).toBe('svg');
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('a drawing by a person looks as before', async () => {
  const drawing = await readFile(new URL('../../../../samples/drawing.svg', import.meta.url), 'utf8');
  const pixels = (text: string) => sharp(Buffer.from(text)).raw().toBuffer();
  expect((await pixels(clean(drawing))).equals(await pixels(drawing))).toBe(true);
});

// Ways to reach out of an SVG: a server that counts, a file that is red, scripts that a browser would run.
const attacks = (server: string, canary: string): [name: string, inner: string, before?: string][] => [
  ['image', `<image href="${server}/image" width="100" height="100"/>`],
  ['xlink image', `<image xlink:href="${server}/xlink" width="100" height="100"/>`],
  ['file', `<image href="file://${canary}" width="100" height="100"/>`],
  ['path', `<image href="${canary}" width="100" height="100"/>`],
  [
    'feImage',
    `<filter id="f"><feImage href="${server}/feimage"/></filter><rect width="100" height="100" filter="url(#f)"/>`,
  ],
  ['use', `<use href="${server}/use.svg#a"/>`],
  ['paint server', `<rect width="100" height="100" fill="url(${server}/paint.svg#a) #369"/>`],
  ['import', `<style>@import "${server}/import.css";</style>`],
  ['import of a file', `<style>@import "file://${canary}";</style>`],
  ['escaped', `<style>@\\69mport "${server}/escaped.css"; rect{fill:u\\72l(${server}/escaped.svg#a)}</style>`],
  ['font', `<style>@font-face{font-family:f;src:url(${server}/font.woff)}</style><text font-family="f">x</text>`],
  ['style', `<rect width="9" height="9" style="mask:url('${server}/mask.svg#m');cursor:url(${server}/cursor),auto"/>`],
  ['filter', `<rect width="9" height="9" filter="url(${server}/filter.svg#m)"/>`],
  ['set', `<image width="9" height="9"><set attributeName="href" to="${server}/set"/></image>`],
  ['script', `<script>fetch('${server}/script');document.documentElement.setAttribute('data-ran','1')</script>`],
  ['script address', `<script href="${server}/script.js"/>`],
  ['onload', `<g/>`, `onload="document.documentElement.setAttribute('data-ran','1')"`],
  ['onbegin', `<set attributeName="x" to="1" onbegin="document.documentElement.setAttribute('data-ran','1')"/>`],
  [
    'page',
    `<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${server}/frame"/></foreignObject>`,
  ],
  [
    'image of a page',
    `<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="${server}/img" onerror="document.documentElement.setAttribute('data-ran','1')"/></foreignObject>`,
  ],
];

describe('nothing outside the file is read', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let address: string;
  let shown = '';
  const asked: string[] = [];
  const canary = join(tmpdir(), `canary-${process.pid}.png`);

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(
      canary,
      await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    browser = await playwright.launch({
      executablePath: await chromium.executablePath(),
      args: chromium.args,
      headless: true,
    });
    // One page for all: this build of Chromium has one process, which ends with the first page that is closed.
    page = await browser.newPage();
    await page.route('http://drawing.test/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: shown }));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(canary, { force: true });
  });

  const file = (inner: string, root = '') =>
    `${open.slice(0, -1)} width="100" height="100" ${root}><rect width="100" height="100" fill="#369"/>${inner}</svg>`;

  /** What a browser does that opens the text as a page of its own. */
  const opened = async (drawing: string) => {
    asked.length = 0;
    shown = drawing;
    await page.goto('http://drawing.test/a.svg', { waitUntil: 'load' });
    await page.waitForTimeout(150);
    const ran = await page.evaluate(() => document.documentElement.hasAttribute('data-ran'));
    const broken = await page.evaluate(() => document.querySelector('parsererror') !== null);
    return { ran, broken, asked: asked.length };
  };

  test('the attacks are attacks: a browser that opens them as they are runs scripts and asks the server', {
    timeout: 60_000,
  }, async () => {
    const all = attacks(address, canary)
      .map(([, inner]) => inner)
      .join('');
    const outcome = await opened(file(all, `onload="document.documentElement.setAttribute('data-ran','1')"`));
    expect(outcome.ran).toBe(true);
    expect(new Set(asked).size).toBeGreaterThan(6);
  });

  test.each(attacks('', '').map(([name], index) => [name, index] as const))('%s', async (_, index) => {
    const [, inner, root] = attacks(address, canary)[index] ?? ['', ''];
    const attack = file(inner, root);
    const sanitized = (
      await derive(Buffer.from(attack), { variant: { format: 'svg' }, limits, budget })
    ).bytes.toString();
    expect(sanitized).not.toMatch(/127\.0\.0\.1|canary|data-ran/);
    expect(await opened(sanitized)).toEqual({ ran: false, broken: false, asked: 0 });
    const raster = await derive(Buffer.from(attack), { variant: { format: 'png', w: 100 }, limits, budget });
    expect(asked).toEqual([]);
    for (const [x, y] of [
      [0.05, 0.05],
      [0.5, 0.5],
      [0.95, 0.95],
    ] as const)
      expect(near(await colorAt(raster.bytes, x, y), [255, 0, 0, 255], 60)).toBe(false);
  });
});

const corpus = new URL('../../../../../shared/corpus/', import.meta.url);

describe.runIf(existsSync(corpus))('the corpus', async () => {
  const folders = existsSync(corpus) ? ['svg-attack', 'formats/svg'] : [];
  const files = (
    await Promise.all(
      folders.map(async (folder) => (await readdir(new URL(folder, corpus))).map((name) => `${folder}/${name}`)),
    )
  )
    .flat()
    .filter((name) => name.endsWith('.svg'));

  test.each(files)('%s', async (name) => {
    const drawing = await readFile(new URL(name, corpus), 'utf8');
    const text = clean(drawing);
    expect(text).not.toMatch(
      /<script|\son\w+=|https?:(?!\/\/www\.w3\.org\/(2000\/svg|1999\/xlink)")|file:\/\/|javascript:|<!|<\?|@import|foreignObject/i,
    );
    expect((await sharp(Buffer.from(text)).metadata()).format).toBe('svg');
    if (!name.startsWith('formats/')) return;
    const pixels = (text: string) => sharp(Buffer.from(text)).raw().toBuffer();
    expect((await pixels(text)).equals(await pixels(drawing))).toBe(true);
  });
});
