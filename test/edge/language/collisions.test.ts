import { expect, test } from 'vitest';
import { startViewer } from '../../support/viewer.ts';

// Words that mean one thing in one service and another in the next: each meaning is a row.

type Row = [dialect: string, asked: string, heard: string];

const rows: Row[] = [
  // fit=contain: a letterbox to CSS, sharp, weserv and AWS; to Cloudflare and Netlify no padding at all
  ['native', '/a.jpg?w=4&h=3&fit=contain', 'w~4_h~3_fit~contain'],
  ['native', '/a.jpg?w=4&h=3&fit=pad', 'w~4_h~3_fit~contain'],
  ['weserv', '/a.jpg?w=4&h=3&fit=contain&we', 'w~4_h~3_fit~contain_anim~false'],
  ['aws', '/a.jpg?width=4&height=3&fit=contain', 'w~4_h~3_fit~contain_enlarge~true'],
  ['cloudflare', '/cdn-cgi/image/w=4,h=3,fit=contain/a.jpg', 'w~4_h~3_enlarge~true'],
  ['netlify', '/?url=/a.jpg&w=4&h=3&fit=contain&fm=png', 'w~4_h~3_format~png'],
  // fit=fill: stretched everywhere but at imgix, whose is a letterbox
  ['native', '/a.jpg?w=4&h=3&fit=fill', 'w~4_h~3_fit~fill'],
  ['weserv', '/a.jpg?w=4&h=3&fit=fill&we', 'w~4_h~3_fit~fill_anim~false'],
  ['netlify', '/?url=/a.jpg&w=4&h=3&fit=fill&fm=png', 'w~4_h~3_fit~fill_format~png'],
  ['aws', '/a.jpg?width=4&height=3&fit=fill', 'w~4_h~3_fit~fill_enlarge~true'],
  ['imgix', '/a.jpg?w=4&h=3&fit=fill', 'w~4_h~3_fit~contain_enlarge~true'],
  // fit=crop: a crop everywhere; Cloudflare's does not enlarge
  ['native', '/a.jpg?w=4&h=3&fit=crop', 'w~4_h~3_fit~cover'],
  ['imgix', '/a.jpg?w=4&h=3&fit=crop', 'w~4_h~3_fit~cover_enlarge~true'],
  ['fastly', '/a.jpg?width=4&height=3&fit=crop', 'w~4_h~3_fit~cover'],
  ['cloudflare', '/cdn-cgi/image/w=4,h=3,fit=crop/a.jpg', 'w~4_h~3_fit~cover'],
  // fit=cover: a crop everywhere but at Fastly, which lets it stand over
  ['native', '/a.jpg?w=4&h=3&fit=cover', 'w~4_h~3_fit~cover'],
  ['cloudflare', '/cdn-cgi/image/w=4,h=3,fit=cover/a.jpg', 'w~4_h~3_fit~cover_enlarge~true'],
  ['weserv', '/a.jpg?w=4&h=3&fit=cover', 'w~4_h~3_fit~cover_enlarge~true_anim~false'],
  ['netlify', '/?url=/a.jpg&w=4&h=3&fit=cover&fm=png', 'w~4_h~3_fit~cover_format~png'],
  ['fastly', '/a.jpg?width=4&height=3&fit=cover', 'w~4_h~3_fit~outside'],
  // max, clip, scale-down, bounds: inside, of which only clip enlarges
  ['native', '/a.jpg?w=4&fit=max', 'w~4'],
  ['native', '/a.jpg?w=4&fit=clip', 'w~4'],
  ['imgix', '/a.jpg?w=4&fit=max', 'w~4'],
  ['imgix', '/a.jpg?w=4&fit=clip', 'w~4_enlarge~true'],
  ['cloudflare', '/cdn-cgi/image/w=4,fit=scale-down/a.jpg', 'w~4'],
  ['fastly', '/a.jpg?width=4&fit=bounds', 'w~4'],
  ['fastly', '/a.jpg?width=4&fit=bounds&enable=upscale', 'w~4_enlarge~true'],
  // fit=min: a crop that does not enlarge; fit=scale: stretched
  ['native', '/a.jpg?w=4&h=3&fit=min', 'w~4_h~3_fit~cover'],
  ['imgix', '/a.jpg?w=4&h=3&fit=min', 'w~4_h~3_fit~cover'],
  ['native', '/a.jpg?w=4&h=3&fit=scale', 'w~4_h~3_fit~fill'],
  ['imgix', '/a.jpg?w=4&h=3&fit=scale', 'w~4_h~3_fit~fill_enlarge~true'],
  // f: a fit to imgix, a format to the others
  ['native', '/a.jpg?f=png', 'format~png'],
  ['native', '/a.jpg?w=4&h=3&f=crop', 'w~4_h~3_fit~cover'],
  ['imgix', '/a.jpg?w=4&h=3&f=crop', 'w~4_h~3_fit~cover_enlarge~true'],
  ['imgix', '/a.jpg?w=4&f=png', 'w~4_enlarge~true'],
  ['cloudflare', '/cdn-cgi/image/f=png/a.jpg', 'format~png'],
  ['short', '/a.jpg?s=4x3&f=webp', 'w~4_h~3_fit~cover_format~webp'],
  // s: a size, or a signature
  ['native', '/a.jpg?s=4x3', 'w~4_h~3'],
  ['native', '/a.jpg?w=4&s=0123456789abcdef0123456789abcdef', 'w~4'],
  ['imgix', '/a.jpg?w=4&s=0123456789abcdef0123456789abcdef', 'w~4_enlarge~true'],
  ['imgix', '/a.jpg?w=4&s=4x3', 'w~4_enlarge~true'],
  ['short', '/a.jpg?s=4x3', 'w~4_h~3_fit~cover'],
  // a, crop, g, position, gravity, pos: one position; crop is a shape or a region too
  ['native', '/a.jpg?w=4&h=3&fit=cover&a=left', 'w~4_h~3_fit~cover_position~0~0.5'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&crop=left', 'w~4_h~3_fit~cover_position~0~0.5'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&g=left', 'w~4_h~3_fit~cover_position~0~0.5'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&position=left', 'w~4_h~3_fit~cover_position~0~0.5'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&gravity=left', 'w~4_h~3_fit~cover_position~0~0.5'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&pos=left', 'w~4_h~3_fit~cover_position~0~0.5'],
  ['native', '/a.jpg?w=4&crop=16:9', 'w~4_ar~1.7778_fit~cover'],
  ['native', '/a.jpg?crop=300,200', 'w~300_ar~1.5_fit~cover'],
  ['native', '/a.jpg?w=30&crop=300,200', 'w~30_ar~1.5_fit~cover'],
  ['native', '/a.jpg?crop=300,200,10,20', 'rect~10~20~300~200'],
  ['imgix', '/a.jpg?w=4&h=3&fit=crop&crop=left', 'w~4_h~3_fit~cover_enlarge~true_position~0~0.5'],
  ['fastly', '/a.jpg?width=4&crop=16:9', 'w~4_ar~1.7778_fit~cover'],
  ['bunny', '/a.jpg?crop=300,200,10,20&output=png', 'rect~10~20~300~200_format~png'],
  // q: a number everywhere, words at Cloudflare and Cloudinary
  ['native', '/a.jpg?q=75', 'q~75'],
  ['native', '/a.jpg?q=auto:good', 'q~auto-good'],
  ['native', '/a.jpg?q=medium-low', 'q~auto-eco'],
  ['cloudflare', '/cdn-cgi/image/q=low/a.jpg', 'q~auto-low'],
  // width=auto: what the browser says of itself, which is nothing here
  ['cloudflare', '/cdn-cgi/image/width=auto,f=png/a.jpg', 'format~png'],
  ['native', '/a.jpg?w=auto&f=png', 'format~png'],
  // bw: black and white, or the width of imgix's blend
  ['native', '/a.jpg?bw', 'mono~true'],
  ['fastly', '/a.jpg?bw=threshold', 'mono~true'],
  ['imgix', '/a.jpg?bw=40', ''],
  // m, t: other things to everybody; t is a fit in the short dialect
  ['native', '/a.jpg?m=logo&t=crop', ''],
  ['imgix', '/a.jpg?m=logo&t=crop', ''],
  ['short', '/a.jpg?s=4x3&t=inside', 'w~4_h~3'],
  // d: a size
  ['native', '/a.jpg?d=4x3', 'w~4_h~3'],
  ['native', '/a.jpg?d=large', ''],
  // an explicit format wins over the automatic one
  ['native', '/a.jpg?auto=format&fm=png', 'format~png'],
  ['imgix', '/a.jpg?auto=format&fm=png', 'enlarge~true_format~png'],
  ['fastly', '/a.jpg?auto=webp&format=png', 'format~png'],
];

const viewers = new Map<string, ReturnType<typeof startViewer>>();

test.each(rows)('%s: %s', async (dialect, asked, heard) => {
  const viewer = viewers.get(dialect) ?? startViewer(dialect === 'native' ? [] : [{ path: '*', dialect }]);
  viewers.set(dialect, viewer);
  const ask = await viewer;
  expect(await ask(asked)).toBe(`/a.jpg ${heard}`.trim());
});
