import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewerFunctions, viewerLimit, viewerText } from '../../../infra/build/viewer-function.ts';
import {
  checkQuotas,
  distinctFunctions,
  imageBehaviors,
  type PathFunction,
  textFor,
} from '../../../infra/config/paths/path-functions.ts';
import type { Config, ConfigInput } from '../../../infra/config/schema.ts';
import { resolveConfig } from '../../../infra/config/validate.ts';
import type { Distribution } from '../../../infra/local/cloudfront/distribution.ts';
import { loadHandler } from '../../../infra/local/cloudfront/viewer-function/runtime.ts';
import { config } from '../../support/config.ts';
import { type Edge, startEdge } from '../../support/edge.ts';
import { chart } from '../../support/images/chart.ts';
import { eventOf } from '../../support/viewer.ts';

const { originals } = config;
const marks = { logo: 'marks/logo.png' };
const signing = { paths: ['/private/*'] };
const features = { snap: 'default', presets: { hero: 'w=800&fit=cover' }, explain: 'on', signing, marks } as const;

const sets: [name: string, changes: Partial<ConfigInput>, functions: [pathPattern: string, dialect?: string][]][] = [
  [
    'signing, imgix and our own parameters',
    { signing, explain: 'on', dialects: [{ path: '/imgix/*', dialect: 'imgix' }] },
    [['/imgix/*', 'imgix'], ['*']],
  ],
  [
    'Cloudflare, Next.js, marks and our own parameters',
    {
      marks,
      snap: 'default',
      dialects: [
        { path: '/cdn-cgi/image/*', dialect: 'cloudflare' },
        { path: '/_next/image', dialect: 'next' },
      ],
    },
    [['/cdn-cgi/image/*', 'cloudflare'], ['/_next/image', 'next'], ['*']],
  ],
  [
    'Netlify, weserv and our own parameters',
    {
      snap: 'default',
      presets: features.presets,
      dialects: [
        { path: '/.netlify/images', dialect: 'netlify' },
        { path: '/weserv/*', dialect: 'weserv' },
      ],
    },
    [['/.netlify/images', 'netlify'], ['/weserv/*', 'weserv'], ['*']],
  ],
  [
    'Cloudinary and our own parameters',
    { dialects: [{ path: '/image/upload/*', dialect: 'cloudinary' }] },
    [['/image/upload/*', 'cloudinary'], ['*']],
  ],
  [
    'imgproxy and our own parameters',
    { dialects: [{ path: '/insecure/*', dialect: 'imgproxy' }] },
    [['/insecure/*', 'imgproxy'], ['*']],
  ],
  [
    'a dialect for all other paths',
    {
      dialects: [
        { path: '/a/*', dialect: 'weserv' },
        { path: '/b/*', dialect: 'fastly' },
        { path: '/c/*', dialect: 'weserv' },
        { path: '/*', dialect: 'imgix' },
      ],
    },
    [
      ['/a/*', 'weserv'],
      ['/b/*', 'fastly'],
      ['/c/*', 'weserv'],
      ['*', 'imgix'],
    ],
  ],
];

describe.each(sets)('%s', (_, changes, expected) => {
  const chosen = resolveConfig({ ...config, ...changes });
  let functions: PathFunction[];
  let single: string;
  beforeAll(async () => {
    [functions, single] = await Promise.all([viewerFunctions(chosen), viewerText(chosen)]);
  });

  test('has a function for each row and one for all other paths, each within the limit', () => {
    expect(single.length).toBeGreaterThan(viewerLimit);
    expect(functions.map(({ pathPattern, dialect }) => [pathPattern, ...(dialect ? [dialect] : [])])).toEqual(expected);
    for (const { text } of functions) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(viewerLimit);
  });

  test('answers every path as a single function would', async () => {
    const queries = [
      '',
      'w=300&h=200',
      'width=300&height=200&fit=crop',
      'preset=hero',
      'url=%2Fa.jpg&w=640&q=75',
      'w=x',
    ];
    const paths = chosen.dialects?.map(({ path }) => path.replace('*', 'w_300,h_200/rs:fit:300:200/plain/a.jpg')) ?? [];
    const together = loadHandler(single);
    const split = new Map(functions.map(({ text }) => [text, loadHandler(text)]));
    for (const path of [...paths, '/a.jpg', '/private/a.jpg', '/a.svg'])
      for (const query of queries) {
        const event = JSON.stringify(eventOf(`${path}?${query}`));
        const answer = await split.get(textFor(functions, path))?.(event);
        expect(JSON.parse(answer ?? ''), `${path}?${query}`).toEqual(JSON.parse((await together(event)) ?? ''));
      }
  });
});

