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
  ['/demo/image/upload/c_crop,x_10,y_20,w_300,h_200/a.jpg', '/a.jpg enlarge~true_fit~fill_rect~10~20~300~200'],
  [
    '/demo/image/upload/c_thumb,g_north_west,w_40,ar_1:1,r_max/a.png',
    '/a.png ar~1_enlarge~true_fit~cover_position~0~0_radius~max_w~40',
  ],
  ['/demo/image/upload/a_90,bo_5px_solid_rgb:336699/a.jpg', '/a.jpg border~5~336699_enlarge~true_fit~fill_rot~90'],
  ['/demo/image/upload/a_hflip,q_auto:eco/a.jpg', '/a.jpg enlarge~true_fit~fill_flip~h_q~auto-eco'],
  ['/demo/image/upload/fl_attachment:cat,w_40/a.jpg', '/a.jpg dl~cat_enlarge~true_fit~fill_w~40'],
  ['/demo/image/upload/b_rgb_336699,pg_2/a.gif', '/a.gif bg~336699_enlarge~true_fit~fill_frame~2'],
  ['/demo/image/upload/q_auto:good:444,w_auto:100:400/a.jpg', '/a.jpg enlarge~true_fit~fill_q~auto-good'],
  ['/demo/image/upload/s--abc_DEF-%3D--/w_400/a.jpg', '/a.jpg enlarge~true_fit~fill_w~400'],
  ['/demo/iu/w_400/a.jpg', '/a.jpg enlarge~true_fit~fill_w~400'],
  ['/demo/image/fetch/w_40/https://images.example.com/b/a.jpg', '/b/a.jpg enlarge~true_fit~fill_w~40'],
  [
    '/demo/image/fetch/w_40/https%3A%2F%2Fimages.example.com%2Fa%20b.jpg%3Fx%3D1',
    '/a%20b.jpg enlarge~true_fit~fill_w~40',
  ],
  // encoded separators, and a malformed escape
  ['/demo/image/upload/w_400%2Cc_fill%2Fq_auto/a.jpg', '/a.jpg enlarge~true_fit~cover_q~auto_w~400'],
  [
    '/demo/image/upload/g_auto%3Afaces,c_fill,w_40,h_40,d_50%/a.jpg',
    '/a.jpg default~50~25_enlarge~true_fit~cover_h~40_position~attention_w~40',
  ],
  // what is laid over an image has sizes and a place of its own
  ['/demo/image/upload/w_400/l_logo,w_50,g_south_east,x_5/a.jpg', '/a.jpg enlarge~true_fit~fill_w~400'],
  [
    '/demo/image/upload/w_400/l_logo/c_scale,w_50/e_sepia/fl_layer_apply,g_south/q_80/a.jpg',
    '/a.jpg enlarge~true_fit~fill_q~80_w~400',
  ],
  [
    '/demo/image/upload/w_400/u_paper,w_9/fl_layer_apply/l_text:Arial_9:50%2Cw_3/h_30/a.jpg',
    '/a.jpg enlarge~true_fit~fill_h~30_w~400',
  ],
  // one side scales what was cropped before
  [
    '/demo/image/upload/c_fill,w_200,h_100,g_face/w_50/a.jpg',
    '/a.jpg ar~2_enlarge~true_fit~cover_position~attention_w~50',
  ],
  ['/demo/image/upload/c_fill,w_200,h_100/c_scale,h_50/a.jpg', '/a.jpg ar~2_enlarge~true_fit~cover_h~50'],
  ['/demo/image/upload/c_crop,ar_1:1/a.jpg', '/a.jpg ar~1_enlarge~true_fit~cover'],
  ['/demo/image/upload/c_crop,ar_16:9,w_300/a.jpg', '/a.jpg ar~1.7778_enlarge~true_fit~cover_w~300'],
  // the parts of a chain
  [
    '/demo/image/upload/c_crop,g_north_west,w_300,h_200/c_scale,w_100/f_auto:image/q_80:420/a.jpg',
    '/a.jpg enlarge~true_fit~fill_fmts~avif~webp_format~auto_position~0~0_q~80_rect~300~200_w~100',
  ],
  [
    '/demo/image/upload/c_scale,w_100/c_crop,w_50,h_40,g_north/a.jpg',
    '/a.jpg enlarge~true_fit~fill_position~0.5~0_w~100_window~50~40',
  ],
  // what leaves smaller or larger images as they are
  ['/demo/image/upload/c_lfill,w_900,h_300/a.jpg', '/a.jpg fit~outside_h~300_w~900_window~900~300'],
  ['/demo/image/upload/c_mfit,w_900,h_300/a.jpg', '/a.jpg enlarge~true_h~300_min-h~100p_min-w~100p_w~900'],
  ['/demo/image/upload/c_mpad,w_90,h_30/a.jpg', '/a.jpg fit~fillmax_h~30_min-h~100p_min-w~100p_w~90'],
  ['/demo/image/upload/c_lpad,w_90,h_30/a.jpg', '/a.jpg fit~fillmax_h~30_w~90'],
  ['/demo/image/upload/a_hflip.vflip.90/a.jpg', '/a.jpg enlarge~true_fit~fill_flip~hv_rot~90'],
  ['/demo/image/upload/r_1:2:3,w_4/a.jpg', '/a.jpg enlarge~true_fit~fill_radius~1~2~3_w~4'],
  ['/demo/image/upload/fl_progressive.attachment:cat,w_40/a.jpg', '/a.jpg dl~cat_enlarge~true_fit~fill_w~40'],
  ['/demo/image/upload/$side_10/w_20/a.jpg', '/a.jpg enlarge~true_fit~fill_w~20'],
  ['/image/upload/w_20/v1/a.jpg?_a=BAMA', '/a.jpg enlarge~true_fit~fill_w~20'],
  ['/demo/image/upload/v1/my_folder/a.jpg', '/my_folder/a.jpg'],
  ['/demo/image/upload/a.jpg', '/a.jpg'],
  ['/a.jpg?w=40', '/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
