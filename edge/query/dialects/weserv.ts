import { alphaFirst, byUrl, type Dialect, factor, say, tenfold } from '../dialect.ts';
import { crop, flop, focalPoint, noEnlarging, pages } from '../shorthands.ts';

const background = say('bg', alphaFirst);

/** https://images.weserv.nl/docs/. It enlarges unless `we` is there, and shows the first frame unless `n` is. */
export const weserv: Dialect = {
  parameters: 'w h dpr fit a trim ro flip con hue tint mask output q ll',
  own: {
    fpx: focalPoint,
    fpy: focalPoint,
    we: noEnlarging,
    crop: crop,
    flop: flop,
    n: pages,
    bg: background,
    cbg: background,
    sat: say('sat', factor),
    // A standard deviation in pixels, of which ours is about a tenth (edge/image/pixels/effects.ts).
    blur: say('blur', tenfold),
    filt: (name) => ({ mono: /^g/.test(name) + '' }),
  },
  defaults: { enlarge: true, anim: false },
  locate: byUrl,
};
