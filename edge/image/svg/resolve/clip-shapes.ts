import { tokenTypes } from 'css-tree/tokenizer';
import type { Window } from '../../geometry/size.ts';
import { afterGroup, type CssToken, cssAddress, cssName, cssText, cssTokens, splitTokens } from '../css/tokens.ts';
import { dimensionOf, type LengthContext, pixelsOfUnit } from '../css/values.ts';

/** A basic shape of CSS in a box, as path data (https://www.w3.org/TR/css-shapes-1/#basic-shape-functions). */
export const clipShape = (value: string, box: Window, lengths: LengthContext): ClipShape | undefined => {
  const tokens = cssTokens(value).filter(({ type }) => type !== tokenTypes.WhiteSpace);
  const start = tokens.findIndex(({ type }) => type === tokenTypes.Function);
  const shape = tokens[start];
  const name = shape && cssName(shape);
  const inner = tokens.slice(start + 1, afterGroup(tokens, start) - 1);
  return name === undefined ? undefined : shapes[name]?.(inner, { box, lengths });
};

/** Path data, and its fill rule. */
export type ClipShape = { d: string; rule: 'nonzero' | 'evenodd' };

/** The box that a shape is in, where it names one. */
export const namesBox = (value: string): boolean => /\b(view|stroke|margin|border)-box\b/.test(value);

type Context = { box: Window; lengths: LengthContext };
type Shape = (tokens: CssToken[], context: Context) => ClipShape | undefined;

const numberOf = (token: CssToken | undefined, whole: number, { lengths }: Context): number => {
  const { number, unit } = dimensionOf(token ?? { type: 0, text: '0' });
  if (unit === '%') return (number / 100) * whole;
  return unit === '' ? number : number * (pixelsOfUnit(unit, lengths) ?? 0);
};

const nonzero = (d: string): ClipShape => ({ d, rule: 'nonzero' });

const keywords: { [keyword: string]: number } = { left: 0, top: 0, center: 0.5, right: 1, bottom: 1 };

/** What stands behind `at`: a place in the box. */
const centerOf = (tokens: CssToken[], context: Context): [x: number, y: number] => {
  const { left, top, width, height } = context.box;
  const [x, y] = tokens;
  const along = (token: CssToken | undefined, side: number) =>
    (token === undefined ? 0.5 : (keywords[cssName(token)] ?? Number.NaN)) * side;
  const place = (token: CssToken | undefined, side: number) => {
    const named = along(token, side);
    return Number.isNaN(named) ? numberOf(token, side, context) : named;
  };
  return [left + place(x, width), top + place(y, height)];
};

const halves = (tokens: CssToken[]): [radii: CssToken[], center: CssToken[]] => {
  const at = tokens.findIndex((token) => token.type === tokenTypes.Ident && cssName(token) === 'at');
  return at < 0 ? [tokens, []] : [tokens.slice(0, at), tokens.slice(at + 1)];
};

const ovalPath = ([x, y]: [number, number], rx: number, ry: number) =>
  nonzero(`M${x - rx} ${y}A${rx} ${ry} 0 0 1 ${x + rx} ${y}A${rx} ${ry} 0 0 1 ${x - rx} ${y}Z`);

/** The distances from the center to the sides of the box, and the length that percentages are of. */
type Extent = { sides: number[]; whole: number };

/** A radius: a length, or the distance from the center to the closest or farthest side. */
const radiusOf = (token: CssToken | undefined, { sides, whole }: Extent, context: Context): number => {
  const name = token?.type === tokenTypes.Ident ? cssName(token) : token === undefined ? 'closest-side' : '';
  if (name === 'closest-side') return Math.min(...sides.map(Math.abs));
  return name === 'farthest-side' ? Math.max(...sides.map(Math.abs)) : numberOf(token, whole, context);
};

const oval =
  (round: boolean): Shape =>
  (tokens, context) => {
    const [[first, second], place] = halves(tokens);
    const center = centerOf(place, context);
    const { left, top, width, height } = context.box;
    const across = { sides: [center[0] - left, left + width - center[0]], whole: width };
    const down = { sides: [center[1] - top, top + height - center[1]], whole: height };
    if (!round) return ovalPath(center, radiusOf(first, across, context), radiusOf(second, down, context));
    const sides = [...across.sides, ...down.sides];
    const radius = radiusOf(first, { sides, whole: Math.hypot(width, height) / Math.SQRT2 }, context);
    return ovalPath(center, radius, radius);
  };

type Sides = { left: number; top: number; right: number; bottom: number };

const rectangle = ({ left, top, right, bottom }: Sides) =>
  nonzero(`M${left} ${top}H${Math.max(left, right)}V${Math.max(top, bottom)}H${left}Z`);

/** Whether a shape has round corners. They are not supported, and a square corner would look different. */
const isRound = (tokens: CssToken[]) =>
  tokens.some((token) => token.type === tokenTypes.Ident && cssName(token) === 'round');

const inset: Shape = (tokens, context) => {
  if (isRound(tokens)) return undefined;
  const { left, top, width, height } = context.box;
  const [a, b = a, c = a, d = b] = tokens;
  return rectangle({
    left: left + numberOf(d, width, context),
    top: top + numberOf(a, height, context),
    right: left + width - numberOf(b, width, context),
    bottom: top + height - numberOf(c, height, context),
  });
};

const xywh: Shape = (tokens, context) => {
  if (isRound(tokens)) return undefined;
  const { left, top, width, height } = context.box;
  const x = left + numberOf(tokens[0], width, context);
  const y = top + numberOf(tokens[1], height, context);
  const right = x + numberOf(tokens[2], width, context);
  const bottom = y + numberOf(tokens[3], height, context);
  return rectangle({ left: x, top: y, right, bottom });
};

const polygon: Shape = (tokens, context) => {
  const parts = splitTokens(tokens, tokenTypes.Comma);
  const [[first] = []] = parts;
  const rule = first?.type === tokenTypes.Ident && cssName(first) === 'evenodd' ? 'evenodd' : 'nonzero';
  const { left, top, width, height } = context.box;
  const points = parts
    .filter(([token]) => token?.type !== tokenTypes.Ident)
    .map(([x, y]) => `${left + numberOf(x, width, context)} ${top + numberOf(y, height, context)}`);
  return { d: `M${points.join('L')}Z`, rule };
};

const path: Shape = (tokens, { box }) => {
  const text = tokens.find(({ type }) => type === tokenTypes.String);
  const rule = cssText(tokens).startsWith('evenodd') ? 'evenodd' : 'nonzero';
  // Path data is in pixels from the corner of the box.
  return text && box.left === 0 && box.top === 0 ? { d: cssAddress(text), rule } : undefined;
};

const shapes: { [name: string]: Shape } = { circle: oval(true), ellipse: oval(false), inset, xywh, polygon, path };
