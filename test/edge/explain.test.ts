import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { understand } from '../../edge/explain/words.ts';
import { parse } from '../../edge/language/native.ts';
import { spoken } from '../../edge/language/query.ts';
import { signedText } from '../../edge/language/signature.ts';
import type { Variant } from '../../edge/language/vocabulary.ts';
import { chart } from '../support/chart.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { logged } from '../support/logged.ts';

let world: World;
let edge: Edge;

beforeAll(async () => {
  logged();
  world = await startWorld();
  await world.upload('a.jpg', await chart({ width: 800, height: 600, format: 'jpeg' }));
  await world.upload('text.jpg', Buffer.from('This is no picture.'));
  edge = world.edge({ changes: { explain: 'on' } });
});
afterAll(() => world.close());

const ask = async (path: string, from = edge, headers = { accept: 'image/avif,image/webp' }) => {
  const answer = await from.get(path, { headers });
  expect([answer.status, answer.header('content-type'), answer.header('cache-control')]).toEqual([
    200,
    'application/json',
    'no-store',
  ]);
  return JSON.parse(String(answer.body));
};

describe('where each word comes from', () => {
  test.each<[query: string, words: object[], ignored: object[]]>([
    ['w=400', [{ word: 'w', value: 400, from: 'w', asked: '400' }], []],
    ['WIDTH=400', [{ word: 'w', value: 400, from: 'width', asked: '400' }], []],
    ['w=9000', [{ word: 'w', value: 8192, from: 'w', asked: '9000', note: 'clamped' }], []],
    [
      'fit=crop&crop=left&h=40',
      [
        { word: 'h', value: 40, from: 'h', asked: '40' },
        { word: 'fit', value: 'cover', from: 'fit', asked: 'crop' },
        { word: 'position', value: [0, 0.5], from: 'crop', asked: 'left' },
      ],
      [],
    ],
    [
      'w=100&format=auto',
      [
        { word: 'w', value: 100, from: 'w', asked: '100' },
        { word: 'format', value: 'auto', from: 'format', asked: 'auto' },
        { word: 'fmts', value: ['avif', 'webp'], from: 'the Accept header' },
      ],
      [],
    ],
    [
      'w=100&ar=16:9',
      [
        { word: 'w', value: 100, from: 'w', asked: '100' },
        { word: 'ar', value: 1.7778, from: 'ar', asked: '16:9' },
        { word: 'fit', value: 'cover', from: 'what follows from the others' },
      ],
      [],
    ],
    [
      's=120x80',
      [
        { word: 'w', value: 120, from: 's', asked: '120x80' },
        { word: 'h', value: 80, from: 's', asked: '120x80' },
      ],
      [],
    ],
    [
      'w=100&widht=50&utm_source=x&qualty=5&sig=abc',
      [{ word: 'w', value: 100, from: 'w', asked: '100' }],
      [
        { name: 'widht', why: 'unknown', meant: 'width' },
        { name: 'utm_source', why: 'unknown' },
        { name: 'qualty', why: 'unknown', meant: 'quality' },
      ],
    ],
    ['w=100&width=50', [{ word: 'w', value: 100, from: 'w', asked: '100' }], [{ name: 'width', why: 'overruled' }]],
    ['w=100&fit=inside&dpr=1', [{ word: 'w', value: 100, from: 'w', asked: '100' }], []],
    [
      'w=100&dl=caf%C3%A9+1.jpg',
      [
        { word: 'w', value: 100, from: 'w', asked: '100' },
        { word: 'dl', value: 'café 1.jpg', from: 'dl', asked: 'café 1.jpg' },
      ],
      [],
    ],
  ])('?%s', async (query, words, ignored) => {
    const said = await ask(`/a.jpg?${query}&explain=1`);
    expect(said.words.map((each: { word: string }) => each.word).sort()).toEqual(
      words.map((each) => (each as { word: string }).word).sort(),
    );
    expect(said.words).toEqual(expect.arrayContaining(words));
    expect(said.ignored).toEqual(ignored);
  });

  test('a size on the ladder is told from one out of bounds', () => {
    const variant: Variant = { w: 429 };
    expect(understand('/a.jpg?w=400&explain=1', variant).words).toEqual([
      { word: 'w', value: 429, from: 'w', asked: '400', note: 'snapped' },
    ]);
  });

  test('a dialect may speak in the path, and has defaults that nobody said', () => {
    const hear = (uri: string) => {
      const width = /width=(\d+)/.exec(uri)?.[1];
      const quality = /quality=(\d+)/.exec(uri)?.[1];
      return { format: 'auto', ...(width && { w: Number(width) }), ...(quality && { q: Number(quality) }) };
    };
    const address = '/cdn-cgi/image/width=80,quality=75/a.jpg?w=9';
    expect(understand(address, { w: 80, q: 75, format: 'auto' }, hear)).toEqual({
      words: [
        { word: 'w', value: 80, from: 'width', asked: '80' },
        { word: 'q', value: 75, from: 'quality', asked: '75' },
        { word: 'format', value: 'auto', from: 'what follows from the others' },
      ],
      ignored: [],
    });
  });
});

test('an address in another language is explained in its own names', async () => {
  const dialects = [
    { path: '/cdn-cgi/image/*', dialect: 'cloudflare' },
    { path: '/imgix/*', dialect: 'imgix' },
  ];
  const speaker = world.edge({ changes: { explain: 'on', dialects } });
  const said = await ask('/cdn-cgi/image/width=80,quality=75,fit=pad/a.jpg?explain=1', speaker);
  expect(said).toMatchObject({ address: '/cdn-cgi/image/width=80,quality=75,fit=pad/a.jpg?explain=1' });
  expect(said.words).toEqual(
    expect.arrayContaining([
      { word: 'w', value: 80, from: 'width', asked: '80' },
      { word: 'q', value: 75, from: 'quality', asked: '75' },
      expect.objectContaining({ word: 'fit', value: 'contain', from: 'fit', asked: 'pad' }),
    ]),
  );
  expect(said.derivative.size.width).toBe(80);
});

