import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chrome, type Edge, startEdge } from './support/edge.ts';
import { chart, colorAt, near, quadrants } from './support/images/chart.ts';

// The whole way of a request: the built viewer function, CloudFront's cache and rules, a real S3 server, the handler.

const names = ['plain.jpg', 'a b.jpg', 'a+b.jpg', '100%.jpg', '공원.jpg', '🦊.jpg', 'é & = ?.jpg'];
let edge: Edge;

beforeAll(async () => {
  const photo = await chart({ width: 800, height: 600, format: 'jpeg' });
  const dot = sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } });
  edge = await startEdge({
    ...Object.fromEntries(names.map((name) => [name, photo])),
    'turned.jpg': await chart({ width: 800, height: 600, format: 'jpeg', orientation: 6 }),
    'alpha.png': await chart({ width: 200, height: 200, format: 'png', alpha: true }),
    'moving.gif': await chart({ width: 200, height: 200, format: 'gif', frames: 4 }),
    'text.jpg': Buffer.from('This is no image.'),
    'cut.jpg': photo.subarray(0, Math.floor(photo.length / 2)),
    'huge.png': claiming(await dot.png().toBuffer(), 30_000, 30_000),
    'large.jpg': await readFile(new URL('../samples/large.jpg', import.meta.url)),
  });
});

afterAll(() => edge.close());

/** A PNG whose header claims another size. */
const claiming = (png: Buffer, width: number, height: number) => {
  const claimed = Buffer.from(png);
  claimed.writeUInt32BE(width, 16);
  claimed.writeUInt32BE(height, 20);
  claimed.writeUInt32BE(crc(claimed.subarray(12, 29)), 29);
  return claimed;
};

