import { converted, type Dialect, effectNames, longNames } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { flop } from '../shorthands.ts';

/** `width,height,x,y` of the original's pixels; without a place `crop_gravity` says where. */
const crop: Rule = (text) => {
  const parts = text.split(',');
  return { rect: parts.slice(2).concat(parts.slice(0, 2)).join() };
};

/** `width,height,x,y` of the original's pixels around a point, in pixels or as shares; without a point around what attracts the eye. */
const focus: Rule = (text) => {
  const parts = text.split(',');
  const start = (at: number) => Math.max(0, +(parts[at] as string) - +(parts[at - 2] as string) / 2);
  const isShare = +(parts[2] || 0) <= 1 && +(parts[3] || 0) <= 1;
  return {
    rect: (isShare ? [] : [start(2), start(3)]).concat(parts.slice(0, 2).map(Number)).join(),
    position: parts[3] ? (isShare ? parts[2] + 'x' + parts[3] : undefined) : 'attention',
  };
};

/** https://docs.bunny.net/optimizer/dynamic-images. WebP is sent to viewers that accept it; nothing is enlarged unless requested. */
export const bunny: Dialect = {
  parameters: longNames + effectNames + 'aspect_ratio crop_gravity rotate flip gamma sepia tint output class',
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
