import { argbToRgba, converted, type Dialect, fitRule } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { autoList, crop, focalPoint, orient } from '../shorthands.ts';

const fit = fitRule('clip max|crop min facearea|pad fill fillmax clamp|scale', /^(?!m|fillm)/);
const background = converted('bg', argbToRgba);
const monochrome = converted('mono', argbToRgba);

/** Padding by side; a side without a parameter of its own has what `pad` says. */
const pad: Rule = (_, asked) => ({
  pad: ['top', 'right', 'bottom', 'left'].map((side) => asked['pad-' + side] || asked['pad'] || 0).join(),
});

/**
 * https://docs.imgix.com/apis/rendering. It enlarges unless `fit` says otherwise. `fillmax` keeps its box around a smaller
 * image, here the box shrinks with it; a clamp's edge is the background.
 */
export const imgix: Dialect = {
  parameters:
    'w width h height dpr rect rot flip bri con sat gam hue sepia invert blur sharp corner-radius mask fm q lossless cs dl frame',
  own: {
    'fp-x': focalPoint,
    'fp-y': focalPoint,
    crop: crop,
    auto: autoList,
    fit: fit,
    f: fit,
    // It cuts only together with `fit=crop`.
    ar: (shape, asked) => (/^crop/.test(asked['fit'] || asked['f'] || '') ? { ar: shape } : {}),
    bg: background,
    'fill-color': background,
    fillcolor: background,
    'mask-bg': background,
    maskbg: background,
    monochrome: monochrome,
    px: 'pixelate',
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
