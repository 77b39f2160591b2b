import { tokenTypes } from 'css-tree/tokenizer';
import {
  type Color,
  converter,
  formatHex8,
  interpolate,
  modeA98,
  modeHsl,
  modeHwb,
  modeLab,
  modeLch,
  modeLrgb,
  modeOklab,
  modeOklch,
  modeP3,
  modeProphoto,
  modeRec2020,
  modeRgb,
  modeXyz50,
  modeXyz65,
  parse,
  useMode,
} from 'culori/fn';
import { type CssToken, cssText, cssTokens, splitTokens } from './tokens.ts';
import { dimensionOf, replaceFunctions } from './values.ts';

// Of the thirty that the package has, those of https://www.w3.org/TR/css-color-4/: 16 KB less to load.
const cssModes = [
  ...[modeRgb, modeLrgb, modeHsl, modeHwb, modeLab, modeLch, modeOklab, modeOklch],
  ...[modeP3, modeA98, modeProphoto, modeRec2020, modeXyz50, modeXyz65],
];
for (const mode of cssModes) useMode(mode);

// Functions of https://www.w3.org/TR/css-color-4/ that librsvg does not have.
const spaces = new Set(['oklch', 'oklab', 'lch', 'lab', 'hwb', 'color']);

/** A value with its colors in sRGB, as screens without a wider gamut show them; in light colors. */
export const resolveColors = (value: string): string => {
  if (!value.includes('(')) return value;
  return replaceFunctions(cssTokens(value), (name, inner) => {
    if (name === 'light-dark') return cssText(splitTokens(inner, tokenTypes.Comma)[0] ?? []);
    if (name === 'color-mix') return mixed(splitTokens(inner, tokenTypes.Comma));
    return spaces.has(name) ? srgb(parse(`${name}(${cssText(inner)})`)) : undefined;
  });
};

const toRgb = converter('rgb');

/** Out of gamut is cut off, as browsers do. */
const srgb = (color: Color | undefined): string | undefined => {
  if (!color) return undefined;
  const { r, g, b, alpha = 1 } = toRgb(color);
  const within = (value: number) => Math.min(1, Math.max(0, value || 0));
  return formatHex8({ mode: 'rgb', r: within(r), g: within(g), b: within(b), alpha: within(alpha) });
};

/** `color-mix(in oklch, red 30%, blue)`: a color without a share has what is left. */
const mixed = ([method = [], first = [], second = []]: CssToken[][]): string | undefined => {
  const [, space = 'oklab'] = cssText(method).toLowerCase().split(/\s+/);
  const mode = modes[space];
  const [one, other] = [ingredient(first), ingredient(second)];
  if (!mode || !one.color || !other.color) return undefined;
  // Hues go around; of which way, and of colors without one, browsers have rules of their own.
  if (polar.has(space)) return undefined;
  const share = one.share ?? (other.share === undefined ? 0.5 : 1 - other.share);
  const rest = other.share ?? 1 - share;
  return share + rest === 0 ? undefined : srgb(interpolate([one.color, other.color], mode)(rest / (share + rest)));
};

const polar = new Set(['oklch', 'lch', 'hsl', 'hwb']);

const modes: { [space: string]: 'rgb' | 'lrgb' | 'oklab' | 'oklch' | 'lab' | 'lch' | 'hsl' | 'hwb' } = {
  ...{
    srgb: 'rgb',
    'srgb-linear': 'lrgb',
    oklab: 'oklab',
    oklch: 'oklch',
    lab: 'lab',
    lch: 'lch',
    hsl: 'hsl',
    hwb: 'hwb',
  },
};

const ingredient = (tokens: CssToken[]): { color: Color | undefined; share: number | undefined } => {
  const percentage = tokens.find(({ type }) => type === tokenTypes.Percentage);
  const color = cssText(tokens.filter((token) => token !== percentage));
  return { color: parse(color), share: percentage && dimensionOf(percentage).number / 100 };
};
