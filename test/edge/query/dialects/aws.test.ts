import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'aws' }]);

/** A request of version 7: JSON in base64. */
const request = (asked: object) =>
  `/${Buffer.from(JSON.stringify({ bucket: 'b', key: 'shop/a b.jpg', ...asked })).toString('base64')}`;

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
  ['/p.gif?width=40&animated=false&stripExif=false', '/p.gif anim~false_enlarge~true_fit~cover_w~40'],
  [
    '/p.jpg?resize.ratio=0.5&extract=1,2,30,40&tint=255,0,0,1&flatten=0,0,255',
    '/p.jpg bg~0000ff_enlarge~true_fit~cover_rect~1~2~30~40_tint~ff0000_w~0.5',
  ],
  ['/p.jpg?roundCrop=true&negate=true', '/p.jpg enlarge~true_fit~cover_invert~true_mask~circle'],
  ['/p.jpg?roundCrop=false&smartCrop=false&width=4', '/p.jpg enlarge~true_fit~cover_w~4'],
  // what the sample does not know or can not read
  ['/p.jpg?w=40&h=30&q=10&width=wide', '/p.jpg'],
  ['/p.jpg', '/p.jpg'],
  [
    request({
      edits: { resize: { width: 300, height: 200, fit: 'contain', background: { r: 255, g: 0, b: 51, alpha: 0.5 } } },
    }),
    '/shop/a%20b.jpg bg~ff003380_enlarge~true_fit~contain_h~200_w~300',
  ],
  [
    request({
      edits: { toFormat: 'webp', webp: { quality: 60 }, rotate: null, grayscale: true, smartCrop: { faceIndex: 0 } },
    }),
    '/shop/a%20b.jpg enlarge~true_fit~cover_format~webp_mono~true_position~attention_q~60',
  ],
  [
    request({
      edits: {
        crop: { left: 1, top: 2, width: 30, height: 40 },
        flatten: { background: { r: 0, g: 0, b: 255 } },
        tint: { r: 1, g: 2, b: 3 },
      },
    }),
    '/shop/a%20b.jpg bg~0000ff_enlarge~true_fit~cover_rect~1~2~30~40_tint~010203',
  ],
  [request({ edits: { sharpen: { sigma: 3 } } }), '/shop/a%20b.jpg enlarge~true_fit~cover_sharp~60'],
  [request({}), '/shop/a%20b.jpg'],
  ['/eyJub3QganNvbg', '/eyJub3QganNvbg'],
])('%s', async (asked, expected) => {
  expect(await ask(asked)).toBe(expected);
});
