import { argbToRgba, converted, type Dialect, fitRule, ifCropped } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { autoList, crop, focalPoint, orient } from '../shorthands.ts';

const fit = fitRule('clip max|crop min facearea|pad fill clamp|fillmax|scale', /^(?!m|fillm)/);
const background = converted('bg', argbToRgba);
const maskBackground = converted('mask-bg', argbToRgba);
const monochrome = converted('mono', argbToRgba);

/** Padding by side; a side without a parameter of its own has what `pad` says. */
const pad: Rule = (_, asked) => ({
  pad: ['top', 'right', 'bottom', 'left'].map((side) => asked['pad-' + side] || asked['pad'] || 0).join(),
});

/** A focal point counts beside `crop=focalpoint` alone (docs.imgix.com/apis/video/size/fp-x). */
const focus: Rule = (text, asked) => (/focal/.test(asked['crop'] || '') ? focalPoint(text, asked) : {});

/**
 * https://docs.imgix.com/apis/rendering. It enlarges unless `fit` says otherwise; a clamp's edge is the
 * background.
 */
export const imgix: Dialect = {
  parameters:
    'w width h height dpr rect flip bri con sat gam hue sepia invert blur sharp corner-radius mask fm q lossless cs dl frame',
  own: {
    'fp-x': focus,
    'fp-y': focus,
    crop: crop,
    auto: autoList,
    fit: fit,
    f: fit,
    ar: ifCropped('ar'),
    'fp-z': 'zoom',
    'max-w': ifCropped('max-w'),
    'max-width': ifCropped('max-w'),
    'max-h': ifCropped('max-h'),
    'max-height': ifCropped('max-h'),
    'min-w': ifCropped('min-w'),
    'min-width': ifCropped('min-w'),
    'min-h': ifCropped('min-h'),
    'min-height': ifCropped('min-h'),
    bg: background,
    'fill-color': background,
    fillcolor: background,
    'mask-bg': maskBackground,
    maskbg: maskBackground,
    monochrome: monochrome,
    px: 'pixelate',
    // Counterclockwise.
    rot: converted('rot', (turn) => -turn),
    mono: monochrome,
    border: converted('border', (text) =>
      text.replace(/^(.*,)?(.*)/, (_, width, shade) => (width || '') + argbToRgba(shade)),
    ),
    or: orient,
    orient: orient,
    pad: pad,
    'pad-top': pad,
    'pad-right': pad,
    'pad-bottom': pad,
    'pad-left': pad,
    inv: 'invert',
    usm: 'sharp',
    trim: (_, asked) => ({ trim: asked['trim-tol'] || asked['trimtol'] || 'auto' }),
  },
  defaults: { enlarge: true },
};
