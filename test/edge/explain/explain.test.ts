import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { understand } from '../../../edge/explain/parameters.ts';
import { tracing } from '../../../edge/explain/trace.ts';
import { splitQuery } from '../../../edge/query/decode.ts';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { parseNative } from '../../../edge/query/native.ts';
import type { Variant } from '../../../edge/query/parameters.ts';
import { signedText } from '../../../edge/viewer/signature.ts';
import type { Config } from '../../../infra/config/schema.ts';
import { config } from '../../support/config.ts';
import { deriving } from '../../support/deriving.ts';
import { type Edge, startWorld, type World } from '../../support/edges.ts';
import { chart } from '../../support/images/chart.ts';
import { slowProfile } from '../../support/images/hostile/profile.ts';
import { noise, photograph } from '../../support/images/photograph.ts';
import { logged } from '../../support/logged.ts';

let world: World;
let edge: Edge;

beforeAll(async () => {
  logged();
  world = await startWorld();
  await world.upload('a.jpg', await chart({ width: 800, height: 600, format: 'jpeg' }));
  await world.upload('text.jpg', Buffer.from('This is no image.'));
  const photo = await photograph(1600, 1200);
  const still = { width: 400, height: 300 };
  const originals = {
    'photo.jpg': await sharp(photo).jpeg({ quality: 60 }).toBuffer(),
    'photo.avif': await sharp(photo).resize(400).avif({ effort: 0 }).toBuffer(),
    'see-through.png': await sharp(await photograph(400, 300))
      .joinChannel(Buffer.alloc(120_000, 99), { raw: { ...still, channels: 1 } })
      .png()
      .toBuffer(),
    'moving.gif': await chart({ width: 180, height: 120, format: 'gif', frames: 3 }),
    'wide.jpg': await readFile('samples/wide-gamut.jpg'),
    'noise.png': await noise(1200, 1000),
  };
  for (const [key, bytes] of Object.entries(originals)) await world.upload(key, bytes);
  edge = world.edge({ changes: { explain: 'on' } });
});
afterAll(() => world.close());

const file = async (name: string, bytes: Buffer) => {
  const path = join(await mkdtemp(join(tmpdir(), 'explain-')), name);
  await writeFile(path, bytes);
  return path;
};

const ask = async (path: string, from = edge, headers = { accept: 'image/avif,image/webp,*/*' }) => {
  const answer = await from.get(path, { headers });
  expect([answer.status, answer.header('content-type'), answer.header('cache-control')]).toEqual([
    200,
    'application/json',
    'no-store',
  ]);
  return JSON.parse(String(answer.body));
};

// Lambda@Edge sends 1 MB: a profile is told by what its colors are, the delays of a long animation are not all told.
test.each<[key: string, original: () => Promise<Buffer>, told: object]>([
  [
    'profile.webp',
    async () =>
      sharp(await chart({ width: 80, height: 60, format: 'png' }))
        .withIccProfile(await file('profile.icc', slowProfile(20_000, 1)))
        .webp()
        .toBuffer(),
    { colors: { name: 'rgb' } },
  ],
  ['long.gif', () => chart({ width: 8, height: 6, format: 'gif', frames: 250 }), { frames: 250 }],
])('an explanation of %s has some kilobytes', async (key, original, told) => {
  await world.upload(key, await original());
  const explanation = await ask(`/${key}?w=4&explain=1`);
  expect(explanation.original).toMatchObject(told);
  expect(JSON.stringify(explanation).length).toBeLessThan(10_000);
});

