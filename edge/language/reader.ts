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
  expected: 'pixels from 1 to 8192, a share of the original such as 0.5 or 50%, or 0',
  min: 0,
  max: 8192,
};

/** One of some names; each may have other spellings, separated by spaces. Case does not matter. */
export const oneOf = <Name extends string>(names: { [name in Name]: string }): Reader<Name> => {
  const choices = Object.keys(names) as Name[];
  return {
    read: (text) => {
      const asked = text.toLowerCase();
      return choices.filter((name) => name === asked || names[name].split(' ').indexOf(asked) >= 0)[0];
    },
    expected: 'one of ' + choices.join(', '),
    choices: choices,
  };
};

/** Yes or no; a word without a value is a yes. */
export const flag: Reader<boolean> = {
  read: (text) => (/^(1|true|yes|on|)$/i.test(text) ? true : /^(0|false|no|off)$/i.test(text) ? false : undefined),
  expected: 'true or false',
  choices: ['true', 'false'],
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
  expected: 'center, a side or corner such as top or bottom-left, a point such as 0.3x0.7, attention or entropy',
  choices: [
    'center',
    'top',
    'right',
    'bottom',
    'left',
    'top-left',
    'top-right',
    'bottom-left',
    'bottom-right',
    'attention',
    'entropy',
  ],
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
  expected: 'a colour such as fff, 336699, 33669980, or a CSS name',
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
