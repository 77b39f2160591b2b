import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dependencies } from '../../../edge/answer/dependencies.ts';
import { contentDisposition } from '../../../edge/answer/headers/content-disposition.ts';
import { readNamed as readAt } from '../../../edge/storage/named-objects.ts';
import type { Config } from '../../../infra/config/schema.ts';
import { originSettings } from '../../../infra/config/settings/origin-settings.ts';
import { findOriginal, pregenerate } from '../../../infra/upkeep/pregeneration.ts';
import { config } from '../../support/config.ts';
import { type Edge, startWorld, type World } from '../../support/edges.ts';
import { colorAt, near } from '../../support/images/chart.ts';
import { logged } from '../../support/logged.ts';

// Parameters that name something outside the URL: a watermark, an image to fall back on, a file.

let world: World;
let edge: Edge;
let logs: ReturnType<typeof logged>;
const changes = {
  marks: { logo: 'brand/logo.png', lost: 'brand/lost.png' },
  fallbacks: { sorry: 'brand/sorry.jpg', lost: 'brand/lost.jpg', text: 'text.jpg' },
};
const solid = (background: string, width = 400, height = 300) =>
  sharp({ create: { width, height, channels: 3, background } });

beforeAll(async () => {
  logs = logged();
  world = await startWorld();
  await world.upload('a.jpg', await solid('#ff0000').jpeg().toBuffer());
  await world.upload('text.jpg', Buffer.from('This is no image.'));
  await world.upload('brand/logo.png', await solid('#0000ff', 100, 100).png().toBuffer());
  await world.upload('brand/sorry.jpg', await solid('#00ff00').jpeg().toBuffer());
  const pixels = Uint8Array.from({ length: 800 * 700 * 3 }, () => Math.random() * 256);
  const noise = await sharp(pixels, { raw: { width: 800, height: 700, channels: 3 } })
    .png()
    .toBuffer();
  for (const key of ['noise.png', 'a b/noise+.png']) await world.upload(key, noise);
});
beforeEach(async () => {
  await world.emptyDerivatives();
  edge = world.edge({ changes });
});
afterAll(() => world.close());

