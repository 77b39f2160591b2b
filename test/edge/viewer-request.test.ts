import vm from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { negotiationHeaders } from '../../edge/answer/headers/vary.ts';
import { splitQuery } from '../../edge/query/decode.ts';
import { dialectEntry, dialectNames } from '../../edge/query/dialects/registry.ts';
import { sign } from '../../edge/url/sign.ts';
import { queryOf } from '../../edge/viewer-request.ts';
import { viewerText } from '../../infra/build/viewer-function.ts';
import type { Config } from '../../infra/config/schema.ts';
import { loadHandler } from '../../infra/local/cloudfront/viewer-function/runtime.ts';
import { config } from '../support/config.ts';
import { chrome } from '../support/edge.ts';
import { hasNjs, runInNjs } from '../support/njs.ts';
import { oddRows, parameterRows, shorthandRows } from '../support/queries.ts';
import { eventOf } from '../support/viewer.ts';

// The function as it is deployed, in a context that has nothing but JavaScript, and in njs.

/** What the function answers, in a line: path and variant of the request, or status and parameter or title. */
const lineOf = (answer: unknown): string => {
  const { uri, querystring, statusCode, body } = JSON.parse(JSON.stringify(answer));
  if (statusCode === undefined) return `${uri} ${querystring.variant?.value ?? ''}`.trim();
  const { status, parameter, title } = JSON.parse(body.data);
  expect(status).toBe(statusCode);
  return `${status} ${parameter ?? title}`;
};

const build = async (changes: Partial<Config> = {}) => {
  const text = await viewerText({ ...config, ...changes });
  const context = vm.createContext(Object.create(null));
  new vm.Script(text).runInContext(context);
  return (address: string, headers?: { [name: string]: string }): string =>
    lineOf(vm.runInContext(`handler(${JSON.stringify(eventOf(address, headers))})`, context));
};

const rows = [...parameterRows, ...shorthandRows, ...oddRows];

describe('the built function answers like its source', () => {
  let ask: (address: string) => string;
  beforeAll(async () => {
    ask = await build();
  });

  test.each(rows)('%s', (query, answer) => {
    expect(ask(`/a.jpg?${query}`)).toBe(answer.startsWith('400 ') ? answer : `/a.jpg ${answer}`.trim());
  });
});

describe.skipIf(!hasNjs)('njs says the same as Node', () => {
  test('on every row', async () => {
    const text = await viewerText(config);
    const answers = runInNjs(
      text,
      rows.map(([query]) => eventOf(`/a.jpg?${query}`)),
    );
    expect(answers.map(lineOf)).toEqual(
      rows.map(([, answer]) => (answer.startsWith('400 ') ? answer : `/a.jpg ${answer}`.trim())),
    );
  });

  test('with headers, a ladder, presets and signatures', async () => {
    const all = {
      snap: [320, 416, 640, 1200],
      presets: { thumb: 'w=200&fit=cover', mood: 'mono=1' },
      signing: { paths: ['/private/*'] },
    } as const;
    const text = await viewerText({ ...config, ...all });
    const key = { id: 'one', secret: '비밀 1' };
    const addresses = await Promise.all([
      '/a.jpg?w=401&dpr=1.3',
      '/a.jpg?preset=thumb&q=50',
      '/a.jpg?preset=mood&w=auto',
      '/a.jpg?preset=none',
      '/private/a.jpg?w=400',
      '/private/a.jpg?w=400&key=one&sig=0123456789012345678901234567890123456789012',
      '/private/a.jpg?w=400&key=one&s=01234567890123456789012345678901',
      sign('/private/공원.jpg?w=401&snap=0', key),
      sign('/private/a.jpg?w=401', { ...key, expires: new Date(Date.now() + 60_000) }),
      sign('/private/a.jpg?w=401', { ...key, expires: new Date(0) }),
      sign('/private/a.jpg?w=401', { ...key, secret: 'another' }),
      sign('/private/a.jpg?w=401', { ...key, id: 'two' }),
    ]);
    const headers = { accept: 'image/webp;q=0.9,image/avif;q=0.8,*/*;q=0.1', 'save-data': 'on', 'sec-ch-width': '333' };
    const events = addresses.map((address) => eventOf(address, headers));
    const call = loadHandler(text, new Map([[key.id, key.secret]]));
    const inNode = await Promise.all(
      events.map(async (event) => JSON.parse((await call(JSON.stringify(event))) ?? '')),
    );
    expect(runInNjs(text, events, { [key.id]: key.secret })).toEqual(inNode);
    expect(inNode.map(lineOf)).toEqual([
      '/a.jpg dpr~1.5_q~auto-eco_w~426',
      '/a.jpg fit~cover_q~50_w~200',
      '/a.jpg mono~true_q~auto-eco_w~384',
      '400 preset',
      '403 The signature is missing',
      '403 The signature is wrong',
      '403 The signature is of an unknown key',
      '/private/%EA%B3%B5%EC%9B%90.jpg q~auto-eco_w~401',
      '/private/a.jpg q~auto-eco_w~416',
      '403 The signature is expired',
      '403 The signature is wrong',
      '403 The signature is of an unknown key',
    ]);
  });
});

