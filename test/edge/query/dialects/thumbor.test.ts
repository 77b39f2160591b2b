import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'thumbor' }]);

test.each([
  ['/unsafe/400x300/smart/a.jpg', '/a.jpg enlarge~true_fit~cover_h~300_position~attention_w~400'],
  ['/unsafe/fit-in/400x300/filters:quality(80):format(webp)/shop/a.jpg', '/shop/a.jpg format~webp_h~300_q~80_w~400'],
  [
    '/unsafe/10x20:310x220/-150x0/left/top/a.jpg',
    '/a.jpg enlarge~true_fit~cover_flip~h_position~0~0_rect~10~20~300~200_w~150',
  ],
  ['/unsafe/trim/0x100/filters:no_upscale()/https://images.example.com/a.jpg', '/a.jpg fit~cover_h~100_trim~auto'],
  ['/0123456789abcdefghi_-ABCDEF=/40x40/a.jpg', '/a.jpg enlarge~true_fit~cover_h~40_w~40'],
  ['/unsafe/fit-in/40x40/filters:fill(red):upscale()/a.jpg', '/a.jpg bg~ff0000_enlarge~true_fit~contain_h~40_w~40'],
  ['/unsafe/filters:rotate(90):blur(5,2)/a.jpg', '/a.jpg blur~20_rot~270'],
  ['/unsafe/a.jpg', '/a.jpg'],
  ['/a.jpg', '/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
