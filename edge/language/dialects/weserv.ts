import { alphaFirst, byUrl, type Dialect, factor, say } from '../dialects.ts';

const background = say('bg', alphaFirst);

/** https://images.weserv.nl/docs/. It enlarges unless `we` is there, and shows the first frame unless `n` is. */
export const weserv: Dialect = {
  words: 'w h dpr fit we fpx fpy a crop trim ro flop flip con hue tint mask n output q ll',
  own: {
    bg: background,
    cbg: background,
    sat: say('sat', factor),
    // A standard deviation in pixels: ours is 0.11 of it (edge/picture/effects.ts).
    blur: say('blur', (sigma) => +sigma * 9),
    filt: (name) => ({ mono: /^g/.test(name) + '', invert: /^n/.test(name) + '' }),
  },
  defaults: { enlarge: true, anim: false },
  locate: byUrl,
};
