import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../../../infra/local/server.ts';
import { config } from '../../support/config.ts';

const samples = join(import.meta.dirname, '../../../samples');
const script = join(import.meta.dirname, '../../../infra/commands/start.ts');
const lines: string[] = [];
let images: string;
let server: Server;

beforeAll(async () => {
  images = await mkdtemp(join(tmpdir(), 'images-'));
  await copyFile(join(samples, 'flat.png'), join(images, '사진 +1 100%.png'));
  server = await startServer({ port: 0, config, images, log: (line) => lines.push(line) });
});
afterAll(async () => {
  await server.close();
  await rm(images, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), init);
const image = encodeURIComponent('사진 +1 100%.png');

test('a resized image, then the same from the cache, each with its line', async () => {
  lines.length = 0;
  for (const how of ['Miss', 'Hit']) {
    const response = await get(`/${image}?w=100&format=webp`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(response.headers.get('x-cache')).toBe(`${how} from cloudfront`);
    expect(Number(response.headers.get('content-length'))).toBe((await response.arrayBuffer()).byteLength);
  }
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^200 +\d+\.\d kB {2}webp +\d+ ms {2}Hit +\/.*\?w=100&format=webp$/);
});

test.each([
  ['GET', `/${image}`, 200, 'image/png'],
  ['HEAD', `/${image}`, 200, 'image/png'],
  ['GET', '/none.png?w=1', 404, 'application/problem+json'],
  ['GET', `/${image}?w=abc`, 400, 'application/problem+json'],
  ['POST', `/${image}`, 403, 'text/html'],
  ['GET', '/_local/none', 404, 'text/plain;charset=UTF-8'],
])('%s %s -> %d %s', async (method, path, status, type) => {
  const response = await get(path, { method });
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
});

test('the page lists what is in the folder now, and is no business of the distribution', async () => {
  lines.length = 0;
  await writeFile(join(images, 'dropped.txt'), '');
  expect(await (await get('/_local/images.json')).json()).toEqual(['dropped.txt', '사진 +1 100%.png']);
  expect(await (await get('/')).text()).toContain('<script type="module" src="/_local/page.js">');
  expect((await get('/_local/page.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(lines).toEqual([]);
});

test('a GET with a body, and an address that is none', async () => {
  const ask = async (path: string, headers: Record<string, string>, body = '') => {
    const outgoing = request(server.url, { method: 'GET', path, headers }).end(body);
    const [incoming] = await once(outgoing, 'response');
    incoming.resume();
    return incoming.statusCode;
  };
  expect(await ask('/a.png', { 'content-length': '1' }, 'a')).toBe(403);
  expect(await ask('/a.png', { host: 'a b' })).toBe(400);
});

test('a folder for each bucket', async () => {
  const shop = await mkdtemp(join(tmpdir(), 'shop-'));
  await mkdir(join(shop, 'shop'));
  await copyFile(join(samples, 'alpha.png'), join(shop, 'shop', 'a.png'));
  const settings = join(shop, 'config.ts');
  const second = "{ bucket: 'second', region: 'eu-west-1' }";
  const buckets = "[{ path: '/shop/*', bucket: 'shop', region: 'eu-west-1', prefix: 'not/here' }]";
  await writeFile(
    settings,
    `export const config = { stackName: 'a', originals: { access: 'public', secondary: ${second} }, buckets: ${buckets} };`,
  );
  const environment = { ...process.env, EDGE_IMAGES_CONFIG: settings };
  const flags = [
    '--port',
    '0',
    '--images',
    images,
    '--images',
    `/shop/*=${shop}`,
    '--images',
    `secondary=${join(shop, 'shop')}`,
  ];
  const child = spawn(process.execPath, [script, ...flags], { env: environment });
  const [line] = await once(child.stdout, 'data');
  expect(String(line)).toContain(`serves the images in ${images}, /shop/* from ${shop}, secondary from ${shop}/shop`);
  const url = /^http:\/\/localhost:\d+/.exec(String(line))?.[0] ?? '';
  const statuses = [`/${image}?w=10`, '/shop/a.png?w=10', '/shop/a.png', `/shop/${image}`, '/a.png?w=10', '/b.png'].map(
    async (path) => (await fetch(`${url}${path}`)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 200, 200, 404, 200, 404]);
  child.kill('SIGINT');
  await once(child, 'exit');
  await rm(shop, { recursive: true });
});

test.each([
  [['--port', 'x'], '--port is x, expected a number from 0 to 65535'],
  [['--port', '70000'], '--port is 70000, expected a number from 0 to 65535'],
  [['--images', 'no/such/folder'], '--images is no/such/folder, expected a folder'],
  [['--port', '-1'], "Option '--port' argument is ambiguous."],
  [['--color'], "Unknown option '--color'"],
])('npm start -- %j: %s', async (flags, sentence) => {
  const refused = promisify(execFile)(process.execPath, [script, ...flags]);
  await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) });
});

test('npm start prints the address when it listens, and ends on a signal', async () => {
  const child = spawn(process.execPath, [script, '--port', '0', '--images', images]);
  const [line] = await once(child.stdout, 'data');
  const url = /^http:\/\/localhost:\d+\//.exec(String(line))?.[0] ?? '';
  expect((await fetch(url)).status).toBe(200);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a port in use is reported', async () => {
  const { port } = new URL(server.url);
  const refused = promisify(execFile)(process.execPath, [script, '--port', port]);
  await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`--port is ${port}`) });
});
