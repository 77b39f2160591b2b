import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'bunny' }]);

test.each([
  ['/p.jpg?width=40&height=30', '/p.jpg fmts~avif~webp_format~auto_h~30_w~40'],
  ['/p.jpg', '/p.jpg'],
  ['/p.jpg?width=40&format=png', '/p.jpg format~png_w~40'],
  ['/p.jpg?width=40&output=jpeg&quality=85', '/p.jpg format~jpeg_q~85_w~40'],
  // crop
  ['/p.jpg?aspect_ratio=16:9&width=256&output=png', '/p.jpg ar~1.7778_fit~cover_format~png_w~256'],
  ['/p.jpg?crop=300,200&output=png', '/p.jpg format~png_rect~300~200'],
  ['/p.jpg?crop=300,200,10,20&output=png', '/p.jpg format~png_rect~10~20~300~200'],
  ['/p.jpg?focus_crop=300,200,400,90&output=png', '/p.jpg format~png_rect~250~0~300~200'],
  ['/p.jpg?crop=300,200&crop_gravity=north&output=png', '/p.jpg format~png_position~0.5~0_rect~300~200'],
  ['/p.jpg?crop=300,200,10,20&output=png', '/p.jpg format~png_rect~10~20~300~200'],
  ['/p.jpg?focus_crop=300,200,0.2,0.4&output=png', '/p.jpg format~png_position~0.2~0.4_rect~300~200'],
  ['/p.jpg?face_crop=300,200&output=png', '/p.jpg format~png_position~attention_rect~300~200'],
  ['/p.jpg?width=4&auto_optimize=high&output=png', '/p.jpg format~png_q~auto-eco_w~4'],
  ['/p.jpg?hue=25&tint=f00&output=png', '/p.jpg format~png_hue~90_tint~ff0000'],
  // enlarging
  ['/p.jpg?width=40&upscaling=resampling&output=png', '/p.jpg enlarge~true_format~png_w~40'],
  ['/p.jpg?width=40&upscaling=off&output=png', '/p.jpg format~png_w~40'],
  // pixels
  ['/p.jpg?flip=true&output=png', '/p.jpg flip~v_format~png'],
  ['/p.jpg?flop=true&output=png', '/p.jpg flip~h_format~png'],
  ['/p.jpg?flip=true&flop=true&output=png', '/p.jpg flip~hv_format~png'],
  ['/p.jpg?flip=false&flop=false&output=png', '/p.jpg format~png'],
  [
    '/p.jpg?brightness=10&contrast=-10&saturation=5&gamma=3&sepia=40&output=png',
    '/p.jpg bri~10_con~-10_format~png_gam~3_sat~5_sepia~40',
  ],
  ['/p.jpg?sharpen=true&output=png', '/p.jpg format~png_sharp~20'],
  // what Bunny does not know or can not read
  ['/p.jpg?w=40&fit=cover&fm=png', '/p.jpg'],
  ['/p.jpg?width=wide&height=1&output=png', '/p.jpg format~png_h~1'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});
