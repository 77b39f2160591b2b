import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'short' }]);

test.each([
  ['/p.jpg?s=100x80&t=crop&q=90&f=webp', '/p.jpg fit~cover_format~webp_h~80_q~90_w~100'],
  ['/p.jpg?s=100x80&t=inside&q=90', '/p.jpg h~80_q~90_w~100'],
  ['/p.jpg?d=100x80', '/p.jpg fit~cover_h~80_w~100'],
  ['/p.jpg?d=100x', '/p.jpg fit~cover_w~100'],
  // what they do not know or can not read
  ['/p.jpg?s=0123456789abcdef0123456789abcdef&w=40&d=big', '/p.jpg'],
  ['/p.jpg?s=100x80&t=round', '/p.jpg fit~cover_h~80_w~100'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});
