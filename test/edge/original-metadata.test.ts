import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dependencies } from '../../edge/answer/dependencies.ts';
import { Underivable } from '../../edge/errors.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { type Chart, chart, colorAt, near, quadrants } from '../support/images/chart.ts';
import { leaksOf, secretsOf } from '../support/images/secrets.ts';
import { logged } from '../support/logged.ts';
import { noiseBytes } from '../support/random.ts';

// `originals.metadata: 'strip'`: an original is sent without metadata wherever it is sent, no pixel encoded again.

const metadata = {
  gps: true,
  serial: 'SERIAL-20261129',
  copyright: 'Copyright Somebody',
  xmp: '<x:xmpmeta>a packet</x:xmpmeta>',
};
const size = { width: 96, height: 64 };
const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), noiseBytes(3000)]);

let world: World;
let edge: Edge;
let keeping: Edge;
const originals = new Map<string, Buffer>();

const changes = { originals: { access: 'public', metadata: 'strip' } } as const;

const noise = async (side: number) =>
  sharp(noiseBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .withExif({ IFD0: { Copyright: metadata.copyright } })
    .png({ compressionLevel: 0 })
    .toBuffer();

beforeAll(async () => {
  logged();
  world = await startWorld();
  const photo = await chart({ ...size, format: 'jpeg', metadata });
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)
    originals.set(`a.${format}`, await chart({ ...size, format, metadata }));
  for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const)
    originals.set(`turned.${format}`, await chart({ ...size, format, metadata, orientation: 6 }));
  originals.set('wide.jpeg', await chart({ ...size, format: 'jpeg', metadata, profile: 'p3' }));
  originals.set('large.png', await noise(700));
  originals.set('film.mp4', film);
  originals.set('odd.jpg', Buffer.concat([Buffer.from('not an image'), Buffer.from(metadata.serial)]));
  originals.set('cut.jpg', photo.subarray(0, photo.length - 300));
  originals.set('a.heic', Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.from(metadata.serial)]));
  for (const [key, bytes] of originals) await world.upload(key, { bytes, ContentType: typeOf(key) });
  edge = world.edge({ changes: { ...changes, derivatives: undefined } as object });
  keeping = world.edge({ changes });
}, 60_000);
afterAll(() => world.close());

const typeOf = (key: string) => (key.endsWith('.mp4') ? 'video/mp4' : `image/${key.replace(/.*\./, '')}`);
const original = (key: string) => originals.get(key) ?? Buffer.alloc(0);
const raw = (bytes: Buffer) => sharp(bytes).raw().toBuffer();
const textsIn = (bytes: Buffer) =>
  [metadata.serial, metadata.copyright, 'a packet', 'GPS'].filter((text) => bytes.includes(text));

describe('an original that is asked for', () => {
  test.each(['a.jpeg', 'a.png', 'a.webp', 'a.avif', 'a.tiff', 'wide.jpeg'])(
    '/%s has the same pixels, and no metadata',
    async (key) => {
      expect(textsIn(original(key))).not.toEqual([]);
      const { status, body, header } = await edge.get(`/${key}`);
      expect([status, header('content-type'), header('x-image-reason')]).toEqual([200, typeOf(key), null]);
      expect((await raw(body)).equals(await raw(original(key)))).toBe(true);
      const secrets = await secretsOf(original(key));
      // A TIFF is a directory of tags, which is what the reader takes for EXIF.
      if (!key.endsWith('.tiff')) expect(await leaksOf(body, secrets)).toEqual([]);
      expect(textsIn(body)).toEqual([]);
      expect((await sharp(body).metadata()).hasProfile).toBe(key.startsWith('wide'));
    },
  );

  test.each(['turned.jpeg', 'turned.png', 'turned.webp', 'turned.tiff'])('/%s stands upright', async (key) => {
    const { body } = await edge.get(`/${key}`);
    expect(textsIn(body)).toEqual([]);
    expect((await sharp(body).metadata()).orientation).toBe(6);
    expect(near(await colorAt(body, 0.1, 0.1), quadrants.topLeft)).toBe(true);
    expect(near(await colorAt(body, 0.9, 0.1), quadrants.topRight)).toBe(true);
  });

  test.each(['/a.jpeg?v=2', '/a.jpeg?dl=photo', '/a.jpeg?utm_source=x', '/a.jpeg?w=0'])('%s too', async (path) => {
    const { body, header } = await edge.get(path);
    expect(textsIn(body)).toEqual([]);
    expect(header('content-disposition')).toBe(
      path.includes('dl') ? `attachment; filename="photo.jpg"; filename*=UTF-8''photo.jpg` : null,
    );
  });

  test('HEAD says the same length and validator', async () => {
    const whole = await edge.get('/a.png');
    const head = await world
      .edge({ changes: { ...changes, derivatives: undefined } as object })
      .get('/a.png', { method: 'HEAD' });
    expect([head.status, head.header('content-length'), head.header('etag')]).toEqual([
      200,
      String(whole.body.length),
      whole.header('etag'),
    ]);
  });

  test('a range as the first request gets the whole, which CloudFront cuts', async () => {
    const { status, body } = await world
      .edge({ changes: { ...changes, derivatives: undefined } as object })
      .get('/a.png', { headers: { range: 'bytes=0-99' } });
    const { body: whole } = await edge.get('/a.png');
    expect(body.equals(status === 206 ? whole.subarray(0, 100) : whole)).toBe(true);
  });

  test('has a validator of its own, and no date', async () => {
    const [stripped, plain] = [await edge.get('/a.jpeg'), await world.edge().get('/a.jpeg')];
    const [etag, other] = [stripped.header('etag'), plain.header('etag') ?? ''];
    expect([etag === other, etag?.startsWith(other.slice(0, -1)), stripped.header('last-modified')]).toEqual([
      false,
      true,
      null,
    ]);
    const again = await edge.get('/a.jpeg', { headers: { 'if-none-match': etag ?? '' } });
    const stale = await edge.get('/a.jpeg', { headers: { 'if-none-match': other } });
    expect([again.status, stale.status]).toEqual([304, 200]);
  });
});

