import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'photon' }]);

test.each([
  ['/example.com/wp-content/uploads/a.jpg?w=300', '/wp-content/uploads/a.jpg fmts~avif~webp_format~auto_w~300'],
  ['/a.jpg?fit=300,200', '/a.jpg fmts~avif~webp_format~auto_h~200_w~300'],
  ['/a.jpg?resize=218,150', '/a.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_h~150_w~218'],
  ['/a.jpg?lb=300,200', '/a.jpg bg~000000_fit~fillmax_fmts~avif~webp_format~auto_h~200_w~300'],
  ['/a.jpg?crop=160px,25px,788px,60px', '/a.jpg fmts~avif~webp_format~auto_rect~160~25~788~60'],
  ['/a.jpg?crop=12,25,60,50', '/a.jpg fmts~avif~webp_format~auto_rect~0.12~0.25~0.6~0.5'],
  ['/a.jpg?w=100&zoom=2&quality=60&strip=all&ssl=1', '/a.jpg dpr~2_fmts~avif~webp_format~auto_q~60_w~100'],
  ['/a.jpg?w=30&h=20&crop=1', '/a.jpg fit~cover_fmts~avif~webp_format~auto_h~20_w~30'],
  ['/a.jpg?brightness=-51', '/a.jpg bri~-20_fmts~avif~webp_format~auto'],
  ['/a.jpg?lb=300,200,336699', '/a.jpg bg~336699_fit~fillmax_fmts~avif~webp_format~auto_h~200_w~300'],
  ['/a.jpg?ulb=true', '/a.jpg fmts~avif~webp_format~auto_trim~auto'],
  ['/a.jpg?filter=sepia', '/a.jpg fmts~avif~webp_format~auto_sepia~80'],
  ['/a.jpg?filter=constructor&w=4', '/a.jpg fmts~avif~webp_format~auto_w~4'],
  ['/a.jpg?filter=grayscale', '/a.jpg fmts~avif~webp_format~auto_mono~true'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
