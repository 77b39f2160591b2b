import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isAccepted } from '../../edge/image/encode/choose/accepted.ts';
import { containerList } from '../../edge/image/formats/registry.ts';
import { canonical, parseCanonical } from '../../edge/query/canonical.ts';
import { resolve } from '../../edge/query/resolve.ts';
import { type Edge, startWorld } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';

// What is sent is acceptable to the viewer that asked (RFC 9110, 12.5.1), and both entries decide alike. The long run asks more.
const runs = { seed: 20_261_128, numRuns: Number(process.env.QUERIES ?? 10_000) };
const served = { ...runs, numRuns: Math.max(60, runs.numRuns / 100) };
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

/** A media range, its quality, and what is written around them. */
type Range = { type: string; q: number | undefined; text: string };

const types = [
  ...['image/avif', 'image/webp', 'image/jpeg', 'image/png', 'image/gif', 'image/svg+xml', 'image/*', '*/*'],
  ...['image/apng', 'image/jxl', 'text/html', 'text/*', 'video/*'],
];
const space = fc.constantFrom('', '', ' ', '\t', ' \t');
const parameter = fc.constantFrom(
  ...['', ';level=1', ' ; a="b"', ';a=",image/avif;q=1,"', ';a="\\",image/webp,\\\\"', ';eq=0'],
);
/** What may follow a quality (RFC 7231, 5.3.2). */
const extension = fc.constantFrom('', '', ';ext', ' ; ext=1', ';ext="q=0,;q=0"');
const weight = fc.constantFrom(undefined, '0', '0.', '0.0', '0.000', '0.001', '0.3', '0.85', '1', '1.000');
const inCase = (text: string, isUpper: boolean) => (isUpper ? text.toUpperCase() : text);

const range = fc
  .record({
    type: fc.constantFrom(...types),
    weight,
    parameter,
    extension,
    around: fc.tuple(space, space, space),
    upper: fc.boolean(),
  })
  .map(({ type, weight, parameter, extension, around: [before, between, after], upper }): Range => {
    const q = weight === undefined ? '' : `${between};${between}q=${weight}${extension}`;
    const text = `${before}${inCase(type, upper)}${parameter}${inCase(q, upper)}${after}`;
    return { type, q: weight === undefined ? 1 : Number(weight), text };
  });
/** The list elements of an Accept header, a type once; empty elements are legal (RFC 9110, 5.6.1). */
const ranges = fc.uniqueArray(range, { selector: ({ type }) => type, maxLength: 8 });
const headerOf = (list: Range[]) => list.map(({ text }) => text).join(',');

/** The quality that the most precise range gives a type. */
const qualityOf = (list: Range[], type: string, isWild: boolean): number => {
  const precise = [type, ...(isWild ? ['image/*', '*/*'] : [])];
  const found = precise.map((name) => list.find((range) => range.type === name)).find((range) => range !== undefined);
  return found?.q ?? 0;
};

/** The media types that may be sent: only those named are trusted of what few viewers show. */
const acceptable = (list: Range[]): string[] => {
  const isBrowser = ['image/avif', 'image/webp'].some((type) => qualityOf(list, type, false) > 0);
  const wild: { [type: string]: boolean } = {
    ...{ 'image/avif': false, 'image/webp': false, 'image/svg+xml': isBrowser },
    ...{ 'image/jpeg': true, 'image/png': true, 'image/gif': true },
  };
  return Object.keys(wild).filter((type) => qualityOf(list, type, wild[type] ?? false) > 0);
};

const plain = ['image/jpeg', 'image/png', 'image/gif'];

test('any Accept header: the variant allows what it allows, and survives the cache key', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const variant = resolve({ format: 'auto' }, (name) => (name === 'accept' ? headerOf(list) : ''));
      const allowed = acceptable(list);
      const found = containerList.flatMap(([format, { type }]) => (isAccepted(format, variant) ? [type] : []));
      expect(found.sort()).toEqual((allowed.length > 0 ? allowed : plain).sort());
      expect(parseCanonical(canonical(variant))?.fmts ?? []).toEqual(variant.fmts);
    }),
    runs,
  );
});