describe('where each parameter comes from', () => {
  test.each<[query: string, parameters: object[], ignored: object[]]>([
    ['w=400', [{ parameter: 'w', value: 400, from: 'w', asked: '400' }], []],
    ['WIDTH=400', [{ parameter: 'w', value: 400, from: 'width', asked: '400' }], []],
    ['w=9000', [{ parameter: 'w', value: 8192, from: 'w', asked: '9000', note: 'clamped' }], []],
    [
      'fit=crop&crop=left&h=40',
      [
        { parameter: 'h', value: 40, from: 'h', asked: '40' },
        { parameter: 'fit', value: 'cover', from: 'fit', asked: 'crop' },
        { parameter: 'position', value: [0, 0.5], from: 'crop', asked: 'left' },
      ],
      [],
    ],
    [
      'w=100&format=auto',
      [
        { parameter: 'w', value: 100, from: 'w', asked: '100' },
        { parameter: 'format', value: 'auto', from: 'format', asked: 'auto' },
        { parameter: 'fmts', value: ['avif', 'webp'], from: 'the Accept header' },
      ],
      [],
    ],
    [
      'w=100&ar=16:9',
      [
        { parameter: 'w', value: 100, from: 'w', asked: '100' },
        { parameter: 'ar', value: 1.7778, from: 'ar', asked: '16:9' },
        { parameter: 'fit', value: 'cover', from: 'derived from other parameters' },
      ],
      [],
    ],
    [
      's=120x80',
      [
        { parameter: 'w', value: 120, from: 's', asked: '120x80' },
        { parameter: 'h', value: 80, from: 's', asked: '120x80' },
      ],
      [],
    ],
    [
      'w=100&widht=50&utm_source=x&qualty=5&sig=abc',
      [{ parameter: 'w', value: 100, from: 'w', asked: '100' }],
      [
        { name: 'widht', why: 'unknown', meant: 'width' },
        { name: 'utm_source', why: 'unknown' },
        { name: 'qualty', why: 'unknown', meant: 'quality' },
      ],
    ],
    [
      'w=100&w=9&pad=5&cx=0&cy=0&cw=40&ch=30&blur=9999',
      [
        { parameter: 'w', value: 9, from: 'w', asked: '9' },
        { parameter: 'pad', value: [5], from: 'pad', asked: '5' },
        { parameter: 'rect', value: [0, 0, 40, 30], from: 'cx and cy and cw and ch', asked: '0 and 0 and 40 and 30' },
        { parameter: 'blur', value: 2000, from: 'blur', asked: '9999', note: 'clamped' },
      ],
      [{ name: 'w', why: 'overruled' }],
    ],
    [
      'w=100&width=50',
      [{ parameter: 'w', value: 100, from: 'w', asked: '100' }],
      [{ name: 'width', why: 'overruled' }],
    ],
    [
      'w=-5&blur=-3&h=150%25&w2=1',
      [
        { parameter: 'w', value: 1, from: 'w', asked: '-5', note: 'clamped' },
        { parameter: 'blur', value: 0, from: 'blur', asked: '-3', note: 'clamped' },
        { parameter: 'h', value: '100p', from: 'h', asked: '150%', note: 'clamped' },
      ],
      [{ name: 'w2', why: 'unknown', meant: 'we' }],
    ],
    [
      'h=40&rect=-99999,0,50,9&position=3x0.5&ar=999:1&max-bytes=1',
      [
        { parameter: 'h', value: 40, from: 'h', asked: '40' },
        { parameter: 'rect', value: [-65535, 0, 50, 9], from: 'rect', asked: '-99999,0,50,9', note: 'clamped' },
        { parameter: 'position', value: [1, 0.5], from: 'position', asked: '3x0.5', note: 'clamped' },
        { parameter: 'ar', value: 100, from: 'ar', asked: '999:1', note: 'clamped' },
        { parameter: 'max-bytes', value: 500, from: 'max-bytes', asked: '1', note: 'clamped' },
        { parameter: 'fit', value: 'cover', from: 'derived from other parameters' },
      ],
      [],
    ],
    [
      'w=auto&h=30&preset=thumb&snap=0&width=none',
      [{ parameter: 'h', value: 30, from: 'h', asked: '30' }],
      [
        { name: 'w', why: 'no client hints' },
        { name: 'preset', why: 'not configured' },
        { name: 'snap', why: 'not configured' },
        { name: 'width', why: 'unreadable', expected: 'auto or 1 to 8192 or 50%' },
      ],
    ],
    ['w=100&fit=inside&dpr=1', [{ parameter: 'w', value: 100, from: 'w', asked: '100' }], []],
    [
      'w=100&dl=caf%C3%A9+1.jpg',
      [
        { parameter: 'w', value: 100, from: 'w', asked: '100' },
        { parameter: 'dl', value: 'café 1.jpg', from: 'dl', asked: 'café 1.jpg' },
      ],
      [],
    ],
  ])('?%s', async (query, parameters, ignored) => {
    const said = await ask(`/a.jpg?${query}&explain=1`);
    expect(said.parameters.map((each: { parameter: string }) => each.parameter).sort()).toEqual(
      parameters.map((each) => (each as { parameter: string }).parameter).sort(),
    );
    expect(said.parameters).toEqual(expect.arrayContaining(parameters));
    expect(said.ignored).toEqual(ignored);
  });

  test('a snapped size is reported apart from a clamped one', () => {
    const variant: Variant = { w: 429 };
    expect(understand(tracing([])('/a.jpg?w=400&explain=1'), variant).parameters).toEqual([
      { parameter: 'w', value: 429, from: 'w', asked: '400', note: 'snapped' },
    ]);
  });
});

