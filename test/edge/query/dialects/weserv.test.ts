import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'weserv' }]);

test.each([
  ['/?url=a.jpg&w=40&h=30', '/a.jpg anim~false_enlarge~true_h~30_w~40'],
  ['/a.jpg?w=40', '/a.jpg anim~false_enlarge~true_w~40'],
  ['/?url=a.jpg', '/a.jpg'],
  ['/?url=ssl:images.example.com/b/a.jpg&w=40', '/b/a.jpg anim~false_enlarge~true_w~40'],
  // names of version 4
  ['/?url=a.jpg&w=4&h=3&t=fit', '/a.jpg anim~false_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&t=fitup', '/a.jpg anim~false_enlarge~true_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&t=square', '/a.jpg anim~false_enlarge~true_fit~cover_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&t=squaredown', '/a.jpg anim~false_fit~cover_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&t=absolute', '/a.jpg anim~false_enlarge~true_fit~fill_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&t=letterbox', '/a.jpg anim~false_enlarge~true_fit~contain_h~3_w~4'],
  ['/?url=a.jpg&w=4&shape=circle&or=90', '/a.jpg anim~false_enlarge~true_mask~circle_rot~90_w~4'],
  ['/?url=a.jpg&w=4&h=3&fit=cover&a=focal-30-70', '/a.jpg anim~false_enlarge~true_fit~cover_h~3_position~0.3~0.7_w~4'],
  // fit
  ['/?url=a.jpg&w=4&h=3&fit=cover&we', '/a.jpg anim~false_fit~cover_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&fit=contain&cbg=8369', '/a.jpg anim~false_bg~33669988_enlarge~true_fit~contain_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&fit=fill', '/a.jpg anim~false_enlarge~true_fit~fill_h~3_w~4'],
  ['/?url=a.jpg&w=4&h=3&fit=outside&n=-1', '/a.jpg enlarge~true_fit~outside_h~3_w~4'],
  // position
  ['/?url=a.jpg&w=4&h=3&fit=cover&a=top-left', '/a.jpg anim~false_enlarge~true_fit~cover_h~3_position~0~0_w~4'],
  [
    '/?url=a.jpg&w=4&h=3&fit=cover&a=focal&fpy=0.45',
    '/a.jpg anim~false_enlarge~true_fit~cover_h~3_position~0.5~0.45_w~4',
  ],
  ['/?url=a.jpg&w=4&h=3&fit=cover&a=attention', '/a.jpg anim~false_enlarge~true_fit~cover_h~3_position~attention_w~4'],
  ['/?url=a.jpg&crop=300,200,10,20', '/a.jpg anim~false_enlarge~true_window~10~20~300~200'],
  ['/?url=a.jpg&crop=300,200,10,20&precrop=false', '/a.jpg anim~false_enlarge~true_window~10~20~300~200'],
  ['/?url=a.jpg&cw=30&w=60&precrop', '/a.jpg anim~false_enlarge~true_rect~0~0~30~0_w~60'],
  ['/?url=a.jpg&mask=triangle-180', '/a.jpg anim~false_enlarge~true_mask~triangle-180'],
  ['/?url=a.jpg&mask=square', '/a.jpg anim~false_enlarge~true_mask~diamond'],
  ['/?url=a.jpg&amp;w=40&amp;h=30', '/a.jpg anim~false_enlarge~true_h~30_w~40'],
  ['/?url=a.jpg&trim', '/a.jpg anim~false_enlarge~true_trim~auto'],
  ['/?url=a.jpg&cx=10&cy=20&cw=300&ch=200&precrop', '/a.jpg anim~false_enlarge~true_rect~10~20~300~200'],
  ['/?url=a.jpg&w=4&h=3&fit=cover&a=crop-22-0', '/a.jpg anim~false_enlarge~true_fit~cover_h~3_position~0.22~0_w~4'],
  ['/?url=a.jpg&trim=127', '/a.jpg anim~false_enlarge~true_trim~50'],
  ['/?url=a.jpg&w=4&we=false', '/a.jpg anim~false_enlarge~true_w~4'],
  // a mirror comes after the turn
  ['/?url=a.jpg&ro=450', '/a.jpg anim~false_enlarge~true_rot~90'],
  ['/?url=a.jpg&ro=-450', '/a.jpg anim~false_enlarge~true_rot~270'],
  ['/?url=a.jpg&ro=90&flip', '/a.jpg anim~false_enlarge~true_mirror~v_rot~90'],
  ['/?url=a.jpg&ro=45&flop&rbg=red', '/a.jpg anim~false_enlarge~true_mirror~h_rot~45_rot-bg~ff0000'],
  // pixels
  ['/?url=a.jpg&blur&we', '/a.jpg anim~false_blur~5'],
  ['/?url=a.jpg&gam=1.5&we', '/a.jpg anim~false_gam~50'],
  ['/?url=a.jpg&gam&we', '/a.jpg anim~false_gam~100'],
  ['/?url=a.jpg&mod=1.2,0.5,450&we', '/a.jpg anim~false_bri~20_hue~90_sat~-50'],
  ['/?url=a.jpg&mod=2&we', '/a.jpg anim~false_bri~100'],
  ['/?url=a.jpg&sharp&we', '/a.jpg anim~false_sharp~20'],
  ['/?url=a.jpg&filt=sepia&we', '/a.jpg anim~false_sepia~100'],
  ['/?url=a.jpg&filt=negate&we', '/a.jpg anim~false_invert~true'],
  ['/?url=a.jpg&mask=circle&mbg=red&we', '/a.jpg anim~false_mask~circle_mask-bg~ff0000'],
  ['/?url=a.gif&page=1&we', '/a.gif anim~false_frame~2'],
  ['/?url=a.jpg&w=4&filename=cat&we', '/a.jpg anim~false_dl~cat_w~4'],
  ['/?url=a.jpg&w=4&default=1&we', '/a.jpg anim~false_default~origin_w~4'],
  ['/?url=a.jpg&flip&flop&ro=90', '/a.jpg anim~false_enlarge~true_mirror~hv_rot~90'],
  [
    '/?url=a.jpg&sat=0.5&con=-10&hue=90&filt=greyscale',
    '/a.jpg anim~false_con~-10_enlarge~true_hue~90_mono~true_sat~-50',
  ],
  ['/?url=a.jpg&tint=369', '/a.jpg anim~false_enlarge~true_tint~336699'],
  [
    '/?url=a.jpg&output=webp&ll&q=80&mask=circle',
    '/a.jpg anim~false_enlarge~true_format~webp_lossless~true_mask~circle_q~80',
  ],
  ['/?url=a.jpg&blur=5&we', '/a.jpg anim~false_blur~50'],
  // the image
  ['/?url=images.example.com/a.jpg&w=4&we', '/a.jpg anim~false_w~4'],
  ['/?url=%2F%2Fimages.example.com%2Fphotos%2Fa+b.jpg&we', '/photos/a%20b.jpg anim~false'],
  ['/?url=%2F%2Fphoto.jpg&we&w=4', '/photo.jpg anim~false_w~4'],
  ['/?url=https%3A%2F%2Fimages.example.com%2Fa.jpg%3Fw%3D9%26h%3D9&we&w=4', '/a.jpg anim~false_w~4'],
  ['/?url=https:/images.example.com/a.jpg&we&w=4', '/a.jpg anim~false_w~4'],
  // what weserv does not know or can not read
  ['/?url=a.jpg&w=wide&fm=png&position=left&maxage=1d&il&af', '/a.jpg'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});

test.each([
  '/?url=example.org/a.jpg',
  '/?url=https://images.example.com.evil.org/a.jpg',
  '/?url=https://images-example.com/a.jpg',
  '/?url=ssl:example.org/a.jpg',
  '/?url=/https://example.org/a.jpg',
  '/?url=',
])('%s is refused', async (asked) => {
  expect(await ask(asked)).toMatch(/^400 .*"expected":"images.example.com"/);
});
