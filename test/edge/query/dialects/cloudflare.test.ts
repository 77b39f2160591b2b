import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '/cdn-cgi/image/*', dialect: 'cloudflare' }]);

test.each([
  ['/cdn-cgi/image/width=80,quality=75/uploads/a.jpg', '/uploads/a.jpg q~75_w~80'],
  ['/cdn-cgi/image/w=80,h=60/a.jpg', '/a.jpg h~60_w~80'],
  ['/cdn-cgi/image/width=80//uploads/a.jpg', '/uploads/a.jpg w~80'],
  ['/cdn-cgi/image/width=auto,dpr=2/a.jpg', '/a.jpg'],
  ['/cdn-cgi/image/width=40,dpr=3/a.jpg', '/a.jpg dpr~2_w~40'],
  ['/cdn-cgi/image/background=rgba(255 255 0 100),w=8/a.jpg', '/a.jpg bg~ffff00_w~8'],
  // fit
  ['/cdn-cgi/image/w=8,h=6,fit=scale-down/a.jpg', '/a.jpg h~6_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=contain/a.jpg', '/a.jpg enlarge~true_h~6_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=cover/a.jpg', '/a.jpg enlarge~true_fit~cover_h~6_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop/a.jpg', '/a.jpg fit~outside_h~6_w~8_window~8~6'],
  ['/cdn-cgi/image/w=8,h=6,fit=aspect-crop/a.jpg', '/a.jpg fit~cover_h~6_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=pad,background=%23369/a.jpg', '/a.jpg bg~336699_enlarge~true_fit~contain_h~6_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=squeeze/a.jpg', '/a.jpg enlarge~true_fit~fill_h~6_w~8'],
  ['/cdn-cgi/image/w=8,fit=crop/a.jpg', '/a.jpg fit~cover_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop,gravity=auto/a.jpg', '/a.jpg fit~outside_h~6_position~attention_w~8_window~8~6'],
  // gravity
  ['/cdn-cgi/image/w=8,h=6,fit=cover,gravity=auto/a.jpg', '/a.jpg enlarge~true_fit~cover_h~6_position~attention_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=cover,g=left/a.jpg', '/a.jpg enlarge~true_fit~cover_h~6_position~0~0.5_w~8'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop,g=0.5x0.33/a.jpg', '/a.jpg fit~outside_h~6_position~0.5~0.33_w~8_window~8~6'],
  ['/cdn-cgi/image/w=8,h=6,fit=crop,g=0x1/a.jpg', '/a.jpg fit~outside_h~6_position~0~1_w~8_window~8~6'],
  // trim is top;right;bottom;left
  ['/cdn-cgi/image/trim=20;30;10;0,w=8/a.jpg', '/a.jpg rect~0~20~-30~-10_w~8'],
  ['/cdn-cgi/image/trim=20/a.jpg', '/a.jpg'],
  ['/cdn-cgi/image/trim=20;30;10;0,dpr=2,w=8/a.jpg', '/a.jpg dpr~2_rect~0~40~-60~-20_w~8'],
  ['/cdn-cgi/image/trim.left=10,trim.top=20,trim.width=300,trim.height=200/a.jpg', '/a.jpg rect~10~20~300~200'],
  ['/cdn-cgi/image/trim.left=10,dpr=2,w=8/a.jpg', '/a.jpg dpr~2_rect~20~0~0~0_w~8'],
  // background, a CSS color
  ['/cdn-cgi/image/w=8,background=red/a.png', '/a.png bg~ff0000_w~8'],
  ['/cdn-cgi/image/background=rgb(240,40,145),w=8/a.png', '/a.png bg~f02891_w~8'],
  ['/cdn-cgi/image/background=rgb%28240%2C40%2C145%29,w=8/a.png', '/a.png bg~f02891_w~8'],
  ['/cdn-cgi/image/background=rgb(255%20255%200),w=8/a.png', '/a.png bg~ffff00_w~8'],
  ['/cdn-cgi/image/background=rgba(240,40,145,0.5),w=8/a.png', '/a.png bg~f0289180_w~8'],
  ['/cdn-cgi/image/background=rgb(240%2040%20145%20%2F%2050%25),w=8/a.png', '/a.png bg~f0289180_w~8'],
  // as WordPress and Nuxt escape them
  ['/cdn-cgi/image/f%3Dauto%2Cw%3D320/a.jpg', '/a.jpg fmts~avif~webp_format~auto_w~320'],
  ['/cdn-cgi/image/w=320%2Cq=60/a.jpg', '/a.jpg q~60_w~320'],
  // a malformed escape is that of one option
  ['/cdn-cgi/image/name=%ff,width=50%25,note=%/a.jpg', '/a.jpg w~0.5'],
  // quality and format parameters
  ['/cdn-cgi/image/w=8,q=medium-low/a.jpg', '/a.jpg q~auto-eco_w~8'],
  ['/cdn-cgi/image/w=8,f=auto/a.jpg', '/a.jpg fmts~avif~webp_format~auto_w~8'],
  ['/cdn-cgi/image/w=8,format=baseline-jpeg/a.jpg', '/a.jpg format~bjpg_w~8'],
  ['/cdn-cgi/image/format=json/a.jpg', '/a.jpg format~json'],
  // 1 is no change
  ['/cdn-cgi/image/brightness=1.1,contrast=1,gamma=0.5,saturation=0/a.jpg', '/a.jpg bri~10_gam~-50_sat~-100'],
  ['/cdn-cgi/image/sharpen=2,blur=50,rotate=90,flip=hv/a.jpg', '/a.jpg blur~50_flip~hv_rot~90_sharp~20'],
  ['/cdn-cgi/image/anim=false,metadata=copyright/a.gif', '/a.gif anim~false_metadata~copyright'],
  // the image
  ['/cdn-cgi/image/w=8/https://images.example.com/a.jpg', '/a.jpg w~8'],
  [
    '/cdn-cgi/image/w=8/%EA%B3%B5%EC%9B%90%20%26%20caf%C3%A9%20%2B1%20100%25.jpg',
    '/%EA%B3%B5%EC%9B%90%20%26%20caf%C3%A9%20%2B1%20100%25.jpg w~8',
  ],
  ['/cdn-cgi/image/w=8/a.jpg?v=1', '/a.jpg w~8'],
  ['/cdn-cgi/image/w=8/https:/images.example.com/a.jpg', '/a.jpg w~8'],
  ['/cdn-cgi/image/w=8/https%3A%2F%2Fimages.example.com%2Fa.jpg%3Fv%3D1', '/a.jpg w~8'],
  ['/cdn-cgi/image/w=8/what%3F.jpg', '/what%3F.jpg w~8'],
  ['/other/a.jpg?w=8', '/other/a.jpg w~8'],
  // what Cloudflare does not know or can not read
  ['/cdn-cgi/image/w=wide,ar=1:1,onerror=redirect/a.jpg', '/a.jpg default~origin'],
  ['/cdn-cgi/image/w=8,,=,h/a.jpg', '/a.jpg w~8'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});

test.each([
  '/cdn-cgi/image/w=8/https://example.org/a.jpg',
  '/cdn-cgi/image/w=8/https:/%2Fexample.org/a.jpg',
  '/cdn-cgi/image/w=8/https:/example.org/a.jpg',
  '/cdn-cgi/image/w=8/example.org/a.jpg',
  '/cdn-cgi/image/w=8/..%2Fa.jpg',
  '/cdn-cgi/image/w=8/a/%252e%252e/..%5Cb.jpg',
  '/cdn-cgi/image/w=8/',
])('%s is refused', async (asked) => {
  expect(await ask(asked)).toMatch(/^400 .*"parameter":"url".*"expected":"images.example.com"/);
});
