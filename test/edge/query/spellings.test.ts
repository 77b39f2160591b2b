import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { viewerText } from '../../../infra/build/viewer-function.ts';
import { config } from '../../support/config.ts';
import { chrome } from '../../support/edge.ts';
import { randomFrom } from '../../support/random.ts';
import { eventOf } from '../../support/viewer.ts';

const images = 100;
const spellings = 10_000;

// Ways to write one image: other names, letters, defaults, what is no parameter.
const names = { w: ['w', 'width', 'W'], h: ['h', 'height', 'Height'], q: ['q', 'quality'], fit: ['fit', 'Fit'] };
const defaults = ['fit=inside', 'dpr=1', 'enlarge=0', 'anim=true', 'rot=360', 'blur=0', 'cs=srgb', 'pos=center'];
const unknown = ['utm_source=mail', 'fbclid=1', 'ixlib=js-3.8.0', 'variant=w~1', '', '%', 'x=%E4'];

test('10,000 spellings of 100 images have 100 cache keys', async () => {
  const random = randomFrom(14);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] ?? fail();
  const shuffled = <T>(list: T[]) => list.map((each) => [random(), each] as const).sort(([a], [b]) => a - b);
  const spell = (image: number) => {
    const cover = image % 2 === 0;
    const pairs = [
      `${pick(names.w)}=${pick([`${100 + image}`, `${100 + image}.0`, `0${100 + image}`])}`,
      `${pick(names.h)}=80`,
      `${pick(names.q)}=${pick(['70', '70.0'])}`,
      ...(cover ? [`${pick(names.fit)}=${pick(['cover', 'COVER', 'Cover'])}`] : []),
      ...defaults.filter((each) => random() < 0.3 && !(cover && each.startsWith('fit'))),
      ...unknown.filter(() => random() < 0.2),
    ];
    return `/photos/${image % 10}.jpg?${shuffled(pairs)
      .map(([, pair]) => pair)
      .join('&')}`;
  };
  // In a function of its own: globals of a vm context are slow.
  const run: (event: string) => string = new Script(`(() => {
    ${await viewerText(config)}
    return (event) => {
      const { uri, querystring } = handler(JSON.parse(event));
      return JSON.stringify({ uri, querystring });
    };
  })()`).runInThisContext();
  const accepts = [
    chrome,
    chrome.replaceAll(',', ', '),
    'image/avif,image/webp,*/*;q=0.8',
    'image/webp, image/avif, */*',
  ];
  const keys = Array.from({ length: images }, () => new Set<string>());
  const asked = new Set<string>();
  for (let at = 0; at < spellings; at++) {
    const address = spell(at % images);
    asked.add(address);
    keys[at % images]?.add(run(JSON.stringify(eventOf(address, { accept: pick(accepts) }))));
  }
  const [first = ''] = keys[0] ?? [];
  expect(JSON.parse(first)).toMatchObject({
    uri: '/photos/0.jpg',
    querystring: { variant: { value: expect.any(String) } },
  });
  expect(keys.map((each) => each.size)).toEqual(Array(images).fill(1));
  expect(new Set(keys.flatMap((each) => [...each])).size).toBe(images);
  expect(asked.size).toBeGreaterThan(0.9 * spellings);
});

const fail = (): never => {
  throw new Error('an empty list');
};