describe.skipIf(!hasNjs)('every dialect answers the same in njs', () => {
  const values = [...new Set(rows.map(([query]) => query.replace(/^[^=&]*=?/, '').replace(/[/&?].*/, '')))];

  test.each(dialectNames)('%s', async (name) => {
    const { dialect, url, width } = dialectEntry(name);
    const text = await viewerText({ ...config, dialects: [{ path: '*', dialect: name }] });
    // Each parameter with a dozen values.
    const addresses = [...dialect.parameters.split(' '), ...Object.keys(dialect.own ?? {})].flatMap((parameter, at) =>
      Array.from({ length: 12 }, (_, turn) => {
        const pair = `${parameter}=${values[(at * 31 + turn * 97) % values.length] ?? ''}`;
        return url('/a.jpg', turn % 2 ? [pair, ...width(40)] : [pair, 'utm_source=x']);
      }),
    );
    const events = addresses.map((address) => eventOf(address, { accept: chrome, host: 'images.example.com' }));
    const call = loadHandler(text);
    const inNode: unknown[] = [];
    for (const event of events) inNode.push(JSON.parse((await call(JSON.stringify(event))) ?? ''));
    const lines = inNode.map(lineOf);
    expect(runInNjs(text, events).map(lineOf)).toEqual(lines);
    // The addresses are not all answered alike.
    expect(new Set(lines).size).toBeGreaterThan(2);
  });
});