describe('an address in another language is explained in its own names', () => {
  const said = (parameter: string, value: unknown, from: string, asked: string, note?: string) => ({
    parameter,
    value,
    from,
    asked,
    ...(note && { note }),
  });
  const taken = (parameter: string, value: unknown) => ({ parameter, value, from: 'the dialect' });
  const accepts = { parameter: 'fmts', value: ['avif', 'webp'], from: 'the Accept header' };
  test.each<[dialect: DialectName, path: string, parameters: object[], ignored: object[]]>([
    [
      'cloudflare',
      '/cdn-cgi/image/width=80,fit=pad,brightness=1.2,contrast=9,metdata=none,onerror=redirect/a.jpg?height=9',
      [
        said('w', 80, 'width', '80'),
        said('fit', 'contain', 'fit', 'pad'),
        said('enlarge', true, 'fit', 'pad'),
        said('bri', 20, 'brightness', '1.2'),
        said('con', 100, 'contrast', '9', 'clamped'),
        said('default', 'origin', 'onerror', 'redirect'),
      ],
      [
        { name: 'metdata', why: 'unknown', meant: 'metadata' },
        { name: 'height', why: 'unknown' },
      ],
    ],
    [
      'imgix',
      '/a.jpg?w=300&h=200&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=0.8&auto=format&fm=jpg&ixlib=js&widht=3',
      [
        said('w', 300, 'w', '300'),
        said('h', 200, 'h', '200'),
        said('fit', 'cover', 'fit', 'crop'),
        said('position', [0.2, 0.8], 'crop and fp-x and fp-y', 'focalpoint and 0.2 and 0.8'),
        said('format', 'jpeg', 'fm', 'jpg'),
        said('enlarge', true, 'fit', 'crop'),
      ],
      [
        { name: 'auto', why: 'overruled' },
        { name: 'ixlib', why: 'unknown' },
        { name: 'widht', why: 'unknown', meant: 'width' },
      ],
    ],
    [
      'fastly',
      '/a.jpg?width=80&viewbox=1&bw=threshold&sharpen=hard&format=jxl',
      [said('w', 80, 'width', '80'), said('mono', true, 'bw', 'threshold')],
      [
        {
          name: 'viewbox',
          why: 'unsupported',
          because: 'a feature of Fastly Image Optimizer that is missing here: an SVG keeps its size',
        },
        { name: 'sharpen', why: 'unreadable', expected: '0 to 100' },
        {
          name: 'format',
          why: 'unsupported',
          because:
            'a feature of Fastly Image Optimizer that is missing here: there is no encoder for it here; the format stays as it is',
        },
      ],
    ],
    [
      'bunny',
      '/a.jpg?width=80&sharpen=true&heigth=9',
      [said('w', 80, 'width', '80'), said('sharp', 20, 'sharpen', 'true'), taken('format', 'auto'), accepts],
      [{ name: 'heigth', why: 'unknown', meant: 'height' }],
    ],
    [
      'weserv',
      '/?url=/a.jpg&w=80&h=60&fit=cover&we&n=-1&outptu=webp',
      [said('w', 80, 'w', '80'), said('h', 60, 'h', '60'), said('fit', 'cover', 'fit', 'cover')],
      [{ name: 'outptu', why: 'unknown', meant: 'output' }],
    ],
    [
      'weserv',
      '/?url=/a.jpg&w=80&we&default=https%3A%2F%2Fexample.com%2Fb.jpg',
      [said('w', 80, 'w', '80'), taken('anim', false)],
      [
        {
          name: 'default',
          why: 'unsupported',
          because:
            'a feature of weserv that is missing here: other hosts are not contacted; fallback images are named in the configuration, and `1` is the original',
        },
      ],
    ],
    [
      'imgix',
      '/a.jpg?w=80&fit=max&auto=format&auto=compress',
      [
        said('w', 80, 'w', '80'),
        said('format', 'auto', 'auto and auto', 'format and compress'),
        said('q', 'auto', 'auto and auto', 'format and compress'),
        accepts,
      ],
      [],
    ],
    [
      'netlify',
      '/.netlify/images?url=/a.jpg&w=80&fm=avif&quality=3',
      [said('w', 80, 'w', '80'), said('format', 'avif', 'fm', 'avif')],
      [{ name: 'quality', why: 'unknown', meant: 'q' }],
    ],
    [
      'next',
      '/_next/image?url=%2Fa.jpg&w=80&q=75&depl=1',
      [said('w', 80, 'w', '80'), said('q', 75, 'q', '75'), taken('format', 'auto'), accepts],
      [{ name: 'depl', why: 'unknown' }],
    ],
    [
      'aws',
      '/a.jpg?width=80&flop=1&hieght=2',
      [said('w', 80, 'width', '80'), said('flip', 'h', 'flop', '1'), taken('fit', 'cover'), taken('enlarge', true)],
      [{ name: 'hieght', why: 'unknown', meant: 'height' }],
    ],
    [
      'short',
      '/a.jpg?s=100x50&t=crop&f=webp&d=70x60',
      [
        said('w', 70, 'd', '70x60'),
        said('h', 60, 'd', '70x60'),
        said('fit', 'cover', 't', 'crop'),
        said('format', 'webp', 'f', 'webp'),
      ],
      [{ name: 's', why: 'overruled' }],
    ],
  ])('%s: %s', async (dialect, path, parameters, ignored) => {
    const speaker = world.edge({ changes: { explain: 'on', dialects: [{ path: '*', dialect }] } });
    const told = await ask(`${path}${path.includes('?') ? '&' : '?'}explain=1`, speaker);
    expect(told.parameters).toHaveLength(parameters.length);
    expect(told.parameters).toEqual(expect.arrayContaining(parameters));
    expect(told.ignored).toEqual(ignored);
    // What is explained is what is sent.
    const plain = await speaker.get(path, { headers: { accept: 'image/avif,image/webp,*/*' } });
    expect([told.answer, told.derivative.bytes]).toEqual([{ sentBy: 'body', status: 200 }, plain.body.length]);
  });
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
      answer: { sentBy: 'body', status: 200 },
      bucket: { used: true, kept: false },
    });
    expect(said.bytesSaved).toBe(said.original.bytes - said.derivative.bytes);
    expect(said.candidates).toContainEqual(
      expect.objectContaining({ type: 'image/webp', bytes: said.derivative.bytes }),
    );
    expect(Object.keys(said.timings)).toEqual(expect.arrayContaining(['lookup', 'read', 'decode', 'encode']));
  });

  test('it describes the derivative that is sent, and whether it is stored', async () => {
    const { body } = await edge.get('/a.jpg?w=123&format=webp');
    const said = await ask('/a.jpg?w=123&format=webp&explain=1');
    expect([said.derivative.bytes, said.bucket]).toEqual([body.length, { used: true, kept: true }]);
    expect((await edge.get(said.cacheKey.replace('variant=format~webp_w~123', 'w=123&format=webp'))).how).toBe('Hit');
  });

  test('a value that can not be read is the same 400', async () => {
    expect((await edge.get('/a.jpg?w=wide&explain=1')).status).toBe(400);
  });
});

