import { Underivable } from '../../errors.ts';
import { escapeXml, readXml, type XmlAttribute } from '../formats/xml.ts';

/** An element of SVG; names have no prefix, but for `xlink:` and `xml:` of attributes. */
export type SvgNode = { name: string; attributes: Map<string, string>; children: (SvgNode | string)[] };

export const svgNamespace = 'http://www.w3.org/2000/svg';
const xlinkNamespace = 'http://www.w3.org/1999/xlink';

// Each character of a text that was measured before is read once.
const stepsOf = (text: string) => ({ left: 2 * text.length });

/**
 * Reads the text of a drawing into a tree of SVG's own elements: those of other namespaces go, with all that is in them.
 * Throws Underivable: `damaged` where it is not well-formed, or not SVG at its root.
 */
export const parseSvg = (text: string): SvgNode => {
  const document: SvgNode = { name: '', attributes: new Map(), children: [] };
  const open: (Scope | undefined)[] = [{ node: document, namespaces: new Map([['xlink', xlinkNamespace]]) }];
  for (const token of readXml(text, stepsOf(text))) {
    const scope = open.at(-1);
    if (token.kind === 'close') open.pop();
    else if (token.kind === 'text') scope?.node.children.push(token.text);
    else open.push(scope && opened(token.name, token.attributes, scope));
  }
  const [root] = document.children;
  if (typeof root !== 'object' || root.name !== 'svg') throw new Underivable('damaged', 'no SVG at the root');
  return root;
};

/** An open element, and what prefixes mean in it. */
type Scope = { node: SvgNode; namespaces: ReadonlyMap<string, string> };

/** The element as a child of what is open; undefined for one of another namespace. */
const opened = (name: string, attributes: XmlAttribute[], around: Scope): Scope | undefined => {
  const declared = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  const namespaces =
    declared.length === 0
      ? around.namespaces
      : new Map([...around.namespaces, ...declared.map(([name, uri]) => [name.slice(6), uri] as const)]);
  const [prefix, local] = nameParts(name);
  const uri = namespaces.get(prefix) ?? (prefix === '' || prefix === 'svg' ? svgNamespace : undefined);
  if (uri !== svgNamespace) return undefined;
  const node: SvgNode = { name: local, attributes: new Map(), children: [] };
  for (const [name, value] of attributes) {
    const [prefix, local] = nameParts(name);
    if (prefix === '' && local !== 'xmlns') node.attributes.set(local, value);
    else if (prefix === 'xml') node.attributes.set(name, value);
    else if (namespaces.get(prefix) === xlinkNamespace) node.attributes.set(`xlink:${local}`, value);
  }
  around.node.children.push(node);
  return { node, namespaces };
};

const nameParts = (name: string): [prefix: string, local: string] => {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
};

/** A tree as text, with the namespaces that its outermost element needs. */
export const writeSvg = (root: SvgNode): string => {
  const parts: string[] = [];
  write(root, ` xmlns="${svgNamespace}" xmlns:xlink="${xlinkNamespace}"`, parts);
  return parts.join('');
};

const write = (node: SvgNode | string, namespaces: string, parts: string[]) => {
  if (typeof node === 'string') return void parts.push(escapeXml(node));
  parts.push(`<${node.name}${namespaces}`);
  for (const [name, value] of node.attributes) parts.push(` ${name}="${escapeXml(value)}"`);
  if (node.children.length === 0) return void parts.push('/>');
  parts.push('>');
  for (const child of node.children) write(child, '', parts);
  parts.push(`</${node.name}>`);
};

/** All elements of a tree, in the order of the document. */
export function* elementsOf(node: SvgNode): Generator<SvgNode> {
  yield node;
  for (const child of node.children) if (typeof child !== 'string') yield* elementsOf(child);
}
