import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'shopify' }]);

test.each([
  ['/cdn/a.jpg?width=400&v=123', '/cdn/a.jpg fmts~avif~webp_format~auto_v~123_w~400'],
  ['/a.jpg?width=40&height=30&crop=top', '/a.jpg fit~cover_fmts~avif~webp_format~auto_h~30_position~0.5~0_w~40'],
  ['/a.jpg?width=40&height=30&pad_color=ffffff', '/a.jpg bg~ffffff_fit~fillmax_fmts~avif~webp_format~auto_h~30_w~40'],
  [
    '/a.jpg?crop=region&crop_left=1&crop_top=2&crop_width=30&crop_height=40',
    '/a.jpg fmts~avif~webp_format~auto_rect~1~2~30~40',
  ],
  ['/a.jpg?width=40&format=pjpg', '/a.jpg format~jpeg_w~40'],
  ['/a_400x300_crop_center.jpg', '/a.jpg fit~cover_fmts~avif~webp_format~auto_h~300_w~400'],
  ['/a_400x@2x.progressive.jpg', '/a.jpg dpr~2_fmts~avif~webp_format~auto_w~400'],
  ['/a_x300.jpg', '/a.jpg fmts~avif~webp_format~auto_h~300'],
  ['/a_grande.png', '/a.png fmts~avif~webp_format~auto_h~600_w~600'],
  ['/a_master.png', '/a.png'],
  ['/a_original.png', '/a.png'],
  ['/box.jpg', '/box.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
