import type { Declared } from '../css/cascade.ts';
import { resolveColors } from '../css/colors.ts';
import {
  type Axis,
  type CustomProperties,
  type LengthContext,
  lengthOf,
  resolveLengths,
  substituteVariables,
} from '../css/values.ts';
import type { SvgNode } from '../tree.ts';

/** What an element has of those around it. */
export type Inherited = { properties: CustomProperties; lengths: LengthContext; isRoot?: boolean };

/** The initial value of `font-size`, `medium`, in pixels. */
export const usualFontSize = 16;

/** The custom properties that an element sees, each with its value. */
export const customProperties = (declared: Declared, inherited: CustomProperties): CustomProperties => {
  const own = [...declared].filter(([name]) => name.startsWith('--'));
  if (own.length === 0) return inherited;
  const all = new Map([...inherited, ...own]);
  return new Map([...all].map(([name, value]) => [name, substituteVariables(value, all) ?? '']));
};

/** What values of an element are relative to. */
type ValueContext = { properties: CustomProperties; lengths: LengthContext };

/** A property's value without variables, arithmetic and newer colors; undefined where it has none. */
export const plainValue = (name: string, value: string, { properties, lengths }: ValueContext): string | undefined => {
  const given = substituteVariables(value, properties);
  return given === undefined ? undefined : resolveLengths(resolveColors(given), lengths, axisOf(name));
};

const axes: { [name: string]: Axis } = {
  ...{ x: 'x', cx: 'x', rx: 'x', width: 'x', x1: 'x', x2: 'x', dx: 'x', fx: 'x' },
  ...{ y: 'y', cy: 'y', ry: 'y', height: 'y', y1: 'y', y2: 'y', dy: 'y', fy: 'y' },
};

/** Which side of a box a percentage of this property is of. */
export const axisOf = (name: string): Axis => axes[name] ?? 'other';

/** What lengths of an element are relative to: of its attributes and its style the last that gives a font size counts. */
export const lengthsOf = (given: Declared[], { properties, lengths, isRoot }: Inherited): LengthContext => {
  const size = given.map((values) => values.get('font-size')).findLast((value) => value !== undefined);
  const value = size === undefined ? undefined : substituteVariables(size, properties);
  // A share of a font's size is one of that around it.
  const viewport = { width: lengths.fontSize, height: lengths.fontSize };
  const fontSize =
    (value === undefined ? undefined : lengthOf(value, { ...lengths, viewport }, 'y')) ?? lengths.fontSize;
  return { ...lengths, fontSize, ...(isRoot && { rootFontSize: fontSize }) };
};

/** What lengths of its children are relative to: percentages in an `<svg>` with a viewBox are of that. */
export const innerLengths = ({ name }: SvgNode, attributes: Declared, lengths: LengthContext): LengthContext => {
  if (name !== 'svg') return lengths;
  const [, , width, height] = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return width && height ? { ...lengths, viewport: { width, height } } : lengths;
};
