import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'imgix' }]);

test.each([
  ['/p.jpg', '/p.jpg'],
  ['/p.jpg?ixlib=js-3.8.0&utm_source=x', '/p.jpg'],
  ['/p.jpg?w=400&h=300', '/p.jpg enlarge~true_h~300_w~400'],
  ['/p.jpg?width=400&height=300&dpr=2', '/p.jpg dpr~2_enlarge~true_h~300_w~400'],
  ['/p.jpg?w=0.5', '/p.jpg enlarge~true_w~0.5'],
  // fit
  ['/p.jpg?w=40&h=30&fit=clip', '/p.jpg enlarge~true_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=max', '/p.jpg h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=crop', '/p.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/p.jpg?w=40&h=30&f=crop', '/p.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=min', '/p.jpg fit~cover_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=fill', '/p.jpg enlarge~true_fit~contain_h~30_w~40'],
  [
    '/p.jpg?w=40&h=30&fit=crop&crop=focalpoint&fp-x=0.2&fp-z=3',
    '/p.jpg enlarge~true_fit~cover_h~30_position~0.2~0.5_w~40_zoom~3',
  ],
  ['/p.jpg?h=30&fit=crop&max-w=90&min-width=20', '/p.jpg enlarge~true_fit~cover_h~30_max-w~90_min-w~20'],
  ['/p.jpg?h=30&max-w=90', '/p.jpg enlarge~true_h~30'],
  ['/p.jpg?rect=right,bottom,30,20', '/p.jpg enlarge~true_rect~o100~o100~30~20'],
  ['/p.jpg?rect=center,10,30,20&w=9', '/p.jpg enlarge~true_rect~o50~10~30~20_w~9'],
  ['/p.jpg?mask=ellipse&mask-bg=8369', '/p.jpg enlarge~true_mask~ellipse_mask-bg~33669988'],
  ['/p.jpg?w=40&h=30&fit=fillmax', '/p.jpg fit~fillmax_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=scale', '/p.jpg enlarge~true_fit~fill_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=facearea&crop=faces', '/p.jpg enlarge~true_fit~cover_h~30_position~attention_w~40'],
  ['/p.jpg?w=40&h=30&fit=outside', '/p.jpg enlarge~true_h~30_w~40'],
  // position
  ['/p.jpg?w=40&ar=16:9&fit=crop&crop=top,left', '/p.jpg ar~1.7778_enlarge~true_fit~cover_position~0~0_w~40'],
  ['/p.jpg?w=40&h=40&fit=crop&fp-x=0.2&fp-y=0.8', '/p.jpg enlarge~true_fit~cover_h~40_w~40'],
  [
    '/p.jpg?w=40&h=40&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=0.8',
    '/p.jpg enlarge~true_fit~cover_h~40_position~0.2~0.8_w~40',
  ],
  ['/p.jpg?w=40&h=40&fit=crop&crop=entropy', '/p.jpg enlarge~true_fit~cover_h~40_position~entropy_w~40'],
  ['/p.jpg?rect=10,20,300,200', '/p.jpg enlarge~true_rect~10~20~300~200'],
  // format and quality
  ['/p.jpg?auto=format&w=40', '/p.jpg enlarge~true_fmts~avif~webp_format~auto_w~40'],
  ['/p.jpg?auto=format,compress&w=40', '/p.jpg enlarge~true_fmts~avif~webp_format~auto_q~auto_w~40'],
  ['/p.jpg?auto=format&fm=png&w=40', '/p.jpg enlarge~true_format~png_w~40'],
  ['/p.jpg?auto=format&fm=mp4&w=40', '/p.jpg enlarge~true_fmts~avif~webp_format~auto_w~40'],
  ['/p.jpg?w=40&q=75', '/p.jpg enlarge~true_q~75_w~40'],
  // alpha stands first in its colors
  ['/p.jpg?bg=8369&w=4', '/p.jpg bg~33669988_enlarge~true_w~4'],
  ['/p.jpg?fill-color=80336699&w=4', '/p.jpg bg~33669980_enlarge~true_w~4'],
  ['/p.jpg?bg=blue&monochrome=369&w=4', '/p.jpg bg~0000ff_enlarge~true_mono~336699_w~4'],
  ['/p.jpg?w=4&mono=80369', '/p.jpg enlarge~true_w~4'],
  ['/p.jpg?w=4&monochrome=ff336699', '/p.jpg enlarge~true_mono~336699_w~4'],
  ['/p.jpg?w=4&border=5,80336699', '/p.jpg border~5~33669980_enlarge~true_w~4'],
  ['/p.jpg?w=4&border=5,red', '/p.jpg border~5~ff0000_enlarge~true_w~4'],
  ['/p.jpg?w=4&inv=true&fillcolor=369', '/p.jpg bg~336699_enlarge~true_invert~true_w~4'],
  ['/p.jpg?w=4&pad=10&pad-top=20', '/p.jpg enlarge~true_pad~20~10~10~10_w~4'],
  // orientation
  ['/p.jpg?orient=6', '/p.jpg enlarge~true_rot~90'],
  ['/p.jpg?or=5', '/p.jpg enlarge~true_flip~h_rot~270'],
  ['/p.jpg?or=270', '/p.jpg enlarge~true_rot~270'],
  ['/p.jpg?rot=90&w=4', '/p.jpg enlarge~true_rot~270_w~4'],
  // a shape cuts together with fit=crop
  ['/p.jpg?w=40&ar=16:9', '/p.jpg enlarge~true_w~40'],
  ['/p.jpg?w=40&ar=16:9&fit=clip', '/p.jpg enlarge~true_w~40'],
  // what imgix does not know or can not read
  ['/p.jpg?w=wide', '/p.jpg'],
  ['/p.jpg?w=40&position=left&gravity=left&upscale=0&preset=a', '/p.jpg enlarge~true_w~40'],
  ['/p.jpg?w=40&s=0123456789abcdef0123456789abcdef', '/p.jpg enlarge~true_w~40'],
  ['/p.jpg?w=40&constructor=1&fit=constructor', '/p.jpg enlarge~true_w~40'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});
