import { Underivable } from '../../../errors.ts';
import type { Steps } from '../../formats/steps.ts';
import type { Size } from '../../geometry/size.ts';
import { type Declared, declaredOf, readSheets, type Sheets } from '../css/cascade.ts';
import { type TreePositions, treePositions } from '../css/tree-position.ts';
import { isPlainValue, type LengthContext } from '../css/values.ts';
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
  giveUseSizes(resolved);
  const { background, unsupported } = resolution;
  const animated = sheets.keyframes.size > 0 || [...elementsOf(root)].some(isAnimation);
  return { root: resolved, background, unsupported, animated };
};

/** A `<use>` of an `<svg>` has its size, where it says none; the rasterizer takes all there is. Changes the tree. */
const giveUseSizes = (root: SvgNode) => {
  const all = [...elementsOf(root)];
  const targets = new Map(
    all.filter(({ name }) => name === 'svg').map((node) => [`#${node.attributes.get('id')}`, node]),
  );
  for (const { name, attributes } of all) {
    const target = name === 'use' && targets.get(attributes.get('href') ?? attributes.get('xlink:href') ?? '');
    if (!target) continue;
    for (const side of ['width', 'height']) {
      const own = target.attributes.get(side);
      if (own !== undefined && !attributes.has(side)) attributes.set(side, own);
    }
  }
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
  // What is shown has been decided; the rasterizer would ask for the language of its own environment.
  attributes.delete('systemLanguage');
  for (const [name, value] of resolution.starts.get(node) ?? []) {
    attributes.set(name, value);
    if (declared.has(name)) declared.set(name, value);
  }
  const lengths = lengthsOf([attributes, declared], { ...around, properties });
  // A font's size is relative to that around it.
  const context = (name: string) => ({ properties, lengths: name === 'font-size' ? around.lengths : lengths });
  const style: Declared = new Map();
  for (const [name, value] of declared) {
    const plain = name.startsWith('--') ? undefined : plainValue(name, value, context(name));
    if (plain && !cssWide.has(plain)) style.set(name, plain);
    else if (plain && (attributes.has(name) || inheritedInitials[name] !== undefined || name === 'all'))
      takeCssWide(name, plain, { style, attributes, resolution });
  }
  for (const [name, value] of attributes) {
    if (isPlainValue(value) || verbatim.has(name)) continue;
    const plain = plainValue(name, value, context(name));
    if (plain === undefined) attributes.delete(name);
    else attributes.set(name, plain);
  }
  const inner = { properties, lengths: innerLengths(node, attributes, lengths) };
  const children = shownChildren(node)
    .map((child) => (typeof child === 'string' ? child : resolveNode(child, resolution, inner)))
    .filter((child) => child !== undefined);
  const resolved: SvgNode = { name: node.name, attributes, children };
  if (around.isRoot) takeRoot(style, attributes, resolution);
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
  // No browser has any (https://www.w3.org/TR/SVG2/struct.html#RequiredExtensionsAttribute).
  if (attributes.has('requiredExtensions')) return false;
  const languages = attributes.get('systemLanguage');
  return languages === undefined || languages.split(',').some((language) => /^en\b/i.test(language.trim()));
};

type Taking = { style: Declared; attributes: SvgNode['attributes']; resolution: Resolution };

/** `unset` and the like: what an attribute says does not hold, but what the element inherits, or what is usual. */
const takeCssWide = (name: string, keyword: string, { style, attributes, resolution }: Taking) => {
  const initial = inheritedInitials[name];
  attributes.delete(name);
  if (initial !== undefined) style.set(name, keyword === 'initial' ? initial : 'inherit');
  else if (name === 'all') resolution.unsupported.add('all');
  else style.delete(name);
};

// Properties that are inherited, and what they are at the root (https://www.w3.org/TR/SVG2/propidx.html).
const inheritedInitials: { [property: string]: string } = {
  ...{ fill: '#000', 'fill-opacity': '1', 'fill-rule': 'nonzero', color: '#000', visibility: 'visible' },
  ...{
    stroke: 'none',
    'stroke-width': '1',
    'stroke-opacity': '1',
    'stroke-dasharray': 'none',
    'stroke-linecap': 'butt',
  },
  ...{ 'stroke-linejoin': 'miter', 'stroke-miterlimit': '4', 'stroke-dashoffset': '0', 'text-anchor': 'start' },
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

// What browsers do to the box of a whole drawing, and the rasterizer to none.
const boxProperties = /^(transform|translate|rotate|scale|border|padding|display)/;

const takeRoot = (style: Declared, attributes: SvgNode['attributes'], resolution: Resolution) => {
  const isBoxed = ([name, value]: [string, string]) =>
    boxProperties.test(name) && !/^(none|0|0px|block|inline|inline-block)$/.test(value) && !/-(origin|box)$/.test(name);
  const isHidden = style.get('display') === 'none' || attributes.get('display') === 'none';
  if (isHidden || [...style, ...attributes].some(isBoxed)) resolution.unsupported.add('box of the root');
  takeBackground(style, resolution);
};

const takeBackground = (style: Declared, resolution: Resolution) => {
  const color = style.get('background-color') ?? style.get('background');
  if (color !== undefined && !/^(none|transparent)$/.test(color)) {
    if (/gradient|url\(/.test(color)) resolution.unsupported.add('background');
    else resolution.background = color;
  }
};
