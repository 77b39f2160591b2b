import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewed } from '../../../edge/fetch/viewer.ts';
import { keyOf } from '../../../edge/storage/originals.ts';
import { sign } from '../../../edge/url/sign.ts';
import { canonicalPath } from '../../../edge/viewer/canonical-path.ts';
import { fetchSettings } from '../../../infra/build/fetch-settings.ts';
import { viewerText } from '../../../infra/build/viewer-function.ts';
import { hasOneSpelling, viewerSource } from '../../../infra/build/viewer-source.ts';
import type { Config } from '../../../infra/config/schema.ts';
import { viewerFunction } from '../../../infra/local/cloudfront/viewer-function/viewer-function.ts';
import { config } from '../../support/config.ts';
import { startWorld, type World } from '../../support/edges.ts';
import { chart } from '../../support/images/chart.ts';
import { logged } from '../../support/logged.ts';

const rows: [sent: string, path: string][] = [
  ['/a.jpg', '/a.jpg'],
  ['/%61.jpg', '/a.jpg'],
  ['/%61%2e%6A%70%67', '/a.jpg'],
  ['/a%2Fb%2fc.jpg', '/a/b/c.jpg'],
  ['/a%20b+c.jpg', '/a%20b%20c.jpg'],
  ['/a%2bb.jpg', '/a%2Bb.jpg'],
  ['/photo%20%281%29.jpg', '/photo%20(1).jpg'],
  ["/it's,a:b@c&d=e;f$g!h*.jpg", "/it's%2Ca%3Ab%40c%26d%3De%3Bf%24g!h*.jpg"],
  ['/%ED%95%9C%ea%b8%80.jpg', '/%ED%95%9C%EA%B8%80.jpg'],
  ['/%3f%23.jpg', '/%3F%23.jpg'],
  ['/', '/'],
  // Escaped twice, it is another key, and stays so
  ['/%2561.jpg', '/%2561.jpg'],
  ['/%25%36%31.jpg', '/%2561.jpg'],
  ['/private%252Fa.jpg', '/private%252Fa.jpg'],
  ['/%25252e%25252e/a.jpg', '/%25252e%25252e/a.jpg'],
  // Can't be decoded
  ['/%ff%61.jpg', '/%ff%61.jpg'],
  ['/%61%.jpg', '/%61%.jpg'],
  ['/%61%2.jpg', '/%61%2.jpg'],
  // Dot segments and empty ones, also escaped
  ['/%61/../b.jpg', '/%61/../b.jpg'],
  ['/%61/%2e%2E/b.jpg', '/%61/%2e%2E/b.jpg'],
  ['/%61/..%2fb.jpg', '/%61/..%2fb.jpg'],
  ['/%61//b.jpg', '/%61//b.jpg'],
  ['/%61%2f%2Fb.jpg', '/%61%2f%2Fb.jpg'],
  ['/%2fa.jpg', '/%2fa.jpg'],
  // The reserved folder
  ['/%5F/page/', '/%5F/page/'],
  ['/_%2fpage/index.html', '/_%2fpage/index.html'],
  ['/_a/%61.jpg', '/_a/a.jpg'],
  // Longer than any key
  [`/%61${','.repeat(1400)}`, `/%61${','.repeat(1400)}`],
];

test.each(rows)('%s is %s', (sent, path) => {
  expect(canonicalPath(sent)).toBe(path);
});

const piece = fc.constantFrom(
  ...[
    'a',
    '/',
    '.',
    '..',
    '+',
    ' ',
    '%',
    '%25',
    '%61',
    '%2f',
    '%2F',
    '%2e',
    '%5f',
    '_',
    '_/',
    '%E2',
    '%82%AC',
    ':',
    '@',
    '(',
    '%28',
    '%00',
    '25',
  ],
);
const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);

test('the key is the same, and the spelling is its own', () => {
  fc.assert(
    fc.property(path, (sent) => {
      const spelled = canonicalPath(sent);
      expect(keyOf(spelled)).toBe(keyOf(sent));
      expect(canonicalPath(spelled)).toBe(spelled);
    }),
    { numRuns: 5000 },
  );
});

