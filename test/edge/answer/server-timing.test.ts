import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../../support/edges.ts';
import { chart } from '../../support/images/chart.ts';
import { noise } from '../../support/images/photograph.ts';
import { logged } from '../../support/logged.ts';

// https://www.w3.org/TR/server-timing/#the-server-timing-header-field: names are tokens (RFC 9110, 5.6.2), `dur` is milliseconds.
const token = "[!#$%&'*+.^_`|~\\w-]+";
const metric = `${token};dur=\\d+(\\.\\d+)?`;
const legal = new RegExp(`^${metric}(, ${metric})*$`);

let world: World;

beforeAll(async () => {
  logged();
  world = await startWorld();
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>';
  const originals = {
    'a.jpg': await chart({ width: 800, height: 600, format: 'jpeg' }),
    'moving.gif': await chart({ width: 80, height: 60, format: 'gif', frames: 3 }),
    'a.avif': await sharp(await chart({ width: 80, height: 60, format: 'png' }))
      .avif()
      .toBuffer(),
    'drawing.svg': Buffer.from(drawing),
    'text.jpg': Buffer.from('This is no image.'),
    'noise.png': await noise(700, 700),
    'logo.png': await chart({ width: 20, height: 20, format: 'png' }),
  };
  for (const [key, bytes] of Object.entries(originals)) await world.upload(key, bytes);
});
afterAll(() => world.close());

type Row = [path: string, stages: string[], keptStages?: string[] | undefined, method?: string];
test.each<Row>([
  ['/a.jpg?w=100', ['lookup', 'read', 'decode', 'encode', 'keep']],
  ['/a.jpg?w=101', ['lookup', 'read', 'decode', 'encode', 'keep'], undefined, 'HEAD'],
  ['/a.jpg?w=100&q=auto&format=webp', ['lookup', 'read', 'decode', 'encode', 'keep']],
  ['/moving.gif?w=50&format=webp', ['lookup', 'read', 'decode', 'encode', 'keep']],
  ['/a.avif?w=50&format=jpeg', ['lookup', 'read', 'decode', 'encode', 'keep']],
  ['/drawing.svg?w=50', ['lookup', 'read', 'sanitize', 'keep']],
  ['/a.jpg?w=50&format=json', ['lookup', 'read', 'facts', 'keep']],
  ['/a.jpg?w=50&format=blurhash', ['lookup', 'read', 'facts', 'keep']],
  ['/a.jpg?w=150&mark=logo', ['lookup', 'read', 'decode', 'encode', 'keep']],
  // Sent by a redirect.
  ['/noise.png?format=webp&lossless=true', ['lookup', 'read', 'decode', 'encode', 'keep', 'name'], ['lookup', 'name']],
  // In place of what can't be had.
  ['/text.jpg?w=100&default=sorry', ['lookup', 'read', 'decode', 'encode', 'keep']],
  ['/missing.jpg?w=102&default=sorry', ['lookup', 'read', 'decode', 'encode', 'keep']],
])('%s', async (path, stages, keptStages = ['lookup'], method = 'GET') => {
  const changes = { marks: { logo: 'logo.png' }, fallbacks: { sorry: 'a.jpg' } };
  await world.emptyDerivatives();
  for (const expected of [stages, keptStages]) {
    const timing = (await world.edge({ changes }).get(path, { method })).header('server-timing') ?? '';
    expect(timing).toMatch(legal);
    expect(timing.split(', ').map((each) => each.split(';')[0])).toEqual(expected);
  }
});

test('without a bucket', async () => {
  const edge = world.edge({ changes: { derivatives: undefined } as object });
  const first = await edge.get('/a.jpg?w=100');
  expect(first.header('server-timing')).toMatch(legal);
  expect(first.header('server-timing')).toMatch(/^read;.*decode;.*encode;dur=[\d.]+$/);
  // What the cache answers was measured when it was made.
  expect((await edge.get('/a.jpg?w=100')).header('server-timing')).toBe(first.header('server-timing'));
});
