import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'storyblok' }]);

test.each([
  ['/f/1/a.jpg/m', '/f/1/a.jpg fmts~avif~webp_format~auto'],
  [
    '/f/39898/3310x2192/e4ec08624e/a.jpeg/m/400x300/smart',
    '/f/39898/3310x2192/e4ec08624e/a.jpeg enlarge~true_fit~cover_fmts~avif~webp_format~auto_h~300_position~attention_w~400',
  ],
  ['/f/1/a.jpg/m/400x0', '/f/1/a.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_w~400'],
  [
    '/f/1/a.jpg/m/fit-in/40x40/filters:fill(336699):quality(60):format(png)',
    '/f/1/a.jpg bg~336699_fit~fillmax_format~png_h~40_q~60_w~40',
  ],
  [
    '/f/1/a.jpg/m/10x20:310x220/150x100',
    '/f/1/a.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_h~100_rect~10~20~300~200_w~150',
  ],
  [
    '/f/1/a.jpg/m/filters:no_upscale():grayscale():rotate(90)',
    '/f/1/a.jpg fmts~avif~webp_format~auto_mono~true_rot~270',
  ],
  [
    '/f/1/600x400/id/a.jpg/m/40x40/filters:focal(90x100:150x140)',
    '/f/1/600x400/id/a.jpg enlarge~true_fit~cover_fmts~avif~webp_format~auto_h~40_position~0.2~0.3_w~40',
  ],
  ['/f/1/a.jpg/m/', '/f/1/a.jpg fmts~avif~webp_format~auto'],
  ['/f/1/a.jpg', '/f/1/a.jpg'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