describe('sent', () => {
  let ahead: Edge;
  let alone: Edge;
  let close: () => Promise<void>;
  // Not .svg: where the function stands alone, the test's cache policy is that of other names.
  const keys = [
    'a.jpg',
    'clear.png',
    'moving.gif',
    'moving.webp',
    'a.avif',
    'a.tiff',
    'a-drawing',
    'odd-drawing',
    'flat.png',
  ];

  beforeAll(async () => {
    const world = await startWorld();
    close = world.close;
    const size = { width: 60, height: 40 };
    const drawing = (text: string) =>
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" width="60" height="40">${text}</svg>`);
    const originals: [string, Buffer][] = [
      ['a.jpg', await chart({ ...size, format: 'jpeg' })],
      ['clear.png', await chart({ ...size, format: 'png', alpha: true })],
      ['moving.gif', await chart({ ...size, format: 'gif', frames: 3 })],
      ['moving.webp', await chart({ ...size, format: 'webp', frames: 3, alpha: true })],
      ['a.avif', await chart({ ...size, format: 'avif' })],
      ['a.tiff', await chart({ ...size, format: 'tiff' })],
      ['a-drawing', drawing('<circle cx="30" cy="20" r="15"/>')],
      ['odd-drawing', drawing('<text><textPath href="#p">along</textPath></text><path id="p" d="M0 9h50"/>')],
      [
        'flat.png',
        await sharp({ create: { ...size, channels: 3, background: '#369' } })
          .png()
          .toBuffer(),
      ],
    ];
    for (const [key, bytes] of originals) await world.upload(key, bytes);
    const headers = ['accept', 'save-data', 'sec-ch-width'];
    const queryStrings = [
      'w',
      'h',
      'fit',
      'q',
      'lossless',
      'anim',
      'frame',
      'format',
      'blur',
      'bg',
      'metadata',
      'max-bytes',
    ];
    const cachePolicy = { queryStrings, headers, minTtl: 0, defaultTtl: 60, maxTtl: 60 };
    ahead = world.edge();
    alone = world.edge({ bare: true, cachePolicy });
  });
  afterAll(() => close());

  const more = fc.subarray(
    [
      'w=30',
      'w=auto',
      'h=20&fit=cover',
      'q=auto',
      'q=40',
      'lossless=1',
      'anim=0',
      'frame=2',
      'blur=40',
      'bg=fff',
      'max-bytes=700',
    ],
    { maxLength: 4 },
  );
  const hints = fc.constantFrom<Record<string, string>>({}, { 'save-data': 'on' }, { 'sec-ch-width': '64' });

  test('an automatic format is acceptable, and the same without the viewer function', () =>
    fc.assert(
      fc.asyncProperty(ranges, fc.constantFrom(...keys), more, hints, async (list, key, parameters, hint) => {
        const path = `/${key}?${['format=auto', ...parameters].join('&')}`;
        const init = { headers: { ...hint, ...(list.length > 0 && { accept: headerOf(list) }) } };
        const [front, bare] = [await ahead.get(path, init), await alone.get(path, init)];
        const allowed = acceptable(list);
        const type = front.header('content-type') ?? '';
        // Who accepts nothing that can be made of an image gets what every viewer shows.
        const made = allowed.filter((name) => name !== 'image/svg+xml' || key.endsWith('drawing'));
        const isOnlyDrawing = made.length === 1 && made[0] === 'image/svg+xml';
        expect(front.status).toBe(200);
        expect(
          isOnlyDrawing ? [...made, ...plain] : made.length > 0 ? made : plain,
          `${path} ${headerOf(list)}`,
        ).toContain(type);
        expect([bare.status, bare.header('content-type'), bare.body.equals(front.body)]).toEqual([200, type, true]);
      }),
      served,
    ));

  test.each([
    // [Accept, original, what is sent]
    ['image/avif', 'a.jpg', 'image/avif'],
    ['image/avif', 'clear.png', 'image/avif'],
    ['image/avif', 'moving.gif', 'image/avif'],
    ['image/avif', 'flat.png', 'image/avif'],
    ['image/avif', 'a-drawing', 'image/avif'],
    ['image/webp', 'a.avif', 'image/webp'],
    ['image/jpeg', 'clear.png', 'image/jpeg'],
    ['image/svg+xml', 'a-drawing', 'image/svg+xml'],
    ['image/svg+xml', 'a.jpg', 'image/jpeg'],
    ['image/svg+xml;q=0,image/avif', 'odd-drawing', 'image/avif'],
    ['text/html', 'a.jpg', 'image/png'],
    ['image/jpeg;q=0,image/*', 'a.jpg', 'image/png'],
  ])('to Accept: %s of %s is %s', async (accept, key, type) => {
    const { headers } = await ahead.get(`/${key}?w=30&format=auto`, { headers: { accept } });
    expect(headers.get('content-type')).toBe(type);
  });
});
