import { tokenTypes } from 'css-tree/tokenizer';
import type { Size, Window } from '../../geometry/size.ts';
import { afterGroup, type CssToken, cssName, cssTokens } from '../css/tokens.ts';
import { dimensionOf, type LengthContext, pixelsOfUnit } from '../css/values.ts';
import type { Point } from './path.ts';

/** `matrix(a b c d e f)` of SVG. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** What the second does first, and then the first. */
export const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

/** The matrix moved so that it turns and scales about a point. */
export const about = (m: Matrix, [x, y]: Point): Matrix =>
  multiply(multiply([1, 0, 0, 1, x, y], m), [1, 0, 0, 1, -x, -y]);

/** Where a point goes. */
export const apply = (m: Matrix, [x, y]: Point): Point => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];

/** A matrix as an attribute's value. */
export const writeMatrix = (m: Matrix): string =>
  `matrix(${m.map((value) => Math.round(value * 1e6) / 1e6).join(' ')})`;

/** What arguments of transforms are relative to. */
export type TransformContext = { lengths: LengthContext; box: Window };

/**
 * A list of transforms, in CSS's notation or SVG's (https://www.w3.org/TR/css-transforms-1/). Undefined where one is none,
 * or leaves the plane.
 */
export const parseTransform = (text: string, context: TransformContext): Matrix | undefined => {
  if (text === 'none') return identity;
  const tokens = cssTokens(text);
  let matrix = identity;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? { type: 0, text: '' };
    const end = afterGroup(tokens, at);
    if (token.type === tokenTypes.Function) {
      const name = cssName(token);
      // A single share is of the side that it moves along.
      const sides = name === 'translatey' ? { ...context.box, width: context.box.height } : context.box;
      const next = transforms[name]?.(argumentsOf(tokens.slice(at + 1, end - 1), { ...context, box: sides }));
      if (!next?.every(Number.isFinite)) return undefined;
      matrix = multiply(matrix, next);
    } else if (token.type !== tokenTypes.WhiteSpace && token.type !== tokenTypes.Comma) return undefined;
    at = end;
  }
  return matrix;
};

/** Arguments: numbers and angles in degrees as they are, lengths in pixels, shares of the box of its width and its height. */
export const argumentsOf = (tokens: CssToken[], { lengths, box }: TransformContext): number[] => {
  const numbers: number[] = [];
  for (const token of tokens) {
    const { number, unit } = dimensionOf(token);
    const side = numbers.length === 0 ? box.width : box.height;
    if (token.type === tokenTypes.Number) numbers.push(number);
    else if (token.type === tokenTypes.Percentage) numbers.push((number / 100) * side);
    else if (token.type === tokenTypes.Dimension)
      numbers.push(number * (angles[unit] ?? pixelsOfUnit(unit, lengths) ?? Number.NaN));
  }
  return numbers;
};

const angles: { [unit: string]: number } = { deg: 1, rad: 180 / Math.PI, grad: 0.9, turn: 360 };

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const rotation = (degrees: number): Matrix => {
  const [cos, sin] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  return [cos, sin, -sin, cos, 0, 0];
};
const skew = (x: number, y: number): Matrix => [1, Math.tan(radians(y)), Math.tan(radians(x)), 1, 0, 0];

const transforms: { [name: string]: (numbers: number[]) => Matrix | undefined } = {
  matrix: ([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]) => [a, b, c, d, e, f],
  translate: ([x = 0, y = 0]) => [1, 0, 0, 1, x, y],
  translatex: ([x = 0]) => [1, 0, 0, 1, x, 0],
  translatey: ([y = 0]) => [1, 0, 0, 1, 0, y],
  translate3d: ([x = 0, y = 0]) => [1, 0, 0, 1, x, y],
  translatez: () => identity,
  scale: ([x = 1, y = x]) => [x, 0, 0, y, 0, 0],
  scalex: ([x = 1]) => [x, 0, 0, 1, 0, 0],
  scaley: ([y = 1]) => [1, 0, 0, y, 0, 0],
  scale3d: ([x = 1, y = 1]) => [x, 0, 0, y, 0, 0],
  rotate: ([degrees = 0, x = 0, y = 0]) => about(rotation(degrees), [x, y]),
  rotatez: ([degrees = 0]) => rotation(degrees),
  skew: ([x = 0, y = 0]) => skew(x, y),
  skewx: ([x = 0]) => skew(x, 0),
  skewy: ([y = 0]) => skew(0, y),
};

const keywords: { [keyword: string]: readonly [axis: 'x' | 'y' | 'both', share: number] } = {
  left: ['x', 0],
  right: ['x', 1],
  top: ['y', 0],
  bottom: ['y', 1],
  center: ['both', 0.5],
};

/** `transform-origin` in the units of the drawing; without one it is SVG's, the corner of the coordinate system. */
export const originOf = (text: string | undefined, { lengths, box }: TransformContext): Point => {
  if (text === undefined) return [0, 0];
  const tokens = cssTokens(text).filter(({ type }) => type !== tokenTypes.WhiteSpace);
  const [first, second] = tokens;
  const isSwapped = first !== undefined && keywords[cssName(first)]?.[0] === 'y';
  const [across, down] = isSwapped ? [second, first] : [first, second];
  return [box.left + along(across, box.width, lengths), box.top + along(down, box.height, lengths)];
};

const along = (token: CssToken | undefined, side: number, lengths: LengthContext): number => {
  const share = token === undefined ? 0.5 : keywords[cssName(token)]?.[1];
  if (share !== undefined) return share * side;
  const { number, unit } = dimensionOf(token ?? { type: 0, text: '' });
  return unit === '%' ? (number / 100) * side : number * (unit === '' ? 1 : (pixelsOfUnit(unit, lengths) ?? 1));
};

/** The box around a size from its corner. */
export const boxOf = ({ width, height }: Size): Window => ({ left: 0, top: 0, width, height });
