import { byPath, type Dialect, factor, fits, say, spelledOut, tenfold } from '../dialects.ts';

/** https://developers.cloudflare.com/images/transform-images/transform-via-url/ */
export const cloudflare: Dialect = {
  words: spelledOut + 'w h dpr gravity g rotate flip blur background anim f q metadata',
  own: {
    fit: fits('scale-down contain|crop cover aspect-crop|pad|squeeze', /^(co|pa|sq)/),
    brightness: say('bri', factor),
    contrast: say('con', factor),
    saturation: say('sat', factor),
    gamma: say('gam', factor),
    trim: (edges) => {
      const cut = edges.split(';');
      return { rect: [cut[3], cut[0], '-' + cut[1], '-' + cut[2]].join() };
    },
    sharpen: say('sharp', tenfold),
  },
  locate: byPath,
};