describe('why there is no derivative', () => {
  const changes = { explain: 'on' as const };
  const bounded = (limits: Partial<Config['limits']>) => ({ ...changes, limits: { ...config.limits, ...limits } });
  test.each<[path: string, changes: Partial<Config>, answer: object, underivable?: object]>([
    ['/missing.jpg?w=100', changes, { sentBy: 'problem', status: 404, why: 'No such image' }],
    ['/a.jpg?utm_source=x', changes, { sentBy: 'original', status: 200, why: 'no parameter changes the image' }],
    ['/text.jpg?w=100', changes, { sentBy: 'original', status: 200, why: 'not-an-image' }, { reason: 'not-an-image' }],
    ['/text.jpg?format=json', changes, { sentBy: 'problem', status: 415, why: 'not-an-image' }],
    [
      '/a.jpg?w=100',
      bounded({ pixels: 1000 }),
      { sentBy: 'original', status: 200, why: 'too-many-pixels' },
      { reason: 'too-many-pixels', detail: '800 x 600' },
    ],
    ['/a.jpg?w=100', bounded({ bytes: 1000 }), { sentBy: 'original', status: 200, why: 'too-many-bytes' }],
    [
      '/noise.png?w=1199&format=webp&lossless=true',
      { ...changes, derivatives: undefined } as object,
      { sentBy: 'original', status: 200, why: 'over-the-limit' },
    ],
    [
      '/missing.jpg?w=100&default=sorry',
      { ...changes, fallbacks: { sorry: 'a.jpg' } },
      { sentBy: 'fallback', status: 200, why: 'No such image' },
    ],
    [
      '/text.jpg?w=100&default=sorry',
      { ...changes, fallbacks: { sorry: 'a.jpg' } },
      { sentBy: 'fallback', status: 200, why: 'not-an-image' },
    ],
    // A fallback image that can't be had either.
    [
      '/missing.jpg?w=100&default=lost',
      { ...changes, fallbacks: { lost: 'gone.jpg' } },
      { sentBy: 'problem', status: 404, why: 'No such image' },
    ],
    [
      '/text.jpg?w=100&default=lost',
      { ...changes, fallbacks: { lost: 'text.jpg' } },
      { sentBy: 'original', status: 200, why: 'not-an-image' },
    ],
    [
      '/missing.jpg?w=1199&format=webp&lossless=true&default=large',
      { ...changes, fallbacks: { large: 'noise.png' } },
      { sentBy: 'fallback', status: 302, why: 'No such image' },
    ],
    [
      '/a.jpg?w=100&mark=logo',
      { ...changes, marks: { logo: 'gone.png' } },
      { sentBy: 'original', status: 200, why: 'mark-unreadable' },
    ],
  ])('%s %j', async (path, changes, answer, underivable) => {
    const asked = world.edge({ changes });
    const said = await ask(`${path}&explain=1`, asked);
    expect(said).toMatchObject({ answer, ...(underivable && { underivable }) });
    // It says what the same address is answered.
    const plain = await asked.get(path, { headers: { accept: 'image/avif,image/webp,*/*' } });
    expect(plain.status).toBe(said.answer.status);
    if (said.underivable)
      expect(plain.header('x-image-reason') ?? String(plain.body)).toContain(said.underivable.reason);
  });

  test('a derivative that is too large to be sent is sent by a redirect', async () => {
    expect(await ask('/noise.png?w=1199&format=webp&lossless=true&explain=1')).toMatchObject({
      answer: { sentBy: 'redirect', status: 302 },
    });
  });
});