describe('what came of it', () => {
  test('the plan, what was encoded, what it saves, and when', async () => {
    const said = await ask('/a.jpg?w=100&h=100&fit=cover&format=webp&explain=1');
    expect(said).toMatchObject({
      address: '/a.jpg?w=100&h=100&fit=cover&format=webp&explain=1',
      variant: 'fit~cover_format~webp_h~100_w~100',
      cacheKey: '/a.jpg?variant=fit~cover_format~webp_h~100_w~100',
      original: { format: 'jpeg', width: 800, height: 600 },
      plan: { size: { width: 100, height: 100 } },
      derivative: { type: 'image/webp', size: { width: 100, height: 100 } },
      sentBy: 'body',
      bucket: { used: true, kept: false },
    });
    expect(said.bytesSaved).toBe(said.original.bytes - said.derivative.bytes);
    expect(said.candidates).toContainEqual(
      expect.objectContaining({ type: 'image/webp', bytes: said.derivative.bytes }),
    );
    expect(Object.keys(said.timings)).toEqual(expect.arrayContaining(['lookup', 'read', 'decode', 'encode']));
  });

  test('it is the very derivative that is sent, and tells when that is kept', async () => {
    const { body } = await edge.get('/a.jpg?w=123&format=webp');
    const said = await ask('/a.jpg?w=123&format=webp&explain=1');
    expect([said.derivative.bytes, said.bucket]).toEqual([body.length, { used: true, kept: true }]);
    expect((await edge.get(said.cacheKey.replace('variant=format~webp_w~123', 'w=123&format=webp'))).how).toBe('Hit');
  });

  test('why there is none', async () => {
    expect(await ask('/text.jpg?w=100&explain=1')).toMatchObject({
      variant: 'w~100',
      underivable: { reason: 'not-an-image' },
    });
  });

  test('a value that can not be read is the same 400', async () => {
    expect((await edge.get('/a.jpg?w=wide&explain=1')).status).toBe(400);
  });

  test('a missing original is the same 404', async () => {
    expect((await edge.get('/missing.jpg?w=100&explain=1')).status).toBe(404);
  });
});

describe('who may ask', () => {
  const off = { explain: undefined } as object;
  test.each<[string, object, boolean]>([
    ['off', off, false],
    ['off, no viewer function', { ...off, bare: true }, false],
    ['on', { explain: 'on' }, true],
  ])('%s', async (_, changes, explained) => {
    const bare = 'bare' in changes;
    const cachePolicy = { queryStrings: ['variant', 'w', 'explain'], minTtl: 0, defaultTtl: 60, maxTtl: 60 };
    const asked = world.edge({ changes, ...(bare && { bare, cachePolicy }) });
    const answer = await asked.get('/a.jpg?w=100&explain=1');
    expect(answer.header('content-type')).toBe(explained ? 'application/json' : 'image/jpeg');
  });

  test('only who has signed, where that is asked for', async () => {
    const changes = { explain: 'signed' as const, signing: { paths: ['/closed/*'] } };
    const signers = world.edge({ changes, keyValueStore: new Map([['k1', 'secret']]) });
    const query = 'w=100&explain=1';
    const asked = parse(spoken(query)) as Variant;
    const sign = (text: string) => createHmac('sha256', 'secret').update(text).digest('base64url');
    const signature = sign(signedText('/a.jpg', asked, 'k1', ''));
    expect((await ask(`/a.jpg?${query}&key=k1&sig=${signature}`, signers)).variant).toBe('w~100');
    for (const end of ['', '&key=k1', `&key=k1&sig=${sign('another text')}`])
      expect((await signers.get(`/a.jpg?${query}${end}`)).header('content-type')).toBe('image/jpeg');
    // Who has signed the picture has not signed to have it explained.
    const picture = sign(signedText('/a.jpg', parse(spoken('w=100')) as Variant, 'k1', ''));
    expect((await signers.get(`/a.jpg?${query}&key=k1&sig=${picture}`)).header('content-type')).toBe('image/jpeg');
  });

  test('not who writes the canonical form, with no viewer function in front', async () => {
    const answer = await world.edge({ changes: off, bare: true }).get('/a.jpg?variant=explain~true_w~100');
    expect(answer.header('content-type')).toBe('image/jpeg');
  });

  test('with no viewer function in front, the plain query is explained', async () => {
    const cachePolicy = { queryStrings: ['w', 'explain', 'widht'], minTtl: 0, defaultTtl: 60, maxTtl: 60 };
    const bare = world.edge({ changes: { explain: 'on' }, bare: true, cachePolicy });
    expect(await ask('/a.jpg?w=100&widht=9&explain=1', bare)).toMatchObject({
      variant: 'w~100',
      ignored: [{ name: 'widht', meant: 'width' }],
    });
  });

  test.each([
    ['a very long query', `/a.jpg?w=100&explain=1&x=${'y'.repeat(3000)}`],
    ['one that is no ASCII', '/a.jpg?w=100&explain=1&x=%F0%9F%A6%8A'],
    ['one that is no UTF-8', '/a.jpg?w=100&explain=1&x=%ff%'],
  ])('%s is explained', async (_, path) => {
    expect((await ask(path)).variant).toBe('w~100');
  });
});
