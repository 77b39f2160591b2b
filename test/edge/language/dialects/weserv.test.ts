import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'weserv' }]);

test.each([
  ['/?url=a.jpg&w=40&h=30', '/a.jpg w~40_h~30_enlarge~true_anim~false'],
  ['/a.jpg?w=40', '/a.jpg w~40_enlarge~true_anim~false'],
  ['/?url=a.jpg', '/a.jpg'],
  // fit
  ['/?url=a.jpg&w=4&h=3&fit=cover&we', '/a.jpg w~4_h~3_fit~cover_anim~false'],
  ['/?url=a.jpg&w=4&h=3&fit=contain&cbg=8369', '/a.jpg w~4_h~3_fit~contain_enlarge~true_bg~33669988_anim~false'],
  ['/?url=a.jpg&w=4&h=3&fit=fill', '/a.jpg w~4_h~3_fit~fill_enlarge~true_anim~false'],
  ['/?url=a.jpg&w=4&h=3&fit=outside&n=-1', '/a.jpg w~4_h~3_fit~outside_enlarge~true'],
  // position
  ['/?url=a.jpg&w=4&h=3&fit=cover&a=top-left', '/a.jpg w~4_h~3_fit~cover_enlarge~true_position~0~0_anim~false'],
  [
    '/?url=a.jpg&w=4&h=3&fit=cover&a=focal&fpy=0.45',
    '/a.jpg w~4_h~3_fit~cover_enlarge~true_position~0.5~0.45_anim~false',
  ],
  ['/?url=a.jpg&w=4&h=3&fit=cover&a=attention', '/a.jpg w~4_h~3_fit~cover_enlarge~true_position~attention_anim~false'],
  ['/?url=a.jpg&crop=300,200,10,20', '/a.jpg enlarge~true_rect~10~20~300~200_anim~false'],
  ['/?url=a.jpg&trim', '/a.jpg enlarge~true_trim~auto_anim~false'],
  // pixels
  ['/?url=a.jpg&flip&flop&ro=90', '/a.jpg enlarge~true_rot~90_flip~hv_anim~false'],
  [
    '/?url=a.jpg&sat=0.5&con=-10&hue=90&filt=greyscale',
    '/a.jpg enlarge~true_con~-10_sat~-50_hue~90_mono~true_anim~false',
  ],
  ['/?url=a.jpg&filt=negate&tint=369', '/a.jpg enlarge~true_tint~336699_invert~true_anim~false'],
  [
    '/?url=a.jpg&output=webp&ll&q=80&mask=circle',
    '/a.jpg enlarge~true_mask~circle_anim~false_format~webp_q~80_lossless~true',
  ],
  ['/?url=a.jpg&blur=5&we', '/a.jpg blur~45_anim~false'],
  // the picture
  ['/?url=images.example.com/a.jpg&w=4&we', '/a.jpg w~4_anim~false'],
  ['/?url=%2F%2Fimages.example.com%2Fphotos%2Fa+b.jpg&we', '/photos/a%20b.jpg anim~false'],
  // what weserv does not know or can not read
  ['/?url=a.jpg&w=wide&fm=png&position=left&filename=x&maxage=1d&il&af', '/a.jpg'],
])('%s', async (asked, heard) => {
  expect(await ask(asked)).toBe(heard);
});

test.each([
  '/?url=example.org/a.jpg',
  '/?url=https://images.example.com.evil.org/a.jpg',
  '/?url=https://images-example.com/a.jpg',
  '/?url=ssl:example.org/a.jpg',
  '/?url=',
])('%s is refused', async (asked) => {
  expect(await ask(asked)).toMatch(/^400 .*"expected":"images.example.com"/);
});
