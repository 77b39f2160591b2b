import { oneOf } from './choice.ts';
import type { Reader } from './reader.ts';

// The basic names of CSS (https://www.w3.org/TR/css-color-4/#named-colors): all 148 would be a fifth of the function.
const names = /* @__PURE__ */ oneOf(
  '0000 transparent|000 black|c0c0c0 silver|808080 gray grey|fff white|800000 maroon|f00 red|800080 purple|f0f fuchsia magenta|008000 green|0f0 lime|808000 olive|ff0 yellow|ffa500 orange|000080 navy|00f blue|008080 teal|0ff aqua cyan',
);

/** Hex digits (3, 4, 6 or 8, as in CSS; `#` may stand before them) or a name -> rrggbb, or rrggbbaa where not opaque. */
export const color: Reader<string> = {
  read: (text) => {
    const hex = names.read(text) || text.replace('#', '');
    if (!/^([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.test(hex)) return undefined;
    return (hex.length < 6 ? hex.replace(/./g, '$&$&') : hex).replace(/^(.{6})ff$/, '$1');
  },
  hint: '336699 or navy',
  kind: 'color',
};
