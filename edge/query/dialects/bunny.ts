import { converted, type Dialect, effectNames, longNames } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { crop, flop } from '../shorthands.ts';

/** `width,height,x,y`: a box to cover, around a point. */
const focus: Rule = (text) => {
  const parts = text.split(',');
  return { w: parts[0], h: parts[1], fit: 'cover', position: parts[3] ? parts[2] + 'x' + parts[3] : 'attention' };
};

/** https://docs.bunny.net/optimizer/dynamic-images. WebP is sent to viewers that accept it; nothing is enlarged unless requested. */
export const bunny: Dialect = {
  parameters: longNames + effectNames + 'aspect_ratio crop_gravity flip gamma sepia tint output class',
  own: {
    crop: crop,
    focus_crop: focus,
    face_crop: focus,
    flop: flop,
    hue: converted('hue', (share) => +share * 3.6),
    upscaling: (way) => ({ enlarge: /^r/.test(way) + '' }),
    sharpen: converted('sharp', (asked) => (/^t/.test(asked) ? 20 : 0)),
    auto_optimize: converted('q', (level) => (/^l/.test(level) ? 'high' : /^m/.test(level) ? 'auto' : 'auto-eco')),
  },
  defaults: { format: 'auto' },
};
