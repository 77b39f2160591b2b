import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'thumbor' }]);

test.each([
  // what stands behind the options is the image's path, whatever its folders are called
  ['/unsafe/300x200/10x10/a.jpg', '/10x10/a.jpg enlarge~true_fit~cover_h~200_w~300'],
  ['/unsafe/300x200/filters:quality(80)/left/smart/a.jpg', '/left/smart/a.jpg enlarge~true_fit~cover_h~200_q~80_w~300'],
  [
    '/unsafe/30x20/filters:quality(80)/filters:grayscale()/a.jpg',
    '/a.jpg enlarge~true_fit~cover_h~20_mono~true_q~80_w~30',
  ],
  ['/unsafe/30x20/https%3A%2F%2Fimages.example.com%2Fa%20b.jpg', '/a%20b.jpg enlarge~true_fit~cover_h~20_w~30'],
  ['/unsafe/400x300/smart/a.jpg', '/a.jpg enlarge~true_fit~cover_h~300_position~attention_w~400'],
  ['/unsafe/fit-in/400x300/filters:quality(80):format(webp)/shop/a.jpg', '/shop/a.jpg format~webp_h~300_q~80_w~400'],
  [
    '/unsafe/10x20:310x220/-150x0/left/top/a.jpg',
    '/a.jpg enlarge~true_fit~cover_flip~h_position~0~0_rect~10~20~300~200_w~150',
  ],
  ['/unsafe/trim/0x100/filters:no_upscale()/https://images.example.com/a.jpg', '/a.jpg fit~cover_h~100_trim~auto'],
  ['/0123456789abcdefghi_-ABCDEF=/40x40/a.jpg', '/a.jpg enlarge~true_fit~cover_h~40_w~40'],
  ['/unsafe/fit-in/40x40/filters:fill(red):upscale()/a.jpg', '/a.jpg bg~ff0000_enlarge~true_fit~fillmax_h~40_w~40'],
  ['/unsafe/filters:rotate(90):blur(5,2)/a.jpg', '/a.jpg blur~20_rot~270'],
  ['/unsafe/300xorig/a.jpg', '/a.jpg enlarge~true_fit~cover_h~100p_w~300'],
  ['/unsafe/origx100/a.jpg', '/a.jpg enlarge~true_fit~cover_h~100_w~100p'],
  ['/unsafe/full-fit-in/40x30/a.jpg', '/a.jpg fit~outside_h~30_w~40'],
  ['/unsafe/40x30/filters:stretch()/a.jpg', '/a.jpg enlarge~true_fit~fill_h~30_w~40'],
  ['/unsafe/40x30/filters:proportion(0.5)/a.jpg', '/a.jpg dpr~0.5_enlarge~true_fit~cover_h~30_w~40'],
  ['/unsafe/filters:proportion(0.5):blur(7)/a.jpg', '/a.jpg blur~70_w~0.5'],
  ['/unsafe/filters:watermark(http://my.site.com/img.png,-10,-10,50):quality(60)/shop/a.jpg', '/shop/a.jpg q~60'],
  ['/unsafe/meta/40x30/a.jpg', '/a.jpg enlarge~true_fit~cover_format~json_h~30_w~40'],
  ['/unsafe/trimmed/a.jpg', '/trimmed/a.jpg'],
  // without a signature, as AWS has it
  ['/fit-in/40x30/filters:quality(60)/shop/a.jpg', '/shop/a.jpg h~30_q~60_w~40'],
  ['/40x30/a.jpg', '/a.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/filters:grayscale()/a.jpg', '/a.jpg mono~true'],
  ['/unsafe/a.jpg', '/a.jpg'],
  ['/a.jpg', '/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
