import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'fastly' }]);

test.each([
  ['/p.jpg?width=40&height=30', '/p.jpg h~30_w~40'],
  ['/p.jpg?width=50p', '/p.jpg w~0.5'],
  ['/p.jpg?width=40&dpr=2&quality=85', '/p.jpg dpr~2_q~85_w~40'],
  ['/p.jpg?width=40&quality=85,75', '/p.jpg q~85_w~40'],
  ['/p.jpg?orient=rv', '/p.jpg flip~h_rot~270'],
  ['/p.jpg?orient=vl', '/p.jpg flip~h_rot~90'],
  // fit
  ['/p.jpg?width=40&height=30&fit=bounds', '/p.jpg h~30_w~40'],
  ['/p.jpg?width=40&height=30&fit=cover', '/p.jpg fit~outside_h~30_w~40'],
  ['/p.jpg?width=40&height=30&fit=crop', '/p.jpg fit~cover_h~30_w~40'],
  ['/p.jpg?width=40&enable=upscale', '/p.jpg enlarge~true_w~40'],
  ['/p.jpg?width=40&disable=upscale', '/p.jpg w~40'],
  // crop
  ['/p.jpg?crop=16:9&width=40', '/p.jpg ar~1.7778_fit~cover_w~40'],
  ['/p.jpg?crop=1:1,smart', '/p.jpg ar~1_fit~cover_position~attention'],
  ['/p.jpg?precrop=300,200,x10,y20&width=40', '/p.jpg rect~10~20~300~200_w~40'],
  ['/p.jpg?precrop=0.5,0.5,offset-x25,offset-y0', '/p.jpg rect~o25~o0~0.5~0.5'],
  ['/p.jpg?crop=16:9,offset-x50,offset-y0', '/p.jpg ar~1.7778_fit~cover_position~0.5~0'],
  ['/p.jpg?crop=1:4,offset-x0', '/p.jpg ar~0.25_fit~cover_position~0~0.5'],
  ['/p.jpg?crop=300,200,offset-x25,y10', '/p.jpg window~o25~10~300~200'],
  ['/p.jpg?canvas=400,300,offset-x0,offset-y100', '/p.jpg canvas~400~300_position~0~1'],
  ['/p.jpg?canvas=4:5&width=40', '/p.jpg ar~0.8_fit~contain_w~40'],
  ['/p.jpg?width=50p', '/p.jpg w~0.5'],
  ['/p.jpg?crop=300,200', '/p.jpg window~o50~o50~300~200'],
  ['/p.jpg?crop=16:9,smart&width=40', '/p.jpg ar~1.7778_fit~cover_position~attention_w~40'],
  ['/p.jpg?crop=1:4,offset-x0', '/p.jpg ar~0.25_fit~cover_position~0~0.5'],
  ['/p.jpg?crop=16:9,offset-x50,offset-y0', '/p.jpg ar~1.7778_fit~cover_position~0.5~0'],
  ['/p.jpg?crop=0.5,0.5', '/p.jpg window~o50~o50~0.5~0.5'],
  ['/p.jpg?crop=50p,0.5,offset-x0', '/p.jpg window~o0~o50~0.5~0.5'],
  ['/p.jpg?crop=300,200&height=40', '/p.jpg h~40_window~o50~o50~300~200'],
  ['/p.jpg?crop=300,200,x10,y20&width=40', '/p.jpg w~40_window~10~20~300~200'],
  ['/p.jpg?precrop=300,200,10,20', '/p.jpg rect~10~20~300~200'],
  ['/p.jpg?trim=1,2,3,4', '/p.jpg rect~4~1~-2~-3'],
  ['/p.jpg?trim=0.25', '/p.jpg rect~0.25~0.25~-0.25~-0.25'],
  ['/p.jpg?trim-color=auto', '/p.jpg trim~auto'],
  // canvas: Magento writes it beside the same box
  [
    '/p.jpg?width=240&height=300&canvas=240:300&fit=bounds&bg-color=255,255,255',
    '/p.jpg ar~0.8_bg~ffffff_fit~contain_h~300_w~240',
  ],
  ['/p.jpg?width=40&canvas=240,300', '/p.jpg canvas~240~300_w~40'],
  // format
  ['/p.jpg?width=4&auto=webp', '/p.jpg fmts~avif~webp_format~auto_w~4'],
  ['/p.jpg?width=4&format=pjpg', '/p.jpg format~jpeg_w~4'],
  ['/p.jpg?width=4&format=webpll', '/p.jpg format~webp_lossless~true_w~4'],
  ['/p.jpg?width=4&format=mp4', '/p.jpg w~4'],
  // pixels
  ['/p.jpg?orient=r', '/p.jpg rot~90'],
  ['/p.jpg?orient=hv', '/p.jpg flip~hv'],
  ['/p.jpg?sharpen=a2,r1,t1', '/p.jpg sharp~20'],
  ['/p.jpg?metadata=copyright,c2pa&width=4', '/p.jpg metadata~copyright_w~4'],
  ['/p.jpg?metadata=c2pa&width=4', '/p.jpg w~4'],
  ['/p.jpg?sharpen=2,1,1&brightness=-20&contrast=10&saturation=5', '/p.jpg bri~-20_con~10_sat~5_sharp~20'],
  ['/p.jpg?bw=threshold,50&bg-color=369', '/p.jpg bg~336699_mono~true'],
  ['/p.png?width=4&bg-color=255,0,0', '/p.png bg~ff0000_w~4'],
  ['/p.png?width=4&bg-color=255,0,0,0.5', '/p.png bg~ff000080_w~4'],
  ['/p.jpg?width=4&optimize=medium', '/p.jpg q~auto_w~4'],
  ['/p.gif?frame=1', '/p.gif frame~1'],
  // what Fastly does not know or can not read
  ['/p.jpg?w=40&h=30&fm=webp&q=10', '/p.jpg'],
  ['/p.jpg?width=wide&fit=inside&viewbox=1', '/p.jpg'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});
