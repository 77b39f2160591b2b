import { Underivable } from '../../../errors.ts';
import type { Steps } from '../../formats/steps.ts';
import type { Size } from '../../geometry/size.ts';
import { type Declared, declaredOf, readSheets, type Sheets } from '../css/cascade.ts';
import { type TreePositions, treePositions } from '../css/tree-position.ts';
import type { LengthContext } from '../css/values.ts';
import { elementsOf, type SvgNode } from '../tree.ts';
import { customProperties, type Inherited, innerLengths, lengthsOf, plainValue, usualFontSize } from './computed.ts';
import { firstKeyframe, isAnimation, startOfAnimations } from './motion.ts';
import { type Findings, replaceProperties } from './replace.ts';

/** A drawing in SVG 1.1 and plain values, which the rasterizer knows. */
export type ResolvedSvg = {
  root: SvgNode;
  /** The color behind all of it. */
  background?: string | undefined;
  /** What it asks for that could neither be resolved nor will be drawn. */
  unsupported: ReadonlySet<string>;
  /** It moves; it is resolved as it begins. */
  animated: boolean;
};

/**
 * Resolves what browsers have and librsvg has not: style sheets with their variables, conditions and nesting, arithmetic,
 * colors of any space, transforms and shapes of CSS, filter functions, and where animations begin. `natural` is the size
 * in CSS pixels that the drawing is shown at.
 */
export const resolveSvg = (root: SvgNode, natural: Size): ResolvedSvg => {
  const sheets = readSheets(root, natural);
  const resolution: Resolution = {
    sheets,
    positions: treePositions(root),
    starts: startOfAnimations(root),
    unsupported: new Set(sheets.fonts ? ['@font-face'] : []),
    definitions: [],
    geometry: new Map(),
    background: undefined,
    steps: { left: mostSteps },
  };
  const lengths: LengthContext = { fontSize: usualFontSize, rootFontSize: usualFontSize, viewport: natural };
  const resolved = resolveNode(root, resolution, { properties: new Map(), lengths, isRoot: true }) ?? root;
  if (resolution.definitions.length > 0)
    resolved.children.push({ name: 'defs', attributes: new Map(), children: resolution.definitions });
  const { background, unsupported } = resolution;
  const animated = sheets.keyframes.size > 0 || [...elementsOf(root)].some(isAnimation);
  return { root: resolved, background, unsupported, animated };
};

// Rules that are tried on elements.
const mostSteps = 20_000_000;
type Resolution = Findings & {
  sheets: Sheets;
  positions: TreePositions;
  starts: Map<SvgNode, [name: string, value: string][]>;
  background: string | undefined;
  steps: Steps;
};

const resolveNode = (node: SvgNode, resolution: Resolution, around: Inherited): SvgNode | undefined => {
  if (node.name === 'style' || isAnimation(node)) return undefined;
  if (resolution.steps.left < 0) throw new Underivable('too-costly', `more than ${mostSteps} rules tried on elements`);
  const declared = withStart(declaredOf(node, resolution), resolution);
  const properties = customProperties(declared, around.properties);
  const attributes = new Map(node.attributes);
  for (const [name, value] of resolution.starts.get(node) ?? []) {
    attributes.set(name, value);
    if (declared.has(name)) declared.set(name, value);
  }
  const lengths = lengthsOf([attributes, declared], { ...around, properties });
  const style: Declared = new Map();
  for (const [name, value] of declared) {
    const plain = name.startsWith('--') ? undefined : plainValue(name, value, { properties, lengths });
    if (plain && !cssWide.has(plain)) style.set(name, plain);
  }
  for (const [name, value] of attributes) {
    if (!value.includes('(') || verbatim.has(name)) continue;
    const plain = plainValue(name, value, { properties, lengths });
    if (plain === undefined) attributes.delete(name);
    else attributes.set(name, plain);
  }
  const inner = { properties, lengths: innerLengths(node, attributes, lengths) };
  const children = shownChildren(node)
    .map((child) => (typeof child === 'string' ? child : resolveNode(child, resolution, inner)))
    .filter((child) => child !== undefined);
  const resolved: SvgNode = { name: node.name, attributes, children };
  if (around.isRoot) takeBackground(style, resolution);
  replaceProperties(resolved, style, { findings: resolution, lengths });
  return resolved;
};

/** Children for readers of English; of a `<switch>` the first of them. */
const shownChildren = (node: SvgNode): SvgNode['children'] => {
  const shown = node.children.filter((child) => typeof child === 'string' || isForEnglish(child));
  if (node.name !== 'switch') return shown;
  const first = shown.find((child) => typeof child !== 'string' && child.name !== 'style' && !isAnimation(child));
  return first === undefined ? [] : [first];
};

const isForEnglish = ({ attributes }: SvgNode): boolean => {
  const languages = attributes.get('systemLanguage');
  return languages === undefined || languages.split(',').some((language) => /^en\b/i.test(language.trim()));
};

// Of what these say the rasterizer knows nothing, and what they ask for is what is given without them.
const cssWide = new Set(['initial', 'unset', 'revert', 'revert-layer']);
// Not values of CSS.
const verbatim = new Set([
  'id',
  'class',
  'style',
  'href',
  'xlink:href',
  'd',
  'points',
  'transform',
  'gradientTransform',
  'patternTransform',
]);

const withStart = (declared: Declared, { sheets }: Resolution): Declared => {
  if (sheets.keyframes.size === 0) return declared;
  return new Map([...declared, ...firstKeyframe(declared, sheets.keyframes)]);
};

/** The color that browsers paint behind a whole drawing: the background of its root, which SVG itself does not have. */
export const rootBackgroundOf = (root: SvgNode, natural: Size): string | undefined =>
  resolveSvg({ ...root, children: root.children.filter(isSheet) }, natural).background;

const isSheet = (child: SvgNode | string) =>
  typeof child !== 'string' && (child.name === 'style' || child.name === 'defs');

const takeBackground = (style: Declared, resolution: Resolution) => {
  const color = style.get('background-color') ?? style.get('background');
  if (color !== undefined && !/^(none|transparent)$/.test(color)) {
    if (/gradient|url\(/.test(color)) resolution.unsupported.add('background');
    else resolution.background = color;
  }
};
