import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'aws' }]);

test.each([
  ['/p.jpg?format=auto&width=400&quality=75', '/p.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_q~75_w~400'],
  ['/p.jpg?width=40&height=30', '/p.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/p.jpg?width=40&height=30&fit=contain', '/p.jpg enlarge~true_fit~contain_h~30_w~40'],
  ['/p.jpg?width=40&height=30&fit=inside', '/p.jpg enlarge~true_h~30_w~40'],
  ['/p.jpg?rotate=90&flip=true&flop=true&grayscale=true', '/p.jpg enlarge~true_fit~cover_flip~hv_mono~true_rot~90'],
  // what the sample does not know or can not read
  ['/p.jpg?w=40&h=30&q=10&width=wide', '/p.jpg'],
  ['/p.jpg', '/p.jpg'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});
