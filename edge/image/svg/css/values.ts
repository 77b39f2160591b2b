import { tokenTypes } from 'css-tree/tokenizer';
import type { Steps } from '../../formats/steps.ts';
import type { Size } from '../../geometry/size.ts';
import { afterGroup, type CssToken, cssName, cssText, cssTokens, splitTokens } from './tokens.ts';

/** Custom properties that an element sees. */
export type CustomProperties = ReadonlyMap<string, string>;

// Characters that the properties of a value may have together: of those that double one another 25 would be 33 million.
const longestValue = 100_000;
// Levels of functions and parentheses, and of properties within properties.
const deepest = 32;

/** A value with its `var()` replaced; undefined where one has no value, which makes the declaration count as none. */
export const substituteVariables = (
  value: string,
  properties: CustomProperties,
  { steps = { left: longestValue }, depth = 0 }: { steps?: Steps; depth?: number } = {},
): string | undefined => {
  if (!value.includes('(')) return value;
  const parts = replaceFunctions(cssTokens(value), (name, inner) => {
    if (name !== 'var') return undefined;
    const [first = [], ...fallback] = splitTokens(inner, tokenTypes.Comma);
    const given = properties.get(cssText(first)) ?? (fallback.length > 0 ? fallback.map(cssText).join(',') : undefined);
    steps.left -= 1 + (given?.length ?? 0);
    return given === undefined || depth > deepest || steps.left < 0
      ? invalid
      : (substituteVariables(given, properties, { steps, depth: depth + 1 }) ?? invalid);
  });
  return parts.includes(invalid) || parts.length > longestValue ? undefined : parts;
};

// No CSS has this character.
const invalid = '\uffff';

type Replace = (name: string, inner: CssToken[]) => string | undefined;

/**
 * Tokens as text, in which each function that `replace` knows is what it says; functions within functions first. What is nested deeper
 * than any style is stays as it is: each level holds all that is in it.
 */
export const replaceFunctions = (tokens: readonly CssToken[], replace: Replace, depth = 0): string => {
  if (depth > deepest) return cssText(tokens);
  let text = '';
  for (let at = 0; at < tokens.length; ) {
    const end = afterGroup(tokens, at);
    const token = tokens[at] ?? { type: 0, text: '' };
    const inner = tokens.slice(at + 1, end - 1);
    if (end === at + 1) text += token.text;
    else if (token.type !== tokenTypes.Function)
      text += token.text + replaceFunctions(inner, replace, depth + 1) + (tokens[end - 1]?.text ?? '');
    else {
      const done = cssTokens(replaceFunctions(inner, replace, depth + 1));
      text += replace(cssName(token), done) ?? `${token.text}${cssText(done)})`;
    }
    at = end;
  }
  return text.trim();
};

/** What lengths of an element are relative to. */
export type LengthContext = { fontSize: number; rootFontSize: number; viewport: Size };

/** Which side a percentage is of. */
export type Axis = 'x' | 'y' | 'other';

// https://www.w3.org/TR/css-values-4/#absolute-lengths
const absolute: { [unit: string]: number } = {
  ...{ px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, q: 96 / 101.6 },
};

/** Pixels of one unit; undefined for what is no length. */
export const pixelsOfUnit = (unit: string, { fontSize, rootFontSize, viewport }: LengthContext): number | undefined => {
  const relative: { [unit: string]: number } = {
    ...{ em: fontSize, ex: fontSize / 2, ch: fontSize / 2, rem: rootFontSize },
    ...{ vw: viewport.width / 100, vh: viewport.height / 100 },
    ...{ vmin: Math.min(viewport.width, viewport.height) / 100, vmax: Math.max(viewport.width, viewport.height) / 100 },
  };
  return absolute[unit] ?? relative[unit];
};

/** The whole that percentages are of (https://www.w3.org/TR/SVG2/coords.html#Units). */
export const percentBase = ({ width, height }: Size, axis: Axis): number =>
  axis === 'x' ? width : axis === 'y' ? height : Math.hypot(width, height) / Math.SQRT2;

