import { randomBytes } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { dependencies } from '../../edge/answer/dependencies.ts';
import { redirectLifetime } from '../../edge/answer/headers/cache-control.ts';
import { negotiationHeaders } from '../../edge/answer/headers/vary.ts';
import { Underivable } from '../../edge/errors.ts';
import { resolve } from '../../edge/query/resolve.ts';
import { config } from '../support/config.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';
import { logged } from '../support/logged.ts';

let world: World;
let log: ReturnType<typeof logged>;
let photo: Buffer;
let other: Buffer;

beforeAll(async () => {
  world = await startWorld();
  photo = await chart({ width: 800, height: 600, format: 'jpeg' });
  other = await chart({ width: 800, height: 600, format: 'jpeg', quality: 50 });
});
beforeEach(async () => {
  log = logged();
  await world.emptyDerivatives();
  await world.upload('a.jpg', photo);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => world.close());

const made = () => log().reduce((sum, { Made = 0 }) => sum + Made, 0);
const kept = () => log().reduce((sum, { Kept = 0 }) => sum + Kept, 0);
const off = { derivatives: undefined } as object;

describe('a derivative that was made at one edge', () => {
  test('is a small read at another, with no encode', async () => {
    const [first, second] = [world.edge(), world.edge()];
    const a = await first.get('/a.jpg?w=100&format=webp');
    const b = await second.get('/a.jpg?format=webp&width=100');
    expect([a.how, b.how, made(), kept()]).toEqual(['Miss', 'Miss', 1, 1]);
    expect(b.body).toEqual(a.body);
    for (const name of ['content-type', 'cache-control', 'etag', 'last-modified'])
      expect([name, b.header(name)]).toEqual([name, a.header(name)]);
    expect(a.header('server-timing')).toMatch(/^lookup;dur=[\d.]+, read;dur=.*decode;dur=.*encode;dur=.*keep;dur=/);
    expect(b.header('server-timing')).toMatch(/^lookup;dur=[\d.]+$/);
  });

  test('is made again at each edge where there is no bucket', async () => {
    await world.edge({ changes: off }).get('/a.jpg?w=100');
    await world.edge({ changes: off }).get('/a.jpg?w=100');
    expect([made(), kept(), await world.kept()]).toEqual([2, 0, []]);
  });

  test('is not kept where the owner forbids it', async () => {
    for (const CacheControl of ['no-store', 'private, max-age=60']) {
      await world.upload('a.jpg', { bytes: photo, CacheControl });
      expect((await world.edge().get('/a.jpg?w=100')).header('cache-control')).toBe(CacheControl);
    }
    expect(await world.kept()).toEqual([]);
  });
});

describe('a derivative that was made in a hurry', () => {
  const hurried: typeof dependencies = {
    ...dependencies,
    load: async () => {
      const { derive } = await dependencies.load();
      return {
        derive: (bytes, order) => derive(bytes, { ...order, budget: { ...order.budget, left: () => 2500 } }),
      };
    },
  };
  const ask = '/a.jpg?w=100&format=auto&fmts=avif';

  test('is sent for a while, with the reason, and not kept', async () => {
    const answer = await world.edge({ using: hurried }).get(ask);
    expect([answer.status, answer.header('content-type'), answer.header('x-image-reason')]).toEqual([
      200,
      'image/jpeg',
      'hurried',
    ]);
    expect([answer.header('cache-control'), answer.header('etag')]).toEqual(['public, max-age=60', null]);
    expect(await world.kept()).toEqual([]);
  });

  test('gives way to the right one that a calmer request makes', async () => {
    let calm = false;
    const edge = world.edge({ using: { ...dependencies, load: () => (calm ? dependencies.load() : hurried.load()) } });
    expect((await edge.get(ask)).header('content-type')).toBe('image/jpeg');
    calm = true;
    edge.wait(61);
    const answer = await edge.get(ask);
    expect([answer.how, answer.header('x-image-reason')]).toEqual(['Miss', null]);
    expect(answer.header('cache-control')).toContain('max-age=86400');
    expect(await world.kept()).toHaveLength(1);
  });
});

describe('a variant of the viewer function that can not be read', () => {
  // As by a viewer function of another release; here there is none.
  const ask = '/a.jpg?variant=w~100_fmts~jxl~avif_format~auto';

  test('is the original, with the reason, for a while; and it is in the log', async () => {
    const answer = await world.edge({ bare: true }).get(ask);
    expect([answer.status, answer.body.equals(photo)]).toEqual([200, true]);
    expect([answer.header('x-image-reason'), answer.header('cache-control'), answer.header('etag')]).toEqual([
      'unreadable-variant',
      'public, max-age=60',
      null,
    ]);
    expect(log()).toMatchObject([
      { PassedThrough: 1, reason: 'unreadable-variant', detail: 'variant=w~100_fmts~jxl~avif_format~auto' },
    ]);
  });

  test('is a problem with private originals', async () => {
    const answer = await world.edge({ bare: true, changes: { originals: { access: 'private' } } }).get(ask);
    expect([answer.status, JSON.parse(String(answer.body)).reason]).toEqual([400, 'unreadable-variant']);
    expect(log()).toMatchObject([{ PassedThrough: 1, reason: 'unreadable-variant' }]);
  });
});

describe('an overwritten original', () => {
  test('changes the answer at both edges once its lifetime is over', async () => {
    const edges = [world.edge(), world.edge()];
    const ask = () => Promise.all(edges.map((edge) => edge.get('/a.jpg?w=100')));
    const [before] = await ask();
    await world.upload('a.jpg', other);
    expect((await ask()).map(({ how, body }) => [how, body.equals(before?.body ?? other)])).toEqual([
      ['Hit', true],
      ['Hit', true],
    ]);
    for (const edge of edges) edge.wait(config.lifetimes.derivative + config.lifetimes.staleWhileRevalidate + 1);
    const after = await ask();
    expect(after.map(({ how, body }) => [how, body.equals(before?.body ?? other)])).toEqual([
      ['Miss', false],
      ['Miss', false],
    ]);
    expect(after[0]?.body).toEqual(after[1]?.body);
  });

  test('that changes while it is read is not kept under either name, and its stand-in does not stay', async () => {
    const read: typeof dependencies.read = async (place, options) => {
      await world.upload('a.jpg', other);
      return dependencies.read(place, options);
    };
    const edge = world.edge({ using: { ...dependencies, read } });
    const answer = await edge.get('/a.jpg?w=100');
    expect([answer.header('x-image-reason'), answer.header('cache-control'), answer.header('etag')]).toEqual([
      'original-changed',
      'public, max-age=60',
      null,
    ]);
    expect(await world.kept()).toEqual([]);
    edge.wait(61);
    expect((await sharp((await edge.get('/a.jpg?w=100')).body).metadata()).width).toBe(100);
  });
});

test('the memory of an original is given back once a worker has made the derivative', async () => {
  const originals: Buffer[] = [];
  const read: typeof dependencies.read = async (place, options) => {
    const bytes = await dependencies.read(place, options);
    originals.push(bytes);
    return bytes;
  };
  // What has to be looked for in the pixels is never made in this process.
  const { body } = await world.edge({ using: { ...dependencies, read } }).get('/a.jpg?w=100&trim=1&format=png');
  expect((await sharp(body).metadata()).format).toBe('png');
  expect(originals.map(({ length }) => length)).toEqual([0]);
});

describe.each([true, false])('when a lifetime is over (a 304 runs the function: %s)', (trigger304) => {
  const expired = config.lifetimes.derivative + config.lifetimes.staleWhileRevalidate + 1;
  const again = async (edge: Edge) => {
    const first = await edge.get('/a.jpg?w=100');
    edge.wait(expired);
    return [first, await edge.get('/a.jpg?w=100'), await edge.get('/a.jpg?w=100')] as const;
  };

  test('an unchanged original costs no encode, and lives as long once more', async () => {
    const edge = world.edge({ trigger304, changes: off });
    const [first, second, third] = await again(edge);
    expect([first.how, second.how, third.how, made()]).toEqual(['Miss', 'RefreshHit', 'Hit', 1]);
    expect(second.body).toEqual(first.body);
    expect(second.header('cache-control')).toBe(first.header('cache-control'));
    for (const name of ['content-type', 'vary', 'content-security-policy'])
      expect([name, second.header(name)]).toEqual([name, first.header(name)]);
  });

  test('a stand-in is tried again, not confirmed', async () => {
    let failing = true;
    const read: typeof dependencies.read = (place, options) =>
      failing ? Promise.reject(new Error('down')) : dependencies.read(place, options);
    const edge = world.edge({ trigger304, changes: off, using: { ...dependencies, read } });
    const first = await edge.get('/a.jpg?w=100');
    expect([first.header('x-image-reason'), first.body.equals(photo)]).toEqual(['fault', true]);
    failing = false;
    edge.wait(61);
    const second = await edge.get('/a.jpg?w=100');
    expect([second.how, second.header('x-image-reason')]).toEqual(['Miss', null]);
    expect((await sharp(second.body).metadata()).width).toBe(100);
  });

  test('an expired redirect is not confirmed either', async () => {
    const edge = world.edge({ trigger304, using: sized(1_000_000) });
    const [first, second] = await again(edge);
    expect([first.status, second.status, second.how, made(), kept()]).toEqual([302, 302, 'Miss', 1, 1]);
  });
});

/** Derivatives of exactly so many bytes, or of as many as are allowed where that is less. */
const sized = (wanted: number) => ({
  ...dependencies,
  load: async () => {
    const { derive } = await dependencies.load();
    const random: typeof derive = async (bytes, order) => {
      const derivative = await derive(bytes, order);
      return { ...derivative, bytes: randomBytes(Math.min(wanted, order.budget.bytes)) };
    };
    return { derive: random };
  },
});

describe('at 1 MB', () => {
  // Two kilobytes are all that S3 takes of an uploader's own headers.
  const headers = { none: {}, many: { Metadata: { note: 'n'.repeat(1900) } } };
  /** The most bytes that the function lets itself send beside the headers that S3 gives this original. */
  const limitOf = async (key: string) => {
    let most = 0;
    const derive: typeof deriveNothing = async (bytes, order) => {
      most = order.budget.bytes;
      return deriveNothing(bytes, order);
    };
    await world.edge({ changes: off, using: { ...dependencies, load: async () => ({ derive }) } }).get(`/${key}?w=100`);
    return most;
  };

  test.each(
    Object.entries(headers).flatMap(([what, says]) =>
      [-3, -2, -1, 0, 1, 2, 3].map((more) => [more, what, says] as const),
    ),
  )('%i bytes from the limit, headers: %s', async (more, _, says) => {
    await world.upload('big.jpg', { bytes: photo, ...says });
    const size = (await limitOf('big.jpg')) + more;
    const edge = world.edge({ using: sized(size) });
    const answer = await edge.get('/big.jpg?w=100');
    expect(answer.status).toBe(more > 0 ? 302 : 200);
    const image = answer.status === 302 ? await edge.get(answer.header('location') ?? '') : answer;
    expect([image.status, image.body.length, image.header('content-type')]).toEqual([200, size, 'image/jpeg']);
  });

  test('four kilobytes and the headers are kept free, no more', async () => {
    await world.upload('big.jpg', photo);
    const free = 1_048_576 - ((await limitOf('big.jpg')) / 3) * 4;
    expect(free).toBeGreaterThan(4096);
    expect(free).toBeLessThan(4096 + 600);
  });

  test('one byte over what CloudFront takes is what its emulator refuses', async () => {
    const careless: Edge['handler'] = async (event) => {
      const [{ cf }] = event.Records as [(typeof event.Records)[0]];
      delete cf.response.headers['content-length'];
      return { ...cf.response, bodyEncoding: 'base64', body: randomBytes(786_432).toString('base64') };
    };
    const answer = await world.edge({ originResponse: careless }).get('/a.jpg?w=100');
    expect([answer.status, answer.how]).toEqual([502, 'LambdaValidationError']);
  });
});

const deriveNothing: Awaited<ReturnType<typeof dependencies.load>>['derive'] = async () => {
  throw new Underivable('damaged', 'not meant to be made');
};

describe('a derivative above the limit', () => {
  const large = sized(2_000_000);

  test('is a redirect to where CloudFront has it for a year', async () => {
    const edge = world.edge({ using: large });
    const answer = await edge.get('/a.jpg?w=100');
    expect([answer.status, answer.body.length, answer.header('etag'), answer.header('last-modified')]).toEqual([
      302,
      0,
      null,
      null,
    ]);
    expect(answer.header('cache-control')).toBe(
      'public, max-age=3600, stale-while-revalidate=3600, stale-if-error=86400',
    );
    const location = answer.header('location') ?? '';
    expect(location).toMatch(/^\/_\/a\.jpg\/[\w-]{22}\/[\w-]{43}$/);
    const image = await edge.get(location);
    expect([image.status, image.how, image.body.length]).toEqual([200, 'Miss', 2_000_000]);
    expect(image.header('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await edge.get(location)).how).toBe('Hit');
    // A second edge gets the same redirect from two small reads.
    expect((await world.edge({ using: large }).get('/a.jpg?w=100')).header('location')).toBe(location);
    expect([made(), kept()]).toEqual([1, 1]);
  });

  test.each([
    ['max-age=60', 'public, max-age=60, stale-while-revalidate=0, stale-if-error=86400'],
    ['no-cache', 'public, max-age=0, stale-while-revalidate=0, stale-if-error=0'],
    ['max-age=99999999', 'public, max-age=3600, stale-while-revalidate=0, stale-if-error=86400'],
  ])('whose original says %s: the redirect says %s', async (CacheControl, expected) => {
    await world.upload('a.jpg', { bytes: photo, CacheControl });
    expect((await world.edge({ using: large }).get('/a.jpg?w=100')).header('cache-control')).toBe(expected);
  });

  test('of an overwritten original, is not served past the lifetime of its original', async () => {
    await world.upload('a.jpg', { bytes: photo, CacheControl: 'max-age=60' });
    const edge = world.edge({ using: large });
    const before = await edge.get('/a.jpg?w=100');
    await world.upload('a.jpg', { bytes: other, CacheControl: 'max-age=60' });
    edge.wait(61);
    const after = await edge.get('/a.jpg?w=100');
    expect([after.status, after.how]).toEqual([302, 'Miss']);
    expect(after.header('location')).not.toBe(before.header('location'));
  });

  test('is made again when somebody has removed it', async () => {
    const edge = world.edge({ using: large });
    const location = (await edge.get('/a.jpg?w=100')).header('location') ?? '';
    await world.remove('derivatives', location.slice(1));
    const answer = await world.edge({ using: large }).get('/a.jpg?w=100');
    expect((await edge.get(answer.header('location') ?? '')).body.length).toBe(2_000_000);
    expect(made()).toBe(2);
  });

  test('is back when its redirect is over, should it be gone before', async () => {
    const edge = world.edge({ using: large });
    const location = (await edge.get('/a.jpg?w=100')).header('location') ?? '';
    await world.remove('derivatives', location.slice(1));
    expect([(await edge.get('/a.jpg?w=100')).how, (await edge.get(location)).status]).toEqual(['Hit', 403]);
    edge.wait(redirectLifetime.fresh + redirectLifetime.stale + 1);
    const answer = await edge.get('/a.jpg?w=100');
    expect([answer.status, answer.how]).toEqual([302, 'Miss']);
    expect([(await edge.get(answer.header('location') ?? '')).status, made()]).toEqual([200, 2]);
  });

  test.each([
    [3, 1],
    [2, 2],
  ])(
    'is led to only while it is sure to outlive the redirect: of %i days, made %i times for two edges',
    async (days, times) => {
      for (const _ of ['one edge', 'another']) {
        const edge = world.edge({ using: large, changes: { derivatives: { days } } });
        const answer = await edge.get('/a.jpg?w=100');
        expect((await edge.get(answer.header('location') ?? '')).status).toBe(200);
        // LastModified has whole seconds.
        await new Promise((resolve) => setTimeout(resolve, 1001));
      }
      expect(made()).toBe(times);
    },
  );

  test('is squeezed where there is no bucket', async () => {
    const answer = await world.edge({ using: large, changes: off }).get('/a.jpg?w=100');
    expect(answer.status).toBe(200);
    expect(answer.body.length).toBeGreaterThan(770_000);
  });

  test('is squeezed for a while where the bucket fails, and not confirmed when that is over', async () => {
    const edge = world.edge({ using: large, derivatives: 'nowhere' });
    const answer = await edge.get('/a.jpg?w=100');
    expect([answer.status, answer.header('cache-control'), answer.header('etag')]).toEqual([
      200,
      'public, max-age=60',
      null,
    ]);
    expect(log()[0]).toMatchObject({ Made: 1, StoreFaults: 1, fault: 'NoSuchBucket' });
  });

  test('that cannot be squeezed is the original, for a while', async () => {
    const noise = await sharp(randomBytes(1000 * 1000 * 3), { raw: { width: 1000, height: 1000, channels: 3 } })
      .png()
      .toBuffer();
    await world.upload('noise.png', noise);
    const answer = await world.edge({ changes: off }).get('/noise.png?w=990&format=png');
    expect([answer.status, answer.header('x-image-reason'), answer.header('cache-control')]).toEqual([
      200,
      'over-the-limit',
      'public, max-age=60',
    ]);
    expect(answer.body).toEqual(noise);
    const redirect = await world.edge().get('/noise.png?w=990&format=png');
    expect(redirect.status).toBe(302);
    const image = await world.edge().get(redirect.header('location') ?? '');
    expect((await sharp(image.body).metadata()).width).toBe(990);
  });

  test('requested with HEAD is the same redirect', async () => {
    const answer = await world.edge({ using: large }).get('/a.jpg?w=100', { method: 'HEAD' });
    expect([answer.status, answer.header('location')?.slice(0, 8)]).toEqual([302, '/_/a.jpg']);
  });
});

test.each<[path: string, range: string]>([
  ['/a.jpg', 'bytes=99999999-'],
  ['/a.jpg?v=2', 'bytes=999999-'],
  ['/a.jpg?dl', 'bytes=-0'],
])('%s beyond its end (%s) is a 416 that tells its size, on a miss and on a hit', async (path, range) => {
  const edge = world.edge();
  for (const how of ['miss', 'hit']) {
    const answer = await edge.get(path, { headers: { range } });
    expect([how, answer.status, answer.header('content-range')]).toEqual([how, 416, `bytes */${photo.length}`]);
    await edge.get(path);
  }
});

test('an original in place of a derivative reveals nothing about its uploader or the bucket', async () => {
  await world.upload('a.jpg', { bytes: photo, Metadata: { author: 'somebody', 'gps-position': '47 N' } });
  for (const ask of ['/a.jpg', '/a.jpg?v=2', '/a.jpg?dl=1', '/a.jpg?w=100']) {
    const { headers } = await world.edge().get(ask);
    expect([ask, [...headers.keys()].filter((name) => /^x-amz-(?!cf-)|^server$/.test(name))]).toEqual([ask, []]);
  }
});

describe('other sites', () => {
  const large = sized(2_000_000);
  const headers = { origin: 'https://page.example' };

  test.each<[origins: string[], allowed: string]>([
    [['*'], '*'],
    [['https://page.example'], 'https://page.example'],
    [['https://page.example', 'https://other.example'], 'https://page.example'],
    [['https://*.example'], 'https://page.example'],
    [['https://*.other.example', 'https://*.example'], 'https://page.example'],
  ])(
    'that are %j may read pixels and timings: of an image, a redirect, what it points at, a problem',
    async (origins, allowed) => {
      const changes = { cors: { origins } };
      const redirect = await world.edge({ changes, using: large }).get('/a.jpg?w=100', { headers });
      const target = await world.edge({ changes }).get(redirect.header('location') ?? '', { headers });
      const small = await world.edge({ changes }).get('/a.jpg?w=101', { headers });
      const missing = await world.edge({ changes }).get('/none.jpg?w=101', { headers });
      for (const answer of [redirect, target, small, missing])
        expect([answer.header('access-control-allow-origin'), answer.header('timing-allow-origin')]).toEqual([
          allowed,
          '*',
        ]);
      expect([small.status, redirect.status, target.status, missing.status]).toEqual([200, 302, 200, 404]);
    },
  );

  test.each<[path: string, origins: string[]]>([
    ['/a.jpg', ['*']],
    ['/a.jpg?w=100', ['*']],
    ['/none.jpg?w=100', ['*']],
    ['/_/a.jpg/0/1', ['*']],
    ['/a.jpg?w=100', ['https://page.example', 'https://other.example']],
    ['/_/a.jpg/0/1', ['https://page.example', 'https://other.example']],
  ])('ask before: OPTIONS %s with %j', async (path, origins) => {
    const answer = await world.edge({ changes: { cors: { origins } } }).get(path, {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-trace' },
    });
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
    expect(answer.header('access-control-allow-origin')).toBe(origins.length > 1 ? 'https://page.example' : '*');
    expect([answer.header('access-control-allow-methods'), answer.header('access-control-max-age')]).toEqual([
      'GET, HEAD, OPTIONS',
      '86400',
    ]);
    expect(answer.header('access-control-allow-headers')).toBe('*');
  });
});

describe('Vary names what decided, and only that', () => {
  const hints = 'Sec-CH-Width, Width, Sec-CH-Viewport-Width, Viewport-Width, Sec-CH-DPR, DPR';
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  beforeAll(() => world.upload('d.svg', Buffer.from(drawing)));
  const phone = { 'sec-ch-width': '64', 'save-data': 'on' };

  test.each<[path: string, vary: string | null, headers?: Record<string, string>]>([
    ['/a.jpg', null],
    ['/a.jpg', null, phone],
    ['/a.jpg?v=2', null],
    ['/a.jpg?utm_source=x', null],
    ['/none.jpg', null],
    ['/none.jpg?w=100&format=auto', null],
    ['/a.jpg?w=100', 'Save-Data'],
    ['/a.jpg?w=64', 'Save-Data', phone],
    ['/a.jpg?w=100&q=50', null],
    ['/a.jpg?w=100&q=50', null, { ...phone, origin: 'https://page.example' }],
    ['/a.jpg?pixelate=5', null],
    ['/a.jpg?w=100&q=auto', 'Save-Data'],
    ['/a.jpg?w=100&format=webp&q=50', null],
    ['/a.jpg?w=100&format=auto&q=50', 'Accept', { accept: 'image/avif,*/*' }],
    ['/a.jpg?w=100&format=auto&q=50', 'Accept', { accept: '*/*' }],
    ['/a.jpg?w=100&format=auto', 'Accept, Save-Data', { accept: 'image/webp' }],
    ['/a.jpg?w=auto', hints],
    ['/a.jpg?w=auto&v=2', hints],
    ['/a.jpg?w=auto', `Save-Data, ${hints}`, phone],
    ['/a.jpg?w=auto&q=50', hints, phone],
    ['/a.jpg?w=auto&format=auto', `Accept, Save-Data, ${hints}`],
    ['/a.jpg?w=auto&format=auto', `Accept, Save-Data, ${hints}`, phone],
    // what CloudFront compresses
    ['/d.svg', 'Accept-Encoding'],
    ['/d.svg?w=5&q=50', 'Accept-Encoding'],
    ['/d.svg?w=5&format=auto', 'Accept, Save-Data, Accept-Encoding', { accept: 'image/svg+xml' }],
  ])('%s: %s %j', async (path, vary, headers = {}) => {
    const edge = world.edge();
    for (const how of ['Miss', 'Hit']) {
      const answer = await edge.get(path, { headers });
      expect([how, answer.header('vary')]).toEqual([how, vary]);
    }
  });

  test('of one variant, once by its width and once by hints, each its own', async () => {
    const edge = world.edge();
    for (const _ of ['Miss', 'Hit']) {
      expect((await edge.get('/a.jpg?w=64&q=50')).header('vary')).toBeNull();
      expect((await edge.get('/a.jpg?w=auto&q=50', { headers: phone })).header('vary')).toBe(hints);
    }
  });

  test('of a redirect does so too; of what it points at it names nothing that decides bytes', async () => {
    const edge = world.edge({ using: sized(2_000_000) });
    const redirect = await edge.get('/a.jpg?w=100&format=auto');
    expect([redirect.status, redirect.header('vary')]).toEqual([302, 'Accept, Save-Data']);
    expect((await edge.get(redirect.header('location') ?? '')).header('vary')).toBe('Origin');
  });

  test('knows every header that the viewer function looks at, and no other', () => {
    const seen = new Set<string>();
    for (const variant of [{ w: 'auto', format: 'auto' }, { w: 100 }] as const)
      resolve(variant, (name) => {
        seen.add(name);
        return '';
      });
    expect([...seen].sort()).toEqual(negotiationHeaders.map((name) => name.toLowerCase()).sort());
  });
});

test('a drawing opened by itself may do nothing, from the Lambda or straight from the bucket', async () => {
  const policy = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; sandbox";
  const shape = `<path d="M0 0${'L9 9'.repeat(200)}"/>`;
  for (const [key, count] of [
    ['small.svg', 10],
    ['large.svg', 1500],
  ] as const) {
    await world.upload(
      key,
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${shape.repeat(count)}</svg>`),
    );
    const edge = world.edge();
    const answer = await edge.get(`/${key}?format=svg&dl`);
    const location = answer.header('location');
    expect([key, location !== null]).toEqual([key, key === 'large.svg']);
    const drawing = location ? await edge.get(location) : answer;
    expect([drawing.status, drawing.header('content-type'), drawing.header('content-security-policy')]).toEqual([
      200,
      'image/svg+xml',
      policy,
    ]);
    expect(drawing.header('x-content-type-options')).toBe('nosniff');
  }
});

describe('CloudFront compresses', () => {
  const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' };
  const path = `<path d="M0 0${'L9 9'.repeat(200)}"/>`;
  const svg = (count: number) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${path.repeat(count)}</svg>`);

  test.each<[name: string, count: number]>([
    ['from the Lambda', 10],
    ['straight from the bucket', 1500],
  ])('a drawing %s, for those who take it', async (_, count) => {
    await world.upload('d.svg', svg(count));
    const edge = world.edge();
    const redirect = await edge.get('/d.svg?format=svg&v=1');
    const place = redirect.header('location') ?? '/d.svg?format=svg&v=1';
    const plain = await edge.get(place);
    const small = await edge.get(place, { headers: browser });
    expect([plain.header('content-encoding'), small.header('content-encoding')]).toEqual([null, 'br']);
    expect(brotliDecompressSync(small.body).equals(plain.body)).toBe(true);
    expect(small.header('etag')).toBe(`W/${plain.header('etag')}`);
  });

  test('no image, which stays one entry with a strong ETag for all', async () => {
    const edge = world.edge();
    const first = await edge.get('/a.jpg?w=100');
    const second = await edge.get('/a.jpg?w=100', { headers: browser });
    expect([second.how, second.header('content-encoding'), second.header('etag')]).toEqual([
      'Hit',
      null,
      first.header('etag'),
    ]);
    expect(second.header('etag')).toMatch(/^"/);
  });
});
