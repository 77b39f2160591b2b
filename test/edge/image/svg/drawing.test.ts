import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chrome, type Edge, startEdge } from '../../../support/edge.ts';
import { chart, colorAt, near, quadrants } from '../../../support/images/chart.ts';

// What an SVG becomes, through the whole edge: a drawing where it can stay one, pixels where they are asked for.

const svg = (inner: string, root = 'width="200" height="100"') =>
  Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" ${root}>${inner}</svg>`);

// The chart of the other tests as a drawing.
const quarters = (width: number, height: number) =>
  [
    ['#f00', 0, 0],
    ['#0f0', 1, 0],
    ['#ff0', 1, 1],
    ['#00f', 0, 1],
  ]
    .map(
      ([fill, x, y]) =>
        `<rect x="${(Number(x) * width) / 2}" y="${(Number(y) * height) / 2}" width="${width / 2}" height="${height / 2}" fill="${fill}"/>`,
    )
    .join('');

let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    'chart.svg': svg(quarters(200, 100)),
    'box.svg': svg(quarters(20, 10), 'viewBox="0 0 20 10"'),
    'metric.svg': svg(quarters(96, 48), 'width="1in" height="0.5in"'),
    'bare.svg': svg(quarters(300, 150), ''),
    'tall.svg': svg(quarters(8.5, 11), 'viewBox="0 0 8.5 11"'),
    'vast.svg': svg(quarters(355_000, 355_000), 'viewBox="0 0 355000 355000"'),
    'wide-chars.svg': Buffer.from(`\ufeff${svg(quarters(200, 100))}`, 'utf16le'),
    'restyled.svg': svg(
      `<style>*,rect{fill:none!important}:root>circle{fill:#0f0}</style><circle cx="100" cy="50" r="40"/>`,
    ),
    'backed.svg': svg('<circle cx="100" cy="50" r="20"/>', 'width="200" height="100" style="background:#ff0"'),
    'curved.svg': svg('<path id="p" d="M0 50h200"/><text><textPath href="#p">text</textPath></text>'),
    'moving.svg': svg('<rect width="9" height="9"><animate attributeName="x" to="99" dur="1s"/></rect>'),
    'embedding.svg': svg(
      '<rect width="9" height="9"/><foreignObject width="99" height="99"><p xmlns="http://www.w3.org/1999/xhtml">A</p></foreignObject>',
    ),
    'icon.svg': svg('<path d="M0 0L20 20H0z"/>', 'width="20" height="20"'),
    'active.svg': svg(`<script>alert(1)</script>${quarters(200, 100)}`),
    'narrow.svg': svg('<text y="60" font-size="40" font-family="Arial">iiii</text>'),
    'serif.svg': svg('<text y="60" font-size="40" font-family="DejaVu Serif">iiii</text>'),
    'wide.svg': svg('<text y="60" font-size="40" font-family="Arial">WWWW</text>'),
    'lengthy.svg': svg(`<path d="M0 0${'h1v1'.repeat(1000)}"/>`),
    'prefixed.svg': Buffer.from(
      `<s:svg xmlns:s="http://www.w3.org/2000/svg" width="200" height="100">${quarters(200, 100).replaceAll('<', '<s:')}</s:svg>`,
    ),
    'xml.xml': svg(quarters(200, 100)),
    'chart.png': await chart({ width: 200, height: 100, format: 'png' }),
    'notes.svg': Buffer.from('<html><body>no drawing</body></html>'),
    'long.svg': svg(`<path d="M0 0${'h1v1'.repeat(250_000)}"/>`),
    'broken.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect></svg>'),
  });
});

afterAll(() => edge.close());

