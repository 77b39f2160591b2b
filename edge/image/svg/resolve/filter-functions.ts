import { tokenTypes } from 'css-tree/tokenizer';
import { resolveColors } from '../css/colors.ts';
import { afterGroup, type CssToken, cssName, cssText, cssTokens } from '../css/tokens.ts';
import { dimensionOf, type LengthContext, pixelsOfUnit } from '../css/values.ts';
import type { SvgNode } from '../tree.ts';

/**
 * Filter functions as primitives of a `<filter>`, whose numbers are those of
 * https://www.w3.org/TR/filter-effects-1/#ShorthandEquivalents. Undefined where one is not among them, or where a filter of
 * the drawing is among them.
 */
export const filterPrimitives = (value: string, lengths: LengthContext): SvgNode[] | undefined => {
  const tokens = cssTokens(value);
  const primitives: SvgNode[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? { type: 0, text: '' };
    const end = afterGroup(tokens, at);
    if (token.type !== tokenTypes.WhiteSpace) {
      const made = functions[token.type === tokenTypes.Function ? cssName(token) : '']?.(
        tokens.slice(at + 1, end - 1),
        lengths,
      );
      if (!made) return undefined;
      primitives.push(made);
    }
    at = end;
  }
  return primitives;
};

type Make = (tokens: CssToken[], lengths: LengthContext) => SvgNode | undefined;

const node = (name: string, attributes: { [name: string]: string }, children: SvgNode[] = []): SvgNode => ({
  name,
  attributes: new Map(Object.entries(attributes)),
  children,
});

/** A share such as `50%` or `.5`; 1 where none is given. */
const shareOf = (tokens: CssToken[]): number => {
  const token = tokens.find(({ type }) => type !== tokenTypes.WhiteSpace);
  if (!token) return 1;
  const { number, unit } = dimensionOf(token);
  return unit === '%' ? number / 100 : number;
};

const pixels = (token: CssToken | undefined, lengths: LengthContext): number => {
  const { number, unit } = dimensionOf(token ?? { type: 0, text: '0' });
  return number * (pixelsOfUnit(unit, lengths) ?? 1);
};

const channels = (attributes: { [name: string]: string }, names = ['R', 'G', 'B']): SvgNode =>
  node(
    'feComponentTransfer',
    {},
    names.map((name) => node(`feFunc${name}`, attributes)),
  );

const linear =
  (slope: (share: number) => number, intercept: (share: number) => number): Make =>
  (tokens) => {
    const share = shareOf(tokens);
    return channels({ type: 'linear', slope: `${slope(share)}`, intercept: `${intercept(share)}` });
  };

const colorMatrix = (rows: number[][]): SvgNode =>
  node('feColorMatrix', {
    type: 'matrix',
    values: [...rows.flatMap((row) => [...row, 0, 0]), 0, 0, 0, 1, 0].join(' '),
  });

/** Between the identity at 0 and the rows at 1. */
const towards =
  (rows: number[][]): Make =>
  (tokens) => {
    const share = Math.min(1, shareOf(tokens));
    return colorMatrix(rows.map((row, y) => row.map((value, x) => (x === y ? 1 - share : 0) + share * value)));
  };

const luma = [0.2126, 0.7152, 0.0722];

const functions: { [name: string]: Make } = {
  blur: (tokens, lengths) => node('feGaussianBlur', { stdDeviation: `${pixels(tokens[0], lengths)}` }),
  brightness: linear(
    (share) => share,
    () => 0,
  ),
  contrast: linear(
    (share) => share,
    (share) => 0.5 - share / 2,
  ),
  grayscale: towards([luma, luma, luma]),
  sepia: towards([
    [0.393, 0.769, 0.189],
    [0.349, 0.686, 0.168],
    [0.272, 0.534, 0.131],
  ]),
  saturate: (tokens) => node('feColorMatrix', { type: 'saturate', values: `${shareOf(tokens)}` }),
  'hue-rotate': (tokens) => {
    const { number, unit } = dimensionOf(tokens[0] ?? { type: 0, text: '0' });
    const degrees: { [unit: string]: number } = { rad: 180 / Math.PI, grad: 0.9, turn: 360 };
    return node('feColorMatrix', { type: 'hueRotate', values: `${number * (degrees[unit] ?? 1)}` });
  },
  invert: (tokens) => {
    const share = Math.min(1, shareOf(tokens));
    return channels({ type: 'table', tableValues: `${share} ${1 - share}` });
  },
  opacity: (tokens) => channels({ type: 'table', tableValues: `0 ${Math.min(1, shareOf(tokens))}` }, ['A']),
  'drop-shadow': (tokens, lengths) => {
    const given = tokens.filter(({ type }) => type === tokenTypes.Dimension || type === tokenTypes.Number);
    const [dx, dy, deviation] = given.map((token) => `${pixels(token, lengths)}`);
    const color = resolveColors(cssText(tokens.filter((token) => !given.includes(token))));
    // The element's color is not the filter's.
    if (color === '' || /^currentcolor$/i.test(color)) return undefined;
    return node('feDropShadow', {
      dx: dx ?? '0',
      dy: dy ?? '0',
      stdDeviation: deviation ?? '0',
      'flood-color': color === '' ? 'currentColor' : color,
    });
  },
};
