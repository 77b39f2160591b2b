import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '/_next/image', dialect: 'next' }]);

test.each([
  ['/_next/image?url=%2Fme.png&w=640&q=75', '/me.png fmts~avif~webp_format~auto_q~75_w~640'],
  ['/_next/image?url=%2Fphotos%2Fa%20b.jpg&w=640', '/photos/a%20b.jpg fmts~avif~webp_format~auto_w~640'],
  ['/_next/image?url=%2Fphotos%2Fa%2520b.jpg&w=640', '/photos/a%20b.jpg fmts~avif~webp_format~auto_w~640'],
  ['/_next/image?url=%2Fa%2Bb%20100%25.jpg%3Fv%3D1%23x&w=640', '/a%2Bb%20100%25.jpg fmts~avif~webp_format~auto_w~640'],
  ['/_next/image?url=https%3A%2F%2Fimages.example.com%2Fme.png&w=640', '/me.png fmts~avif~webp_format~auto_w~640'],
  // what Next does not know or can not read
  ['/_next/image?url=%2Fme.png&w=wide&h=10&fm=png&dpl=dpl_123', '/me.png fmts~avif~webp_format~auto'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});

test.each([
  '/_next/image?url=https%3A%2F%2Fexample.org%2Fme.png&w=640',
  '/_next/image?url=%5C%5Cexample.org%5C..%5Cme.png&w=640',
])('%s is refused', async (asked) => {
  expect(await ask(asked)).toMatch(/^400 .*"parameter":"url"/);
});

test('a viewer that shows no modern format gets none', async () => {
  expect(await ask('/_next/image?url=%2Fme.png&w=640', 'image/*,*/*;q=0.8')).toBe('/me.png format~auto_w~640');
});

test('a path that only a signature opens is closed to other names of it', async () => {
  const ask = await startViewer([{ path: '*', dialect: 'next' }], { signing: { paths: ['/private/*'] } });
  expect(await ask('/_next/image?url=%2Fme.png&w=640', 'image/*')).toBe('/me.png format~auto_w~640');
  for (const url of [
    '%2Fprivate%2Fme.png',
    'private/me.png',
    '%2Fpr%2569vate%2Fme.png',
    '//images.example.com/private/a',
  ])
    expect(await ask(`/_next/image?url=${url}&w=640`)).toMatch(/^403 /);
});
