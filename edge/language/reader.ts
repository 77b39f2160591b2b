/** What the value of a word looks like: how it is read from a URL, within which bounds, and what to say when it can't be. */
export type Reader<T> = {
  /** The value, or undefined when the text can't be read. Out of bounds is clamped, not refused. */
  read: (text: string) => T | undefined;
  /** Ends the sentence "expected …". */
  expected: string;
  /** Free text: written with escapes, since it may hold any character. */
  free?: true;
  /** For a page that shows knobs. */
  min?: number;
  max?: number;
  choices?: string[];
};

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

/** Numbers from min to max, kept to `digits` decimals: more make a second cache key for the same picture. */
export const number = (min: number, max: number, digits: number): Reader<number> => ({
  read: (text) => (decimal.test(text) ? +clamp(+text, min, max).toFixed(digits) : undefined),
  expected: 'a number from ' + min + ' to ' + max,
  min: min,
  max: max,
});

/** Pixels (1 and up), or a share of the original (`0.5`, `50%`, `50p`); 0 is the original's own size. */
export const size: Reader<number> = {
  read: (text) => {
    const share = /^(.*)(%|p)$/.exec(text);
    const digits = share ? share[1] + '' : text;
    if (!decimal.test(digits)) return undefined;
    const value = share ? +digits / 100 : +digits;
    if (share && value >= 1) return 0;
    return value < 1 ? +clamp(value, 0, 0.9999).toFixed(4) : clamp(Math.round(value), 1, 8192);
  },
  expected: 'pixels up to 8192, or a share such as 0.5 or 50%',
  min: 0,
  max: 8192,
};

/** The names in a list such as `inside max clip|cover crop`: the first of each group. */
type NameIn<List extends string> = List extends `${infer First}|${infer Rest}`
  ? NameIn<First> | NameIn<Rest>
  : List extends `${infer Name} ${string}`
    ? Name
    : List;

/** One of some names; behind each stand its other spellings: `inside max clip|cover crop`. Case does not matter. */
export const oneOf = <List extends string>(list: List): Reader<NameIn<List>> => {
  const groups = list.split('|').map((group) => group.split(' '));
  const choices = groups.map((group) => group[0] as NameIn<List>);
  return {
    read: (text) => choices[groups.findIndex((group) => group.indexOf(text.toLowerCase()) >= 0)],
    expected: 'one of ' + choices.join(', '),
    choices: choices,
  };
};

/** Yes or no; a word without a value is a yes. */
export const flag: Reader<boolean> = {
  read: (text) => (/^(1|true|yes|on|)$/i.test(text) ? true : /^(0|false|no|off)$/i.test(text) ? false : undefined),
  expected: 'true or false',
};

/** The first of two readers that can read it. */
export const either = <A, B>(a: Reader<A>, b: Reader<B>): Reader<A | B> =>
  Object.assign({}, b as Reader<A | B>, a as Reader<A | B>, {
    read: (text: string) => {
      const value: A | B | undefined = a.read(text);
      return value === undefined ? b.read(text) : value;
    },
    expected: a.expected + ', or ' + b.expected,
  });

/** `count` numbers with commas (or `~`, as the canonical form has them) between. */
export const numbers = (counts: number[], item: Reader<number>): Reader<number[]> => ({
  read: (text) => {
    const values: number[] = [];
    text.split(/[,;~]/).forEach((part) => {
      const value = item.read(part.trim());
      if (value !== undefined) values.push(value);
    });
    return counts.indexOf(text.split(/[,;~]/).length) >= 0 && counts.indexOf(values.length) >= 0 ? values : undefined;
  },
  expected: counts.join(' or ') + ' times ' + item.expected + ', with commas between',
});

/** Where in the picture a crop looks: fractions from the top left, or what attracts. */
export type Position = number[] | 'attention' | 'entropy';

