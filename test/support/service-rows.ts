import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Door, OpenDoor } from './doors.ts';
import { chrome } from './edge.ts';
import { chart, colorAt, near, quadrants } from './images/chart.ts';

/** What doors do differently. */
type Traits = {
  /** Whether there is a cache, which tells of hits. */
  caches?: boolean;
  /** Whether a derivative's own ETag is answered with 304. */
  revalidates: boolean;
  /** Most bytes of an image; a larger one is squeezed. */
  mostBytes: number;
};

const names = ['plain.jpg', 'a b.jpg', 'a+b.jpg', '100%.jpg', '공원.jpg', '🦊.jpg', 'é & = ?.jpg'];
/** The originals that the rows ask for. */
const originals = async (): Promise<Record<string, Buffer>> => {
  const photo = await chart({ width: 800, height: 600, format: 'jpeg' });
  const dot = sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } });
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const grain = sharp({ create: { width: 2000, height: 1500, channels: 3, background: 'red', noise } });
  return {
    ...Object.fromEntries(names.map((name) => [name, photo])),
    'turned.jpg': await chart({ width: 800, height: 600, format: 'jpeg', orientation: 6 }),
    'alpha.png': await chart({ width: 200, height: 200, format: 'png', alpha: true }),
    'moving.gif': await chart({ width: 200, height: 200, format: 'gif', frames: 4 }),
    'grain.png': await grain.png({ compressionLevel: 1 }).toBuffer(),
    'text.jpg': Buffer.from('This is no image.'),
    'cut.jpg': photo.subarray(0, Math.floor(photo.length / 2)),
    'huge.png': claiming(await dot.png().toBuffer(), 30_000, 30_000),
    'large.jpg': await readFile(new URL('../../samples/large.jpg', import.meta.url)),
  };
};

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