describe('what has no metadata to take out, or can not lose it', () => {
  test('a film is sent as it is, in ranges too', async () => {
    const [whole, part] = [
      await edge.get('/film.mp4'),
      await world.edge({ changes }).get('/film.mp4', { headers: { range: 'bytes=0-1' } }),
    ];
    expect([whole.body.equals(film), whole.header('x-image-reason')]).toEqual([true, null]);
    expect([part.status, part.body.equals(film.subarray(0, 2))]).toEqual([206, true]);
  });

  test.each([
    ['/odd.jpg', null],
    ['/cut.jpg', 'metadata-kept'],
    ['/a.heic', 'metadata-kept'],
    ['/large.png', 'metadata-kept'],
  ])('%s is sent as it is: %s', async (path, reason) => {
    const { status, body, header } = await edge.get(path);
    expect([status, body.equals(original(path.slice(1))), header('x-image-reason')]).toEqual([200, true, reason]);
    expect(header('cache-control')).toContain('max-age=86400');
  });

  test('S3 fails: the original, for a short time', async () => {
    const failing = {
      ...dependencies,
      read: async () => {
        throw new Underivable('original-unreadable', 'no answer');
      },
    };
    const { header } = await world.edge({ changes, using: failing }).get('/a.jpeg');
    expect([header('x-image-reason'), header('etag')]).toEqual(['original-unreadable', null]);
  });
});

describe('above 1 MB, with a derivatives bucket', () => {
  test('the stripped original is kept, and read by a redirect', async () => {
    const first = await keeping.get('/large.png');
    expect([first.status, first.header('etag')]).toEqual([302, null]);
    const { body, header } = await keeping.get(first.header('location') ?? '');
    expect([header('content-type'), textsIn(body)]).toEqual(['image/png', []]);
    expect((await raw(body)).equals(await raw(original('large.png')))).toBe(true);
    const unread = { ...dependencies, read: async () => Promise.reject(new Error('read again')) };
    const second = await world.edge({ changes, using: unread }).get('/large.png');
    expect(second.header('location')).toBe(first.header('location'));
  });
});

describe('in place of a derivative that can not be made', () => {
  test('the original is sent without metadata too', async () => {
    const failing = {
      ...dependencies,
      load: async () => ({ derive: async () => Promise.reject(new Error('a fault')) }),
    };
    const { status, header, body } = await world.edge({ changes, using: failing }).get('/a.jpeg?w=20');
    expect([status, header('x-image-reason'), header('etag'), textsIn(body)]).toEqual([200, 'fault', null, []]);
  });
});

describe('a TIFF', () => {
  const pixels = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, at) => (at * 7) % 251));
  const drawn = () =>
    sharp(pixels, { raw: { width: 300, height: 200, channels: 3 } }).withExif({
      IFD0: { Copyright: metadata.copyright },
    });
  test.each<[name: string, tiff: () => Promise<Buffer>]>([
    ['in strips of LZW', () => drawn().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer()],
    ['in tiles', () => drawn().tiff({ compression: 'deflate', tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer()],
    [
      'in several pages',
      () => drawn().tiff({ compression: 'none', pyramid: true, tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer(),
    ],
    ['of JPEG samples', () => drawn().tiff({ compression: 'jpeg', quality: 80 }).toBuffer()],
    ['of one bit', () => drawn().toColorspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer()],
    [
      'of 16 bits',
      async () =>
        sharp(await chart({ ...size, format: 'png', depth: 16 }))
          .withExif({ IFD0: { Copyright: metadata.copyright } })
          .toColorspace('rgb16')
          .tiff({ compression: 'lzw' })
          .toBuffer(),
    ],
  ] satisfies [string, () => Promise<Buffer>][])('%s', async (name, tiff) => {
    const bytes = await tiff();
    const key = `${name.replaceAll(' ', '-')}.tiff`;
    await world.upload(key, { bytes, ContentType: 'image/tiff' });
    const { body, header } = await edge.get(`/${key}`);
    expect([header('x-image-reason'), textsIn(body)]).toEqual([null, []]);
    const [before, after] = [await sharp(bytes).metadata(), await sharp(body).metadata()];
    expect([after.width, after.height, after.pages, after.depth]).toEqual([
      before.width,
      before.height,
      before.pages,
      before.depth,
    ]);
    for (let page = 0; page < (before.pages ?? 1); page++)
      expect((await sharp(body, { page }).raw().toBuffer()).equals(await sharp(bytes, { page }).raw().toBuffer())).toBe(
        true,
      );
  });
});

const chartOf = (format: Chart['format']) => chart({ ...size, format, metadata });
test('private originals stay private', async () => {
  const { status } = await world
    .edge({ changes: { originals: { access: 'private', metadata: 'strip' } } })
    .get('/a.jpeg');
  expect([status, (await chartOf('jpeg')).length > 0]).toEqual([403, true]);
});
