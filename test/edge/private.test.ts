import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DialectName } from '../../edge/query/dialects/registry.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

// With private originals nothing but derivatives leaves. Every original here holds this parameter, in its metadata or as its text.
const secret = 'SECRET-OF-THE-ORIGINAL';

let world: World;
let etag = '';
const edges: Record<string, Edge> = {};

beforeAll(async () => {
  logged();
  world = await startWorld();
  const photo = await chart({ width: 800, height: 600, format: 'jpeg', metadata: { copyright: secret } });
  const noise = sharp(randomBytes(1000 * 1000 * 3), { raw: { width: 1000, height: 1000, channels: 3 } });
  const says = { Metadata: { note: secret }, ContentDisposition: `inline; filename="${secret}"` };
  const originals = {
    'a.jpg': photo,
    'text.jpg': Buffer.from(secret),
    'page.html': Buffer.from(`<script>${secret}</script>`),
    'cut.jpg': photo.subarray(0, photo.length - 900),
    'noise.png': await noise
      .withExif({ IFD0: { Copyright: secret } })
      .png()
      .toBuffer(),
  };
  for (const [key, bytes] of Object.entries(originals)) await world.upload(key, { bytes, ...says });
  etag = (await world.edge().get('/a.jpg')).header('etag') ?? '';
  const changes = { originals: { access: 'private' as const } };
  edges['viewer function, bucket'] = world.edge({ changes });
  edges['viewer function'] = world.edge({ changes: { ...changes, derivatives: undefined } as object });
  // Any query reaches the function: attached alone to a distribution that forwards all.
  const cachePolicy = {
    queryStrings: ['variant', 'w', 'format', 'utm_source', 'q'],
    minTtl: 0,
    defaultTtl: 60,
    maxTtl: 60,
  };
  edges['alone, bucket'] = world.edge({ changes, bare: true, cachePolicy });
});
afterAll(() => world.close());

type Row = [path: string, init: RequestInit, status: number, bare?: number];
const rows: Row[] = [
  ['/a.jpg', {}, 403],
  ['/a.jpg?', {}, 403],
  ['/a.jpg?utm_source=x', {}, 403],
  ['/a.jpg?w=0', {}, 403],
  ['/a.jpg?format=origin', {}, 403],
  ['/a.jpg?variant=', {}, 403],
  ['/a.jpg?variant=w~100', {}, 403, 200],
  ['/a.jpg?variant=nonsense', {}, 403, 400],
  ['/a.jpg', { method: 'HEAD' }, 403],
  ['/a.jpg', { headers: { range: 'bytes=0-99' } }, 403],
  ['/a.jpg', { headers: { range: 'bytes=99999999-' } }, 403],
  ['/a.jpg', { headers: { 'if-modified-since': new Date().toUTCString() } }, 403],
  ['/missing.jpg', {}, 403],
  ['/', {}, 403],
  ['/text.jpg', {}, 403],
  ['/a.jpg?w=abc', {}, 400],
  ['/missing.jpg?w=100', {}, 404],
  ['/?w=100', {}, 404],
  ['/text.jpg?w=100', {}, 415],
  ['/text.jpg?w=100', { method: 'HEAD' }, 415],
  ['/page.html?w=100', {}, 415],
  ['/cut.jpg?w=100', {}, 415],
  ['/cut.jpg?w=100', { headers: { range: 'bytes=0-99' } }, 415],
  ['/a.jpg?w=100', {}, 200],
  ['/a.jpg?w=8000', {}, 200],
  ['/a.jpg?q=100', {}, 200],
  ['/a.jpg?w=101', { method: 'HEAD' }, 200],
  ['/a.jpg?w=102', { headers: { range: 'bytes=0-99' } }, 200, 206],
  ['/a.jpg?w=103', { headers: { range: 'bytes=99999999-' } }, 200, 416],
  ['/a.jpg?w=104', { headers: { 'if-match': '"other"' } }, 200, 412],
  ['/a.jpg?w=100', { method: 'POST' }, 403],
  ['/_/a.jpg', {}, 403],
  ['/kept/a.jpg', {}, 403],
];