describe('candidates', () => {
  type Told = { type: string; encoding?: string; bytes: number; score: number; scoredOn: string; chosen?: true };
  const candidatesOf = async (path: string): Promise<{ candidates: Told[]; why: string }> => ask(`${path}&explain=1`);

  test.each<[path: string, formats: string[], chosen: number, least: number, scoredOn: string]>([
    ['/photo.jpg?w=150&format=auto', ['avif', 'jpeg'], 0, 60, 'all pixels'],
    ['/photo.jpg?w=1599&format=webp', ['webp'], 0, 60, 'a sample'],
    ['/photo.jpg?w=400&lossless=true&format=webp', ['webp'], 0, 100, 'all pixels'],
    ['/photo.jpg?w=400&format=png', ['png'], 0, 100, 'all pixels'],
    // The very image that is asked for.
    ['/photo.jpg?w=1600', ['the original', 'jpeg'], 0, 100, 'a sample'],
    ['/see-through.png?w=300&format=auto', ['webp'], 0, 60, 'all pixels'],
    ['/moving.gif?w=90&format=webp', ['webp'], 0, 40, 'all pixels'],
    // Made in the worker.
    ['/photo.avif?w=200&format=jpeg', ['jpeg'], 0, 60, 'all pixels'],
    ['/wide.jpg?w=300&cs=p3&format=png', ['png'], 0, 90, 'all pixels'],
  ])('%s', async (path, formats, chosen, least, scoredOn) => {
    const { candidates, why } = await candidatesOf(path);
    const told = candidates.map(({ type, encoding }) => (encoding ? type.slice(6) : 'the original'));
    expect(told).toEqual(formats);
    expect(candidates.map((each) => each.chosen ?? false)).toEqual(candidates.map((_, at) => at === chosen));
    expect(candidates[chosen]?.score).toBeGreaterThanOrEqual(least);
    expect(candidates.map((each) => each.scoredOn)).toEqual(candidates.map(() => scoredOn));
    expect(Math.min(...candidates.map(({ bytes }) => bytes))).toBe(candidates[chosen]?.bytes);
    expect(why).toContain(candidates[chosen]?.encoding ?? 'the original');
  });

  test('a lower quality scores less', async () => {
    const [low, high] = await Promise.all(
      [20, 90].map(async (q) => (await candidatesOf(`/photo.jpg?w=400&q=${q}&format=jpeg`)).candidates[0]?.score),
    );
    expect(low).toBeLessThan((high ?? 0) - 20);
  });

  test('without explain nothing is compared', async () => {
    const { candidates, took } = await deriving(await photograph(300, 200), { format: 'auto', fmts: ['avif', 'webp'] });
    expect([candidates?.some((each) => 'score' in each), Object.keys(took)]).toEqual([false, ['decode', 'encode']]);
  });

  test('nothing of it is kept', async () => {
    const before = await world.kept();
    for (const path of ['/a.jpg?w=51', '/noise.png?w=1198&format=webp&lossless=true', '/text.jpg?w=51'])
      await ask(`${path}&explain=1`);
    expect(await world.kept()).toEqual(before);
  });
});

