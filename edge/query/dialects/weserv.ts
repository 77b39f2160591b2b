import { argbToRgba, converted, type Dialect, factorToPercent, locateByUrl, timesTen } from '../dialect.ts';
import { allPages, crop, flop, focalPoint, neverEnlarge } from '../shorthands.ts';

const background = converted('bg', argbToRgba);

/** https://images.weserv.nl/docs/. It enlarges unless `we` is there, and shows the first frame unless `n` is. */
export const weserv: Dialect = {
  parameters: 'w h dpr fit a trim ro flip con hue tint mask output q ll',
  own: {
    fpx: focalPoint,
    fpy: focalPoint,
    we: neverEnlarge,
    crop: crop,
    flop: flop,
    n: allPages,
    bg: background,
    cbg: background,
    sat: converted('sat', factorToPercent),
    // A standard deviation in pixels, of which ours is about a tenth (edge/image/pixels/effects.ts).
    blur: converted('blur', timesTen),
    filt: (name) => ({ mono: /^g/.test(name) + '' }),
  },
  defaults: { enlarge: true, anim: false },
  locate: locateByUrl,
};
