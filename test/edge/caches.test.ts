import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { config } from '../support/config.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

// Several images of one URL, in every cache between a viewer and S3: a validator of one never confirms another (docs/caching.md).

let world: World;
let log: ReturnType<typeof logged>;

beforeAll(async () => {
  log = logged();
  world = await startWorld();
  await world.upload('a.jpg', await chart({ width: 800, height: 600, format: 'jpeg' }));
});
afterAll(() => world.close());

type Headers = Record<string, string>;

const avif = { accept: 'image/avif,image/webp,*/*;q=0.8' };
const plain = { accept: '*/*' };
const phone = { 'sec-ch-viewport-width': '320' };
const desk = { 'sec-ch-viewport-width': '640' };
const saving = { 'save-data': 'on' };

const imgix = { dialects: [{ path: '*', dialect: 'imgix' as const }] };
const fastly = { dialects: [{ path: '*', dialect: 'fastly' as const }] };

const rows: [name: string, path: string, first: Headers, second: Headers, changes?: object][] = [
  ['Accept', '/a.jpg?w=90&format=auto', avif, plain],
  ['Accept, back', '/a.jpg?w=91&format=auto', plain, avif],
  ['hints', '/a.jpg?w=auto&format=webp', phone, desk],
  ['hints, then none', '/a.jpg?w=auto', phone, {}],
  ['no hints, then some', '/a.jpg?w=auto&v=2', {}, phone],
  ['Save-Data', '/a.jpg?w=92', {}, saving],
  ['all of them', '/a.jpg?w=auto&format=auto', { ...avif, ...phone }, { ...plain, ...desk, ...saving }],
  ['a dialect that negotiates', '/a.jpg?w=93&auto=format', avif, plain, imgix],
  ['another one', '/a.jpg?width=94&auto=webp', avif, plain, fastly],
];

/** What a browser may send of the first image when it asks for the second one. */
const conditionsOf = (headers: globalThis.Headers): Headers[] => {
  const [etag = '""', modified = ''] = [headers.get('etag') ?? undefined, headers.get('last-modified') ?? undefined];
  const later = new Date(Date.now() + 60_000).toUTCString();
  return [
    { 'if-none-match': etag },
    { 'if-modified-since': modified || later },
    { 'if-modified-since': later },
    { 'if-none-match': etag, 'if-modified-since': modified || later },
    { 'if-none-match': `W/${etag}, "x"` },
    { 'if-none-match': '*' },
    { 'if-match': '"x"' },
    { 'if-unmodified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' },
    { range: 'bytes=10-', 'if-range': etag },
    { range: 'bytes=10-', 'if-range': modified || later },
    { range: 'bytes=10-' },
  ];
};

describe.each([
  ['behind the viewer function', false],
  ['alone, the headers in its cache key', true],
])('%s', (_, bare) => {
  // A function of its own reads the viewer's headers from the origin request, so they are part of the key.
  const cachePolicy = {
    queryStrings: ['w', 'width', 'format', 'auto', 'v'],
    headers: ['accept', 'save-data', 'sec-ch-viewport-width'],
    minTtl: 0,
    defaultTtl: 86_400,
    maxTtl: 31_536_000,
  };
  const open = (changes: object = {}) => world.edge({ changes, ...(bare && { bare, cachePolicy }) });
  // Alone it speaks no dialect.
  const spoken = bare ? rows.filter(([, , , , changes]) => !changes) : rows;

  test.each(spoken)('%s: %s, whatever the browser holds', async (_, path, first, second, changes) => {
    const expected = await open(changes).get(path, { headers: second });
    for (const warm of [false, true]) {
      const edge = open(changes);
      const held = await edge.get(path, { headers: first });
      expect([held.status, held.body.equals(expected.body)]).toEqual([200, false]);
      if (warm) await edge.get(path, { headers: second });
      for (const conditions of conditionsOf(held.headers)) {
        const answer = await edge.get(path, { headers: { ...second, ...conditions } });
        // Alone, S3 has judged If-Match and the date; `*` is any image.
        if (bare && (answer.status === 412 || conditions['if-none-match'] === '*')) continue;
        // A range of this very image, which CloudFront has whole.
        if (bare && answer.status === 206) {
          expect(conditions['if-range']).toBeUndefined();
          expect(answer.body.equals(expected.body.subarray(10))).toBe(true);
          continue;
        }
        expect([conditions, answer.status]).toEqual([conditions, 200]);
        expect(answer.body.equals(expected.body)).toBe(true);
      }
    }
  });
});

describe('an unchanged original', () => {
  const expired = config.lifetimes.derivative + config.lifetimes.staleWhileRevalidate + 1;
  const off = { derivatives: undefined } as object;
  const made = () => log().reduce((sum, { Made = 0 }) => sum + Made, 0);

  test.each<[path: string, headers: Headers]>([
    ['/a.jpg?w=95', {}],
    ['/a.jpg?w=95&format=auto', avif],
    ['/a.jpg?w=auto', phone],
    ['/a.jpg?w=96', saving],
  ])('costs no encode when its lifetime is over: %s %j', async (path, headers) => {
    const edge = world.edge({ changes: off });
    const first = await edge.get(path, { headers });
    const before = made();
    edge.wait(expired);
    const second = await edge.get(path, { headers });
    expect([second.how, second.body.equals(first.body), made() - before]).toEqual(['RefreshHit', true, 0]);
  });

  test('may itself be confirmed and cut: it is the same for every viewer', async () => {
    const edge = world.edge();
    for (const path of ['/a.jpg', '/a.jpg?v=2', '/a.jpg?dl=1']) {
      const { headers, body } = await edge.get(path);
      const etag = headers.get('etag') ?? '';
      expect((await edge.get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
      const part = await edge.get(path, { headers: { range: 'bytes=0-9', 'if-range': etag } });
      expect([part.status, part.body.equals(body.subarray(0, 10))]).toEqual([206, true]);
    }
  });

  test('a range as the first request is a part of the original, not of a derivative', async () => {
    const edge: Edge = world.edge();
    const headers = { range: 'bytes=0-9' };
    expect([(await edge.get('/a.jpg?v=3', { headers })).status, (await edge.get('/a.jpg?v=3')).status]).toEqual([
      206, 200,
    ]);
    const derivative = await edge.get('/a.jpg?w=97', { headers });
    expect([derivative.status, (await sharp(derivative.body).metadata()).width]).toEqual([200, 97]);
  });
});