describe('access', () => {
  const off = { explain: undefined } as object;

  test.each(['explain=1', 'explain', 'DEBUG=yes', 'explain=banana', 'explain=/other.jpg?w=1', 'debug=banana'])(
    'off, ?%s is an unknown parameter: it makes no second cache key',
    async (query) => {
      const changes = {
        ...off,
        dialects: [{ path: '/imgix/*', dialect: 'imgix' as const }],
        presets: { thumb: 'w=100' },
      };
      const plain = world.edge({ changes });
      for (const asked of ['w=100', 'preset=thumb', 'utm_source=x']) {
        const first = await plain.get(`/a.jpg?${asked}`);
        const second = await plain.get(`/a.jpg?${asked}&${query}`);
        expect([second.how, second.body.equals(first.body)]).toEqual(['Hit', true]);
      }
      // Attached alone, where the cache is not ours: the same image.
      const cachePolicy = { queryStrings: ['w', 'explain', 'debug'], minTtl: 0, defaultTtl: 60, maxTtl: 60 };
      const alone = await world.edge({ changes: off, bare: true, cachePolicy }).get(`/a.jpg?w=100&${query}`);
      expect([alone.status, alone.header('content-type')]).toEqual([200, 'image/jpeg']);
    },
  );
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

  test('with `signed`, only a request with a valid signature', async () => {
    const changes = { explain: 'signed' as const, signing: { paths: ['/closed/*'] } };
    const signers = world.edge({ changes, keyValueStore: new Map([['k1', 'secret']]) });
    const query = 'w=100&explain=1';
    const asked = parseNative(splitQuery(query)) as Variant;
    const sign = (text: string) => createHmac('sha256', 'secret').update(text).digest('base64url');
    const signature = sign(signedText('/a.jpg', asked, 'k1', ''));
    expect((await ask(`/a.jpg?${query}&key=k1&sig=${signature}`, signers)).variant).toBe('w~100');
    for (const end of ['', '&key=k1', `&key=k1&sig=${sign('another text')}`])
      expect((await signers.get(`/a.jpg?${query}${end}`)).header('content-type')).toBe('image/jpeg');
    // Who has signed the image has not signed to have it explained.
    const image = sign(signedText('/a.jpg', parseNative(splitQuery('w=100')) as Variant, 'k1', ''));
    expect((await signers.get(`/a.jpg?${query}&key=k1&sig=${image}`)).header('content-type')).toBe('image/jpeg');
  });

  test.each(['viewer function', 'attached alone'])('facts of private originals are hidden: %s', async (which) => {
    const changes = { explain: 'on' as const, originals: { access: 'private' as const } };
    const cachePolicy = { queryStrings: ['w', 'format', 'explain'], minTtl: 0, defaultTtl: 60, maxTtl: 60 };
    const closed = world.edge({ changes, ...(which === 'attached alone' && { bare: true, cachePolicy }) });
    const said = await ask('/a.jpg?w=100&format=webp&explain=1', closed);
    expect(said).toMatchObject({ variant: 'format~webp_w~100', answer: { sentBy: 'body', status: 200 } });
    expect(said.derivative.size.width).toBe(100);
    for (const told of [said, await ask('/text.jpg?w=100&explain=1', closed), await ask('/a.jpg?explain=1', closed)])
      expect(Object.keys(told)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(original|plan|bytesSaved)$/)]),
      );
    expect((await ask('/text.jpg?w=100&explain=1', closed)).underivable).toEqual({ reason: 'not-an-image' });
    expect((await ask('/a.jpg?explain=1', closed)).answer).toMatchObject({ sentBy: 'problem', status: 403 });
  });

  test('not a viewer that writes the canonical form, without a viewer function', async () => {
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