describe('mark', () => {
  test('lays the named image over the derivative', async () => {
    const { body } = await edge.get('/a.jpg?w=200&mark=logo&mark-w=0.5&mark-pad=0&mark-align=bottom-right');
    expect(near(await colorAt(body, 0.1, 0.1), [255, 0, 0, 255])).toBe(true);
    expect(near(await colorAt(body, 0.9, 0.9), [0, 0, 255, 255])).toBe(true);
  });

  test('an image that is not there: the original, for a while', async () => {
    const answer = await edge.get('/a.jpg?w=200&mark=lost');
    expect([answer.status, answer.header('x-image-reason')]).toEqual([200, 'mark-unreadable']);
    expect(answer.header('cache-control')).toBe('public, max-age=60');
    const closed = world.edge({ changes: { ...changes, originals: { access: 'private' } } });
    expect((await closed.get('/a.jpg?w=200&mark=lost')).status).toBe(503);
  });

  test('is read once a minute in each process', async () => {
    let reads = 0;
    const readNamed: typeof dependencies.readNamed = (place, milliseconds) => {
      reads++;
      return dependencies.readNamed(place, milliseconds);
    };
    const counting = world.edge({ changes, using: { ...dependencies, readNamed } });
    for (const w of [50, 60, 70]) await counting.get(`/a.jpg?w=${w}&mark=logo`);
    expect(reads).toBe(3);
    const place = { bucket: { name: 'originals', region: 'us-east-1' }, key: 'brand/logo.png' };
    const first = await dependencies.readNamed(place, 5000);
    expect(await dependencies.readNamed(place, 5000)).toBe(first);
    expect(await readAt(place, 5000, Date.now() + 61_000)).not.toBe(first);
  });

  test('an overwritten one is seen as soon as what is cached has had its lifetime', async () => {
    let time = Date.now();
    await world.upload('brand/new.png', await solid('#0000ff', 100, 100).png().toBuffer());
    const readNamed: typeof dependencies.readNamed = (place, milliseconds) => readAt(place, milliseconds, time);
    const edge = world.edge({
      changes: { ...changes, marks: { new: 'brand/new.png' } },
      using: { ...dependencies, readNamed },
    });
    const path = '/a.jpg?w=200&mark=new&mark-w=0.5&mark-pad=0';
    const corner = async () => colorAt((await edge.get(path)).body, 0.9, 0.9);
    expect(near(await corner(), [0, 0, 255, 255])).toBe(true);
    await world.upload('brand/new.png', await solid('#ffff00', 100, 100).png().toBuffer());
    time += 61_000;
    expect(near(await corner(), [0, 0, 255, 255])).toBe(true);
    edge.wait(86_401);
    // What is stale is shown once more, while the new one is made.
    await corner();
    await expect.poll(async () => near(await corner(), [255, 255, 0, 255])).toBe(true);
    expect(await world.kept()).toHaveLength(2);
  });

  /** The original of the tests of pre-generation, and the settings with their buckets. */
  const findPlaced = async () => {
    const settings = originSettings({ ...config, ...changes }, 'test');
    const bucket = (name: string) => ({ name, region: 'us-east-1' });
    const placed = {
      ...settings,
      originals: { ...settings.originals, bucket: bucket('originals') },
      derivatives: { days: 90, revision: 'test', bucket: bucket('derivatives') },
    };
    const original = await findOriginal(bucket('originals'), 'a.jpg');
    if (!original) throw new Error('a.jpg is there');
    return { original, placed };
  };

  test('is pre-generated under the name where the edge looks', async () => {
    const variant = 'mark~logo_mark-pad~0_mark-w~0.5_w~200';
    const { original, placed } = await findPlaced();
    const left = () => 20_000;
    expect(await pregenerate(original, [variant], { settings: placed, left })).toMatchObject({ made: 1 });
    const answer = await edge.get('/a.jpg?w=200&mark=logo&mark-w=0.5&mark-pad=0');
    expect(near(await colorAt(answer.body, 0.9, 0.9), [0, 0, 255, 255])).toBe(true);
    expect(await world.kept()).toHaveLength(1);
  });

  test('is pre-generated in several variants of an original that is read once', async () => {
    const { original, placed } = await findPlaced();
    // What trims is never made in this process, and what a worker has read is given back.
    const variants = ['trim~1_w~100', 'trim~1_w~110', 'trim~1_w~120'];
    const tally = await pregenerate(original, variants, { settings: placed, left: () => 20_000 });
    expect(tally).toMatchObject({ made: 3, underivable: [] });
  });
});

