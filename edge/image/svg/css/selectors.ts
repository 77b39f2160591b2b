import type { AttributeSelector, CssNode, Nth, PseudoClassSelector } from 'css-tree';
import parseSelector from 'css-tree/selector-parser';
import { ident } from 'css-tree/utils';
import type { SvgNode } from '../tree.ts';

/** Where each element stands. */
export type Places = ReadonlyMap<SvgNode, { parent: SvgNode | undefined; siblings: SvgNode[]; index: number }>;

/** A selector without commas (https://www.w3.org/TR/selectors-4/). */
export type Selector = {
  /** Ids, classes, types: a million, a thousand and one each. */
  specificity: number;
  /** What an element must have to be worth a closer look: `#id`, `.class` or a type; `*` is any. */
  key: string;
  matches: Test;
};

type Test = (node: SvgNode, places: Places) => boolean;

/** The selectors of a list; none where browsers can't read it either, or it needs what a still drawing has not. */
export const parseSelectors = (list: string): Selector[] => {
  try {
    return selectorsOf(parseSelector(list, { context: 'selectorList' }));
  } catch {
    return [];
  }
};

/** Places of a tree's elements. */
export const placesOf = (root: SvgNode): Places => {
  const places = new Map<SvgNode, { parent: SvgNode | undefined; siblings: SvgNode[]; index: number }>();
  const add = (parent: SvgNode) => {
    const siblings = parent.children.filter((child) => typeof child !== 'string');
    for (const [index, node] of siblings.entries()) {
      places.set(node, { parent, siblings, index });
      add(node);
    }
  };
  places.set(root, { parent: undefined, siblings: [root], index: 0 });
  add(root);
  return places;
};

const childrenOf = (node: CssNode): CssNode[] =>
  'children' in node && node.children !== null ? [...node.children] : [];

const selectorsOf = (list: CssNode): Selector[] => childrenOf(list).map((selector) => compile(childrenOf(selector)));

/** Compounds from the right to the left, each with the combinator on its left. */
const compile = (parts: CssNode[]): Selector => {
  let selector: Selector = { specificity: 0, key: '*', matches: () => true };
  let compound: Simple[] = [];
  let combinator: string | undefined;
  const close = () => {
    const left = selector.matches;
    const tests = compound.map(({ test }) => test);
    const relation = combinator;
    selector = {
      specificity: selector.specificity + compound.reduce((sum, { specificity }) => sum + specificity, 0),
      key: keyOf(compound),
      matches: (node, places) =>
        tests.every((test) => test(node, places)) &&
        (relation === undefined || related[relation]?.(left, node, places) === true),
    };
    compound = [];
  };
  for (const part of parts) {
    if (part.type !== 'Combinator') compound.push(simple(part));
    else {
      close();
      combinator = part.name;
    }
  }
  close();
  return selector;
};

const keyOf = (compound: Simple[]) =>
  compound.find(({ key }) => key?.startsWith('#'))?.key ?? compound.find(({ key }) => key !== undefined)?.key ?? '*';

/** Whether what stands where a combinator points passes the test. */
const related: { [combinator: string]: (test: Test, node: SvgNode, places: Places) => boolean } = {
  ' ': (test, node, places) => {
    for (let at = places.get(node)?.parent; at; at = places.get(at)?.parent) if (test(at, places)) return true;
    return false;
  },
  '>': (test, node, places) => {
    const parent = places.get(node)?.parent;
    return parent !== undefined && test(parent, places);
  },
  '+': (test, node, places) => {
    const before = before1(node, places);
    return before !== undefined && test(before, places);
  },
  '~': (test, node, places) => {
    const { siblings = [], index = 0 } = places.get(node) ?? {};
    return siblings.slice(0, index).some((sibling) => test(sibling, places));
  },
};

const before1 = (node: SvgNode, places: Places) => {
  const { siblings = [], index = 0 } = places.get(node) ?? {};
  return siblings[index - 1];
};

type Simple = { specificity: number; key?: string; test: Test };

const byClass = 1000;

const simple = (part: CssNode): Simple => {
  switch (part.type) {
    case 'TypeSelector': {
      const name = ident.decode(part.name.slice(part.name.lastIndexOf('|') + 1));
      return name === '*'
        ? { specificity: 0, test: () => true }
        : { specificity: 1, key: name, test: (node) => node.name === name };
    }
    case 'IdSelector': {
      const id = ident.decode(part.name);
      return { specificity: 1e6, key: `#${id}`, test: ({ attributes }) => attributes.get('id') === id };
    }
    case 'ClassSelector': {
      const name = ident.decode(part.name);
      return { specificity: byClass, key: `.${name}`, test: (node) => classesOf(node).includes(name) };
    }
    case 'AttributeSelector':
      return { specificity: byClass, test: attributeTest(part) };
    case 'PseudoClassSelector':
      return pseudoClass(part);
    default:
      // Pseudo-elements, and `&` outside of a rule.
      throw new Error(`no selector of an element: ${part.type}`);
  }
};