const whole = 'viewer function, bucket';

describe.each([[whole], ['viewer function'], ['alone, bucket']])('private originals: %s', (which) => {
  test.each(rows)('%s %j: %i', async (path, init, status, bare) => {
    const edge = edges[which];
    const answer = await edge?.get(path, init);
    expect(answer?.status).toBe(which.startsWith('alone') ? (bare ?? status) : status);
    expect(answer?.body.includes(secret)).toBe(false);
    expect(JSON.stringify([...(answer?.headers ?? [])])).not.toContain(secret);
    // Whatever comes back as an image has been made here: it is smaller, or has the halved chroma that the original has not.
    if (answer?.header('content-type')?.startsWith('image/') && answer.body.length > 100) {
      const { width, chromaSubsampling } = await sharp(answer.body).metadata();
      expect(width < 800 || chromaSubsampling === '4:2:0').toBe(true);
    }
    // Asked once more, from the cache, it is the same.
    expect((await edge?.get(path, init))?.body.includes(secret)).toBe(false);
  });

  test('/a.jpg, If-None-Match with its ETag: 403', async () => {
    expect((await edges[which]?.get('/a.jpg', { headers: { 'if-none-match': etag } }))?.status).toBe(403);
  });

  // The ETag is the MD5 of the original: an answer that depends on it would tell whether a guess is right.
  test('/a.jpg?w=100, If-None-Match with its ETag: 200, without an ETag', async () => {
    const answer = await edges[which]?.get('/a.jpg?w=100', { headers: { 'if-none-match': etag } });
    expect([answer?.status, answer?.header('etag')]).toEqual([200, null]);
  });

  test('too large to be sent: a redirect with the bucket, refused without', async () => {
    const answer = await edges[which]?.get('/noise.png?w=990&format=png');
    expect(answer?.status).toBe(which.endsWith('bucket') ? 302 : 415);
    expect(answer?.body.includes(secret)).toBe(false);
    const image = await edges[whole]?.get(answer?.header('location') ?? '/a.jpg');
    expect(image?.body.includes(secret)).toBe(false);
  });
});

