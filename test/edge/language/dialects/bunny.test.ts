import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'bunny' }]);

test.each([
  ['/p.jpg?width=40&height=30', '/p.jpg w~40_h~30_format~auto_fmts~avif~webp'],
  ['/p.jpg', '/p.jpg'],
  ['/p.jpg?width=40&format=png', '/p.jpg w~40_format~png'],
  ['/p.jpg?width=40&output=jpeg&quality=85', '/p.jpg w~40_format~jpeg_q~85'],
  // crop
  ['/p.jpg?aspect_ratio=16:9&width=256&output=png', '/p.jpg w~256_ar~1.7778_fit~cover_format~png'],
  ['/p.jpg?crop=300,200&crop_gravity=north&output=png', '/p.jpg w~300_ar~1.5_fit~cover_position~0.5~0_format~png'],
  ['/p.jpg?crop=300,200,10,20&output=png', '/p.jpg rect~10~20~300~200_format~png'],
  // enlarging
  ['/p.jpg?width=40&upscaling=resampling&output=png', '/p.jpg w~40_enlarge~true_format~png'],
  ['/p.jpg?width=40&upscaling=off&output=png', '/p.jpg w~40_format~png'],
  // pixels
  ['/p.jpg?flip=true&output=png', '/p.jpg flip~v_format~png'],
  ['/p.jpg?flop=true&output=png', '/p.jpg flip~h_format~png'],
  ['/p.jpg?flip=true&flop=true&output=png', '/p.jpg flip~hv_format~png'],
  ['/p.jpg?flip=false&flop=false&output=png', '/p.jpg format~png'],
  [
    '/p.jpg?brightness=10&contrast=-10&saturation=5&gamma=3&hue=50&sepia=40&output=png',
    '/p.jpg bri~10_con~-10_sat~5_gam~3_hue~180_sepia~40_format~png',
  ],
  ['/p.jpg?sharpen=true&output=png', '/p.jpg sharp~20_format~png'],
  // what Bunny does not know or can not read
  ['/p.jpg?w=40&fit=cover&fm=png', '/p.jpg'],
  ['/p.jpg?width=wide&height=1&output=png', '/p.jpg h~1_format~png'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});