const ask = async (path: string) => {
  const response = await edge.get(path, { headers: { accept: chrome } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { response, bytes, type: response.headers.get('content-type') };
};

describe('a drawing stays a drawing', () => {
  test.each([
    // It fills every box: it has no pixels that could be enlarged.
    ['/chart.svg?w=400', 'svg+xml', 400, 200],
    ['/chart.svg?w=100', 'svg+xml', 100, 50],
    ['/chart.svg?h=1000', 'svg+xml', 2000, 1000],
    ['/chart.svg?w=400&dpr=2', 'svg+xml', 800, 400],
    ['/chart.svg?w=300&h=300', 'svg+xml', 300, 150],
    ['/chart.svg?w=300&h=300&fit=cover', 'svg+xml', 300, 300],
    ['/chart.svg?w=300&h=300&fit=contain', 'svg+xml', 300, 300],
    ['/chart.svg?w=300&h=300&fit=fill', 'svg+xml', 300, 300],
    ['/chart.svg?w=300&h=300&fit=outside', 'svg+xml', 600, 300],
    ['/chart.svg?w=300&q=50', 'svg+xml', 300, 150],
    ['/chart.svg?format=svg', 'svg+xml', 200, 100],
    ['/chart.svg?format=svg&w=50&blur=20', 'svg+xml', 50, 25],
    ['/chart.svg?format=svg&w=50&rot=90&trim=10', 'svg+xml', 50, 25],
    ['/chart.svg?format=svg&w=50&h=50&fit=cover&position=attention', 'svg+xml', 50, 50],
    ['/chart.svg?rect=0,0,100,50', 'svg+xml', 100, 50],
    ['/chart.svg?w=100&pad=10', 'svg+xml', 120, 70],
    ['/box.svg?w=300', 'svg+xml', 300, 150],
    ['/metric.svg?w=300', 'svg+xml', 300, 150],
    ['/active.svg?w=300', 'svg+xml', 300, 150],
    ['/xml.xml?w=300', 'svg+xml', 300, 150],
    // As large as browsers show it.
    ['/bare.svg?format=png', 'png', 300, 150],
    ['/bare.svg?w=400', 'svg+xml', 400, 200],
    ['/tall.svg?w=400', 'svg+xml', 400, 518],
    ['/tall.svg?w=400&format=png', 'png', 400, 518],
    ['/tall.svg?w=400&trim=1', 'png', 400, 518],
    ['/vast.svg?w=400&format=png', 'png', 400, 400],
    ['/vast.svg?format=png', 'png', 150, 150],
    ['/wide-chars.svg?w=400', 'svg+xml', 400, 200],
    ['/wide-chars.svg?w=400&format=png', 'png', 400, 200],
    // Pixels would lack something.
    ['/curved.svg?w=400&format=auto', 'svg+xml', 400, 200],
    // Pixels would need more bytes.
    ['/chart.svg?w=2000&format=auto', 'svg+xml', 2000, 1000],
    ['/chart.svg?w=400&format=auto', 'webp', 400, 200],
    // Pixels where they are asked for.
    ['/chart.svg?w=400&format=png', 'png', 400, 200],
    ['/prefixed.svg?w=400&format=png', 'png', 400, 200],
    ['/chart.svg?format=jpg', 'jpeg', 200, 100],
    ['/chart.svg?w=400&format=webp', 'webp', 400, 200],
    ['/chart.svg?w=2000&format=webp', 'webp', 2000, 1000],
    ['/box.svg?w=300&h=300&fit=cover&format=png', 'png', 300, 300],
    ['/box.svg?w=300&h=300&fit=contain&format=png', 'png', 300, 300],
    ['/chart.svg?w=400&h=400&fit=cover&position=attention', 'png', 400, 400],
    ['/chart.svg?w=400&blur=20', 'png', 400, 200],
    ['/chart.svg?w=400&mono=true', 'png', 400, 200],
    // What is no drawing can't become one.
    ['/chart.png?w=100&format=svg', 'png', 100, 50],
  ])('%s is a %s of %i x %i', async (path, format, width, height) => {
    const { response, bytes, type } = await ask(path);
    expect(response.headers.get('x-image-reason')).toBeNull();
    expect(type).toBe(`image/${format}`);
    const made = await sharp(bytes).metadata();
    expect([made.width, made.height]).toEqual([width, height]);
  });
});

describe('a drawing and its pixels follow the same plan', () => {
  const { topLeft, topRight, bottomRight, bottomLeft } = quadrants;
  const clear = [0, 0, 0, 0] as const;
  test.each([
    ['w=400', [0.1, 0.1], topLeft],
    ['w=400', [0.9, 0.9], bottomRight],
    ['w=100&h=100&fit=cover&position=left', [0.9, 0.1], topLeft],
    ['w=100&h=100&fit=cover&position=right', [0.1, 0.1], topRight],
    ['w=100&h=100&fit=cover&position=0.25x0.5', [0.9, 0.9], bottomLeft],
    ['w=100&h=100&fit=cover', [0.1, 0.9], bottomLeft],
    ['w=100&h=100&fit=cover', [0.9, 0.9], bottomRight],
    ['w=200&h=200&fit=contain', [0.5, 0.1], clear],
    ['w=200&h=200&fit=contain', [0.1, 0.3], topLeft],
    ['w=200&h=200&fit=contain&bg=f0f', [0.5, 0.1], [255, 0, 255, 255]],
    ['w=200&h=200&fit=contain&bg=f0f', [0.9, 0.7], bottomRight],
    ['w=100&h=400&fit=fill', [0.1, 0.4], topLeft],
    ['w=100&h=400&fit=fill', [0.1, 0.6], bottomLeft],
    ['rect=0,0,0.5,0.5', [0.9, 0.9], topLeft],
    ['rect=0.5,0,0.5,0.5&w=400', [0.1, 0.9], topRight],
    ['rect=0.4,0.4,0.2,0.2&w=400', [0.9, 0.1], topRight],
    // Larger than the longest side as a whole: only a part of it is drawn.
    ['rect=0.45,0.45,0.1,0.1&w=2000', [0.1, 0.9], bottomLeft],
    ['w=200&pad=20', [0.05, 0.5], clear],
    ['w=200&pad=20', [0.15, 0.25], topLeft],
    ['w=200&h=200&fit=contain&pad=20&bg=f0f', [0.5, 0.05], [255, 0, 255, 255]],
    ['w=200&h=200&fit=contain&pad=20&bg=f0f', [0.15, 0.4], topLeft],
  ] as const)('%s at %j', async (query, [x, y], color) => {
    for (const key of ['chart', 'box']) {
      const drawing = await ask(`/${key}.svg?${query}`);
      const pixels = await ask(`/${key}.svg?${query}&format=png`);
      expect([drawing.type, pixels.type]).toEqual(['image/svg+xml', 'image/png']);
      expect(near(await colorAt(drawing.bytes, x, y), color), `${key} drawn`).toBe(true);
      expect(near(await colorAt(pixels.bytes, x, y), color), `${key} in pixels`).toBe(true);
    }
  });

  test.each([
    ['bare', 'w=400', [0.9, 0.9], bottomRight],
    ['tall', 'w=400', [0.1, 0.99], bottomLeft],
    ['vast', 'w=400', [0.99, 0.01], topRight],
    ['wide-chars', 'w=400', [0.99, 0.01], topRight],
    ['restyled', 'w=200&h=200&fit=contain&bg=f0f', [0.5, 0.1], [255, 0, 255, 255]],
    ['backed', 'w=100&h=100&fit=cover', [0.05, 0.05], bottomRight],
    ['backed', 'rect=0,0,100,50', [0.05, 0.05], bottomRight],
    ['backed', 'w=200&h=200&fit=contain&bg=f0f', [0.5, 0.3], bottomRight],
    ['backed', 'w=200&h=200&fit=contain&bg=f0f', [0.5, 0.1], [255, 0, 255, 255]],
  ] as const)('%s.svg, %s at %j', async (key, query, [x, y], color) => {
    for (const format of ['svg', 'png'])
      expect(near(await colorAt((await ask(`/${key}.svg?${query}&format=${format}`)).bytes, x, y), color), format).toBe(
        true,
      );
  });

  test.each([
    ['metric', 0.1, 0.1, topLeft],
    ['metric', 0.9, 0.9, bottomRight],
  ] as const)('%s.svg has an inch of 96 units, as in browsers, and no viewBox: at %f, %f', async (key, x, y, color) => {
    const { bytes } = await ask(`/${key}.svg?w=400`);
    expect(bytes.toString()).toContain('viewBox="0 0 96 48"');
    expect(near(await colorAt(bytes, x, y), color)).toBe(true);
  });

  test('a size that is not requested is not written', async () => {
    const { bytes } = await ask('/box.svg?format=svg');
    expect(bytes.toString()).toMatch(/^<svg [^>]*viewBox="0 0 20 10">/);
    expect(bytes.toString()).not.toMatch(/^<svg [^>]*width/);
  });
});

describe('pixels of a drawing are as sharp as their size allows', () => {
  // The edge of a triangle: one half-covered pixel a row where it was drawn at this size, many where it was enlarged.
  test.each([
    ['/icon.svg?w=20&format=png', 20],
    ['/icon.svg?w=37&format=png', 37],
    ['/icon.svg?w=400&format=png', 400],
    ['/icon.svg?w=2000&format=png', 2000],
    ['/icon.svg?w=300&h=200&fit=cover&format=png', 200],
  ])('%s', async (path, rows) => {
    const { data } = await sharp((await ask(path)).bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
    let soft = 0;
    for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 5 && (data[at] ?? 0) < 250) soft++;
    expect(soft).toBeLessThanOrEqual(rows * 1.2);
  });
});

describe('text is drawn with the fonts that lie beside the decoders, whatever machine this is', () => {
  const columns = async (path: string) => {
    const { data, info } = await sharp((await ask(path)).bytes)
      .extractChannel('alpha')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const inked = Array.from({ length: info.width }, (_, x) =>
      data.some((alpha, at) => at % info.width === x && alpha > 128),
    );
    return inked.lastIndexOf(true) - inked.indexOf(true);
  };

  test('with letters: without a font all would be boxes of one width', async () => {
    expect(await columns('/narrow.svg?format=png')).toBeLessThan((await columns('/wide.svg?format=png')) / 2);
  });

  test('whichever it asks for', async () => {
    const [named, other] = [await ask('/narrow.svg?format=png'), await ask('/serif.svg?format=png')];
    expect(named.bytes.equals(other.bytes)).toBe(true);
  });

  test.each(['Regular', 'Bold'])('which have all glyphs, and nothing that outlines do not need: %s', async (weight) => {
    const font = await readFile(new URL(`../../../../edge/image/fonts/OpenSans-${weight}.ttf`, import.meta.url));
    // https://learn.microsoft.com/en-us/typography/opentype/spec/otff#table-directory
    const tables = Array.from({ length: font.readUInt16BE(4) }, (_, row) => {
      const at = 12 + 16 * row;
      return [font.toString('latin1', at, at + 4).trim(), font.readUInt32BE(at + 8)] as const;
    });
    const names = tables.map(([name]) => name).sort();
    expect(names.join(' ')).toBe('GDEF GPOS GSUB OS/2 STAT cmap gasp glyf head hhea hmtx loca maxp name post');
    const offsetOf = new Map(tables);
    expect(font.readUInt16BE((offsetOf.get('maxp') ?? 0) + 4)).toBe(1140);
    // Version 3.0: no glyph names.
    expect(font.readUInt32BE(offsetOf.get('post') ?? 0)).toBe(0x00030000);
  });
});

describe('an SVG may do nothing on our domain', () => {
  const policy = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox";
  test.each([
    ['/active.svg', 'the original'],
    ['/active.svg?w=300', 'sanitized'],
    ['/active.svg?utm_source=x', 'the original'],
    ['/broken.svg?w=300', 'the original in place of a derivative'],
    ['/xml.xml', 'the original under another name'],
    ['/long.svg?w=300', 'the original in place of a drawing that is too long to be sent'],
  ])('%s: %s', async (path) => {
    const { response } = await ask(path);
    expect(response.headers.get('content-security-policy')).toBe(policy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('pixels need no such policy', async () => {
    expect((await ask('/chart.svg?w=300&format=png')).response.headers.get('content-security-policy')).toBeNull();
  });

  test('the original is sent unchanged, a variant without its script', async () => {
    expect((await ask('/active.svg')).bytes.toString()).toContain('<script>');
    expect((await ask('/active.svg?w=300')).bytes.toString()).not.toContain('script');
  });

  test.each([
    ['/lengthy.svg?w=400&max-bytes=2000', 'over-max-bytes'],
    ['/lengthy.svg?w=400&max-bytes=20000', null],
  ])('%s: %s', async (path, reason) => {
    const { response, type } = await ask(path);
    expect([type, response.headers.get('x-image-reason')]).toEqual(['image/svg+xml', reason]);
  });

  test.each([
    ['/curved.svg?w=400&format=png', 'unsupported-svg-feature'],
    ['/curved.svg?w=400&format=auto&blur=3', 'unsupported-svg-feature'],
    ['/moving.svg?w=400&format=png', 'still'],
    ['/moving.svg?w=400&format=auto', null],
    ['/embedding.svg?w=400', 'removed-from-svg'],
    ['/embedding.svg?w=400&format=png', 'removed-from-svg'],
    ['/active.svg?w=400', null],
  ])('%s says %s', async (path, reason) => {
    expect((await ask(path)).response.headers.get('x-image-reason')).toBe(reason);
  });

  test.each(['/notes.svg?w=300', '/broken.svg?w=300'])('%s is no drawing: the original, for a while', async (path) => {
    const { response } = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-image-reason')).toMatch(/^(not-an-image|damaged)$/);
  });
});
