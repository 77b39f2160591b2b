import type { AttributeSelector, CssNode, Nth, PseudoClassSelector } from 'css-tree';
import parseSelector from 'css-tree/selector-parser';
import { ident } from 'css-tree/utils';
import { elementsOf, type SvgNode } from '../tree.ts';
import { indexAmong, previousSibling, structuralTests, type Test, type TreePositions } from './tree-position.ts';

/** A selector without commas (https://www.w3.org/TR/selectors-4/). */
export type Selector = {
  /** A million for each id, a thousand for each class, one for each type. */
  specificity: number;
  /** Index key: only elements with this `#id`, `.class` or type can match; `*` is any. */
  key: string;
  matches: Test;
};

/** Parses a selector list; empty if it is invalid, or needs what a still drawing does not have (`:hover`). */
export const parseSelectors = (list: string): Selector[] => {
  try {
    return selectorsOf(parseSelector(list, { context: 'selectorList' }));
  } catch {
    return [];
  }
};

const childrenOf = (node: CssNode): CssNode[] =>
  'children' in node && node.children !== null ? [...node.children] : [];

const selectorsOf = (list: CssNode): Selector[] => childrenOf(list).map((selector) => compile(childrenOf(selector)));

/** Compiles a complex selector: its compounds from left to right, each with the combinator before it. */
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
      matches: (node, positions) =>
        tests.every((test) => test(node, positions)) &&
        (relation === undefined || related[relation]?.(left, node, positions) === true),
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

/** Whether an element that the combinator leads to passes the test. */
const related: { [combinator: string]: (test: Test, node: SvgNode, positions: TreePositions) => boolean } = {
  ' ': (test, node, positions) => {
    for (let at = positions.get(node)?.parent; at; at = positions.get(at)?.parent) if (test(at, positions)) return true;
    return false;
  },
  '>': (test, node, positions) => {
    const parent = positions.get(node)?.parent;
    return parent !== undefined && test(parent, positions);
  },
  '+': (test, node, positions) => {
    const before = previousSibling(node, positions);
    return before !== undefined && test(before, positions);
  },
  '~': (test, node, positions) => {
    const { siblings = [], index = 0 } = positions.get(node) ?? {};
    return siblings.slice(0, index).some((sibling) => test(sibling, positions));
  },
};

type Simple = { specificity: number; key?: string; test: Test };

const classSpecificity = 1000;

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
      return { specificity: classSpecificity, key: `.${name}`, test: (node) => classesOf(node).includes(name) };
    }
    case 'AttributeSelector':
      return { specificity: classSpecificity, test: attributeTest(part) };
    case 'PseudoClassSelector':
      return pseudoClass(part);
    default:
      // Pseudo-elements, and `&` outside of a rule.
      throw new Error(`${part.type} selects no element`);
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
  if (argument?.type === 'Nth') return { specificity: classSpecificity, test: nthTest(name, argument) };
  const test = structuralTests[name];
  if (test === undefined) throw new Error(`:${name} is not supported`);
  return { specificity: classSpecificity, test };
};

const ofSelectors = (name: string, list: CssNode): Simple => {
  const selectors = selectorsOf(list);
  const some: Test = (node, positions) => selectors.some(({ matches }) => matches(node, positions));
  const specificity = name === 'where' ? 0 : Math.max(0, ...selectors.map((selector) => selector.specificity));
  if (name === 'is' || name === 'where' || name === 'matches') return { specificity, test: some };
  if (name === 'has') return { specificity, test: hasTest(list) };
  if (name === 'not') return { specificity, test: (node, positions) => !some(node, positions) };
  throw new Error(`:${name}() is not supported`);
};

/** `:has()`: each of its selectors begins with a combinator, or with the one that leads to descendants. */
const hasTest = (list: CssNode): Test => {
  const relative = childrenOf(list).map((selector) => {
    const [first, ...rest] = childrenOf(selector);
    const isLed = first?.type === 'Combinator';
    const { matches } = compile(isLed ? rest : childrenOf(selector));
    return { combinator: isLed ? first.name : ' ', matches };
  });
  return (node, positions) =>
    relative.some(({ combinator, matches }) =>
      ledTo(node, combinator, positions).some((one) => matches(one, positions)),
    );
};

/** The elements that a combinator leads to from an element. */
const ledTo = (node: SvgNode, combinator: string, positions: TreePositions): SvgNode[] => {
  if (combinator === ' ') return [...elementsOf(node)].filter((each) => each !== node);
  if (combinator === '>') return node.children.filter((child) => typeof child !== 'string');
  const { siblings = [], index = 0 } = positions.get(node) ?? {};
  return combinator === '+' ? siblings.slice(index + 1, index + 2) : siblings.slice(index + 1);
};

const nthTest = (name: string, { nth, selector }: Nth): Test => {
  const [a, b] = nth.type === 'Identifier' ? [2, nth.name === 'odd' ? 1 : 0] : [numberOf(nth.a), Number(nth.b ?? 0)];
  const among = selector ? selectorsOf(selector) : undefined;
  const ofType = name.endsWith('of-type');
  if (!/^nth-(last-)?(child|of-type)$/.test(name)) throw new Error(`:${name}() is not supported`);
  return (node, positions) => {
    const counts = (sibling: SvgNode) =>
      (!ofType || sibling.name === node.name) && (!among || among.some(({ matches }) => matches(sibling, positions)));
    const steps = indexAmong(node, positions, { counts, fromEnd: name.includes('last') }) - b;
    return counts(node) && (a === 0 ? steps === 0 : steps % a === 0 && steps / a >= 0);
  };
};

const numberOf = (a: string | null) => (a === null ? 0 : a === '' || a === '+' ? 1 : a === '-' ? -1 : Number(a));
