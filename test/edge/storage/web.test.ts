import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fetchImage } from '../../../edge/fetch.ts';
import { isPublicAddress } from '../../../edge/storage/web/addresses.ts';
import type { Network } from '../../../edge/storage/web/web-request.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { credentials, startStorage, useStorage } from '../../../infra/local/storage/storage.ts';
import { config } from '../../support/config.ts';
import { chart } from '../../support/images/chart.ts';
import { logged } from '../../support/logged.ts';

describe('an address is public', () => {
  test.each<[address: string, isPublic: boolean]>([
    ['93.184.216.34', true],
    ['8.8.8.8', true],
    ['100.63.255.255', true],
    ['172.32.0.1', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    // or of this machine, its network, its cloud
    ['127.0.0.1', false],
    ['127.255.255.254', false],
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['169.254.170.2', false],
    ['100.64.0.1', false],
    ['192.0.0.192', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fd00:ec2::254', false],
    ['fc00::1', false],
    ['ff02::1', false],
    ['2001:db8::1', false],
    // or stands for one of IPv4
    ['::ffff:127.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['::ffff:8.8.8.8', false],
    ['::127.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['64:ff9b:1::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:0:7f00:1::', false],
    // or is none
    ['2130706433', false],
    ['0x7f.1', false],
    ['localhost', false],
    ['', false],
  ])('%s: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));
});

/** What the web server answers, by path; the headers of the requests that reached it. */
const pages: { [path: string]: (outgoing: ServerResponse) => void } = {};
let reached: { method: string; path: string; headers: IncomingHttpHeaders }[] = [];
const server = createServer(({ method = '', url: path = '', headers }, outgoing) => {
  reached.push({ method, path, headers });
  (pages[path] ?? ((missing) => missing.writeHead(404).end()))(outgoing);
});

/** The names of the tests' internet, and their addresses. The server is at 127.0.0.1, which stands for a public one here. */
const here = '127.0.0.1';
const names: { [host: string]: string[] } = {
  'images.example.com': [here],
  'other.example.com': [here],
  'a.cdn.example.org': [here],
  'secure.example.com': [here],
  'private.example.com': ['10.0.0.1'],
  'cloud.example.com': ['169.254.169.254'],
  'loop.example.com': ['::1'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  'both.example.com': [here, '192.168.0.1'],
  'nowhere.example.com': [],
};
const looked: string[] = [];
const network: Network = {
  lookup: async (host) => {
    looked.push(host);
    const addresses = names[host];
    if (!addresses) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  },
  isPublic: (address) => address === here || isPublicAddress(address),
  portOf: () => (server.address() as AddressInfo).port,
};

const allowed = Object.keys(names).filter((host) => host !== 'a.cdn.example.org' && host !== 'secure.example.com');
const hosts = [...allowed.map((host) => `http://${host}`), 'http://*.cdn.example.org', 'secure.example.com'];

let storage: Awaited<ReturnType<typeof startStorage>>;
let image: Buffer;
beforeAll(async () => {
  logged();
  image = await chart({ width: 320, height: 240, format: 'png' });
  storage = await startStorage({ bucket: 'originals', derivatives: 'derivatives' });
  useStorage(storage);
  await new Promise<void>((resolve) => server.listen(0, here, resolve));
  pages['/a.png'] = (outgoing) => send(outgoing, image, { etag: '"one"' });
  pages['/weak.png'] = (outgoing) => send(outgoing, image, { etag: 'W/"../../x"' });
  pages['/raw'] = (outgoing) => send(outgoing, image, { 'content-type': 'application/octet-stream' });
  pages['/two-types'] = (outgoing) => send(outgoing, image, { 'content-type': 'image/png, text/html' });
  pages['/page'] = (outgoing) => send(outgoing, Buffer.from('<script>'), { 'content-type': 'text/html' });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await storage.close();
});
afterEach(() => {
  reached = [];
  looked.length = 0;
});

const send = (outgoing: ServerResponse, bytes: Buffer, headers: { [name: string]: string } = {}) =>
  outgoing.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length, ...headers }).end(bytes);

const service = ({ milliseconds = 20_000, bytes = 1_000_000 } = {}) => {
  const origin = originSettings(config, 'test');
  const patience = { read: 60_000, write: 60_000 };
  const derivatives = { days: 90, revision: 'test', bucket: { name: 'derivatives', region: 'us-east-1' }, patience };
  return fetchImage({
    origin: { ...origin, derivatives, limits: { ...origin.limits, bytes } },
    bucket: { name: 'originals', region: 'us-east-1' },
    web: { path: '/http/', hosts, milliseconds, network },
  });
};

const get = (path: string, init?: RequestInit, limits?: Parameters<typeof service>[0]) =>
  service(limits)(new Request(`https://d123.cloudfront.net/http/${path}`, init), () => 60_000);

describe('an allowed host', () => {
  test('its image is resized', async () => {
    const response = await get('images.example.com/a.png?w=100');
    expect([response.status, response.headers.get('x-image-reason')]).toEqual([200, null]);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
    expect(reached.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  test('a derivative is kept, and found by the ETag of the web server', async () => {
    const url = 'images.example.com/a.png?w=90';
    await get(url);
    reached = [];
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(reached.map(({ method }) => method)).toEqual(['HEAD']);
  });

  test.each([
    'images.example.com/weak.png?w=80',
    'images.example.com/raw?w=80',
    'a.cdn.example.org/a.png?w=80',
    'IMAGES.example.com/a.png?w=70',
  ])('%s is answered', async (url) => expect((await get(url)).status).toBe(200));

  test('the original is sent without a query, whatever the range', async () => {
    const response = await get('images.example.com/a.png', { headers: { range: 'bytes=0-9' } });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(image);
  });

  test('what a viewer has is confirmed', async () => {
    pages['/same.png'] = (outgoing) => outgoing.writeHead(304, { etag: '"one"' }).end();
    const response = await get('images.example.com/same.png', { headers: { 'if-none-match': '"one"' } });
    expect(response.status).toBe(304);
  });

  test('neither cookies nor credentials of a viewer reach it, and none of its cookies reach the viewer', async () => {
    pages['/cookie.png'] = (outgoing) => send(outgoing, image, { 'set-cookie': 'a=b', 'x-secret': '1' });
    const headers = { cookie: 'session=1', authorization: 'Basic YTpi', 'x-forwarded-for': '1.2.3.4' };
    const response = await get('images.example.com/cookie.png', { headers });
    expect(response.status).toBe(200);
    expect(Object.keys(reached[0]?.headers ?? {}).sort()).toEqual([
      ...['accept', 'accept-encoding', 'connection', 'host', 'user-agent'],
    ]);
    expect(response.headers.has('set-cookie') || response.headers.has('x-secret')).toBe(false);
  });

  test('a server that knows no HEAD is asked with GET', async () => {
    let asked = 0;
    pages['/get.png'] = (outgoing) => {
      asked += 1;
      if (asked === 1) outgoing.writeHead(405).end();
      else send(outgoing, image);
    };
    expect((await get('images.example.com/get.png?w=60')).status).toBe(200);
  });

  test.each<[path: string, status: number]>([
    ['/missing.png', 404],
    ['/page', 404],
    ['/two-types', 404],
    ['/forbidden', 404],
    ['/broken', 503],
    ['/busy', 503],
  ])('%s: %i', async (path, status) => {
    const statuses: { [path: string]: number } = { '/forbidden': 403, '/broken': 500, '/busy': 429 };
    const code = statuses[path];
    if (code) pages[path] = (outgoing) => outgoing.writeHead(code, { 'content-type': 'image/png' }).end();
    for (const query of ['', '?w=50']) expect((await get(`images.example.com${path}${query}`)).status).toBe(status);
  });

  test('another path is the bucket', async () => {
    const response = await service()(new Request('https://d123.cloudfront.net/images.example.com/a.png'));
    expect(response.status).toBe(404);
    expect(reached).toEqual([]);
  });
});

describe('nothing is asked of', () => {
  test.each([
    '169.254.169.254/latest/meta-data/',
    '127.0.0.1/a.png',
    '2130706433/a.png',
    '0x7f000001/a.png',
    '0x7f.0.0.1/a.png',
    '017700000001/a.png',
    '0177.0.0.1/a.png',
    '127.1/a.png',
    '0/a.png',
    '[::1]/a.png',
    '[::ffff:127.0.0.1]/a.png',
    '[::ffff:7f00:1]/a.png',
    '[fd00:ec2::254]/a.png',
    '%31%32%37.0.0.1/a.png',
    '①②⑦.0.0.1/a.png',
    'localhost/a.png',
    'LOCALHOST/a.png',
    '/127.0.0.1/a.png',
    '//127.0.0.1/a.png',
    '%5c%5c127.0.0.1/a.png',
    '',
    '/',
    '?w=100',
    // hosts that look like an allowed one
    'evil.example/a.png',
    'images.example.com.evil.example/a.png',
    'evilimages.example.com/a.png',
    'cdn.example.org/a.png',
    'evilcdn.example.org/a.png',
    'images.example.com./a.png',
    'images.example.com@169.254.169.254/a.png',
    'user:word@images.example.com/a.png',
    '169.254.169.254%23@images.example.com/a.png',
    'images.example.com:22/a.png',
    'images.example.com%2f@127.0.0.1/a.png',
    'http://127.0.0.1/a.png',
    'file:///etc/passwd',
  ])('%s', async (path) => {
    for (const query of ['', path.includes('?') ? '&h=10' : '?w=10']) {
      const response = await get(path + query);
      expect([404, 503]).toContain(response.status);
    }
    expect(reached).toEqual([]);
  });

  test.each(['private', 'cloud', 'loop', 'mapped', 'both', 'nowhere'])('a name whose address is %s', async (name) => {
    for (const query of ['', '?w=10']) expect((await get(`${name}.example.com/a.png${query}`)).status).toBe(404);
    expect(looked.length).toBeGreaterThan(0);
    expect(reached).toEqual([]);
  });

  test('a server without TLS whose host is allowed with https alone', async () => {
    expect((await get('secure.example.com/a.png?w=10')).status).toBe(503);
    expect(reached).toEqual([]);
  });
});

test('the address that is looked at is the one that is connected to: a name is resolved once for a connection', async () => {
  // A second look would find a private address.
  let looks = 0;
  const lookup = network.lookup;
  network.lookup = async (host) => {
    looks += 1;
    return looks === 1 ? lookup(host) : [{ address: '127.0.0.2', family: 4 }];
  };
  names['rebinding.example.com'] = [here];
  hosts.push('http://rebinding.example.com');
  const response = await get('rebinding.example.com/a.png');
  network.lookup = lookup;
  expect([response.status, looks]).toEqual([200, 1]);
});

describe('a redirect', () => {
  const to = (location: string) => (outgoing: ServerResponse) => outgoing.writeHead(302, { location }).end('moved');

  test.each(['/a.png', 'a.png', 'http://other.example.com/a.png', '//other.example.com/a.png'])(
    'to %s is followed',
    async (location) => {
      pages['/moved'] = to(location);
      expect((await get('images.example.com/moved?w=20')).status).toBe(200);
    },
  );

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1/a.png',
    'http://2130706433/a.png',
    'http://[::ffff:127.0.0.1]/a.png',
    'http://localhost/a.png',
    'http://private.example.com/a.png',
    'http://evil.example/a.png',
    'http://images.example.com:22/a.png',
    'http://secure.example.com/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,iVBORw0KGgo=',
    'ftp://images.example.com/a.png',
    'http://',
    '/moved',
  ])('to %s is not', async (location) => {
    pages['/moved'] = to(location);
    for (const query of ['', '?w=20']) expect((await get(`images.example.com/moved${query}`)).status).toBe(404);
    expect(reached.filter(({ path }) => path !== '/moved')).toEqual([]);
  });

  test('a fourth is not', async () => {
    for (const at of [1, 2, 3, 4]) pages[`/hop${at}`] = to(at === 4 ? '/a.png' : `/hop${at + 1}`);
    expect((await get('images.example.com/hop2?w=20')).status).toBe(200);
    expect((await get('images.example.com/hop1?w=20')).status).toBe(404);
  });
});

describe('a server that means harm', () => {
  const drip = (outgoing: ServerResponse) => {
    outgoing.writeHead(200, { 'content-type': 'image/png' });
    if (outgoing.req.method === 'HEAD') return outgoing.end();
    const timer = setInterval(() => outgoing.write('x'), 20);
    return outgoing.on('close', () => clearInterval(timer));
  };
  const endless = (outgoing: ServerResponse) => {
    outgoing.writeHead(200, { 'content-type': 'image/png' });
    if (outgoing.req.method === 'HEAD') return outgoing.end();
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (!outgoing.destroyed && outgoing.write(chunk));
    };
    outgoing.on('drain', more);
    return more();
  };
  const silent = () => undefined;
  const short = (outgoing: ServerResponse) => {
    outgoing.writeHead(200, { 'content-type': 'image/png', 'content-length': 1000 });
    if (outgoing.req.method === 'HEAD') return outgoing.end();
    outgoing.write('x'.repeat(10));
    return setTimeout(() => outgoing.destroy(), 20);
  };
  const large = (outgoing: ServerResponse) => {
    outgoing.writeHead(200, { 'content-type': 'image/png', 'content-length': 1e12 });
    return outgoing.req.method === 'HEAD' ? outgoing.end() : outgoing.write('x');
  };
  const zipped = (outgoing: ServerResponse) =>
    send(outgoing, gzipSync(Buffer.alloc(1_000_000)), { 'content-encoding': 'gzip' });

  // Where no derivative can be made the original stands in, and ends as it does at the server: cut.
  test.each<[name: string, page: (outgoing: ServerResponse) => unknown, reason: string]>([
    ['a slow drip', drip, 'original-unreadable|out-of-time'],
    ['an endless body', endless, 'too-many-bytes'],
    ['a body that is shorter than it says', short, 'original-unreadable'],
    ['a body of a terabyte', large, 'too-many-bytes'],
  ])('%s', async (_, page, reason) => {
    pages['/harm'] = page;
    const response = await get('images.example.com/harm?w=10', {}, { milliseconds: 400 });
    if (response.status === 200) {
      expect(response.headers.get('x-image-reason')).toMatch(new RegExp(`^(${reason})$`));
      await expect(response.arrayBuffer()).rejects.toThrow();
    } else expect([response.status, await response.json()]).toEqual([501, expect.anything()]);
  });

  test.each<[name: string, page: (outgoing: ServerResponse) => unknown]>([
    ['no answer', silent],
    ['gzip that nobody asked for', zipped],
  ])('%s is a 503', async (_, page) => {
    pages['/harm'] = page;
    for (const query of ['', '?w=10'])
      expect((await get(`images.example.com/harm${query}`, {}, { milliseconds: 400 })).status).toBe(503);
  });

  test('an image in chunks of a byte is read whole', async () => {
    pages['/bytes.png'] = (outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'image/png' });
      if (outgoing.req.method !== 'HEAD') for (const byte of image) outgoing.write(Buffer.of(byte));
      outgoing.end();
    };
    const whole = await get('images.example.com/a.png?w=33');
    const response = await get('images.example.com/bytes.png?w=33');
    expect([response.status, response.headers.get('x-image-reason')]).toEqual([200, null]);
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(await whole.arrayBuffer()))).toBe(true);
  });

  test('an ETag can not choose the key of a derivative', async () => {
    pages['/tag.png'] = (outgoing) => send(outgoing, image, { etag: `"${'../'.repeat(100)}kept/other"` });
    const response = await get('images.example.com/tag.png?w=30');
    expect(response.status).toBe(200);
    const s3 = new S3Client({ endpoint: storage.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'derivatives' }));
    const keys = Contents.map(({ Key = '' }) => Key);
    expect(keys.filter((key) => key.includes('tag.png'))).toHaveLength(1);
    expect(keys.filter((key) => key.includes('..'))).toEqual([]);
    expect(keys.every((key) => key.startsWith('kept/@http:'))).toBe(true);
  });
});
