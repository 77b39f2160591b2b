import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'sanity' }]);

test.each([
  ['/p.jpg', '/p.jpg'],
  ['/p.jpg?w=40&h=30', '/p.jpg enlarge~true_h~30_w~40'],
  ['/p.jpg?w=40&h=30&dpr=2', '/p.jpg dpr~2_enlarge~true_h~30_w~40'],
  // fit
  ['/p.jpg?w=40&h=30&fit=clip', '/p.jpg enlarge~true_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=crop', '/p.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=fill&bg=8369', '/p.jpg bg~33669988_enlarge~true_fit~contain_h~30_w~40'],
  ['/p.jpg?h=30&fit=crop&max-w=90', '/p.jpg enlarge~true_fit~cover_h~30_max-w~90'],
  ['/p.jpg?w=40&h=30&fit=fillmax&bg=336699', '/p.jpg bg~336699_fit~fillmax_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=max', '/p.jpg h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=min', '/p.jpg fit~cover_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=scale', '/p.jpg enlarge~true_fit~fill_h~30_w~40'],
  // position
  ['/p.jpg?w=40&h=40&fit=crop&crop=top,left', '/p.jpg enlarge~true_fit~cover_h~40_position~0~0_w~40'],
  ['/p.jpg?w=40&h=40&fit=crop&crop=center', '/p.jpg enlarge~true_fit~cover_h~40_w~40'],
  ['/p.jpg?w=40&h=40&fit=crop&crop=entropy', '/p.jpg enlarge~true_fit~cover_h~40_position~entropy_w~40'],
  [
    '/p.jpg?w=40&h=40&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=0.8',
    '/p.jpg enlarge~true_fit~cover_h~40_position~0.2~0.8_w~40',
  ],
  ['/p.jpg?rect=10,20,300,200&w=40', '/p.jpg enlarge~true_rect~10~20~300~200_w~40'],
  // orientation
  ['/p.jpg?or=270&flip=hv&w=40', '/p.jpg enlarge~true_flip~hv_rot~270_w~40'],
  // format and quality
  ['/p.jpg?auto=format&w=40', '/p.jpg enlarge~true_fmts~avif~webp_format~auto_w~40'],
  ['/p.jpg?fm=pjpg&q=60', '/p.jpg enlarge~true_format~jpeg_q~60'],
  ['/p.jpg?auto=format&fm=png', '/p.jpg enlarge~true_format~png'],
  // pixels
  ['/p.jpg?blur=50&sharp=20&sat=-100&invert=true', '/p.jpg blur~50_enlarge~true_invert~true_sat~-100_sharp~20'],
  ['/p.jpg?pad=20&bg=fff', '/p.jpg bg~ffffff_enlarge~true_pad~20'],
  ['/p.gif?frame=1', '/p.gif enlarge~true_frame~1'],
  // saved under a name
  ['/p.jpg?dl=cat.jpg', '/p.jpg dl~cat.jpg_enlarge~true'],
  ['/p.jpg?dlRaw=cat.jpg', '/p.jpg dl~cat.jpg_enlarge~true'],
  [
    '/images/p1/production/abc-300x450.jpg/portrait.jpg?w=40',
    '/images/p1/production/abc-300x450.jpg enlarge~true_w~40',
  ],
  ['/images/p1/production/abc-300x450.jpg?w=40', '/images/p1/production/abc-300x450.jpg enlarge~true_w~40'],
  // what Sanity does not know or can not read
  ['/p.jpg?width=40&w=wide&hue=20&utm_source=x', '/p.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
