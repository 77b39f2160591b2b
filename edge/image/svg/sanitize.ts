import { Underivable } from '../../errors.ts';
import { decodeXml } from '../formats/svg/text.ts';
import { animated, attributes, elements, texts } from './allowlist.ts';
import { cleanSheet, cleanStyle, isHarmless, losesRules, namedAttributes } from './css/clean.ts';
import { cleanDataUri } from './embedded.ts';
import { elementsOf, parseSvg, type SvgNode, writeSvg } from './tree.ts';

/** A drawing that does nothing but show itself, and whether something that was to be seen had to go. */
export type SanitizedSvg = { root: SvgNode; removed: boolean };

/**
 * Text of a drawing -> the tree of what the allow-list names, to be written anew: no script, event, link, comment,
 * declaration or entity, and no reference out of the file. Throws Underivable: damaged, or no SVG at its root.
 */
export const sanitizeSvg = (text: string, depth = 0): SanitizedSvg => {
  const given = parseSvg(text);
  const context: Context = { kept: new Set(attributes), depth, removed: ownSheet.test(text) };
  for (const node of elementsOf(given))
    if (node.name === 'style')
      for (const name of namedAttributes(textOf(node))) if (name.startsWith('data-')) context.kept.add(name);
  return { root: cleaned(given, context) ?? given, removed: context.removed };
};

// A style sheet that the drawing itself holds, outside of its root; one from elsewhere is not loaded by browsers either.
const ownSheet = /<\?xml-stylesheet\s[^>]{0,200}?href\s*=\s*["']data:/;

/** Attributes that are kept; how many drawings this one is within. */
type Context = { kept: Set<string>; depth: number; removed: boolean };

// What browsers don't show either: nothing is missing without it.
const unseen = new Set(
  'script metadata handler listener view cursor discard font font-face glyph missing-glyph hkern vkern color-profile'.split(
    ' ',
  ),
);
const known = new Set(elements);

/** The element with what is harmless of it; in SVG what stands in an unknown one is not shown, so it goes with it. */
const cleaned = (node: SvgNode, context: Context): SvgNode | undefined => {
  if (node.name === 'style') return cleanedStyle(node, context);
  if (!known.has(node.name)) {
    if (!unseen.has(node.name)) context.removed = true;
    return undefined;
  }
  const isText = texts.has(node.name);
  const children = node.children
    .map((child) => (typeof child !== 'string' ? cleaned(child, context) : isText ? child : undefined))
    .filter((child) => child !== undefined);
  return { name: node.name, attributes: harmlessAttributes(node, context), children };
};

const textOf = ({ children }: SvgNode) => children.filter((child) => typeof child === 'string').join('');

/** A sheet stays where it is, even an empty one: selectors count the children of an element. */
const cleanedStyle = (node: SvgNode, context: Context): SvgNode => {
  const isCss = /^(text\/css)?$/i.test(node.attributes.get('type') ?? '');
  if (isCss && losesRules(textOf(node))) context.removed = true;
  const css = isCss ? cleanSheet(textOf(node), node.attributes.get('media')) : '';
  return { name: 'style', attributes: new Map(), children: css === '' ? [] : [css] };
};

const harmlessAttributes = (node: SvgNode, context: Context): SvgNode['attributes'] => {
  const kept: SvgNode['attributes'] = new Map();
  // An animation of anything but what is drawn, of a reference say, does nothing without its attributes.
  const target = node.attributes.get('attributeName') ?? 'transform';
  if (/^(animate|set)/.test(node.name) && !animated.has(target)) return kept;
  for (const [name, value] of node.attributes) {
    const clean = harmlessValue(node, [name, value], context);
    if (clean !== undefined) kept.set(name, clean);
  }
  return kept;
};

const harmlessValue = (
  node: SvgNode,
  [name, value]: readonly [string, string],
  context: Context,
): string | undefined => {
  if (name === 'href' || name === 'xlink:href') return reference(node, value, context);
  if (name === 'style') return cleanStyle(value);
  return context.kept.has(name) && isHarmless(value) && !/javascript:/i.test(value) ? value : undefined;
};

/** A reference within the file: to an element, or to an image that the address itself holds, without its metadata. */
const reference = ({ name }: SvgNode, value: string, context: Context): string | undefined => {
  const address = value.trim();
  if (name === 'a') return undefined;
  if (address.startsWith('#')) return address;
  const isImage = name === 'image' || name === 'feImage';
  const clean = isImage ? cleanDataUri(address, (bytes) => cleanDrawing(bytes, context)) : undefined;
  if (clean === undefined) context.removed = true;
  return clean;
};

// Drawings within drawings: deeper ones go.
const deepest = 3;

const cleanDrawing = (bytes: Buffer, context: Context): Buffer | undefined => {
  if (context.depth >= deepest) return undefined;
  try {
    const { root, removed } = sanitizeSvg(decodeXml(bytes), context.depth + 1);
    context.removed ||= removed;
    return Buffer.from(writeSvg(root));
  } catch (error) {
    if (error instanceof Underivable) return undefined;
    throw error;
  }
};
