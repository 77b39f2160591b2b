import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'aws' }]);

test.each([
  ['/p.jpg?format=auto&width=400&quality=75', '/p.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_q~75_w~400'],
  ['/p.jpg?width=40&height=30', '/p.jpg enlarge~true_fit~cover_h~30_w~40'],
  ['/p.jpg?width=40&height=30&fit=contain', '/p.jpg enlarge~true_fit~contain_h~30_w~40'],
  ['/p.jpg?width=40&height=30&fit=inside', '/p.jpg enlarge~true_h~30_w~40'],
  ['/p.jpg?rotate=90&flip=true&flop=true&grayscale=true', '/p.jpg enlarge~true_fit~cover_flip~hv_mono~true_rot~90'],
  // version 8
  ['/p.jpg?resize.width=40&resize.height=30&resize.fit=inside', '/p.jpg enlarge~true_h~30_w~40'],
  [
    '/p.jpg?resize.width=40&resize.height=30&resize.fit=contain&resize.background=336699&resize.position=left',
    '/p.jpg bg~336699_enlarge~true_fit~contain_h~30_position~0~0.5_w~40',
  ],
  ['/p.jpg?resize.width=40&resize.withoutEnlargement=true', '/p.jpg fit~cover_w~40'],
  [
    '/p.jpg?width=40&sharpen.sigma=2&blur=3&tint=red',
    '/p.jpg blur~30_enlarge~true_fit~cover_sharp~40_tint~ff0000_w~40',
  ],
  [
    '/p.jpg?extract=1,2,30,40&flatten=fff&smartCrop=true',
    '/p.jpg bg~ffffff_enlarge~true_fit~cover_position~attention_rect~1~2~30~40',
  ],
  [
    '/p.gif?width=40&animated=false&stripExif=false',
    '/p.gif anim~false_enlarge~true_fit~cover_metadata~copyright_w~40',
  ],
  // what the sample does not know or can not read
  ['/p.jpg?w=40&h=30&q=10&width=wide', '/p.jpg'],
  ['/p.jpg', '/p.jpg'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});