describe('a name that is not configured', () => {
  const known = { mark: 'logo, lost', default: 'sorry, lost, text, origin' };
  const none = { mark: 'nothing: no name is configured', default: 'origin' };
  test.each<[query: string, said: string, value: string, expected: string, changes: Partial<Config>]>([
    ['mark=other', 'mark', 'other', known.mark, changes],
    ['watermark=Logo', 'mark', 'Logo', known.mark, changes],
    ['mark=constructor', 'mark', 'constructor', known.mark, changes],
    ['default=other', 'default', 'other', known.default, changes],
    ['default=__proto__', 'default', '__proto__', known.default, changes],
    ['preset=marked', 'mark', 'gone', known.mark, { ...changes, presets: { marked: 'w=50&mark=gone' } }],
    ['mark=logo', 'mark', 'logo', none.mark, {}],
    ['default=sorry', 'default', 'sorry', none.default, {}],
    ['mark=logo', 'mark', 'logo', none.mark, { fallbacks: changes.fallbacks }],
  ])('%s', async (query, parameter, value, expected, configured) => {
    const problem = { status: 400, title: 'This parameter cannot be read', parameter, value, expected };
    for (const bare of configured.presets ? [false] : [false, true]) {
      const cachePolicy = {
        queryStrings: ['variant', 'w', 'mark', 'watermark', 'default'],
        minTtl: 0,
        defaultTtl: 60,
        maxTtl: 60,
      };
      const edge = world.edge({ changes: configured, bare, ...(bare && { cachePolicy }) });
      const answer = await edge.get(`/a.jpg?w=100&${query}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body.toString())).toMatchObject(problem);
    }
  });

  test('is known where it is configured', async () => {
    expect((await edge.get('/a.jpg?w=100&mark=logo&default=sorry')).status).toBe(200);
    expect((await edge.get('/a.jpg?w=100&default=origin')).status).toBe(200);
  });
});

describe('default', () => {
  const green = async (path: string, from = edge) => {
    const answer = await from.get(path);
    const reason = path.startsWith('/missing') ? 'missing' : 'not-an-image';
    expect([answer.status, answer.header('x-image-reason'), answer.header('etag')]).toEqual([200, reason, null]);
    expect(near(await colorAt(answer.body, 0.5, 0.5), [0, 255, 0, 255])).toBe(true);
    expect((await sharp(answer.body).metadata()).width).toBe(120);
    return answer;
  };

  test('replaces a missing original, in the same variant, for a short time', async () => {
    const answer = await green('/missing.jpg?w=120&h=120&fit=cover&default=sorry&format=webp');
    expect([answer.header('content-type'), answer.header('cache-control')]).toEqual([
      'image/webp',
      'public, max-age=30',
    ]);
    expect(answer.body.toString()).not.toContain('NoSuchKey');
    expect(await world.kept()).toEqual([expect.stringMatching(/^kept\/brand\/sorry\.jpg\//)]);
    const again = await green('/missing.jpg?w=120&h=120&fit=cover&default=sorry&format=webp', world.edge({ changes }));
    expect(again.header('server-timing')).not.toContain('encode');
  });

  test('replaces one after the other, also where a worker makes it: its bytes stay in memory', async () => {
    // What trims is never made in this process.
    for (const trim of [1, 2, 3]) await green(`/missing.jpg?w=120&h=120&fit=cover&trim=${trim}&default=sorry`);
  });

  test('that is too large replaces it for as short a time, with a reason', async () => {
    const pixels = Uint8Array.from({ length: 800 * 700 * 3 }, () => Math.random() * 256);
    const noise = sharp(pixels, { raw: { width: 800, height: 700, channels: 3 } });
    await world.upload('brand/noise.png', await noise.png().toBuffer());
    await world.upload('cached.jpg', { bytes: Buffer.from('This is no image.'), CacheControl: 'max-age=31536000' });
    const edge = world.edge({ changes: { fallbacks: { noise: 'brand/noise.png' } } });
    const answer = await edge.get('/cached.jpg?w=790&format=png&default=noise');
    expect([answer.status, answer.header('cache-control'), answer.header('x-image-reason')]).toEqual([
      302,
      'public, max-age=60',
      'not-an-image',
    ]);
    expect((await edge.get(answer.header('location') ?? '')).status).toBe(200);
  });

  test('has a line of its own in the log', async () => {
    const before = logs().length;
    await edge.get('/missing.jpg?w=120&default=sorry');
    await edge.get('/text.jpg?w=120&default=sorry');
    const lines = logs().slice(before);
    expect(lines.map(({ uri, Made, Kept, PassedThrough }) => [uri, Made, Kept, PassedThrough])).toEqual([
      ['/missing.jpg', 1, 0, 0],
      ['/text.jpg', 0, 0, 1],
      ['/text.jpg', 0, 1, 0],
    ]);
  });

  test('answers HEAD as GET, without a body', async () => {
    const path = '/missing.jpg?w=120&default=sorry';
    const whole = await edge.get(path);
    const answer = await world.edge({ changes }).get(path, { method: 'HEAD' });
    expect([answer.status, answer.header('content-type'), answer.header('x-image-reason'), answer.body.length]).toEqual(
      [200, 'image/jpeg', 'missing', 0],
    );
    expect(answer.header('content-length')).toBe(String(whole.body.length));
  });

  test('replaces an original that is no image', () => green('/text.jpg?w=120&default=sorry'));

  test.each(['/text.jpg', '/missing.jpg'])('replaces a private original: %s', async (path) => {
    await green(
      `${path}?w=120&default=sorry`,
      world.edge({ changes: { ...changes, originals: { access: 'private' } } }),
    );
  });

  test('does not replace an image that can be decoded', async () => {
    const answer = await edge.get('/a.jpg?w=120&default=sorry');
    expect(near(await colorAt(answer.body, 0.5, 0.5), [255, 0, 0, 255])).toBe(true);
    expect(answer.header('x-image-reason')).toBeNull();
  });

  test.each([
    ['/missing.jpg?w=120&default=lost', 404],
    ['/missing.jpg?w=120&default=text', 404],
    ['/missing.jpg?format=json&default=sorry', 404],
    ['/missing.jpg?w=120&default=origin', 404],
    ['/missing.jpg', 404],
    ['/text.jpg?w=120&default=lost', 200],
  ])('%s: %i', async (path, status) => {
    expect((await edge.get(path)).status).toBe(status);
  });
});

describe('dl', () => {
  test('has a browser save the derivative under a name', async () => {
    const answer = await edge.get('/a.jpg?w=120&dl=my+caf%C3%A9.jpg');
    expect(answer.header('content-disposition')).toBe(
      `attachment; filename="my caf_.jpg"; filename*=UTF-8''my%20caf%C3%A9.jpg`,
    );
    expect((await world.edge({ changes }).get('/a.jpg?w=120')).header('content-disposition')).toBeNull();
  });

  test.each<[query: string, name: string | undefined]>([
    ['dl=mine.jpg', 'mine.jpg'],
    ['dl=1', 'a.jpg'],
    ['dl', 'a.jpg'],
    ['v=2', undefined],
    ['default=sorry', undefined],
  ])('%s alone is the original unchanged', async (query, name) => {
    const plain = await edge.get('/a.jpg');
    const answer = await edge.get(`/a.jpg?${query}`);
    expect(answer.body.equals(plain.body)).toBe(true);
    expect(answer.header('etag')).toBe(plain.header('etag'));
    expect(answer.header('content-disposition')).toBe(
      name ? `attachment; filename="${name}"; filename*=UTF-8''${name}` : null,
    );
    const closed = world.edge({ changes: { ...changes, originals: { access: 'private' } } });
    expect((await closed.get(`/a.jpg?${query}`)).status).toBe(403);
  });

  test.each([
    ['/a.jpg?format=json&dl=1', 'a.json'],
    ['/a.jpg?w=20&format=webp&dl=1', 'a.webp'],
    ['/text.jpg?w=20&dl=b.webp', 'b.webp'],
    ['/missing.jpg?w=20&dl=1&default=sorry', 'missing.jpg'],
  ])('%s: %s', async (path, name) => {
    expect((await edge.get(path)).header('content-disposition')).toContain(`filename="${name}"`);
  });

  test('names one derivative, made and kept once', async () => {
    for (const [dl, header] of [
      ['', null],
      ['&dl=one.jpg', 'attachment; filename="one.jpg"; filename*=UTF-8\'\'one.jpg'],
      ['&dl=two.jpg', 'attachment; filename="two.jpg"; filename*=UTF-8\'\'two.jpg'],
    ])
      expect((await world.edge({ changes }).get(`/a.jpg?w=120${dl}`)).header('content-disposition')).toBe(header);
    expect(await world.kept()).toHaveLength(1);
  });

  test('names one that CloudFront reads from the bucket, made once: each name is a copy that S3 sends with it', async () => {
    const before = logs().length;
    const names = ['&dl=one.png', '', '&dl=two.png', '&dl=one.png', '&dl'];
    const locations: string[] = [];
    for (const dl of names)
      locations.push(
        (await world.edge({ changes }).get(`/a%20b/noise%2B.png?w=790&format=png${dl}`)).header('location') ?? '',
      );
    expect(locations[3]).toBe(locations[0]);
    const kept = await world.kept();
    expect([kept.filter((key) => key.startsWith('kept/')).length, new Set(locations).size, kept.length]).toEqual([
      1, 4, 5,
    ]);
    expect(
      logs()
        .slice(before)
        .map(({ Made = 0 }) => Made),
    ).toEqual([1, 0, 0, 0, 0]);
    const answers = await Promise.all(locations.map((path) => edge.get(path)));
    expect(answers.map(({ header }) => header('content-disposition')?.replace(/; filename\*.*/, '') ?? null)).toEqual([
      'attachment; filename="one.png"',
      null,
      'attachment; filename="two.png"',
      'attachment; filename="one.png"',
      'attachment; filename="noise+.png"',
    ]);
    for (const { status, body, header } of answers) {
      expect([status, header('content-type')]).toEqual([200, 'image/png']);
      expect(header('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(body.equals(answers[0]?.body ?? Buffer.alloc(0))).toBe(true);
    }
  });

  test('also where CloudFront reads it from the bucket', async () => {
    const locations = await Promise.all(
      ['', '&dl=one.png', '&dl=two.png'].map(async (dl) => {
        const redirect = await edge.get(`/noise.png?w=790&format=png${dl}`);
        return redirect.header('location') ?? '';
      }),
    );
    expect(new Set(locations).size).toBe(3);
    const said = await Promise.all(locations.map(async (path) => (await edge.get(path)).header('content-disposition')));
    expect(said.map((each) => each?.slice(0, 30) ?? null)).toEqual([
      null,
      'attachment; filename="one.png"',
      'attachment; filename="two.png"',
    ]);
  });

  test.each([
    ['a.jpg', `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`],
    [
      '../../a"b\\c\r\nX: y',
      `attachment; filename=".._.._a_b_c_X: y.jpg"; filename*=UTF-8''.._.._a%22b_c_X%3A%20y.jpg`,
    ],
    ["it's (1)*.jpg", `attachment; filename="it's (1)*.jpg"; filename*=UTF-8''it%27s%20%281%29%2a.jpg`],
    ['1', `attachment; filename="__.jpg"; filename*=UTF-8''%EA%B3%B5%EC%9B%90.jpg`],
    ['a.png', `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`],
    ['a.JPEG', `attachment; filename="a.JPEG"; filename*=UTF-8''a.JPEG`],
    ['report.v2', `attachment; filename="report.v2.jpg"; filename*=UTF-8''report.v2.jpg`],
    ['공원.jpg', `attachment; filename="__.jpg"; filename*=UTF-8''%EA%B3%B5%EC%9B%90.jpg`],
    ['50%.jpg', `attachment; filename="50_.jpg"; filename*=UTF-8''50%25.jpg`],
  ])('%j', (name, header) => expect(contentDisposition(name, { key: 'x/공원.heic', type: 'image/jpeg' })).toBe(header));

  // With the other headers it has to fit into what an answer leaves for them.
  test.each(['(', '공', '😀', 'a😀'])('of a long key of %s it is a short header, and keeps its ending', (letter) => {
    const header = contentDisposition('1', { key: `${letter.repeat(300)}.pdf`, type: 'application/pdf' }) ?? '';
    expect(header.length).toBeLessThan(2000);
    expect(header).toMatch(/\.pdf"; .*\.pdf$/);
  });
});
