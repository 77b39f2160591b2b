import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialectEntry, dialectNames } from '../../../edge/query/dialects/registry.ts';
import { sign } from '../../../edge/url/sign.ts';
import { imageHeaders } from '../../../infra/config/response-headers.ts';
import { siteAt } from '../../../infra/verify/site.ts';
import { verifySite } from '../../../infra/verify/verify.ts';
import { config } from '../../support/config.ts';
import { type Edge, startWorld, type World } from '../../support/edges.ts';
import { chart } from '../../support/images/chart.ts';
import { logged } from '../../support/logged.ts';

type EdgeOptions = NonNullable<Parameters<World['edge']>[0]>;

let world: World;
let rotated: Buffer;

beforeAll(async () => {
  logged();
  world = await startWorld();
  rotated = await readFile(join(import.meta.dirname, '../../../samples/rotated.jpg'));
  await world.upload('samples/rotated.jpg', rotated);
  // The sample has 12 megapixels; noise has as many bytes in fewer.
  const noise = sharp(randomBytes(1000 * 1000 * 3), { raw: { width: 1000, height: 1000, channels: 3 } });
  await world.upload('samples/large.jpg', await noise.jpeg({ quality: 100 }).toBuffer());
  await world.upload('sideways/rotated.jpg', await chart({ width: 1600, height: 1200, format: 'jpeg' }));
});
afterAll(() => world.close());

type Signer = (path: string) => Promise<string>;

type Send = (request: Request) => Promise<Response>;

/** CloudFront as infra/stack/distribution.ts sets it up; `http:` is redirected before anything is asked. */
const sendTo =
  (edge: Edge): Send =>
  async (request) => {
    const { protocol, pathname, search } = new URL(request.url);
    if (protocol === 'http:') return Response.redirect(request.url.replace('http:', 'https:'), 301);
    const { method, headers } = request;
    const { status, headers: answered, body } = await edge.get(pathname + search, { method, headers });
    return new Response([204, 304].includes(status) ? null : body, { status, headers: answered });
  };

/** What the command prints, and the claims that do not hold. */
const proven = async (
  { changes = {}, ...options }: EdgeOptions = {},
  { folder = '/samples/', tamper = (send: Send) => send, signer = undefined as Signer | undefined } = {},
) => {
  const chosen = { ...config, ...changes };
  const edge = world.edge({ changes, responseHeaders: imageHeaders(chosen), ...options });
  const lines: string[] = [];
  const site = siteAt(
    `https://d123.cloudfront.net${folder}`,
    { ...config, ...changes },
    {
      send: tamper(sendTo(edge)),
      sign: signer,
    },
  );
  const { held, looked } = await verifySite(site, (line) => lines.push(line));
  const broken = lines.flatMap((line) => /^✗ (.*?): /.exec(line)?.[1] ?? []);
  expect(broken).toHaveLength(looked - held);
  return { broken, looked, text: lines.join('\n') };
};

describe('all claims hold', () => {
  const open = { access: 'public' as const };
  test.each<[config: string, claims: number, changes: object]>([
    ['as it comes', 15, {}],
    ['private originals', 14, { originals: { access: 'private' } }],
    ['no derivatives bucket', 14, { originals: open, derivatives: undefined }],
    ['a ladder', 15, { snap: 'default' }],
    ['a ladder of two', 15, { snap: [1000, 1200] }],
    ['presets only', 12, { presets: { thumb: 'w=100' }, presetsOnly: true }],
    ['signed paths', 16, { signing: { paths: ['/private/*'] } }],
    ...dialectNames.map((dialect): [string, number, object] => [
      dialect,
      dialectEntry(dialect).withoutAutoFormat ? 12 : 13,
      { dialects: [{ path: '*', dialect }] },
    ]),
  ])('%s: %i', async (_, claims, changes) => {
    const { broken, looked, text } = await proven({ changes });
    expect(broken, text).toEqual([]);
    expect(looked).toBe(claims);
  });
});

const made = 'a derivative is made, and upright';
const policy = { queryStrings: ['variant'], minTtl: 0, defaultTtl: 60, maxTtl: 60 };

test('a folder that only a signature opens', async () => {
  const secret = 'known to the store and to who signs';
  const options = { changes: { signing: { paths: ['/*'] } }, keyValueStore: new Map([['one', secret]]) };
  const signer = (path: string) => sign(path, { id: 'one', secret });
  const { broken, looked, text } = await proven(options, { signer });
  expect(broken, text).toEqual([]);
  expect(looked).toBe(15);
  const unsigned = await proven(options);
  expect(unsigned.broken[0]).toBe('the originals are as open as configured');
  expect(unsigned.text).toContain('/samples/ is closed: take one that is open, or give the --key');
});

