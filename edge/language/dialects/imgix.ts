import { alphaFirst, type Dialect, fits, say } from '../dialects.ts';

const fit = fits('clip max|crop min facearea|pad fill fillmax clamp|scale', /^(?!m|fillm)/);
const background = say('bg', alphaFirst);

/**
 * https://docs.imgix.com/apis/rendering. It enlarges unless `fit` says otherwise. `fillmax` keeps its box around a smaller
 * picture, here the box shrinks with it; a clamp's edge is the background.
 */
export const imgix: Dialect = {
  words:
    'w width h height dpr ar fp-x fp-y crop rect trim rot flip bri con sat gam hue monochrome sepia invert blur sharp pad border corner-radius mask fm auto q lossless cs dl',
  own: { fit: fit, f: fit, bg: background, 'fill-color': background },
  defaults: { enlarge: true },
};
