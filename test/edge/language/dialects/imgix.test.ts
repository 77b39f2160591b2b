import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'imgix' }]);

test.each([
  ['/p.jpg', '/p.jpg'],
  ['/p.jpg?ixlib=js-3.8.0&utm_source=x', '/p.jpg'],
  ['/p.jpg?w=400&h=300', '/p.jpg w~400_h~300_enlarge~true'],
  ['/p.jpg?width=400&height=300&dpr=2', '/p.jpg w~400_h~300_dpr~2_enlarge~true'],
  ['/p.jpg?w=0.5', '/p.jpg w~0.5_enlarge~true'],
  // fit
  ['/p.jpg?w=40&h=30&fit=clip', '/p.jpg w~40_h~30_enlarge~true'],
  ['/p.jpg?w=40&h=30&fit=max', '/p.jpg w~40_h~30'],
  ['/p.jpg?w=40&h=30&fit=crop', '/p.jpg w~40_h~30_fit~cover_enlarge~true'],
  ['/p.jpg?w=40&h=30&f=crop', '/p.jpg w~40_h~30_fit~cover_enlarge~true'],
  ['/p.jpg?w=40&h=30&fit=min', '/p.jpg w~40_h~30_fit~cover'],
  ['/p.jpg?w=40&h=30&fit=fill', '/p.jpg w~40_h~30_fit~contain_enlarge~true'],
  ['/p.jpg?w=40&h=30&fit=fillmax', '/p.jpg w~40_h~30_fit~contain'],
  ['/p.jpg?w=40&h=30&fit=scale', '/p.jpg w~40_h~30_fit~fill_enlarge~true'],
  ['/p.jpg?w=40&h=30&fit=facearea&crop=faces', '/p.jpg w~40_h~30_fit~cover_enlarge~true_position~attention'],
  ['/p.jpg?w=40&h=30&fit=outside', '/p.jpg w~40_h~30_enlarge~true'],
  // position
  ['/p.jpg?w=40&ar=16:9&fit=crop&crop=top,left', '/p.jpg w~40_ar~1.7778_fit~cover_enlarge~true_position~0~0'],
  [
    '/p.jpg?w=40&h=40&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=0.8',
    '/p.jpg w~40_h~40_fit~cover_enlarge~true_position~0.2~0.8',
  ],
  ['/p.jpg?w=40&h=40&fit=crop&crop=entropy', '/p.jpg w~40_h~40_fit~cover_enlarge~true_position~entropy'],
  ['/p.jpg?rect=10,20,300,200', '/p.jpg enlarge~true_rect~10~20~300~200'],
  // format and quality
  ['/p.jpg?auto=format&w=40', '/p.jpg w~40_enlarge~true_format~auto_fmts~avif~webp'],
  ['/p.jpg?auto=format,compress&w=40', '/p.jpg w~40_enlarge~true_format~auto_fmts~avif~webp_q~auto'],
  ['/p.jpg?auto=format&fm=png&w=40', '/p.jpg w~40_enlarge~true_format~png'],
  ['/p.jpg?auto=format&fm=mp4&w=40', '/p.jpg w~40_enlarge~true_format~auto_fmts~avif~webp'],
  ['/p.jpg?w=40&q=75', '/p.jpg w~40_enlarge~true_q~75'],
  // alpha stands first in its colours
  ['/p.jpg?bg=8369&w=4', '/p.jpg w~4_enlarge~true_bg~33669988'],
  ['/p.jpg?fill-color=80336699&w=4', '/p.jpg w~4_enlarge~true_bg~33669980'],
  ['/p.jpg?bg=blue&monochrome=369&w=4', '/p.jpg w~4_enlarge~true_mono~336699_bg~0000ff'],
  // what imgix does not know or can not read
  ['/p.jpg?w=wide', '/p.jpg'],
  ['/p.jpg?w=40&position=left&gravity=left&upscale=0&preset=a', '/p.jpg w~40_enlarge~true'],
  ['/p.jpg?w=40&s=0123456789abcdef0123456789abcdef', '/p.jpg w~40_enlarge~true'],
  ['/p.jpg?w=40&constructor=1&fit=constructor', '/p.jpg w~40_enlarge~true'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});
