import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'imgproxy' }]);

test.each([
  // a file name, plain or in base64
  ['/_/w:3/fn:cat:0/att:1/plain/s3://b/a.jpg', '/a.jpg dl~cat_w~3'],
  ['/_/w:3/fn:Q2F0:1/att:1/plain/s3://b/a.jpg', '/a.jpg dl~Cat_w~3'],
  ['/_/w:3/f:webp/plain/s3://b/a.jpg', '/a.jpg format~webp_w~3'],
  ['/unsafe/rs:fit:400:300/q:75/plain/local:///shop/a.jpg@webp', '/shop/a.jpg format~webp_h~300_q~75_w~400'],
  [
    '/insecure/resize:fill:40:30:1/gravity:sm/plain/s3://bucket/a.jpg',
    '/a.jpg enlarge~true_fit~cover_h~30_position~attention_w~40',
  ],
  ['/sig_-9/crop:300:200/plain/https://images.example.com/a.jpg', '/a.jpg rect~300~200'],
  ['/sig_-9/c:0.5:0:nowe/plain/https://images.example.com/a.jpg', '/a.jpg rect~0~0~0.5~0'],
  [
    '/sig_-9/crop:300:200:fp:0.1:0.2/g:sm/plain/https://images.example.com/a.jpg',
    '/a.jpg position~0.1~0.2_rect~300~200',
  ],
  ['/sig_-9/kcr:1/plain/https://images.example.com/a.jpg', '/a.jpg metadata~copyright'],
  ['/sig_-9/crop:300:200:nowe:30:40/plain/https://images.example.com/a.jpg', '/a.jpg rect~30~40~300~200'],
  ['/sig_-9/size:40:30:0:1/plain/https://images.example.com/a.jpg', '/a.jpg canvas~40~30_h~30_w~40'],
  ['/_/rs:force:40:30/g:nowe/plain/a.jpg', '/a.jpg fit~fill_h~30_position~0~0_w~40'],
  ['/_/rs:force:40/plain/a.jpg', '/a.jpg fit~fill_h~100p_w~40'],
  // behind a prefix, which is no option
  ['/imgproxy/_/w:3/plain/s3://b/a.jpg', '/a.jpg w~3'],
  ['/img/v1.2/unsafe/w:3/plain/local:///shop/_/a.jpg', '/shop/_/a.jpg w~3'],
  [`/img/${'s'.repeat(43)}/w:3/plain/a.jpg`, '/a.jpg w~3'],
  ['/sig_-9/plain/local:///x/_/b.jpg', '/x/_/b.jpg'],
  ['/sig_-9/w:3/plain/local:///x/unsafe/b.jpg', '/x/unsafe/b.jpg w~3'],
  ['/static/unsafe/a.jpg', '/static/unsafe/a.jpg'],
  // a box that is not filled: cut, or kept in shape
  ['/_/rs:fill:40:30/plain/a.jpg', '/a.jpg fit~outside_h~30_w~40_window~40~30'],
  ['/_/rt:fill/w:40/plain/a.jpg', '/a.jpg fit~outside_w~40_window~40~0'],
  ['/_/rs:fill-down:40:30/plain/a.jpg', '/a.jpg fit~cover_h~30_w~40'],
  ['/_/rs:fill:40:30/el:true/plain/a.jpg', '/a.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/_/rs:fit:40:30/w:50/plain/a.jpg', '/a.jpg h~30_w~50'],
  ['/_/s:40:30/ex:1:noea/plain/a.jpg', '/a.jpg canvas~40~30_h~30_position~1~0_w~40'],
  ['/_/s:40:30/exar:1/plain/a.jpg', '/a.jpg fit~contain_h~30_w~40'],
  ['/_/pd:5::7/plain/a.jpg', '/a.jpg pad~5~5~7~5'],
  ['/_/pd:5/plain/a.jpg', '/a.jpg pad~5~5~5~5'],
  ['/_/fn:cat/plain/a.jpg', '/a.jpg'],
  ['/_/fn:cat/att:1/plain/a.jpg', '/a.jpg dl~cat'],
  ['/_/br:51/co:1.5/sa:0.5/plain/a.jpg', '/a.jpg bri~20_con~50_sat~-50'],
  ['/_/w:40/f:best/plain/a.jpg', '/a.jpg fmts~avif~webp_format~auto_w~40'],
  ['/_/w%3A40/f%3Awebp/plain/a.jpg', '/a.jpg format~webp_w~40'],
  ['/_/rs:fit:40:30:0:1:no/plain/a.jpg', '/a.jpg canvas~40~30_h~30_position~0.5~0_w~40'],
  // an address in base64
  ['/_/w:40/aHR0cHM6Ly9pbWFnZXMuZXhhbXBsZS5jb20vc2hvcC9hLmpwZw.webp', '/shop/a.jpg format~webp_w~40'],
  ['/_/rs:fit:40/aHR0cHM6Ly9pbWFnZXMuZXhhbX/BsZS5jb20vc2hvcC9hLmpwZw', '/shop/a.jpg w~40'],
  ['/_/bG9jYWw6Ly8vc2hvcC9hIGIuanBn', '/shop/a%20b.jpg'],
  [
    '/_/w:40/aHR0cHM6Ly9vdGhlci5jb20vYS5qcGc',
    '400 {"status":400,"title":"This parameter cannot be read","parameter":"url","value":"/_/w:40/aHR0cHM6Ly9vdGhlci5jb20vYS5qcGc","expected":"images.example.com"}',
  ],
  ['/_/enc/jwV3wUD9r4VBIzgv/ang3Hbh0vPpcm5cc', '/_/enc/jwV3wUD9r4VBIzgv/ang3Hbh0vPpcm5cc'],
  ['/photos/a:b/c.jpg', '/photos/a%3Ab/c.jpg'],
  ['/photos/abcd.jpg', '/photos/abcd.jpg'],
  ['/_/w:40/g:fp:0.3:0.7/dpr:2/el:1/plain/a.jpg', '/a.jpg dpr~2_enlarge~true_position~0.3~0.7_w~40'],
  ['/_/bg:51:102:153/pd:10:20/rot:90/fl:1:1/plain/a.png', '/a.png bg~336699_flip~hv_pad~10~20~10~20_rot~90'],
  ['/_/bl:5/sh:0.5/pix:8/t:10/plain/a.jpg', '/a.jpg blur~50_pixelate~8_sharp~10_trim~auto'],
  ['/_/plain/a%20b.jpg', '/a%20b.jpg'],
  ['/a.jpg', '/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
