import { expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { startViewer } from '../../support/viewer.ts';

// Parameters that mean one thing in one service and another in the next: each meaning is a row.

type Row = [dialect: DialectName | 'native', asked: string, expected: string];

const rows: Row[] = [
  // fit=contain: a letterbox to CSS, sharp, weserv and AWS; to Cloudflare and Netlify no padding at all
  ['native', '/a.jpg?w=4&h=3&fit=contain', 'fit~contain_h~3_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=pad', 'fit~contain_h~3_w~4'],
  ['weserv', '/a.jpg?w=4&h=3&fit=contain&we', 'anim~false_fit~contain_h~3_w~4'],
  ['aws', '/a.jpg?width=4&height=3&fit=contain', 'enlarge~true_fit~contain_h~3_w~4'],
  ['cloudflare', '/cdn-cgi/image/w=4,h=3,fit=contain/a.jpg', 'enlarge~true_h~3_w~4'],
  ['netlify', '/?url=/a.jpg&w=4&h=3&fit=contain&fm=png', 'format~png_h~3_w~4'],
  // fit=fill: stretched everywhere but at imgix, whose is a letterbox
  ['native', '/a.jpg?w=4&h=3&fit=fill', 'fit~fill_h~3_w~4'],
  ['weserv', '/a.jpg?w=4&h=3&fit=fill&we', 'anim~false_fit~fill_h~3_w~4'],
  ['netlify', '/?url=/a.jpg&w=4&h=3&fit=fill&fm=png', 'fit~fill_format~png_h~3_w~4'],
  ['aws', '/a.jpg?width=4&height=3&fit=fill', 'enlarge~true_fit~fill_h~3_w~4'],
  ['imgix', '/a.jpg?w=4&h=3&fit=fill', 'enlarge~true_fit~contain_h~3_w~4'],
  // fit=crop: a crop everywhere; Cloudflare's does not enlarge
  ['native', '/a.jpg?w=4&h=3&fit=crop', 'fit~cover_h~3_w~4'],
  ['imgix', '/a.jpg?w=4&h=3&fit=crop', 'enlarge~true_fit~cover_h~3_w~4'],
  ['fastly', '/a.jpg?width=4&height=3&fit=crop', 'fit~cover_h~3_w~4'],
  ['cloudflare', '/cdn-cgi/image/w=4,h=3,fit=crop/a.jpg', 'fit~outside_h~3_w~4_window~4~3'],
  // fit=cover: a crop everywhere but at Fastly, which lets it stand over
  ['native', '/a.jpg?w=4&h=3&fit=cover', 'fit~cover_h~3_w~4'],
  ['cloudflare', '/cdn-cgi/image/w=4,h=3,fit=cover/a.jpg', 'enlarge~true_fit~cover_h~3_w~4'],
  ['weserv', '/a.jpg?w=4&h=3&fit=cover', 'anim~false_enlarge~true_fit~cover_h~3_w~4'],
  ['netlify', '/?url=/a.jpg&w=4&h=3&fit=cover&fm=png', 'fit~cover_format~png_h~3_w~4'],
  ['fastly', '/a.jpg?width=4&height=3&fit=cover', 'fit~outside_h~3_w~4'],
  // max, clip, scale-down, bounds: inside, of which only clip enlarges
  ['native', '/a.jpg?w=4&fit=max', 'w~4'],
  ['native', '/a.jpg?w=4&fit=clip', 'w~4'],
  ['imgix', '/a.jpg?w=4&fit=max', 'w~4'],
  ['imgix', '/a.jpg?w=4&fit=clip', 'enlarge~true_w~4'],
  ['cloudflare', '/cdn-cgi/image/w=4,fit=scale-down/a.jpg', 'w~4'],
  ['fastly', '/a.jpg?width=4&fit=bounds', 'w~4'],
  ['fastly', '/a.jpg?width=4&fit=bounds&enable=upscale', 'enlarge~true_w~4'],
  // fit=min: a crop that does not enlarge; fit=scale: stretched
  ['native', '/a.jpg?w=4&h=3&fit=min', 'fit~cover_h~3_w~4'],
  ['imgix', '/a.jpg?w=4&h=3&fit=min', 'fit~cover_h~3_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=scale', 'fit~fill_h~3_w~4'],
  ['imgix', '/a.jpg?w=4&h=3&fit=scale', 'enlarge~true_fit~fill_h~3_w~4'],
  // f: a fit to imgix, a format to the others
  ['native', '/a.jpg?f=png', 'format~png'],
  ['native', '/a.jpg?w=4&h=3&f=crop', 'fit~cover_h~3_w~4'],
  ['imgix', '/a.jpg?w=4&h=3&f=crop', 'enlarge~true_fit~cover_h~3_w~4'],
  ['imgix', '/a.jpg?w=4&f=png', 'enlarge~true_w~4'],
  ['cloudflare', '/cdn-cgi/image/f=png/a.jpg', 'format~png'],
  ['short', '/a.jpg?s=4x3&f=webp', 'fit~cover_format~webp_h~3_w~4'],
  // s: a size, or a signature
  ['native', '/a.jpg?s=4x3', 'h~3_w~4'],
  ['native', '/a.jpg?w=4&s=0123456789abcdef0123456789abcdef', 'w~4'],
  ['imgix', '/a.jpg?w=4&s=0123456789abcdef0123456789abcdef', 'enlarge~true_w~4'],
  ['imgix', '/a.jpg?w=4&s=4x3', 'enlarge~true_w~4'],
  ['short', '/a.jpg?s=4x3', 'fit~cover_h~3_w~4'],
  // a, crop, g, position, gravity, pos: one position; crop is a shape or a region too
  ['native', '/a.jpg?w=4&h=3&fit=cover&a=left', 'fit~cover_h~3_position~0~0.5_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&crop=left', 'fit~cover_h~3_position~0~0.5_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&g=left', 'fit~cover_h~3_position~0~0.5_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&position=left', 'fit~cover_h~3_position~0~0.5_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&gravity=left', 'fit~cover_h~3_position~0~0.5_w~4'],
  ['native', '/a.jpg?w=4&h=3&fit=cover&pos=left', 'fit~cover_h~3_position~0~0.5_w~4'],
  ['native', '/a.jpg?w=4&crop=16:9', 'ar~1.7778_fit~cover_w~4'],
  ['native', '/a.jpg?crop=300,200', 'ar~1.5_fit~cover_w~300'],
  ['native', '/a.jpg?w=30&crop=300,200', 'ar~1.5_fit~cover_w~30'],
  ['native', '/a.jpg?crop=300,200,10,20', 'rect~10~20~300~200'],
  ['imgix', '/a.jpg?w=4&h=3&fit=crop&crop=left', 'enlarge~true_fit~cover_h~3_position~0~0.5_w~4'],
  ['fastly', '/a.jpg?width=4&crop=16:9', 'ar~1.7778_fit~cover_w~4'],
  ['bunny', '/a.jpg?crop=300,200,10,20&output=png', 'format~png_rect~10~20~300~200'],
  // q: a number everywhere, parameters at Cloudflare and Cloudinary
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
  ['short', '/a.jpg?s=4x3&t=inside', 'h~3_w~4'],
  // d: a size
  ['native', '/a.jpg?d=4x3', 'h~3_w~4'],
  ['native', '/a.jpg?d=large', ''],
  // an explicit format wins over the automatic one
  ['native', '/a.jpg?auto=format&fm=png', 'format~png'],
  ['imgix', '/a.jpg?auto=format&fm=png', 'enlarge~true_format~png'],
  ['fastly', '/a.jpg?auto=webp&format=png', 'format~png'],
];

const viewers = new Map<string, ReturnType<typeof startViewer>>();

test.each(rows)('%s: %s', async (dialect, asked, expected) => {
  const viewer = viewers.get(dialect) ?? startViewer(dialect === 'native' ? [] : [{ path: '*', dialect }]);
  viewers.set(dialect, viewer);
  const ask = await viewer;
  expect(await ask(asked)).toBe(`/a.jpg ${expected}`.trim());
});
