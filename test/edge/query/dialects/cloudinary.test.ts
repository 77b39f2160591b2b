import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'cloudinary' }]);

test.each([
  [
    '/demo/image/upload/c_fill,g_auto,w_400,h_300,f_auto,q_auto/v1/shop/a.jpg',
    '/shop/a.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_h~300_position~attention_q~auto_w~400',
  ],
  ['/demo/image/upload/w_400/e_sepia:50/e_blur:300/a.jpg', '/a.jpg blur~300_enlarge~true_fit~fill_sepia~50_w~400'],
  ['/demo/image/upload/s--aBcDeFgH--/c_limit,w_400/v1234567890/a.jpg', '/a.jpg w~400'],
  ['/demo/image/upload/c_pad,b_rgb:336699,w_40,h_30/a.jpg', '/a.jpg bg~336699_enlarge~true_fit~contain_h~30_w~40'],
  [
    '/demo/image/upload/c_crop,x_10,y_20,w_300,h_200/a.jpg',
    '/a.jpg enlarge~true_fit~fill_h~200_rect~10~20~300~200_w~300',
  ],
  [
    '/demo/image/upload/c_thumb,g_north_west,w_40,ar_1:1,r_max/a.png',
    '/a.png ar~1_enlarge~true_fit~cover_position~0~0_radius~max_w~40',
  ],
  ['/demo/image/upload/a_90,bo_5px_solid_rgb:336699/a.jpg', '/a.jpg border~5~336699_enlarge~true_fit~fill_rot~90'],
  ['/demo/image/upload/a_hflip,q_auto:eco/a.jpg', '/a.jpg enlarge~true_fit~fill_flip~h_q~auto-eco'],
  ['/demo/image/upload/fl_attachment:cat,w_40/a.jpg', '/a.jpg dl~cat_enlarge~true_fit~fill_w~40'],
  ['/demo/image/upload/v1/my_folder/a.jpg', '/my_folder/a.jpg'],
  ['/demo/image/upload/a.jpg', '/a.jpg'],
  ['/a.jpg?w=40', '/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
