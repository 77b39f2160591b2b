import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '/.netlify/images', dialect: 'netlify' }]);

test.each([
  ['/.netlify/images?url=/owl.jpeg', '/owl.jpeg fmts~avif~webp_format~auto'],
  [
    '/.netlify/images?url=/owl.jpeg&fit=cover&w=50&h=50&position=left&fm=webp&q=80',
    '/owl.jpeg fit~cover_format~webp_h~50_position~0~0.5_q~80_w~50',
  ],
  ['/.netlify/images?url=/owl.jpeg&w=50&h=50&fit=contain&fm=png', '/owl.jpeg format~png_h~50_w~50'],
  ['/.netlify/images?url=/owl.jpeg&w=50&h=50&fit=fill&fm=png', '/owl.jpeg fit~fill_format~png_h~50_w~50'],
  ['/.netlify/images?url=/owl.jpeg&fm=blurhash', '/owl.jpeg format~blurhash'],
  ['/.netlify/images?url=https%3A%2F%2FImages.Example.com%2Fowl.jpeg&fm=png', '/owl.jpeg format~png'],
  // what Netlify does not know or can not read
  ['/.netlify/images?url=/owl.jpeg&w=wide&fit=pad&dpr=2&fm=png', '/owl.jpeg format~png'],
  // the path of another behavior
  ['/owl.jpeg?fit=contain&w=4', '/owl.jpeg fit~contain_w~4'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});

test.each([
  '/.netlify/images?url=https%3A%2F%2Fexample.org%2Fowl.jpeg',
  '/.netlify/images?url=//example.org/owl.jpeg',
  '/.netlify/images?url=%2F..%2Fowl.jpeg',
  '/.netlify/images?url=%2Fa%2F%252e%252e%2Fowl.jpeg',
  '/.netlify/images?url=%2F',
  '/.netlify/images?url=%3Fowl.jpeg',
])('%s is refused', async (asked) => {
  expect(await ask(asked)).toMatch(/^400 .*"parameter":"url"/);
});
