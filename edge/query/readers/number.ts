import { splitAt } from '../builtins.ts';
import { clamp, decimal, type Reader } from './reader.ts';

/** Numbers from least to most, kept to `digits` decimals, or whole: more make a second cache key for the same image. */
export const number = (least: number, most: number, digits?: number): Reader<number> => ({
  read: (text, onClamp) => (decimal.test(text) ? +clamp(+text, least, most, onClamp).toFixed(digits) : undefined),
  hint: least + ' to ' + most,
  least: least,
  most: most,
});

/** Whole degrees, clockwise: -90, 270 and 630 are one. */
export const degrees: Reader<number> = {
  // Hundreds of digits are no number, and no angle.
  read: (text) => (decimal.test(text) ? (Math.round(+text % 360) + 360) % 360 || 0 : undefined),
  hint: '-360 to 360',
  least: -360,
  most: 360,
};

/** Bytes: `200000`, `200k` or `1.5m`. */
export const byteCount: Reader<number> = {
  read: (text, onClamp) => number(500, 1e8).read(text && +text.replace('k', 'e3').replace('m', 'e6') + '', onClamp),
  hint: '200k or 1.5m',
};

/** A shape, width to height: `16:9` or `1.78` -> width over height. A side of 0 makes no shape. */
export const ratio: Reader<number> = {
  read: (text, onClamp) => {
    const sides = splitAt(text, /[:/x]/g);
    const value = +(sides[0] + '') / +(sides[1] || 1);
    return number(0.01, 100, 4).read(value > 0 ? value + '' : '', onClamp);
  },
  hint: '16:9 or 1.78',
};
