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

/** CloudFront as infra/stack/distribution.ts sets it up; `http:` is redirected before a function runs. */
const sendTo =
  (edge: Edge): Send =>
  async (request) => {
    const { protocol, pathname, search } = new URL(request.url);
    if (protocol === 'http:') return Response.redirect(request.url.replace('http:', 'https:'), 301);
    const { method, headers } = request;
    const { status, headers: answered, body } = await edge.get(pathname + search, { method, headers });
    return new Response([204, 304].includes(status) ? null : body, { status, headers: answered });
  };

/** Runs the checks; returns what the command prints, and the promises that failed. */
const verified = async (
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
  const { passed, checked } = await verifySite(site, (line) => lines.push(line));
  const failed = lines.flatMap((line) => /^✗ (.*?): /.exec(line)?.[1] ?? []);
  expect(failed).toHaveLength(checked - passed);
  return { failed, checked, text: lines.join('\n') };
};

describe('every check passes', () => {
  const open = { access: 'public' as const };
  test.each<[config: string, count: number, changes: object]>([
    ['the default config', 15, {}],
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
  ])('%s: %i', async (_, count, changes) => {
    const { failed, checked, text } = await verified({ changes });
    expect(failed, text).toEqual([]);
    expect(checked).toBe(count);
  });
});

const made = 'an image is resized and upright';
const policy = { queryStrings: ['variant'], minTtl: 0, defaultTtl: 60, maxTtl: 60 };

test('a folder that requires a signature', async () => {
  const secret = 'a secret of the tests';
  const options = { changes: { signing: { paths: ['/*'] } }, keyValueStore: new Map([['one', secret]]) };
  const signer = (path: string) => sign(path, { id: 'one', secret });
  const { failed, checked, text } = await verified(options, { signer });
  expect(failed, text).toEqual([]);
  expect(checked).toBe(15);
  const unsigned = await verified(options);
  expect(unsigned.failed[0]).toBe('originals are as public or private as configured');
  expect(unsigned.text).toContain('/samples/ requires a signature: give --key');
});

describe('a failed check says what to do', () => {
  test.each<[wrong: string, options: EdgeOptions, promise: string, remedy: string]>([
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
  ])('%s', async (_, options, promise, remedy) => {
    const { failed, text } = await verified(options);
    expect(failed).toContain(promise);
    expect(text).toContain(remedy);
  });

  test('no samples', async () => {
    const { failed, text } = await verified({}, { folder: '/nowhere' });
    expect(failed).toContain(made);
    expect(text).toContain('aws s3 cp samples/ s3://BUCKET/nowhere/ --recursive');
    expect(text.split('aws s3 cp')).toHaveLength(2);
  });

  test('an original with no-store', async () => {
    await world.upload('unkept/rotated.jpg', { bytes: rotated, CacheControl: 'no-store' });
    const { failed, text } = await verified({}, { folder: '/unkept/' });
    expect(failed).toContain('the second request is a cache hit');
    expect(text).toContain("look at the original's Cache-Control");
  });

  test('another image than the sample, on its side', async () => {
    const { failed } = await verified({}, { folder: '/sideways/' });
    expect(failed).toEqual(expect.arrayContaining(['originals are as public or private as configured', made]));
  });

  test('private originals that are public', async () => {
    const edge = world.edge();
    const site = siteAt(
      'https://d.example/samples/',
      { ...config, originals: { access: 'private' } },
      { send: sendTo(edge) },
    );
    const lines: string[] = [];
    await verifySite(site, (line) => lines.push(line));
    expect(lines[0]).toMatch(/^✗ originals are as public or private as configured: 200 /);
  });

  const page = (text: string, status = 200) => new Response(text, { status, headers: { 'content-type': 'text/html' } });
  test.each<[wrong: string, promise: string, answer: (request: Request, path: string) => Response | undefined]>([
    [
      'the bucket is listed',
      'no bucket can be listed',
      (_, path) => (path === '/_/' ? page('<ListBucketResult>') : undefined),
    ],
    [
      'S3 obeys the viewer',
      "a viewer can't override S3's response headers",
      (_, path) => (path.includes('response-') ? page('') : undefined),
    ],
    [
      'no CORS header',
      'CORS allows the configured origins',
      ({ headers }) => (headers.has('origin') ? page('') : undefined),
    ],
    [
      'http is not redirected',
      'http redirects to https',
      ({ url }) => (url.startsWith('http:') ? page('') : undefined),
    ],
    [
      'an invalid value is ignored',
      'an invalid value is a 400 with problem details',
      (_, path) => (path.includes('abc') ? page('') : undefined),
    ],
    [
      'a 404 in XML',
      'a missing image is a 404 with problem details',
      (_, path) => (path.includes('missing-') ? page('', 404) : undefined),
    ],
    [
      'CloudFront evaluates removed conditions',
      'a validator of one representation never confirms another',
      ({ headers }, path) =>
        headers.has('if-none-match') && path.includes('?') ? new Response(null, { status: 304 }) : undefined,
    ],
    [
      'no 304 for an original',
      'an unchanged original is a 304',
      ({ headers }, path) => (headers.has('if-none-match') && !path.includes('?') ? page('') : undefined),
    ],
    [
      'HEAD is a 502',
      'a HEAD request on a miss does not empty the cached image',
      ({ method }) => (method === 'HEAD' ? page('', 502) : undefined),
    ],
    [
      'a Range request is a 502',
      'a Range request on a miss does not cut the cached image',
      ({ headers }) => (headers.has('range') ? page('', 502) : undefined),
    ],
    [
      'a large derivative is a 403',
      'a derivative above 1 MB is delivered',
      (_, path) => (path.startsWith('/_/') ? page('', 403) : undefined),
    ],
    [
      'listing is a 500',
      'no bucket can be listed',
      (_, path) => (path === '/' || path.startsWith('/_/?') || path === '/?list-type=2' ? page('', 500) : undefined),
    ],
    [
      'every viewer gets one format',
      'format=auto follows the Accept header',
      ({ headers }) => (headers.get('accept')?.includes('avif') ? page('') : undefined),
    ],
  ])('%s', async (_, promise, answer) => {
    const tamper = (send: Send) => async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      return answer(request, pathname + search) ?? send(request);
    };
    expect((await verified({}, { tamper })).failed).toEqual([promise]);
  });
});

test('a service that hangs is a timeout', async () => {
  const hanging = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)));
  const site = siteAt('https://d123.cloudfront.net/samples/', config, { send: hanging, limit: 50 });
  await expect(verifySite(site, () => undefined)).rejects.toThrow('No answer in time');
});