describe('presets', () => {
  const presets = { thumb: 'width=200&h=200&f=cover', Wide: 'w=1200&ar=16:9&format=auto', plain: 'fit=inside' };

  test.each<[query: string, answer: string]>([
    ['preset=thumb', '/a.jpg fit~cover_h~200_w~200'],
    ['class=thumb', '/a.jpg fit~cover_h~200_w~200'],
    ['p=thumb&utm_source=x', '/a.jpg fit~cover_h~200_w~200'],
    ['preset=thumb&w=401', '/a.jpg fit~cover_h~200_w~401'],
    ['preset=thumb&fit=inside', '/a.jpg h~200_w~200'],
    ['fm=webp&preset=thumb', '/a.jpg fit~cover_format~webp_h~200_w~200'],
    ['preset=Wide', '/a.jpg ar~1.7778_fit~cover_fmts~avif~webp_format~auto_w~1200'],
    ['preset=plain', '/a.jpg'],
    ['preset=Thumb', '400 preset'],
    ['preset=constructor', '400 preset'],
    ['preset=__proto__', '400 preset'],
    ['preset=', '400 preset'],
  ])('%s', async (query, answer) => {
    const ask = await build({ presets });
    expect(ask(`/a.jpg?${query}`)).toBe(answer);
  });

  test.each<[query: string, answer: string]>([
    ['preset=thumb', '/a.jpg fit~cover_h~200_w~200'],
    ['preset=thumb&dpr=2', '/a.jpg dpr~2_fit~cover_h~200_w~200'],
    ['preset=thumb&dpr=1.2', '/a.jpg dpr~1.5_fit~cover_h~200_w~200'],
    ['preset=thumb&w=401', '/a.jpg fit~cover_h~200_w~429'],
    ['w=401', '/a.jpg w~429'],
    ['w=401&snap=0', '/a.jpg w~429'],
  ])('%s where widths are on a ladder', async (query, answer) => {
    const ask = await build({ presets, snap: 'default' });
    expect(ask(`/a.jpg?${query}`)).toBe(answer);
  });

  test.each<[query: string, answer: string]>([
    ['preset=thumb', '/a.jpg fit~cover_h~200_w~200'],
    ['preset=thumb&utm_source=x', '/a.jpg fit~cover_h~200_w~200'],
    ['', '/a.jpg'],
    ['w=400', '403 Only presets are served'],
    ['preset=thumb&w=400', '403 Only presets are served'],
    ['preset=thumb&v=2', '403 Only presets are served'],
    ['preset=other', '400 preset'],
    ['w=abc', '400 w'],
  ])('%s where there is nothing else', async (query, answer) => {
    const ask = await build({ presets, presetsOnly: true });
    expect(ask(`/a.jpg?${query}`)).toBe(answer);
  });

  test.each<[dialect: 'bunny' | 'imgix', query: string, answer: string]>([
    ['bunny', 'class=thumb', '/a.jpg fit~cover_h~200_w~200'],
    ['bunny', 'class=thumb&width=300', '403 Only presets are served'],
    ['bunny', 'width=300', '403 Only presets are served'],
    ['imgix', 'w=300', '403 Only presets are served'],
  ])('in the dialect %s: %s', async (dialect, query, answer) => {
    const ask = await build({ presets, presetsOnly: true, dialects: [{ path: '*', dialect }] });
    expect(ask(`/a.jpg?${query}`)).toBe(answer);
  });

  test('without a configured name, every name is refused', async () => {
    const ask = await build();
    expect(ask('/a.jpg?preset=thumb&w=400')).toBe('/a.jpg w~400');
  });
});

describe('private originals', () => {
  test.each<[query: string, answer: string]>([
    ['', '403 The originals are private'],
    ['utm_source=x', '403 The originals are private'],
    ['fit=inside', '403 The originals are private'],
    ['variant=w~400', '403 The originals are private'],
    ['w=400', '/a.jpg w~400'],
  ])('%s', async (query, answer) => {
    const ask = await build({ originals: { access: 'private' } });
    expect(ask(`/a.jpg?${query}`)).toBe(answer);
  });
});

