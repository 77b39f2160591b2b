import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'fastly' }]);

test.each([
  ['/p.jpg?width=40&height=30', '/p.jpg w~40_h~30'],
  ['/p.jpg?width=50p', '/p.jpg w~0.5'],
  ['/p.jpg?width=40&dpr=2&quality=85', '/p.jpg w~40_dpr~2_q~85'],
  // fit
  ['/p.jpg?width=40&height=30&fit=bounds', '/p.jpg w~40_h~30'],
  ['/p.jpg?width=40&height=30&fit=cover', '/p.jpg w~40_h~30_fit~outside'],
  ['/p.jpg?width=40&height=30&fit=crop', '/p.jpg w~40_h~30_fit~cover'],
  ['/p.jpg?width=40&enable=upscale', '/p.jpg w~40_enlarge~true'],
  ['/p.jpg?width=40&disable=upscale', '/p.jpg w~40'],
  // crop
  ['/p.jpg?crop=16:9&width=40', '/p.jpg w~40_ar~1.7778_fit~cover'],
  ['/p.jpg?crop=1:1,smart', '/p.jpg ar~1_fit~cover_position~attention'],
  ['/p.jpg?crop=300,200', '/p.jpg w~300_ar~1.5_fit~cover'],
  ['/p.jpg?crop=300,200&height=40', '/p.jpg h~40_ar~1.5_fit~cover'],
  ['/p.jpg?crop=300,200,x10,y20&width=40', '/p.jpg w~40_rect~10~20~300~200'],
  ['/p.jpg?precrop=300,200,10,20', '/p.jpg rect~10~20~300~200'],
  // format
  ['/p.jpg?width=4&auto=webp', '/p.jpg w~4_format~auto_fmts~avif~webp'],
  ['/p.jpg?width=4&format=pjpg', '/p.jpg w~4_format~jpeg'],
  ['/p.jpg?width=4&format=webpll', '/p.jpg w~4_format~webp_lossless~true'],
  ['/p.jpg?width=4&format=mp4', '/p.jpg w~4'],
  // pixels
  ['/p.jpg?orient=r', '/p.jpg rot~90'],
  ['/p.jpg?orient=hv', '/p.jpg flip~hv'],
  ['/p.jpg?sharpen=a2,r1,t1', '/p.jpg'],
  ['/p.jpg?sharpen=2,1,1&brightness=-20&contrast=10&saturation=5', '/p.jpg bri~-20_con~10_sat~5_sharp~20'],
  ['/p.jpg?bw=threshold,50&bg-color=369', '/p.jpg mono~true_bg~336699'],
  ['/p.gif?frame=1', '/p.gif frame~1'],
  // what Fastly does not know or can not read
  ['/p.jpg?w=40&h=30&fm=webp&q=10', '/p.jpg'],
  ['/p.jpg?width=wide&fit=inside&trim=1,2,3,4', '/p.jpg'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});