test('every spelling of a key is the same path', () => {
  const character = fc.constantFrom(...'aZ09-_~ ,:@$&+=;!\'()*[]%"<>|^`{}#?한é');
  const escaped = encodeURIComponent;
  const bytes = (text: string) =>
    [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  fc.assert(
    fc.property(fc.array(fc.tuple(character, fc.boolean()), { minLength: 1, maxLength: 9 }), (characters) => {
      const one = characters.map(([each]) => escaped(each)).join('');
      const other = characters.map(([each, isEscaped]) => (isEscaped ? bytes(each) : escaped(each))).join('');
      expect(canonicalPath(`/k${other}`)).toBe(canonicalPath(`/k${one}`));
    }),
    { numRuns: 2000 },
  );
});

describe('both entries', () => {
  const key = { id: 'one', secret: 'the secret' };
  const signing = { paths: ['/private/*'] };
  const address = (url: string) => `https://d123.cloudfront.net${url}`;

  const askBoth = async (url: string, settings: Config = { ...config, signing }) => {
    const run = viewerFunction(await viewerText(settings), new Map([[key.id, key.secret]]));
    const [uri = '', querystring = ''] = url.split('?');
    const answer = await run({ method: 'GET', uri, querystring, headers: {}, ip: '127.0.0.1', id: '1' });
    const place = { originals: { name: 'b', region: 'us-east-1' }, front: 'none', secret: () => key.secret } as const;
    const other = await viewed(new Request(address(url)), fetchSettings(settings, place).viewer);
    return ['status' in answer ? answer.status : answer.uri, 'statusCode' in other ? other.statusCode : other.path];
  };

  // `URL` resolves dot segments before the regional door sees them.
  test.each(rows.filter(([sent]) => !/%?2e|\.\./i.test(sent)))('write %s as %s', async (sent, path) => {
    expect(await askBoth(`${sent}?w=40`, config)).toEqual([path, path]);
  });

  test.each([
    ['/private/a.jpg'],
    ['/%70rivate/a.jpg'],
    ['/private%2Fa.jpg'],
    ['/%70%72ivate%2f%61.jpg'],
    ['/private/a+b.jpg'],
  ])('%s needs a signature, in whatever spelling, and has one path with it', async (sent) => {
    expect(await askBoth(`${sent}?w=40`)).toEqual([403, 403]);
    const { search } = new URL(await sign(address(`${sent}?w=40`), key));
    const signed = await askBoth(sent + search);
    expect(signed).toEqual([canonicalPath(sent), canonicalPath(sent)]);
    expect(signed[0]).toMatch(/^\/private\/a/);
  });

  test('a signature for one key opens no other', async () => {
    const { search } = new URL(await sign(address('/private/%2561.jpg?w=40'), key));
    expect(await askBoth(`/private/%2561.jpg${search}`)).toEqual(['/private/%2561.jpg', '/private/%2561.jpg']);
    expect(await askBoth(`/private/%61.jpg${search}`)).toEqual([403, 403]);
    expect(await askBoth(`/private/a.jpg${search}`)).toEqual([403, 403]);
  });
});

test.each<[object, boolean]>([
  [{}, true],
  [{ buckets: [{ path: '/b/*' }] }, false],
  [{ attach: { paths: ['/i/*'] } }, false],
  [{ httpOrigins: [] }, false],
])('%j has one spelling of a path: %s', (changes, has) => {
  const settings = { ...config, ...changes };
  expect(hasOneSpelling(settings)).toBe(has);
  if (!('buckets' in changes)) expect(viewerSource(settings).includes('canonicalPath: canonicalPath')).toBe(has);
});

describe('the cache', () => {
  let world: World;
  beforeAll(async () => {
    logged();
    world = await startWorld();
    for (const key of ['a b.jpg', 'a.jpg'])
      await world.upload(key, { bytes: await chart({ width: 80, height: 60, format: 'jpeg' }) });
  });
  afterAll(() => world.close());

  test('has for each spelling of a key the image of that key, as S3 reads it', async () => {
    const keys = [
      ...[
        'a b',
        'a+b',
        'a%20b',
        'a%2Bb',
        'a%2Fb',
        'a%252Fb',
        'a/b',
        '%61',
        'a%',
        '%25',
        'é',
        'e\u0301',
        '한',
        'x~',
        '_/x',
      ],
      ...[
        "it's",
        '(1)',
        '!*',
        'c;d',
        'c:d',
        'c@d',
        'q?r',
        'h#i',
        '[z]',
        '{j}',
        '^k',
        '|l',
        'm\\n',
        '"o',
        '<p>',
        '`t',
        '$u&v=w,',
      ],
    ].map((name) => `k${name}.png`);
    const bytes = (text: string) =>
      text.replace(/%[\dA-F]{2}|./g, (one) => (one[1] ? one : `%${one.charCodeAt(0).toString(16)}`));
    const edge = world.edge();
    for (const [at, key] of keys.entries())
      await world.upload(key, { bytes: await chart({ width: 40 + at, height: 30, format: 'png' }) });
    for (const [at, key] of keys.entries()) {
      const escaped = encodeURIComponent(key);
      const spellings = [escaped, escaped.replaceAll('%20', '+'), escaped.replaceAll('%2F', '/'), bytes(escaped)];
      for (const spelling of spellings)
        for (const query of ['', '?w=2000']) {
          const { status, body } = await edge.get(`/${spelling}${query}`);
          const width = status === 200 ? (await sharp(body).metadata()).width : 0;
          expect([spelling, query, width]).toEqual([spelling, query, 40 + at]);
        }
    }
  });

  test('has one entry for all spellings', async () => {
    const edge = world.edge();
    for (const [first, ...others] of [
      ['/a.jpg?w=40', '/%61.jpg?w=40', '/%61%2E%6apg?w=40'],
      ['/a%20b.jpg?w=40', '/a+b.jpg?w=40', '/%61%20%62.jpg?w=40'],
    ] as const) {
      const made = await edge.get(first);
      expect([made.status, made.header('x-cache')]).toEqual([200, 'Miss from cloudfront']);
      for (const other of others) {
        const answer = await edge.get(other);
        expect([other, answer.status, answer.header('x-cache')]).toEqual([other, 200, 'Hit from cloudfront']);
      }
    }
  });
});