const mathFunctions = new Set(['calc', 'min', 'max', 'clamp']);
// Units that librsvg does not have, or takes for others: an inch has 72 of its pixels, and a font 12 where none is named.
const foreignUnits = new Set(['rem', 'vw', 'vh', 'vmin', 'vmax', 'q', 'ch', 'pt', 'pc', 'in', 'cm', 'mm', 'em', 'ex']);
const hasForeignUnit = new RegExp(`[\\d.](${[...foreignUnits].join('|')})\\b`, 'i');

/** Whether a value has no arithmetic, no function and none of these units. */
export const isPlainValue = (value: string): boolean => !value.includes('(') && !hasForeignUnit.test(value);

/** A value with its arithmetic done, in pixels. */
export const resolveLengths = (value: string, context: LengthContext, axis: Axis): string => {
  if (isPlainValue(value)) return value;
  const replaced = replaceFunctions(cssTokens(value), (name, inner) => {
    if (!mathFunctions.has(name)) return undefined;
    const values = splitTokens(inner, tokenTypes.Comma).map((part) => calculate(part, context, axis));
    if (values.some((part) => part === undefined)) return undefined;
    const [first = 0, second = 0, third = 0] = values.filter((part) => part !== undefined);
    const numbers = values.filter((part) => part !== undefined);
    if (name === 'min') return plain(Math.min(...numbers));
    if (name === 'max') return plain(Math.max(...numbers));
    return plain(name === 'clamp' ? Math.max(first, Math.min(second, third)) : first);
  });
  return cssTokens(replaced)
    .map((token) => {
      const { number, unit } = dimensionOf(token);
      return token.type === tokenTypes.Dimension && foreignUnits.has(unit)
        ? plain(number * (pixelsOfUnit(unit, context) ?? 1))
        : token.text;
    })
    .join('');
};

const plain = (value: number) => String(Math.round(value * 1e4) / 1e4);

/** Number and unit of a token; the unit of a percentage is `%`. */
export const dimensionOf = ({ text }: CssToken): { number: number; unit: string } => {
  const [, number = '', unit = ''] = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)(.*)$/is.exec(text) ?? [];
  return { number: Number(number), unit: unit.toLowerCase() };
};

/** A sum of products; undefined for what is not arithmetic of lengths and numbers, or nested deeper than any is. */
const calculate = (tokens: CssToken[], context: LengthContext, axis: Axis, depth = 0): number | undefined => {
  if (depth > deepest) return undefined;
  const terms = tokens.filter(({ type }) => type !== tokenTypes.WhiteSpace);
  let sum = 0;
  let product: number | undefined;
  let sign = 1;
  for (let at = 0; at < terms.length; at++) {
    const { type = 0, text = '' } = terms[at] ?? {};
    if (text === '+' || text === '-') {
      if (product === undefined) return undefined;
      sum += sign * product;
      product = undefined;
      sign = text === '-' ? -1 : 1;
      continue;
    }
    const operator = text === '*' || text === '/' ? text : undefined;
    if (operator !== undefined) at++;
    const end = afterGroup(terms, at);
    const operand = terms[at];
    const inner = terms.slice(at + 1, end - 1);
    const value =
      operand?.type === tokenTypes.LeftParenthesis
        ? calculate(inner, context, axis, depth + 1)
        : numberOf(operand, context, axis);
    if (value === undefined || (operator === undefined) !== (product === undefined)) return undefined;
    product = operator === undefined ? value : operator === '*' ? (product ?? 0) * value : (product ?? 0) / value;
    at = end - 1;
    if (type === tokenTypes.Comma) return undefined;
  }
  return product === undefined || !Number.isFinite(sum + product) ? undefined : sum + sign * product;
};

const numberOf = (token: CssToken | undefined, context: LengthContext, axis: Axis): number | undefined => {
  if (!token) return undefined;
  const { number, unit } = dimensionOf(token);
  if (token.type === tokenTypes.Number) return number;
  if (token.type === tokenTypes.Percentage) return (number / 100) * percentBase(context.viewport, axis);
  const pixels = token.type === tokenTypes.Dimension ? pixelsOfUnit(unit, context) : undefined;
  return pixels === undefined ? undefined : number * pixels;
};

/** A single length in pixels; undefined for what is none. */
export const lengthOf = (value: string, context: LengthContext, axis: Axis): number | undefined => {
  const [token, ...more] = cssTokens(resolveLengths(value, context, axis).trim());
  return more.length > 0 ? undefined : numberOf(token, context, axis);
};
