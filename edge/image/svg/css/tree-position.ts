import type { SvgNode } from '../tree.ts';

type Position = { parent: SvgNode | undefined; siblings: SvgNode[]; index: number };

/** The parent and siblings of each element. */
export type TreePositions = ReadonlyMap<SvgNode, Position>;

/** Whether an element matches a selector, or a part of one. */
export type Test = (node: SvgNode, positions: TreePositions) => boolean;

/** Maps the elements of a tree to their positions. */
export const treePositions = (root: SvgNode): TreePositions => {
  const positions = new Map<SvgNode, Position>();
  const add = (parent: SvgNode) => {
    const siblings = parent.children.filter((child) => typeof child !== 'string');
    for (const [index, node] of siblings.entries()) {
      positions.set(node, { parent, siblings, index });
      add(node);
    }
  };
  positions.set(root, { parent: undefined, siblings: [root], index: 0 });
  add(root);
  return positions;
};

/** The sibling directly before an element. */
export const previousSibling = (node: SvgNode, positions: TreePositions): SvgNode | undefined => {
  const { siblings = [], index = 0 } = positions.get(node) ?? {};
  return siblings[index - 1];
};

type Counted = { counts: (sibling: SvgNode) => boolean; fromEnd: boolean };

/** The index of an element among the siblings that count, from 1. */
export const indexAmong = (node: SvgNode, positions: TreePositions, { counts, fromEnd }: Counted): number => {
  const { siblings = [], index = 0 } = positions.get(node) ?? {};
  const before = fromEnd ? siblings.slice(index + 1) : siblings.slice(0, index);
  return before.filter(counts).length + 1;
};

const isEnd =
  (fromEnd: boolean): Test =>
  (node, positions) =>
    indexAmong(node, positions, { counts: () => true, fromEnd }) === 1;

const isEndOfType =
  (fromEnd: boolean): Test =>
  (node, positions) =>
    indexAmong(node, positions, { counts: (sibling) => sibling.name === node.name, fromEnd }) === 1;

const isRoot: Test = (node, positions) => positions.get(node)?.parent === undefined;

const both =
  (first: Test, second: Test): Test =>
  (node, positions) =>
    first(node, positions) && second(node, positions);

/** The structural pseudo-classes without an argument, by name. */
export const structuralTests: { [name: string]: Test } = {
  root: isRoot,
  scope: isRoot,
  empty: ({ children }) => children.length === 0,
  'first-child': isEnd(false),
  'last-child': isEnd(true),
  'only-child': both(isEnd(false), isEnd(true)),
  'first-of-type': isEndOfType(false),
  'last-of-type': isEndOfType(true),
  'only-of-type': both(isEndOfType(false), isEndOfType(true)),
};