const crc = (bytes: Buffer) => {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
};

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('an image', () => {
  test.each([
    ['/plain.jpg?w=400', 'jpeg', 400, 300],
    // A chart is flat: lossless WebP is smaller than AVIF.
    ['/plain.jpg?w=400&format=auto', 'webp', 400, 300],
    ['/plain.jpg?w=400&format=webp', 'webp', 400, 300],
    ['/plain.jpg?w=400&h=400&fit=cover', 'jpeg', 400, 400],
    ['/plain.jpg?w=400&h=400&fit=contain', 'jpeg', 400, 400],
    ['/plain.jpg?w=400&h=400&fit=fill', 'jpeg', 400, 400],
    ['/plain.jpg?w=400&h=400&fit=outside', 'jpeg', 533, 400],
    ['/plain.jpg?w=200&dpr=2', 'jpeg', 400, 300],
    ['/plain.jpg?w=4000', 'jpeg', 800, 600],
    ['/turned.jpg?w=400', 'jpeg', 400, 300],
    ['/alpha.png?w=100', 'png', 100, 100],
    ['/alpha.png?w=100&format=jpg', 'jpeg', 100, 100],
    ['/moving.gif?w=100', 'gif', 100, 100],
    ['/moving.gif?w=100&format=auto', 'webp', 100, 100],
  ])('%s is a %s of %i x %i', async (path, format, width, height) => {
    const response = await edge.get(path, { headers: { accept: chrome } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(`image/${format}`);
    const metadata = await sharp(await bytesOf(response)).metadata();
    expect([
      metadata.compression === 'av1' ? 'avif' : metadata.format,
      metadata.width,
      metadata.pageHeight ?? metadata.height,
    ]).toEqual([format, width, height]);
  });

  test('keeps the frames of an animation', async () => {
    const metadata = await sharp(await bytesOf(await edge.get('/moving.gif?w=100&format=webp')), {
      animated: true,
    }).metadata();
    expect(metadata.pages).toBe(4);
  });

  test('is upright', async () => {
    const image = await bytesOf(await edge.get('/turned.jpg?w=200'));
    expect(near(await colorAt(image, 0.25, 0.25), quadrants.topLeft)).toBe(true);
    expect(near(await colorAt(image, 0.75, 0.75), quadrants.bottomRight)).toBe(true);
  });

  test('of 12 megapixels is made in a browser format, and ten sizes of it stay under 500 MB', async () => {
    const first = await edge.get('/large.jpg?w=1200&format=auto', { headers: { accept: chrome } });
    expect(first.headers.get('content-type')).toMatch(/^image\/(avif|webp)$/);
    expect((await sharp(await bytesOf(first)).metadata()).width).toBe(1200);
    for (let width = 300; width <= 1200; width += 100) {
      await bytesOf(await edge.get(`/large.jpg?w=${width}`, { headers: { accept: chrome } }));
    }
    expect(process.memoryUsage().rss / 1e6).toBeLessThan(500);
  });
});

describe('one image has one cache key', () => {
  const first = '/plain.jpg?w=410&h=300&fit=cover&position=left';
  test.each([
    ['/plain.jpg?position=left&fit=cover&h=300&w=410'],
    ['/plain.jpg?WIDTH=410&Height=300&FIT=COVER&Position=LEFT'],
    ['/plain.jpg?width=410&height=300&fit=crop&crop=left'],
    ['/plain.jpg?w=410&h=300&fit=cover&gravity=west'],
    ['/plain.jpg?w=410&h=300&fit=cover&fp-x=0'],
    ['/plain.jpg?w=410.0&h=300&fit=cover&position=left&dpr=1&format=origin'],
    ['/plain.jpg?w=410&h=300&fit=cover&position=left&utm_source=x&fbclid=y&ixlib=z'],
    ['/plain.jpg?w=410&h=300&fit=cover&position=left&variant=w~9'],
  ])('%s', async (path) => {
    await bytesOf(await edge.get(first));
    expect((await edge.get(path)).headers.get('x-cache')).toBe('Hit from cloudfront');
  });
});

describe('a key resolves to what S3 itself serves', () => {
  test.each(names.map((name) => [encodeURIComponent(name)]))('/%s', async (name) => {
    const [plain, resized] = await Promise.all([edge.get(`/${name}`), edge.get(`/${name}?w=100`)]);
    expect([plain.status, resized.status]).toEqual([200, 200]);
    expect((await sharp(await bytesOf(resized)).metadata()).width).toBe(100);
  });

  test('a plus sign in a path is a space, as in S3', async () => {
    expect((await sharp(await bytesOf(await edge.get('/a+b.jpg?w=100'))).metadata()).width).toBe(100);
  });
});

describe('the untouched original comes back', () => {
  test.each([
    ['/plain.jpg'],
    ['/plain.jpg?'],
    ['/plain.jpg?=5'],
    ['/plain.jpg?&&='],
    ['/plain.jpg?utm_source=x'],
    ['/plain.jpg?w=0'],
    ['/plain.jpg?fit=inside'],
  ])('%s: nothing is asked', async (path) => {
    const response = await edge.get(path);
    expect([response.status, response.headers.get('x-image-reason')]).toEqual([200, null]);
    expect(await bytesOf(response)).toEqual(await readFile(join(edge.folder, 'plain.jpg')));
  });

  test.each([
    ['/text.jpg', 'not-an-image'],
    ['/cut.jpg', 'damaged'],
    ['/huge.png', 'too-many-pixels'],
  ])('%s?w=100: %s', async (path, reason) => {
    const [plain, resized] = await Promise.all([edge.get(path), edge.get(`${path}?w=100`)]);
    expect(resized.status).toBe(200);
    expect(resized.headers.get('x-image-reason')).toBe(reason);
    expect(resized.headers.get('cache-control')).toBe('public, max-age=60');
    expect(await bytesOf(resized)).toEqual(await bytesOf(plain));
  });
});

describe('bad input is answered clearly', () => {
  test.each([
    ['w=abc', 'w', 'abc'],
    ['width=abc', 'width', 'abc'],
    ['w=1e3', 'w', '1e3'],
    ['w=0x10', 'w', '0x10'],
    ['fit=sideways', 'fit', 'sideways'],
    ['position=nowhere', 'position', 'nowhere'],
    ['bg=nocolor', 'bg', 'nocolor'],
    ['q=high%20please', 'q', 'high please'],
  ])('?%s', async (query, parameter, value) => {
    const response = await edge.get(`/plain.jpg?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: 400,
      parameter,
      value,
      expected: expect.stringMatching(/.{5}/),
    });
  });

  test('a missing key is 404 for a short while, and says nothing of the bucket', async () => {
    const response = await edge.get('/missing.jpg?w=100');
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('public, max-age=30');
    expect(await response.text()).not.toMatch(/originals|NoSuchKey|Request/);
  });
});

describe('HTTP', () => {
  test('HEAD tells of the derivative and has no body', async () => {
    const got = await bytesOf(await edge.get('/plain.jpg?w=300'));
    const head = await edge.get('/plain.jpg?w=300', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), head.headers.get('content-length')]).toEqual([
      200,
      'image/jpeg',
      String(got.length),
    ]);
    expect((await bytesOf(head)).length).toBe(0);
  });

  test('a HEAD that comes first is no other', async () => {
    const head = await edge.get('/plain.jpg?w=301', { method: 'HEAD' });
    const got = await bytesOf(await edge.get('/plain.jpg?w=301'));
    expect(head.headers.get('content-length')).toBe(String(got.length));
  });

  // docs/caching.md: derivatives of one original share its ETag, so no condition of a viewer meets it.
  test('If-None-Match with the ETag of a derivative is a whole 200, with that of the original a 304', async () => {
    const conditional = async (path: string) => {
      const etag = (await edge.get(path)).headers.get('etag') ?? '';
      return (await edge.get(path, { headers: { 'if-none-match': etag } })).status;
    };
    expect([await conditional('/plain.jpg?w=302'), await conditional('/plain.jpg')]).toEqual([200, 304]);
  });

  test('a range is cut from the derivative, never from the original', async () => {
    const first = await edge.get('/plain.jpg?w=303', { headers: { range: 'bytes=0-99' } });
    const whole = await bytesOf(await edge.get('/plain.jpg?w=303'));
    const bytes = await bytesOf(first);
    expect(bytes).toEqual(whole.subarray(0, bytes.length));
    expect((await sharp(whole).metadata()).width).toBe(303);
  });

  test('a POST is 403', async () => {
    expect((await edge.get('/plain.jpg?w=304', { method: 'POST' })).status).toBe(403);
  });

  test('a range of an original is a range', async () => {
    const response = await edge.get('/plain.jpg', { headers: { range: 'bytes=0-99' } });
    expect([response.status, (await bytesOf(response)).length]).toEqual([206, 100]);
  });
});
