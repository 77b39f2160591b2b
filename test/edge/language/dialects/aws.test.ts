import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'aws' }]);

test.each([
  ['/p.jpg?format=auto&width=400&quality=75', '/p.jpg w~400_fit~cover_enlarge~true_format~auto_fmts~avif~webp_q~75'],
  ['/p.jpg?width=40&height=30', '/p.jpg w~40_h~30_fit~cover_enlarge~true'],
  ['/p.jpg?width=40&height=30&fit=contain', '/p.jpg w~40_h~30_fit~contain_enlarge~true'],
  ['/p.jpg?width=40&height=30&fit=inside', '/p.jpg w~40_h~30_enlarge~true'],
  ['/p.jpg?rotate=90&flip=true&flop=true&grayscale=true', '/p.jpg fit~cover_enlarge~true_rot~90_flip~hv_mono~true'],
  // what the sample does not know or can not read
  ['/p.jpg?w=40&h=30&q=10&width=wide', '/p.jpg'],
  ['/p.jpg', '/p.jpg'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});