describe('private originals in every language that names images beside the path, and by name', () => {
  const originals = { access: 'private' as const };
  const names = {
    marks: { note: 'a.jpg', text: 'text.jpg' },
    fallbacks: { sorry: 'a.jpg', text: 'text.jpg' },
  };
  // By the beginning of a path; a viewer function has no room for all of it.
  const edges: [path: string, edge: Edge][] = [];
  beforeAll(() => {
    const inDialect = (path: string, dialect: DialectName): [string, Edge] => [
      path,
      world.edge({ changes: { originals, dialects: [{ path: '*', dialect }] } }),
    ];
    edges.push(
      inDialect('/cdn-cgi/image/', 'cloudflare'),
      inDialect('/_next/image', 'next'),
      inDialect('/.netlify/images', 'netlify'),
      inDialect('/?', 'weserv'),
      ['/', world.edge({ changes: { originals, ...names } })],
    );
    explaining = world.edge({ changes: { originals, explain: 'on' } });
  });
  let explaining: Edge;

  const edgeOf = (path: string) =>
    path.includes('explain') ? explaining : edges.find(([beginning]) => path.startsWith(beginning))?.[1];

  test.each<[path: string, status: number]>([
    ['/cdn-cgi/image//a.jpg', 403],
    ['/cdn-cgi/image/width=0/a.jpg', 403],
    ['/cdn-cgi/image/x=y/a.jpg', 403],
    ['/cdn-cgi/image/width=90/text.jpg', 415],
    ['/cdn-cgi/image/format=json/a.jpg', 200],
    ['/cdn-cgi/image/width=90/https://d123.cloudfront.net/_/a.jpg', 404],
    ['/_next/image', 403],
    ['/_next/image?url=%2Fa.jpg', 200],
    ['/_next/image?url=/a.jpg&w=0', 200],
    ['/_next/image?url=/text.jpg', 415],
    ['/_next/image?url=/page.html&w=90', 415],
    ['/_next/image?url=/_/a.jpg&w=90', 404],
    ['/_next/image?url=https://d123.cloudfront.net/text.jpg&w=90', 415],
    ['/_next/image?url=//other.example/a.jpg&w=90', 400],
    ['/.netlify/images?url=/text.jpg', 415],
    ['/?url=a.jpg', 403],
    ['/?url=a.jpg&output=origin', 200],
    ['/?url=text.jpg&w=90', 415],
    ['//a.jpg', 403],
    ['//a.jpg?w=90', 404],
    ['/%61.jpg', 403],
    ['/x%2F..%2Fa.jpg?w=90', 404],
    ['/x/..%2fa.jpg?w=90', 404],
    ['/a.jpg?mark=text', 503],
    ['/a.jpg?mark=note', 200],
    ['/a.jpg?default=text', 403],
    ['/missing.jpg?default=sorry', 403],
    ['/missing.jpg?default=sorry&w=90', 200],
    ['/missing.jpg?default=text&w=90', 404],
    ['/text.jpg?default=text&w=90', 415],
    ['/text.jpg?default=origin&w=90', 415],
    ['/a.jpg?dl=1', 403],
    ['/a.jpg?v=2', 403],
    ['/a.jpg?explain=1', 200],
    ['/text.jpg?explain=1', 200],
    ['/missing.jpg?explain=1', 200],
    ['/a.jpg?format=json', 200],
    ['/a.jpg?format=lqip', 200],
    ['/text.jpg?format=json', 415],
    ['/a.jpg?metadata=none&format=svg', 200],
  ])('%s: %i', async (path, status) => {
    const edge = edgeOf(path);
    for (const init of [{}, { method: 'HEAD' }, { headers: { range: 'bytes=0-99' } }]) {
      const answer = await edge?.get(path, init);
      if (!answer) throw new Error(`no edge for ${path}`);
      expect([init, answer.status]).toEqual([init, status]);
      expect(answer.body.includes(secret)).toBe(false);
      expect(JSON.stringify([...answer.headers])).not.toContain(secret);
    }
  });
});

test.each([
  ['public', true],
  ['private', false],
] as const)(
  '%s originals: their own bytes as the best derivative there is: %s',
  async (access, sent) => {
    const original = await readFile(new URL('../../samples/landscape.jpg', import.meta.url));
    await world.upload('landscape.jpg', original);
    // Access counts for the revision: what was kept in public is not found in private.
    const edge = world.edge({ changes: { originals: { access } }, revision: access });
    const scan = original.subarray(-5000, -1000);
    expect((await edge.get('/landscape.jpg?q=100')).body.includes(scan)).toBe(sent);
  },
  60_000,
);

test('a refusal for one viewer is cached for no other', async () => {
  const edge = edges['alone, bucket'];
  const refused = await edge?.get('/a.jpg?w=110', { headers: { 'if-match': '"other"' } });
  expect([refused?.status, refused?.header('cache-control')]).toEqual([412, 'no-store']);
  expect((await edge?.get('/a.jpg?w=110'))?.status).toBe(200);
});

test("the URL of one derivative does not reveal another's", async () => {
  const edge = edges[whole];
  const { headers } = (await edge?.get('/noise.png?w=900&format=png')) ?? {};
  const [small, large] = [headers?.get('location') ?? '', await edge?.get('/noise.png?w=990&format=png')];
  const [folder, hash] = [small.slice(0, small.lastIndexOf('/')), large?.header('location')?.split('/').at(-1) ?? ''];
  expect(large?.header('location')).toBe(`${folder}/${hash}`);
  // What the path is made of besides the public ETag is the image itself.
  expect(hash).toMatch(/^[\w-]{43}$/);
  expect((await edge?.get(`${folder}/${'A'.repeat(43)}`))?.status).toBe(403);
  expect((await edge?.get(folder))?.status).toBe(403);
});