/** Classes of an element. */
export const classesOf = ({ attributes }: SvgNode): string[] => attributes.get('class')?.split(/\s+/) ?? [];

const attributeTest = ({ name, matcher, value, flags }: AttributeSelector): Test => {
  const attribute = ident.decode(name.name);
  const fold = (text: string) => (flags?.toLowerCase() === 'i' ? text.toLowerCase() : text);
  const expected = fold(value === null ? '' : value.type === 'String' ? value.value : ident.decode(value.name));
  const compare = matchers[matcher ?? ''];
  return ({ attributes }) => {
    const given = attributes.get(attribute);
    return given !== undefined && compare?.(fold(given), expected) === true;
  };
};

const matchers: { [matcher: string]: (given: string, expected: string) => boolean } = {
  '': () => true,
  '=': (given, expected) => given === expected,
  '~=': (given, expected) => expected !== '' && given.split(/\s+/).includes(expected),
  '|=': (given, expected) => given === expected || given.startsWith(`${expected}-`),
  '^=': (given, expected) => expected !== '' && given.startsWith(expected),
  '$=': (given, expected) => expected !== '' && given.endsWith(expected),
  '*=': (given, expected) => expected !== '' && given.includes(expected),
};

const pseudoClass = (part: PseudoClassSelector): Simple => {
  const name = part.name.toLowerCase();
  const [argument] = childrenOf(part);
  if (argument?.type === 'SelectorList') return ofSelectors(name, argument);
  if (argument?.type === 'Nth') return { specificity: byClass, test: nthTest(name, argument) };
  const test = structural[name];
  if (test === undefined) throw new Error(`no still drawing is :${name}`);
  return { specificity: byClass, test };
};

const ofSelectors = (name: string, list: CssNode): Simple => {
  const selectors = selectorsOf(list);
  const some: Test = (node, places) => selectors.some(({ matches }) => matches(node, places));
  const specificity = name === 'where' ? 0 : Math.max(0, ...selectors.map((selector) => selector.specificity));
  if (name === 'is' || name === 'where' || name === 'matches') return { specificity, test: some };
  if (name === 'not') return { specificity, test: (node, places) => !some(node, places) };
  throw new Error(`:${name}() is not looked at`);
};

/** Place among the siblings that count, from 1. */
type Rank = (node: SvgNode, places: Places, counts: (sibling: SvgNode) => boolean, fromEnd: boolean) => number;

const rank: Rank = (node, places, counts, fromEnd) => {
  const { siblings = [], index = 0 } = places.get(node) ?? {};
  const before = fromEnd ? siblings.slice(index + 1) : siblings.slice(0, index);
  return before.filter(counts).length + 1;
};

const nthTest = (name: string, { nth, selector }: Nth): Test => {
  const [a, b] = nth.type === 'Identifier' ? [2, nth.name === 'odd' ? 1 : 0] : [numberOf(nth.a), Number(nth.b ?? 0)];
  const among = selector ? selectorsOf(selector) : undefined;
  const ofType = name.endsWith('of-type');
  if (!/^nth-(last-)?(child|of-type)$/.test(name)) throw new Error(`:${name}() is not looked at`);
  return (node, places) => {
    const counts = (sibling: SvgNode) =>
      (!ofType || sibling.name === node.name) && (!among || among.some(({ matches }) => matches(sibling, places)));
    const steps = rank(node, places, counts, name.includes('last')) - b;
    return counts(node) && (a === 0 ? steps === 0 : steps % a === 0 && steps / a >= 0);
  };
};

const numberOf = (a: string | null) => (a === null ? 0 : a === '' || a === '+' ? 1 : a === '-' ? -1 : Number(a));

const any = () => true;
const sameName = (node: SvgNode) => (sibling: SvgNode) => sibling.name === node.name;
const isFirst = (node: SvgNode, places: Places) => rank(node, places, any, false) === 1;
const isLast = (node: SvgNode, places: Places) => rank(node, places, any, true) === 1;
const isFirstOfType = (node: SvgNode, places: Places) => rank(node, places, sameName(node), false) === 1;
const isLastOfType = (node: SvgNode, places: Places) => rank(node, places, sameName(node), true) === 1;

const structural: { [name: string]: Test } = {
  root: (node, places) => places.get(node)?.parent === undefined,
  scope: (node, places) => places.get(node)?.parent === undefined,
  empty: ({ children }) => children.length === 0,
  'first-child': isFirst,
  'last-child': isLast,
  'only-child': (node, places) => isFirst(node, places) && isLast(node, places),
  'first-of-type': isFirstOfType,
  'last-of-type': isLastOfType,
  'only-of-type': (node, places) => isFirstOfType(node, places) && isLastOfType(node, places),
};