describe('the request that is forwarded', () => {
  const call = async (address: string, headers: { [name: string]: string } = {}) => {
    const run = loadHandler(await viewerText(config));
    return JSON.parse((await run(JSON.stringify(eventOf(address, headers)))) ?? '');
  };

  test('has one parameter, and no other header than before', async () => {
    const { request } = eventOf('/a%20b.jpg?w=400&utm_source=x', {
      'accept-encoding': 'br',
      host: 'd1.cloudfront.net',
    });
    expect(await call('/a%20b.jpg?w=400&utm_source=x', { 'accept-encoding': 'br', host: 'd1.cloudfront.net' })).toEqual(
      {
        ...request,
        querystring: { variant: { value: 'w~400' } },
      },
    );
  });

  // A derivative has the ETag of its original, as every other one of the same URL.
  const conditions = {
    range: 'bytes=0-9',
    'if-range': '"a"',
    'if-none-match': '"a"',
    'if-modified-since': 'Sat, 21 Nov 2026 12:00:00 GMT',
    'if-match': '"a"',
    'if-unmodified-since': 'Sat, 21 Nov 2026 12:00:00 GMT',
  };
  test.each<[path: string, kept: boolean]>([
    ['/clip.mp4', true],
    ['/clip.mp4?utm_source=x', true],
    ['/clip.mp4?v=2', true],
    ['/clip.mp4?dl=1', true],
    ['/clip.mp4?v=2&dl=clip.mp4&default=origin', true],
    ['/a.jpg?w=400', false],
    ['/a.jpg?w=400&v=2', false],
    ['/a.jpg?dpr=2', false],
    ['/a.jpg?enlarge=1', false],
    ['/a.jpg?q=50', false],
    ['/a.jpg?format=auto', false],
    // Without hints it is the original, with them it is not.
    ['/a.jpg?w=auto', false],
    ['/a.jpg?w=auto&v=2', false],
  ])('%s keeps ranges and conditions: %s', async (path, kept) => {
    const { headers } = await call(path, { ...conditions, host: 'images.example.com' });
    const host = { host: 'images.example.com', ...(path.includes('w=auto') && { width: 'auto' }) };
    const expected = kept ? { ...conditions, ...host } : host;
    expect(headers).toEqual(Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, { value }])));
  });

  // What stays would split the cache key, since the cache policy names these headers for the sake of Vary.
  test.each<[path: string, headers: Record<string, string>]>([
    ['/a.jpg', {}],
    ['/clip.mp4?v=2', {}],
    ['/a.jpg?w=400', {}],
    ['/a.jpg?w=400&format=auto', {}],
    ['/a.jpg?w=auto', { width: 'auto' }],
    ['/a.jpg?w=auto&h=90&format=auto', { width: 'auto' }],
  ])('%s keeps of what negotiates: %j', async (path, headers) => {
    const sent = Object.fromEntries(negotiationHeaders.map((name) => [name.toLowerCase(), '2']));
    const others = { 'accept-encoding': 'br', 'accept-language': 'ko', 'user-agent': 'x' };
    const kept = { ...others, ...headers };
    const answer = await call(path, { ...sent, ...others, accept: chrome });
    expect(answer.headers).toEqual(Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, { value }])));
  });

  test.each(['v=2', 'dl', 'dl=film.mp4&v=2', 'default=origin&v=w', 'fit=inside&v=1', 'utm_source=x'])(
    'keeps its range with ?%s, which asks for the original',
    async (query) => {
      expect((await call(`/clip.mp4?${query}`, { range: 'bytes=0-1' })).headers).toEqual({
        range: { value: 'bytes=0-1' },
      });
      expect((await call(`/clip.mp4?${query}&w=40`, { range: 'bytes=0-1' })).headers).toEqual({});
    },
  );

  test.each(['/a.jpg?w=abc', '/a.jpg?fit=zoom&w=1', '/a.jpg?w=40'])(
    'of a preflight goes on, so that its page can read why the request itself is refused: OPTIONS %s',
    async (path) => {
      const run = loadHandler(await viewerText(config));
      const event = eventOf(path, {});
      const preflight = { ...event, request: { ...event.request, method: 'OPTIONS' } };
      expect(JSON.parse((await run(JSON.stringify(preflight))) ?? '')).toMatchObject({ method: 'OPTIONS' });
    },
  );

  test('or the answer names the parameter, what was read and what is expected', async () => {
    expect(await call('/a.jpg?Width=a%20lot')).toEqual({
      statusCode: 400,
      headers: {
        'content-type': { value: 'application/problem+json' },
        'access-control-allow-origin': { value: '*' },
      },
      body: {
        encoding: 'text',
        data: JSON.stringify({
          status: 400,
          title: 'This parameter cannot be read',
          parameter: 'width',
          value: 'a lot',
          expected: 'auto or 1 to 8192 or 50%',
        }),
      },
    });
  });
});

test('a repeated auto is one list', () => {
  const querystring = { auto: { value: 'format', multiValue: [{ value: 'format' }, { value: 'compress' }] } };
  expect(queryOf({ method: 'GET', uri: '/', headers: {}, querystring })).toEqual({ auto: 'format,compress' });
  expect(splitQuery('auto=format&w=4&AUTO=compress&w=5')).toEqual({ auto: 'format,compress', w: '5' });
});

test('of a repeated name the last counts, however CloudFront writes it', () => {
  const querystring = { w: { value: '1', multiValue: [{ value: '1' }, { value: '400' }] }, H: { value: '3%30' } };
  expect(queryOf({ method: 'GET', uri: '/', headers: {}, querystring })).toEqual({ w: '400', h: '30' });
});
