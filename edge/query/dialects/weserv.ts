import { argbToRgba, converted, type Dialect, factorToPercent, locateByUrl, timesTen } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { allPages, focalPoint } from '../shorthands.ts';

const background = converted('bg', argbToRgba);

/** `width,height,x,y`, or four parameters. */
const crop: Rule = (_, asked) => {
  const parts = (asked['crop'] || '').split(',');
  return {
    rect: [
      asked['cx'] || parts[2] || 0,
      asked['cy'] || parts[3] || 0,
      asked['cw'] || parts[0] || 0,
      asked['ch'] || parts[1] || 0,
    ].join(),
  };
};

/** They come after the turn, ours before it: one mirror turns the other way round. */
const mirror: Rule = (_, asked) => {
  const isOn = (name: string) => asked[name] != null && !/^[0f]/.test(asked[name] + '');
  const flips = (isOn('flop') ? 'h' : '') + (isOn('flip') ? 'v' : '');
  return { flip: flips || undefined, rot: (+(asked['ro'] || 0) % 360) * (flips[0] && !flips[1] ? -1 : 1) + '' };
};

/** https://images.weserv.nl/docs/. It enlarges unless `we` is there, and shows the first frame unless `n` is. */
export const weserv: Dialect = {
  parameters: 'w h dpr fit con tint output q ll filename',
  own: {
    fpx: focalPoint,
    fpy: focalPoint,
    // Announces a focal point, or is one in per cent: `crop-22-0`.
    a: (text) =>
      /^focal/.test(text) ? {} : { position: text.replace(/^crop-(\d+)-(\d+)$/, (_, x, y) => x / 100 + 'x' + y / 100) },
    we: (text) => ({ enlarge: /^[0f]/.test(text) + '' }),
    crop: crop,
    cx: crop,
    cy: crop,
    cw: crop,
    ch: crop,
    trim: (tolerance) => ({ trim: +tolerance ? +tolerance / 2.54 + '' : 'auto' }),
    mask: converted('mask', (shape) => shape.replace('-180', '')),
    flip: mirror,
    flop: mirror,
    ro: mirror,
    n: allPages,
    page: converted('frame', (page) => +page + 1),
    bg: background,
    cbg: background,
    mbg: background,
    rbg: background,
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
