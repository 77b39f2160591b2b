import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dispositionOf } from '../../edge/disposition.ts';
import { colourAt, near } from '../support/chart.ts';
import { type Edge, startWorld, type World } from '../support/edges.ts';
import { logged } from '../support/logged.ts';

// Words that name something outside the URL: a watermark, a picture to fall back on, a file.

let world: World;
let edge: Edge;
const changes = { marks: { logo: 'brand/logo.png', lost: 'brand/lost.png' }, fallbacks: { sorry: 'brand/sorry.jpg' } };
const solid = (background: string, width = 400, height = 300) =>
  sharp({ create: { width, height, channels: 3, background } });

beforeAll(async () => {
  logged();
  world = await startWorld();
  await world.upload('a.jpg', await solid('#ff0000').jpeg().toBuffer());
  await world.upload('text.jpg', Buffer.from('This is no picture.'));
  await world.upload('brand/logo.png', await solid('#0000ff', 100, 100).png().toBuffer());
  await world.upload('brand/sorry.jpg', await solid('#00ff00').jpeg().toBuffer());
});
beforeEach(async () => {
  await world.emptyDerivatives();
  edge = world.edge({ changes });
});
afterAll(() => world.close());

describe('mark', () => {
  test('lays the named picture over the derivative', async () => {
    const { body } = await edge.get('/a.jpg?w=200&mark=logo&mark-w=0.5&mark-pad=0&mark-align=bottom-right');
    expect(near(await colourAt(body, 0.1, 0.1), [255, 0, 0, 255])).toBe(true);
    expect(near(await colourAt(body, 0.9, 0.9), [0, 0, 255, 255])).toBe(true);
  });

  test.each([
    ['a name that is not configured', 'other', 'unknown-name'],
    ['a name of JavaScript', 'constructor', 'unknown-name'],
    ['a picture that is not there', 'lost', 'original-unreadable'],
  ])('%s: the original, for a while', async (_, name, reason) => {
    const answer = await edge.get(`/a.jpg?w=200&mark=${name}`);
    expect([answer.header('x-image-reason'), answer.header('cache-control')]).toEqual([reason, 'public, max-age=60']);
  });
});

describe('default', () => {
  const green = async (path: string, from = edge) => {
    const answer = await from.get(path);
    expect([answer.status, answer.header('x-image-reason'), answer.header('etag')]).toEqual([200, 'default', null]);
    expect(near(await colourAt(answer.body, 0.5, 0.5), [0, 255, 0, 255])).toBe(true);
    expect((await sharp(answer.body).metadata()).width).toBe(120);
    return answer;
  };

  test('stands in for an original that is missing, in the same variant, for a while', async () => {
    const answer = await green('/missing.jpg?w=120&h=120&fit=cover&default=sorry&format=webp');
    expect([answer.header('content-type'), answer.header('cache-control')]).toEqual([
      'image/webp',
      'public, max-age=60',
    ]);
    expect(answer.body.toString()).not.toContain('NoSuchKey');
  });

  test('stands in for one that is no picture', () => green('/text.jpg?w=120&default=sorry'));

  test('stands in with private originals', () =>
    green('/text.jpg?w=120&default=sorry', world.edge({ changes: { ...changes, originals: { access: 'private' } } })));

  test('leaves a picture that can be had as it is', async () => {
    const answer = await edge.get('/a.jpg?w=120&default=sorry');
    expect(near(await colourAt(answer.body, 0.5, 0.5), [255, 0, 0, 255])).toBe(true);
    expect(answer.header('x-image-reason')).toBeNull();
  });

  test.each([
    ['/missing.jpg?w=120&default=other', 404],
    ['/missing.jpg?w=120&default=origin', 404],
    ['/missing.jpg?w=120&default=constructor', 404],
    ['/missing.jpg', 404],
    ['/text.jpg?w=120&default=other', 200],
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

  test('also where CloudFront reads it from the bucket', async () => {
    const pixels = Uint8Array.from({ length: 800 * 700 * 3 }, () => Math.random() * 256);
    const noise = sharp(pixels, { raw: { width: 800, height: 700, channels: 3 } });
    await world.upload('noise.png', await noise.png().toBuffer());
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
    ['../../a"b\\c\r\nX: y', `attachment; filename=".._.._a_b_c_X: y"; filename*=UTF-8''.._.._a%22b_c_X%3A%20y`],
    ["it's (1)*.jpg", `attachment; filename="it's (1)*.jpg"; filename*=UTF-8''it%27s%20%281%29%2a.jpg`],
    ['공원.jpg', `attachment; filename="__.jpg"; filename*=UTF-8''%EA%B3%B5%EC%9B%90.jpg`],
    ['50%.jpg', `attachment; filename="50_.jpg"; filename*=UTF-8''50%25.jpg`],
  ])('%j', (name, header) => expect(dispositionOf(name)).toBe(header));
});
