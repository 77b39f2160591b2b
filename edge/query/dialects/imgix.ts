import { argbToRgba, converted, type Dialect, fitRule } from '../dialect.ts';
import { autoList, crop, focalPoint } from '../shorthands.ts';

const fit = fitRule('clip max|crop min facearea|pad fill fillmax clamp|scale', /^(?!m|fillm)/);
const background = converted('bg', argbToRgba);

/**
 * https://docs.imgix.com/apis/rendering. It enlarges unless `fit` says otherwise. `fillmax` keeps its box around a smaller
 * image, here the box shrinks with it; a clamp's edge is the background.
 */
export const imgix: Dialect = {
  parameters:
    'w width h height dpr ar rect trim rot flip bri con sat gam hue monochrome sepia invert blur sharp pad border corner-radius mask fm q lossless cs dl',
  own: {
    'fp-x': focalPoint,
    'fp-y': focalPoint,
    crop: crop,
    auto: autoList,
    fit: fit,
    f: fit,
    bg: background,
    'fill-color': background,
  },
  defaults: { enlarge: true },
};
