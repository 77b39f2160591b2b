import { argbToRgba, converted, type Dialect, factorToPercent, fitRule, locateByUrl, timesTen } from '../dialect.ts';
import type { NativeTexts, Rule } from '../language.ts';
import { allPages, focalPoint } from '../shorthands.ts';

const background = converted('bg', argbToRgba);

const isOn = (text: string | undefined) => text != null && !/^[0f]/.test(text);

/** `width,height,x,y`, or four parameters: of the resized image, or with `precrop` of the original. */
const crop: Rule = (_, asked) => {
  const parts = (asked['crop'] || '').split(',');
  const native: NativeTexts = {};
  native[isOn(asked['precrop']) ? 'rect' : 'window'] = [
    asked['cx'] || parts[2] || 0,
    asked['cy'] || parts[3] || 0,
    asked['cw'] || parts[0] || 0,
    asked['ch'] || parts[1] || 0,
  ].join();
  return native;
};

const mask = converted('mask', (shape) => shape.replace('square', 'diamond'));

const mirror: Rule = (_, asked) => ({
  mirror: (isOn(asked['flop']) ? 'h' : '') + (isOn(asked['flip']) ? 'v' : '') || undefined,
});

/** https://images.weserv.nl/docs/. It enlarges unless `we` is there, and shows the first frame unless `n` is. */
export const weserv: Dialect = {
  parameters: 'w h dpr fit con tint output q ll filename',
  own: {
    fpx: focalPoint,
    fpy: focalPoint,
    // Announces a focal point, or is one in per cent: `focal-22-0`, `crop-22-0`.
    a: (text) =>
      text === 'focal' ? {} : { position: text.replace(/^\w+-(\d+)-(\d+)$/, (_, x, y) => x / 100 + 'x' + y / 100) },
    we: (text) => ({ enlarge: /^[0f]/.test(text) + '' }),
    crop: crop,
    cx: crop,
    cy: crop,
    cw: crop,
    ch: crop,
    trim: (tolerance) => ({ trim: +tolerance ? +tolerance / 2.54 + '' : 'auto' }),
    mask: mask,
    // Names of version 4, which its servers still read.
    shape: mask,
    or: 'rot',
    t: fitRule('inside fit fitup|cover square squaredown|fill absolute|contain letterbox', /^(?!fit$|.*down)/),
    flip: mirror,
    flop: mirror,
    ro: 'rot',
    n: allPages,
    page: converted('frame', (page) => +page + 1),
    bg: background,
    cbg: background,
    mbg: converted('mask-bg', argbToRgba),
    rbg: converted('rot-bg', argbToRgba),
    hue: converted('hue', (turn) => +turn % 360),
    sat: converted('sat', factorToPercent),
    gam: converted('gam', (gamma) => factorToPercent(gamma || '2.2')),
    mod: (text) => {
      const parts = text.split(',');
      return {
        bri: factorToPercent(parts[0] || '1') + '',
        sat: factorToPercent(parts[1] || '1') + '',
        hue: (+(parts[2] || 0) % 360) + '',
      };
    },
    // A standard deviation in pixels, of which ours is about a tenth (edge/image/pixels/effects.ts); without one a mild blur.
    blur: converted('blur', (sigma) => timesTen(sigma || '0.5')),
    sharp: converted('sharp', (sigma) => (+sigma || 1) * 20),
    filt: (name) =>
      /^g/.test(name) ? { mono: '1' } : /^s/.test(name) ? { sepia: '100' } : { invert: /^n/.test(name) + '' },
    default: (address) => ({ default: address === '1' ? 'origin' : undefined }),
  },
  defaults: { enlarge: true, anim: false },
  locate: locateByUrl,
};
