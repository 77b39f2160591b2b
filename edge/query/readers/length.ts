import { oneOf } from './choice.ts';
import { clamp, decimal, type Reader } from './reader.ts';

/**
 * Pixels (1 and up), a share of the original's side (below 1), or all of that side, which is a value of its own since 1 is a
 * pixel. Where it may count from the far edge it may be below 0. What 0 means is up to the parameter.
 */
export type Length = number | '100p';

const length = (least: number, most: number): Reader<Length> => ({
  read: (text, onClamp) => {
    const digits = text.replace(/[%p]$/, '');
    const value = digits === text ? +text : +digits / 100;
    if (!decimal.test(digits)) return undefined;
    if (!value) return 0;
    if (digits === text ? text === '1.0' : value >= 1) {
      if (onClamp && value > 1) onClamp();
      return '100p';
    }
    return value < 1 && value > -1
      ? +clamp(value, least < 0 ? least : 0.0001, 0.9999).toFixed(4)
      : clamp(Math.round(value), least, most, onClamp);
  },
  hint: least + ' to ' + most + ' or 50%',
  least: least,
  most: most,
});

/** The side of a box: pixels, or a share (`0.5`, `50%`, `50p`, `100%`, `1.0`); 0 is none asked for. */
export const size = /* @__PURE__ */ length(1, 8192);

/** A distance in the original, in pixels or as a share; below 0 it counts from the far edge. */
export const offset = /* @__PURE__ */ length(-65535, 65535);

/** Where a rectangle begins: a distance, or how much of the space that it leaves free lies before it, in percent: `o50`. */
export type Place = Length | `o${number}`;

const sides = /* @__PURE__ */ oneOf('o0 left top|o50 center middle|o100 right bottom');

/** A distance, the name of a side, or a share of the free space (`o25`). */
export const place: Reader<Place> = {
  read: (text, onClamp) => {
    const free = /^o\d+$/.exec(sides.read(text) || text);
    return free ? `o${clamp(+free[0].slice(1), 0, 100, onClamp)}` : offset.read(text, onClamp);
  },
  hint: '50%',
};
