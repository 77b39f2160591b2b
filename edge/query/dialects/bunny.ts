import { converted, type Dialect, effectNames, longNames } from '../dialect.ts';
import { crop, flop } from '../shorthands.ts';

/** https://docs.bunny.net/optimizer/dynamic-images. WebP goes to whoever takes it; nothing is enlarged unless asked. */
export const bunny: Dialect = {
  parameters: longNames + effectNames + 'aspect_ratio crop_gravity flip gamma sepia output class',
  own: {
    crop: crop,
    flop: flop,
    upscaling: (way) => ({ enlarge: /^r/.test(way) + '' }),
    sharpen: converted('sharp', (asked) => (/^t/.test(asked) ? 20 : 0)),
  },
  defaults: { format: 'auto' },
};
