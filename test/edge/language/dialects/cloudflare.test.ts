import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }]);

test.each([
  ['/cdn-cgi/image/width=80,quality=75/uploads/a.jpg', '/uploads/a.jpg w~80_q~75'],
  ['/cdn-cgi/image/w=80,h=60/a.jpg', '/a.jpg w~80_h~60'],
  ['/cdn-cgi/image/width=80//uploads/a.jpg', '/uploads/a.jpg w~80'],
  ['/cdn-cgi/image/width=auto,dpr=2/a.jpg', '/a.jpg'],
  // fit
  ['/cdn-cgi/image/w=8,h=6,fit=scale-down/a.jpg', '/a.jpg w~8_h~6'],
  ['/cdn-cgi/image/w=8,h=6,fit=contain/a.jpg', '/a.jpg w~8_h~6_enlarge~true'],
  ['/cdn-cgi/image/w=8,h=6,fit=cover/a.jpg', '/a.jpg w~8_h~6_fit~cover_enlarge~true'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop/a.jpg', '/a.jpg w~8_h~6_fit~cover'],
  ['/cdn-cgi/image/w=8,h=6,fit=aspect-crop/a.jpg', '/a.jpg w~8_h~6_fit~cover'],
  ['/cdn-cgi/image/w=8,h=6,fit=pad,background=%23369/a.jpg', '/a.jpg w~8_h~6_fit~contain_enlarge~true_bg~336699'],
  ['/cdn-cgi/image/w=8,h=6,fit=squeeze/a.jpg', '/a.jpg w~8_h~6_fit~fill_enlarge~true'],
  // gravity
  ['/cdn-cgi/image/w=8,h=6,fit=cover,gravity=auto/a.jpg', '/a.jpg w~8_h~6_fit~cover_enlarge~true_position~attention'],
  ['/cdn-cgi/image/w=8,h=6,fit=cover,g=left/a.jpg', '/a.jpg w~8_h~6_fit~cover_enlarge~true_position~0~0.5'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop,g=0.5x0.33/a.jpg', '/a.jpg w~8_h~6_fit~cover_position~0.5~0.33'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop,g=0x1/a.jpg', '/a.jpg w~8_h~6_fit~cover_position~0~1'],
  // trim is top;right;bottom;left
  ['/cdn-cgi/image/trim=20;30;10;0,w=8/a.jpg', '/a.jpg w~8_rect~0~20~-30~-10'],
  ['/cdn-cgi/image/trim=20/a.jpg', '/a.jpg'],
  // quality and format words
  ['/cdn-cgi/image/w=8,q=medium-low/a.jpg', '/a.jpg w~8_q~auto-eco'],
  ['/cdn-cgi/image/w=8,f=auto/a.jpg', '/a.jpg w~8_format~auto_fmts~avif~webp'],
  ['/cdn-cgi/image/w=8,format=baseline-jpeg/a.jpg', '/a.jpg w~8_format~bjpg'],
  ['/cdn-cgi/image/format=json/a.jpg', '/a.jpg format~json'],
  // 1 is no change
  ['/cdn-cgi/image/brightness=1.1,contrast=1,gamma=0.5,saturation=0/a.jpg', '/a.jpg bri~10_sat~-100_gam~-50'],
  ['/cdn-cgi/image/sharpen=2,blur=50,rotate=90,flip=hv/a.jpg', '/a.jpg rot~90_flip~hv_blur~50_sharp~20'],
  ['/cdn-cgi/image/anim=false,metadata=copyright/a.gif', '/a.gif anim~false_metadata~copyright'],
  // the picture
  ['/cdn-cgi/image/w=8/https://images.example.com/a.jpg', '/a.jpg w~8'],
  [
    '/cdn-cgi/image/w=8/%EA%B3%B5%EC%9B%90%20%26%20caf%C3%A9%20%2B1%20100%25.jpg',
    '/%EA%B3%B5%EC%9B%90%20%26%20caf%C3%A9%20%2B1%20100%25.jpg w~8',
  ],
  ['/cdn-cgi/image/w=8/a.jpg?v=1', '/a.jpg w~8'],
  ['/other/a.jpg?w=8', '/other/a.jpg w~8'],
  // what Cloudflare does not know or can not read
  ['/cdn-cgi/image/w=wide,ar=1:1,background=rgb%28240%2C40%2C145%29,onerror=redirect/a.jpg', '/a.jpg'],
  ['/cdn-cgi/image/w=8,,=,h/a.jpg', '/a.jpg w~8'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});

test.each([
  '/cdn-cgi/image/w=8/https://example.org/a.jpg',
  '/cdn-cgi/image/w=8/https:/%2Fexample.org/a.jpg',
  '/cdn-cgi/image/w=8/example.org/a.jpg',
  '/cdn-cgi/image/w=8/..%2Fa.jpg',
  '/cdn-cgi/image/w=8/a/%252e%252e/..%5Cb.jpg',
  '/cdn-cgi/image/w=8/',
])('%s is refused', async (asked) => {
  expect(await ask(asked)).toMatch(/^400 .*"word":"url".*"expected":"images.example.com"/);
});
