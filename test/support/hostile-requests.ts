import { native } from '../../edge/query/native.ts';

/** A request that is as long as it can be in one place. */
export type Hostile = { name: string; path: string; headers?: { [name: string]: string } };

const fill = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

const pieces = [
  ';',
  ',',
  '1',
  '1.',
  '.',
  '-',
  '%25',
  '+',
  'a',
  '=',
  ':',
  'x',
  '/',
  '~',
  '_',
  '1,',
  'left',
  'q=',
  ';q=',
  '%2F',
  '%',
];

/** Requests of so many characters in each place that a pattern of the viewer function reads. */
export const hostileRequests = (length: number): Hostile[] => [
  ...pieces.flatMap((piece) => [
    { name: `Accept: ${piece}…`, path: '/a.jpg?format=auto', headers: { accept: `image/webp${fill(piece, length)}x` } },
    { name: `hints: ${piece}…`, path: '/a.jpg?w=auto', headers: { 'sec-ch-width': `${fill(piece, length)}x` } },
    { name: `/a.jpg?…=${piece}…`, path: `/a.jpg?${fill(piece, length)}x` },
    { name: `cloudflare ${piece}…`, path: `/cdn-cgi/image/${fill(piece, length)}x/a.jpg` },
    { name: `cloudflare w=${piece}…`, path: `/cdn-cgi/image/w=${fill(piece, length)}x/a.jpg` },
    { name: `cloudflare image ${piece}…`, path: `/cdn-cgi/image/w=4/${fill(piece, length)}x` },
    { name: `next url=${piece}…`, path: `/_next/image?url=${fill(piece, length)}x&w=4&q=5` },
    { name: `path ${piece}…`, path: `/${fill(piece, length)}x?w=4` },
  ]),
  ...native.names.flatMap((name) =>
    pieces.map((piece) => ({ name: `${name}=${piece}…`, path: `/a.jpg?${name}=${fill(piece, length)}x` })),
  ),
  ...pieces.map((piece) => ({
    name: `every parameter: ${piece}…`,
    path: `/a.jpg?${native.names.map((name) => `${name}=${fill(piece, Math.max(1, length / native.names.length - 10))}`).join('&')}`,
  })),
  { name: 'many parameters', path: `/a.jpg?${fill('w=1&', length)}` },
  {
    name: 'many unknown parameters',
    path: `/a.jpg?${Array.from({ length: length / 8 }, (_, at) => `p${at}=1`).join('&')}`,
  },
];

// Where the dialects look for the image and its options, and values that they take apart.
const places = [
  '/',
  '/a_1x1_crop_',
  '/a_',
  '/a-1x1.a/',
  '/a/image/upload/',
  '/unsafe/',
  '/unsafe/filters:',
  '/unsafe/plain/',
  '/f/a/m/',
  '/f/a/m/filters:',
  '/a.jpg?url=',
  '/a.jpg?crop=',
  '/a.jpg?rect=',
  '/a.jpg?border=',
  '/a.jpg?bg=',
  '/a.jpg?trim=',
  '/a.jpg?fit=',
  '/a.jpg?resize=',
];
const parts = [
  '.',
  '_',
  '-',
  '/',
  'a',
  '1',
  ',',
  ':',
  '(',
  ')',
  'a(',
  ':a(1)',
  '_1x1_crop_',
  '-1x1.',
  '/m/',
  'plain/',
  '@a',
];

/** Requests that are as long as they can be where a dialect's pattern reads them; in some what is read is right but for its end. */
export const hostileDialectRequests = (length: number): Hostile[] => [
  ...places.flatMap((place) =>
    parts.map((part) => ({ name: `${place}${part}…`, path: `${place}${fill(part, length)}!` })),
  ),
  ...components.map((part) => ({
    name: `${part}…, a component of Cloudinary`,
    path: `/a/image/upload/${fill(part, length)},!/a.jpg`,
  })),
  ...valid.flatMap(([place, ...repeated]) =>
    repeated.map((part) => ({ name: `${place}${part}…/a.jpg`, path: `${place}${fill(part, length)}/a.jpg` })),
  ),
];

const components = ['w_4;', 'w_4,', 'w_', 'e_a_c_', '$a_', '$a_a_a,'];

// Options that can be read: one that is long, or many that are short.
const valid = [
  ['/a/image/upload/', 'w_4,', 'w_4444,w_%2c,', 'w_4/', `${'w_4,'.repeat(24)}w_4/`, 'e_blur:4/', 'l_a/', 'w_1%2c'],
  ['/_/', 'w:4/', 'w:4:', 'rs:fit:4:4/', `ex:${'1:'.repeat(99)}/`, 'c:4:4:nowe:/', 'plain/a/', 'w%3A4/'],
  ['/unsafe/', 'left/', '4x4:4x4/', 'filters:a(1)/', 'filters:a(1', 'filters:a(/', 'fit-in/'],
  ['/f/a/m/', 'left/', 'filters:a(1)/', 'filters:focal(1x1:1x1)/', 'filters:focal(1x1x', 'filters:a(/'],
  ['/cdn-cgi/image/', 'w=4,', 'w%3D4%2C', 'a=(4),', 'trim=1;'],
];

/** What is configured where they are sent. */
export const hostileConfig = {
  dialects: [
    { path: '/cdn-cgi/image/*', dialect: 'cloudflare' },
    { path: '/_next/image*', dialect: 'next' },
  ],
} as const;
