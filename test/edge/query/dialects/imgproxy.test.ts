import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'imgproxy' }]);

test.each([
  ['/unsafe/rs:fit:400:300/q:75/plain/local:///shop/a.jpg@webp', '/shop/a.jpg format~webp_h~300_q~75_w~400'],
  [
    '/insecure/resize:fill:40:30:1/gravity:sm/plain/s3://bucket/a.jpg',
    '/a.jpg enlarge~true_fit~cover_h~30_position~attention_w~40',
  ],
  ['/sig_-9/crop:300:200/plain/https://images.example.com/a.jpg', '/a.jpg rect~300~200'],
  ['/sig_-9/c:0.5:0:nowe/plain/https://images.example.com/a.jpg', '/a.jpg position~0~0_rect~0.5~0'],
  [
    '/sig_-9/crop:300:200:fp:0.1:0.2/g:sm/plain/https://images.example.com/a.jpg',
    '/a.jpg position~0.1~0.2_rect~300~200',
  ],
  ['/sig_-9/kcr:1/plain/https://images.example.com/a.jpg', '/a.jpg metadata~copyright'],
  ['/sig_-9/size:40:30:0:1/plain/https://images.example.com/a.jpg', '/a.jpg fit~fillmax_h~30_w~40'],
  ['/_/rs:force:40:30/g:nowe/plain/a.jpg', '/a.jpg fit~fill_h~30_position~0~0_w~40'],
  ['/_/w:40/g:fp:0.3:0.7/dpr:2/el:1/plain/a.jpg', '/a.jpg dpr~2_enlarge~true_position~0.3~0.7_w~40'],
  ['/_/bg:51:102:153/pd:10:20/rot:90/fl:1:1/plain/a.png', '/a.png bg~336699_flip~hv_pad~10~20_rot~90'],
  ['/_/bl:5/sh:0.5/pix:8/t:10/plain/a.jpg', '/a.jpg blur~50_pixelate~8_sharp~10_trim~auto'],
  ['/_/plain/a%20b.jpg', '/a%20b.jpg'],
  ['/a.jpg', '/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
