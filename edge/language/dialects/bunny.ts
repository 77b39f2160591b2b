import { type Dialect, effects, say, spelledOut } from '../dialects.ts';

/** https://docs.bunny.net/optimizer/dynamic-images. WebP goes to whoever takes it; nothing is enlarged unless asked. */
export const bunny: Dialect = {
  words: spelledOut + effects + 'crop aspect_ratio crop_gravity flop flip gamma sepia output class',
  own: {
    upscaling: (way) => ({ enlarge: /^r/.test(way) + '' }),
    sharpen: say('sharp', (asked) => (/^t/.test(asked) ? 20 : 0)),
  },
  defaults: { format: 'auto' },
};