/** CSS and compass words, `0.3x0.7`, or a strategy. A compass word is the focal point 0, 0.5 or 1. */
export const position: Reader<Position> = {
  read: (text) => {
    const asked = text.toLowerCase();
    const point = /^(\d*\.?\d+)[x,~ ](\d*\.?\d+)$/.exec(asked);
    if (point) return [point[1], point[2]].map((value) => +clamp(+(value + ''), 0, 1).toFixed(4));
    const words =
      /^(top|bottom|left|right|north|south|east|west|cent(er|re)|middle|mid|faces?|auto|smart|attention|entropy|edges|focal(point)?|[ ,_~-])+$/;
    if (!words.test(asked)) return undefined;
    if (/face|auto|smart|att/.test(asked)) return 'attention';
    if (/ent|edges/.test(asked.replace(/cent/g, ''))) return 'entropy';
    const along = (start: RegExp, end: RegExp) => (start.test(asked) ? 0 : end.test(asked) ? 1 : 0.5);
    return [along(/left|west/, /right|east/), along(/top|north/, /bottom|south/)];
  },
  expected: 'a side or corner such as top-left, a point such as 0.3x0.7, center, attention or entropy',
};

const colours: { [name: string]: string } = {
  transparent: '00000000',
  black: '000000',
  white: 'ffffff',
  red: 'ff0000',
  lime: '00ff00',
  green: '008000',
  blue: '0000ff',
  yellow: 'ffff00',
  cyan: '00ffff',
  magenta: 'ff00ff',
  gray: '808080',
  grey: '808080',
  silver: 'c0c0c0',
};

/** Hex digits (3, 4, 6 or 8; `#` may stand before them) or a CSS name -> rrggbb, or rrggbbaa where not opaque. */
export const colour: Reader<string> = {
  read: (text) => {
    let hex = text.toLowerCase().replace('#', '');
    hex = colours[hex] || hex;
    if (!/^([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.test(hex)) return undefined;
    if (hex.length < 6) hex = hex.replace(/./g, '$&$&');
    return hex.replace(/^(.{6})ff$/, '$1');
  },
  expected: 'a colour such as 369, 336699 or 33669980',
};

/** A list of some names, the first first; names that are not known are passed over. */
export const listOf = <Name extends string>(item: Reader<Name>): Reader<Name[]> => ({
  read: (text) => {
    const names: Name[] = [];
    text.split(/[,; ~]+/).forEach((part) => {
      const name = item.read(part);
      if (name !== undefined && names.indexOf(name) < 0) names.push(name);
    });
    return names;
  },
  expected: 'a list of ' + item.expected,
});

/** Any text, as long as a name is. */
export const text = (expected: string): Reader<string> => ({
  read: (given) =>
    /^[^\uD800-\uDFFF]{1,99}$|^([\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF]){1,99}$/.test(given)
      ? given
      : undefined,
  expected: expected,
  free: true,
});

/** Bytes: `200000`, `200k` or `1.5m`. */
export const byteCount: Reader<number> = {
  read: (given) => {
    const parts = /^([\d.]+)(k|m|)b?$/i.exec(given);
    const count = parts && decimal.test(parts[1] + '') ? +(parts[1] + '') : 0;
    return count
      ? clamp(Math.round(count * (/k/i.test(given) ? 1e3 : /m/i.test(given) ? 1e6 : 1)), 500, 1e8)
      : undefined;
  },
  expected: 'bytes, such as 200000 or 200k',
};

/** A width in pixels and a colour, black if none: `5,336699`. */
export const border: Reader<(number | string)[]> = {
  read: (given) => {
    const parts = given.split(/[,~]/);
    const width = number(0, 500, 0).read((parts[0] + '').trim());
    const shade = colour.read((parts[1] || '000').trim());
    return width === undefined || shade === undefined || parts.length > 2 ? undefined : [width, shade];
  },
  expected: 'pixels and a colour, such as 5,336699',
};

/** A shape, width to height: `16:9` or `1.78` -> width over height. */
export const ratio: Reader<number> = {
  read: (given) => {
    const sides = /^([\d.]+)(?:[:/x~]([\d.]+))?$/.exec(given);
    const shape = sides ? +(sides[1] + '') / +(sides[2] || '1') : 0;
    return shape > 0 && shape < 1e4 ? +clamp(shape, 0.01, 100).toFixed(4) : undefined;
  },
  expected: 'width to height, such as 16:9',
};
