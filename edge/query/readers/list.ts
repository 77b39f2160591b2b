import { splitAt } from '../builtins.ts';
import { color } from './color.ts';
import { number } from './number.ts';
import type { Reader } from './reader.ts';

// The canonical form writes `~` for a comma.
const separators = /[,;~ ]+/g;

/** Some numbers with commas between. */
export const numbers = <T>(counts: number[], item: Reader<T>): Reader<T[]> => ({
  read: (text, onClamp) => {
    const parts = splitAt(text, separators);
    if (counts.indexOf(parts.length) < 0) return undefined;
    const values = parts.map((part) => item.read(part, onClamp)).filter((value) => value != null);
    return values.length === parts.length ? values : undefined;
  },
  hint: counts.join(' or ') + ' numbers, ' + item.hint,
});

/** A width in pixels and a color, black if none: `5,336699`. */
export const border: Reader<(number | string)[]> = {
  read: (text, onClamp) => {
    const parts = splitAt(text, separators);
    const pixels = number(0, 500).read(parts[0] + '', onClamp);
    const shade = color.read(parts[1] || '000');
    return pixels == null || !shade ? undefined : [pixels, shade];
  },
  hint: '5,336699',
};
