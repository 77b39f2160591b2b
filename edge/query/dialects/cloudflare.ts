import { byPath, type Dialect, factor, fits, say, spelledOut, tenfold } from '../dialect.ts';
import { fitOrFormat } from '../shorthands.ts';

/** https://developers.cloudflare.com/images/transform-images/transform-via-url/ */
export const cloudflare: Dialect = {
  parameters: spelledOut + 'w h dpr gravity g rotate flip blur background anim q metadata',
  own: {
    f: fitOrFormat,
    fit: fits('scale-down contain|crop cover aspect-crop|pad|squeeze', /^(co|pa|sq)/),
    brightness: say('bri', factor),
    contrast: say('con', factor),
    saturation: say('sat', factor),
    gamma: say('gam', factor),
    // Top, right, bottom and left edge.
    trim: say('rect', (edges) => edges.replace(/(.*);(.*);(.*);(.*)/, '$4,$1,-$2,-$3')),
    sharpen: say('sharp', tenfold),
  },
  locate: byPath,
};