test('one function where it fits', async () => {
  const dialects = [{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' as const }];
  expect(await viewerFunctions({ ...config, dialects })).toEqual([{ pathPattern: '*', text: expect.any(String) }]);
});

test('a row that does not fit alone is refused by name, with its bytes', async () => {
  const presets = Object.fromEntries(
    Array.from({ length: 99 }, (_, at) => [`preset-${at}`, `w=${at + 1}&h=${at + 100}&fit=cover&q=80`]),
  );
  const dialects: Config['dialects'] = [{ path: '/imgix/*', dialect: 'imgix' }];
  await expect(viewerFunctions({ ...config, dialects, presets })).rejects.toThrow(
    /The viewer function for \/imgix\/\* \(imgix\) has 1\d{4} bytes, CloudFront takes 10240/,
  );
});

const rowsOf = (paths: string[]): PathFunction[] => [
  ...paths.map((pathPattern) => ({ pathPattern, text: pathPattern, dialect: 'imgix' as const })),
  { pathPattern: '*', text: 'others' },
];

test.each([
  [[], ['*.svg']],
  [['/a/*'], ['/a/*.svg', '/a/*', '*.svg']],
  [['/_next/image'], ['/_next/image', '*.svg']],
  [
    ['/a/*.svg', '/a/*'],
    ['/a/*.svg', '/a/*', '*.svg'],
  ],
])('the behaviors of functions for %j are %j', (paths, patterns) => {
  const behaviors = imageBehaviors(rowsOf(paths), [{ pathPattern: '*' }]);
  expect(behaviors.map(({ pathPattern }) => pathPattern)).toEqual(patterns);
  expect(behaviors.filter(({ isDrawing }) => isDrawing).map(({ pathPattern }) => pathPattern)).toEqual(
    patterns.filter((pattern) => pattern.endsWith('.svg')),
  );
});

test('functions and buckets by path: a behavior for each pair that shares paths', () => {
  const places = ['/a/new/*', '/b/*', '/c.jpg', '*'].map((pathPattern) => ({ pathPattern }));
  const behaviors = imageBehaviors(rowsOf(['/a/*', '/b/old/*']), places);
  expect(behaviors.map(({ pathPattern, text, place }) => [pathPattern, text, place.pathPattern])).toEqual([
    ['/a/new/*.svg', '/a/*', '/a/new/*'],
    ['/a/new/*', '/a/*', '/a/new/*'],
    ['/a/*.svg', '/a/*', '*'],
    ['/a/*', '/a/*', '*'],
    ['/b/old/*.svg', '/b/old/*', '/b/*'],
    ['/b/old/*', '/b/old/*', '/b/*'],
    ['/b/*.svg', 'others', '/b/*'],
    ['/b/*', 'others', '/b/*'],
    ['/c.jpg', 'others', '/c.jpg'],
    ['*.svg', 'others', '*'],
  ]);
});

test('too many buckets are refused', () => {
  const buckets = Array.from({ length: 37 }, (_, at) => ({ path: `/${at}/*`, bucket: 'shop', region: 'eu-west-1' }));
  expect(() => checkQuotas(rowsOf([]), { originals, buckets })).toThrow(
    'dialects and buckets: 37 rows need 77 cache behaviors, CloudFront takes 75 a distribution',
  );
});

test.each<[rows: number, config: Pick<Config, 'signing' | 'page'>, message: string | undefined]>([
  [36, {}, undefined],
  [36, { page: { images: [] } }, 'dialects: 36 rows need 76 cache behaviors, CloudFront takes 75 a distribution'],
  [37, {}, 'dialects: 37 rows need 77 cache behaviors, CloudFront takes 75 a distribution'],
  [9, { signing }, undefined],
  [10, { signing }, 'signing: the dialects need 11 viewer functions, CloudFront takes 10 with one store of keys'],
])('%d rows with %j: %s', (rows, config, message) => {
  const check = () =>
    checkQuotas(rowsOf(Array.from({ length: rows }, (_, at) => `/${at}/*`)), { originals, ...config });
  if (message) expect(check).toThrow(message);
  else expect(check).not.toThrow();
});

test('rows of one dialect share a function; the default behavior has the plain name', () => {
  const functions = [
    { pathPattern: '/a/*', text: 'A', dialect: 'imgix' as const },
    { pathPattern: '/b/*', text: 'B', dialect: 'weserv' as const },
    { pathPattern: '/c/*', text: 'B', dialect: 'weserv' as const },
    { pathPattern: '*', text: 'A', dialect: 'imgix' as const },
  ];
  expect(distinctFunctions(functions).map(({ name, pathPatterns }) => [name, pathPatterns])).toEqual([
    ['viewer-request', ['/a/*', '*']],
    ['viewer-request-weserv', ['/b/*', '/c/*']],
  ]);
});

describe('through CloudFront', () => {
  let edge: Edge;
  let distribution: Distribution;
  beforeAll(async () => {
    const photo = await chart({ width: 600, height: 400, format: 'jpeg' });
    edge = await startEdge({ 'a.jpg': photo, 'weserv/a.jpg': photo, 'fastly/a.jpg': photo, 'fastly/old/a.jpg': photo });
    distribution = await edge.distribute({
      dialects: [
        { path: '/weserv/*', dialect: 'weserv' },
        { path: '/fastly/old/*', dialect: 'short' },
        { path: '/fastly/*', dialect: 'fastly' },
        { path: '/cdn-cgi/image/*', dialect: 'cloudflare' },
      ],
    });
  });
  afterAll(() => edge.close());

  test.each<[path: string, size: string]>([
    ['/a.jpg?w=300', '300x200'],
    ['/a.jpg?width=300&dpr=1', '300x200'],
    ['/weserv/?url=a.jpg&w=150', '150x100'],
    ['/fastly/a.jpg?width=90&w=30', '90x60'],
    ['/fastly/old/a.jpg?s=120x80&width=90', '120x80'],
    ['/cdn-cgi/image/w=240/a.jpg', '240x160'],
    ['/cdn-cgi/image/w=240/a.jpg?w=30', '240x160'],
  ])('%s is %s', async (path, size) => {
    const answer = await distribution(new Request(`https://d123.cloudfront.net${path}`));
    expect(answer.status).toBe(200);
    const sharp = (await import('sharp')).default;
    const { width, height } = await sharp(await answer.arrayBuffer()).metadata();
    expect(`${width}x${height}`).toBe(size);
  });
});
