/** What the value of a parameter looks like: how it is read from a URL, within which bounds, and what to say when it can't be. */
export type Reader<T> = {
  /** The value, or undefined when the text (in lower case, unless it is free) can't be read. Out of bounds is clamped. */
  read: (text: string) => T | undefined;
  /** Ends the sentence "expected …": names `a, b`, a range `0 to 9`, or an example; ` or ` between. knobs.ts reads it too. */
  hint: string;
  /** Free text: written with escapes, since it may hold any character. */
  free?: true;
};

// Short names for what is used often: the viewer function has 10,240 bytes.
export const keys = Object.keys;
export const assign = Object.assign;

/** A number within bounds. */
export const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** Numbers from least to most, kept to `digits` decimals: more make a second cache key for the same image. */
export const number = (least: number, most: number, digits: number): Reader<number> => ({
  read: (text) => (decimal.test(text) ? +clamp(+text, least, most).toFixed(digits) : undefined),
  hint: least + ' to ' + most,
});

const circle = number(-360, 360, 0);

/** Whole degrees, clockwise; -90 and 270 are one. */
export const degrees: Reader<number> = {
  read: (text) => {
    const turn = circle.read(text);
    return turn && (turn + 360) % 360;
  },
  hint: circle.hint,
};

/** Pixels (1 and up), or a share of the original (`0.5`, `50%`, `50p`); 0 is the original's own size. */
export const size: Reader<number> = {
  read: (text) => {
    const digits = text.replace(/[%p]$/, '');
    const value = digits === text ? +text : +digits / 100;
    if (!decimal.test(digits)) return undefined;
    if (value >= 1) return digits === text ? clamp(Math.round(value), 1, 8192) : 0;
    return value > 0 ? +clamp(value, 0.0001, 0.9999).toFixed(4) : 0;
  },
  hint: '0 to 8192 or 50%',
};

/** The names in a list such as `inside max clip|cover crop`: the first of each group. */
type NameIn<List extends string> = List extends `${infer First}|${infer Rest}`
  ? NameIn<First> | NameIn<Rest>
  : List extends `${infer Name} ${string}`
    ? Name
    : List;

/**
 * One of some names; behind each stand its other spellings: `inside max clip|cover crop`. `:` may stand for `-`.
 * A space at the end of a group makes it the meaning of the bare parameter.
 */
export const oneOf = <List extends string>(list: List): Reader<NameIn<List>> => {
  const groups = list.split('|').map((group) => group.split(' '));
  const names = groups.map((group) => group[0] as NameIn<List>);
  return {
    read: (text) => names[groups.findIndex((group) => group.indexOf(text.replace(':', '-')) >= 0)],
    hint: names.join(', '),
  };
};

const yes = oneOf('true 1 yes on |false 0 no off');

/** Yes or no; a parameter without a value is a yes. */
export const flag: Reader<boolean> = {
  read: (text) => {
    const said = yes.read(text);
    return said && said === 'true';
  },
  hint: yes.hint,
};

/** The first of two readers that can read it. */
export const either = <A, B>(a: Reader<A>, b: Reader<B>): Reader<A | B> => ({
  read: (text) => {
    const value: A | B | undefined = a.read(text);
    return value == null ? b.read(text) : value;
  },
  hint: a.hint + ' or ' + b.hint,
});

// The canonical form writes `~` for a comma.
const comma = /[,;~ ]+/;

/** Some numbers with commas between. */
export const numbers = (counts: number[], item: Reader<number>): Reader<number[]> => ({
  read: (text) => {
    const parts = text.split(comma);
    const values = parts.map(item.read).filter((value) => value != null);
    return values.length === parts.length && counts.indexOf(values.length) >= 0 ? values : undefined;
  },
  hint: counts.join(' or ') + ' numbers, ' + item.hint,
});

/** The formats that not every viewer shows, the preferred first. */
export const modernFormats: ('avif' | 'webp')[] = ['avif', 'webp'];

/** Those of the modern formats that a text names. */
export const formats: Reader<typeof modernFormats> = {
  read: (text) => modernFormats.filter((name) => text.indexOf(name) >= 0),
  hint: 'avif, webp',
};

/** Where in the image a crop looks: fractions from the top left, or what attracts. */
export type Position = number[] | 'attention' | 'entropy';

const point = numbers([2], number(0, 1, 4));

/** CSS and compass parameters, `0.3x0.7`, or a strategy. A compass parameter is the focal point 0, 0.5 or 1. */
export const position: Reader<Position> = {
  read: (text) => {
    const at = [0.5, 0.5];
    let strategy: Position | undefined;
    const rest = text.replace(
      /(left|west)|(right|east)|(top|north)|(bottom|south)|(attention|auto|smart|faces?)|(entropy|edges)|cent..|focal(point)?|[ ,_~-]/g,
      (_, left, right, top, bottom, attention, entropy) => {
        if (left || right) at[0] = left ? 0 : 1;
        if (top || bottom) at[1] = top ? 0 : 1;
        strategy = strategy || (attention ? 'attention' : entropy && 'entropy');
        return '';
      },
    );
    return rest ? point.read(text.replace('x', ',')) : strategy || at;
  },
  hint: 'top-left, 0.3x0.7, attention, entropy',
};

// The basic names of CSS (https://www.w3.org/TR/css-color-4/#named-colors): all 148 would be a fifth of the function.
const names = oneOf(
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
};

/** What a conversion makes of a text; undefined where it throws. */
export const attempt = (convert: (text: string) => string, text: string) => {
  try {
    return convert(text);
  } catch (_) {
    return undefined;
  }
};

/** Any text, as long as a name is; not one that has no UTF-8 form. */
export const text: Reader<string> = {
  read: (given) => (given.length < 100 && attempt(encodeURIComponent, given) ? given : undefined),
  hint: '1 to 99 characters',
  free: true,
};

/** The name to save an image under; a parameter without a value is its own. */
export const saved: Reader<string> = assign({}, text, { read: (given: string) => text.read(given || '1') });

/** Yes or no; or, where yes was said, the address that is to be explained. */
export const explanation: Reader<string> = {
  read: (given) => (given[0] === '/' ? given : yes.read(given.toLowerCase())),
  hint: yes.hint,
  free: true,
};

const bytes = number(500, 1e8, 0);

/** Bytes: `200000`, `200k` or `1.5m`. */
export const byteCount: Reader<number> = {
  read: (given) => bytes.read((+given.replace('k', 'e3').replace('m', 'e6') || '') + ''),
  hint: '200000 or 200k',
};

const edge = number(0, 500, 0);

/** A width in pixels and a color, black if none: `5,336699`. */
export const border: Reader<(number | string)[]> = {
  read: (given) => {
    const parts = given.split(comma);
    const width = edge.read(parts[0] + '');
    const shade = color.read(parts[1] || '000');
    return width == null || !shade ? undefined : [width, shade];
  },
  hint: '5,336699',
};

const shape = number(0.01, 100, 4);

/** A shape, width to height: `16:9` or `1.78` -> width over height. */
export const ratio: Reader<number> = {
  read: (given) => {
    const sides = given.split(/[:/x]/);
    return shape.read((+(sides[0] + '') / +(sides[1] || 1) || '') + '');
  },
  hint: '16:9 or 1.78',
};