/** Every row of the service, through one door. */
export const serviceRows = (open: OpenDoor, { caches = false, revalidates, mostBytes }: Traits): void => {
  let door: Door;

  beforeAll(async () => {
    door = await open(await originals());
  });

  afterAll(() => door.close());

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
      const response = await door.get(path, { headers: { accept: chrome } });
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
      const metadata = await sharp(await bytesOf(await door.get('/moving.gif?w=100&format=webp')), {
        animated: true,
      }).metadata();
      expect(metadata.pages).toBe(4);
    });

    test('is upright', async () => {
      const image = await bytesOf(await door.get('/turned.jpg?w=200'));
      expect(near(await colorAt(image, 0.25, 0.25), quadrants.topLeft)).toBe(true);
      expect(near(await colorAt(image, 0.75, 0.75), quadrants.bottomRight)).toBe(true);
    });

    test.runIf(caches)(
      'of 12 megapixels is made in a browser format, and ten sizes of it stay under 500 MB',
      async () => {
        const first = await door.get('/large.jpg?w=1200&format=auto', { headers: { accept: chrome } });
        expect(first.headers.get('content-type')).toMatch(/^image\/(avif|webp)$/);
        expect((await sharp(await bytesOf(first)).metadata()).width).toBe(1200);
        for (let width = 300; width <= 1200; width += 100) {
          await bytesOf(await door.get(`/large.jpg?w=${width}`, { headers: { accept: chrome } }));
        }
        expect(process.memoryUsage().rss / 1e6).toBeLessThan(500);
      },
    );
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
      const [one, other] = [await door.get(first), await door.get(path)];
      expect(await bytesOf(other)).toEqual(await bytesOf(one));
      expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
      if (caches) expect(other.headers.get('x-cache')).toBe('Hit from cloudfront');
    });
  });

  describe('a key resolves to what S3 itself serves', () => {
    test.each(names.map((name) => [encodeURIComponent(name)]))('/%s', async (name) => {
      const [plain, resized] = await Promise.all([door.get(`/${name}`), door.get(`/${name}?w=100`)]);
      expect([plain.status, resized.status]).toEqual([200, 200]);
      expect((await sharp(await bytesOf(resized)).metadata()).width).toBe(100);
    });

    test('a plus sign in a path is a space, as in S3', async () => {
      expect((await sharp(await bytesOf(await door.get('/a+b.jpg?w=100'))).metadata()).width).toBe(100);
    });
  });

  describe('the original is sent unchanged', () => {
    test.each([
      ['/plain.jpg'],
      ['/plain.jpg?'],
      ['/plain.jpg?=5'],
      ['/plain.jpg?&&='],
      ['/plain.jpg?utm_source=x'],
      ['/plain.jpg?w=0'],
      ['/plain.jpg?fit=inside'],
    ])('%s: nothing is asked', async (path) => {
      const response = await door.get(path);
      expect([response.status, response.headers.get('x-image-reason')]).toEqual([200, null]);
      expect(await bytesOf(response)).toEqual(await readFile(join(door.folder, 'plain.jpg')));
    });

    test.each([
      ['/text.jpg', 'not-an-image'],
      ['/cut.jpg', 'damaged'],
      ['/huge.png', 'too-many-pixels'],
    ])('%s?w=100: %s', async (path, reason) => {
      const [plain, resized] = await Promise.all([door.get(path), door.get(`${path}?w=100`)]);
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
      const response = await door.get(`/plain.jpg?${query}`);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({
        status: 400,
        parameter,
        value,
        expected: expect.stringMatching(/.{5}/),
      });
    });

    test('a missing key is 404 for a short time, and reveals nothing about the bucket', async () => {
      const response = await door.get('/missing.jpg?w=100');
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('public, max-age=30');
      expect(await response.text()).not.toMatch(/originals|NoSuchKey|Request/);
    });
  });

  describe('HTTP', () => {
    test('HEAD has the headers of the derivative and no body', async () => {
      const got = await bytesOf(await door.get('/plain.jpg?w=300'));
      const head = await door.get('/plain.jpg?w=300', { method: 'HEAD' });
      expect([head.status, head.headers.get('content-type'), head.headers.get('content-length')]).toEqual([
        200,
        'image/jpeg',
        String(got.length),
      ]);
      expect((await bytesOf(head)).length).toBe(0);
    });

    test('a HEAD as the first request is the same', async () => {
      const head = await door.get('/plain.jpg?w=301', { method: 'HEAD' });
      const got = await bytesOf(await door.get('/plain.jpg?w=301'));
      expect(head.headers.get('content-length')).toBe(String(got.length));
    });

    test('If-None-Match with the ETag of the original is a 304', async () => {
      const etag = (await door.get('/plain.jpg')).headers.get('etag') ?? '';
      const confirmed = await door.get('/plain.jpg', { headers: { 'if-none-match': etag } });
      expect([confirmed.status, (await bytesOf(confirmed)).length]).toEqual([304, 0]);
      expect((await door.get('/plain.jpg', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    });

    // docs/caching.md: at CloudFront no condition of a viewer meets a derivative, since all of an original share its ETag.
    test(`If-None-Match with the ETag of a derivative is a ${revalidates ? 304 : 'whole 200'}`, async () => {
      const path = '/plain.jpg?w=302&format=auto';
      const etag = (await door.get(path)).headers.get('etag') ?? '';
      const asked = async (accept: string) =>
        (await door.get(path, { headers: { 'if-none-match': etag, accept } })).status;
      expect([await asked('*/*'), await asked(chrome)]).toEqual([revalidates ? 304 : 200, 200]);
    });

    test('a range is cut from the derivative, never from the original', async () => {
      const first = await door.get('/plain.jpg?w=303', { headers: { range: 'bytes=0-99' } });
      const whole = await bytesOf(await door.get('/plain.jpg?w=303'));
      const bytes = await bytesOf(first);
      expect(bytes).toEqual(whole.subarray(0, bytes.length));
      expect((await sharp(whole).metadata()).width).toBe(303);
    });

    test('a POST is refused', async () => {
      expect((await door.get('/plain.jpg?w=304', { method: 'POST' })).status).toBeOneOf([403, 405]);
    });

    test('OPTIONS is answered with what pages of other sites may ask', async () => {
      const headers = { origin: 'https://a.example.com', 'access-control-request-method': 'GET' };
      const response = await door.get('/plain.jpg?w=305', { method: 'OPTIONS', headers });
      expect([response.status, response.headers.get('access-control-allow-methods')]).toEqual([
        200,
        'GET, HEAD, OPTIONS',
      ]);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    });

    test('an image of more than 3 MB comes whole, or squeezed where that is too much', async () => {
      const image = await bytesOf(await door.get('/grain.png?w=1900&format=jpg&q=100'));
      expect(image.length).toBeGreaterThan(Math.min(3_000_000, mostBytes / 2));
      expect(image.length).toBeLessThan(mostBytes);
      expect((await sharp(image).metadata()).format).toBe('jpeg');
    });

    test('a range of an original is a range', async () => {
      const response = await door.get('/plain.jpg', { headers: { range: 'bytes=0-99' } });
      expect([response.status, (await bytesOf(response)).length]).toEqual([206, 100]);
      expect(response.headers.get('content-range')).toMatch(/^bytes 0-99\/\d+$/);
    });

    test.each([
      ['bytes=-50', '"other"', 200],
      ['bytes=-50', undefined, 206],
      ['bytes=99999999-', undefined, 416],
    ])('range %s of an original under If-Range %s is %i', async (range, ifRange, status) => {
      const headers = { range, ...(ifRange && { 'if-range': ifRange }) };
      const response = await door.get('/plain.jpg', { headers });
      expect(response.status).toBe(status);
      const { length } = await bytesOf(await door.get('/plain.jpg'));
      if (status === 416) expect(response.headers.get('content-range')).toBe(`bytes */${length}`);
    });
  });
};