describe('what is wrong is found, and what to do is told', () => {
  test.each<[wrong: string, options: EdgeOptions, claim: string, next: string]>([
    ['the query is not forwarded', { cachePolicy: { ...policy, queryStrings: [] } }, made, 'did not see the variant'],
    ['the function is not attached', { originResponse: undefined } as object, made, 'or is not attached'],
    [
      'the function throws',
      { originResponse: () => Promise.reject(new Error('no')) },
      made,
      '/edge-images/origin-response',
    ],
    [
      'CloudFront refuses its answer',
      { originResponse: async () => ({ status: '99' }) },
      made,
      '/aws/cloudfront/LambdaEdge/',
    ],
  ])('%s', async (_, options, claim, next) => {
    const { broken, text } = await proven(options);
    expect(broken).toContain(claim);
    expect(text).toContain(next);
  });

  test('no samples', async () => {
    const { broken, text } = await proven({}, { folder: '/nowhere' });
    expect(broken).toContain(made);
    expect(text).toContain('aws s3 cp samples/ s3://BUCKET/nowhere/ --recursive');
    expect(text.split('aws s3 cp')).toHaveLength(2);
  });

  test('nothing may be kept', async () => {
    await world.upload('unkept/rotated.jpg', { bytes: rotated, CacheControl: 'no-store' });
    const { broken, text } = await proven({}, { folder: '/unkept/' });
    expect(broken).toContain('the second request is answered by the cache');
    expect(text).toContain('look at cache-control of the original');
  });

  test('another image than the sample, lying down', async () => {
    const { broken } = await proven({}, { folder: '/sideways/' });
    expect(broken).toEqual(expect.arrayContaining(['the originals are as open as configured', made]));
  });

  test('originals that should be private are open', async () => {
    const edge = world.edge();
    const site = siteAt(
      'https://d.example/samples/',
      { ...config, originals: { access: 'private' } },
      { send: sendTo(edge) },
    );
    const lines: string[] = [];
    await verifySite(site, (line) => lines.push(line));
    expect(lines[0]).toMatch(/^✗ the originals are as open as configured: 200 /);
  });

  const page = (text: string, status = 200) => new Response(text, { status, headers: { 'content-type': 'text/html' } });
  test.each<[wrong: string, claim: string, answer: (request: Request, path: string) => Response | undefined]>([
    [
      'the bucket is listed',
      'no bucket is listed',
      (_, path) => (path === '/_/' ? page('<ListBucketResult>') : undefined),
    ],
    [
      'S3 hears the viewer',
      'no viewer decides what S3 says',
      (_, path) => (path.includes('response-') ? page('') : undefined),
    ],
    [
      'other sites are shut out',
      'other sites may read the image, as configured',
      ({ headers }) => (headers.has('origin') ? page('') : undefined),
    ],
    ['http is answered', 'http leads to https', ({ url }) => (url.startsWith('http:') ? page('') : undefined)],
    [
      'a value is passed over',
      'a value that can not be read is a 400 that says so',
      (_, path) => (path.includes('abc') ? page('') : undefined),
    ],
    [
      'a 404 in XML',
      'what is missing is a 404 that says so',
      (_, path) => (path.includes('missing-') ? page('', 404) : undefined),
    ],
    [
      'CloudFront confirms what a viewer holds',
      'a validator of one image never confirms another',
      ({ headers }, path) =>
        headers.has('if-none-match') && path.includes('?') ? new Response(null, { status: 304 }) : undefined,
    ],
    [
      'no 304 of an original',
      'what a viewer has is confirmed, not sent again',
      ({ headers }, path) => (headers.has('if-none-match') && !path.includes('?') ? page('') : undefined),
    ],
    [
      'HEAD fails',
      'HEAD asked first does not become an empty image',
      ({ method }) => (method === 'HEAD' ? page('', 502) : undefined),
    ],
    [
      'Range fails',
      'a part asked first does not become the whole',
      ({ headers }) => (headers.has('range') ? page('', 502) : undefined),
    ],
    [
      'large ones fail',
      'a derivative above 1 MB arrives',
      (_, path) => (path.startsWith('/_/') ? page('', 403) : undefined),
    ],
    [
      'a bucket that fails',
      'no bucket is listed',
      (_, path) => (path === '/' || path.startsWith('/_/?') || path === '/?list-type=2' ? page('', 500) : undefined),
    ],
    [
      'one format for all',
      'the format is what the viewer shows',
      ({ headers }) => (headers.get('accept')?.includes('avif') ? page('') : undefined),
    ],
  ])('%s', async (_, claim, answer) => {
    const tamper = (send: Send) => async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      return answer(request, pathname + search) ?? send(request);
    };
    expect((await proven({}, { tamper })).broken).toEqual([claim]);
  });
});

test('a service that hangs is given up after its time', async () => {
  const hanging = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)));
  const site = siteAt('https://d123.cloudfront.net/samples/', config, { send: hanging, limit: 50 });
  await expect(verifySite(site, () => undefined)).rejects.toThrow('No answer in time');
});
