import { type AnyNode, type Node, parse } from 'acorn';

/** A part of a script, and what takes its place. */
export type Replacement = { start: number; end: number; text: string };

/** Where a node stands. */
type Place = { parent: AnyNode | undefined; inList: boolean; text: (node: Node) => string };

/** Looks at every node and says what becomes of it; what is inside a replaced node stays unseen. */
export type Edit = {
  name: string;
  /** The only file that it concerns; it has to find something there if it is needed. */
  file?: string;
  needed?: boolean;
  edit: (node: AnyNode, place: Place) => Replacement | undefined;
};

/** The replacement of a whole node. */
export const replaced = ({ start, end }: Node, text: string): Replacement => ({ start, end, text });

/** Edits a script by its syntax tree. Throws where a needed edit finds nothing. */
export const editScript = (script: string, edits: readonly Edit[], file?: string): string => {
  const meant = edits.filter((edit) => !edit.file || edit.file === file);
  const done = new Set<Edit>();
  const replacements: Replacement[] = [];
  const text = ({ start, end }: Node) => script.slice(start, end);
  const visit = (node: AnyNode, parent: AnyNode | undefined, inList: boolean): void => {
    for (const edit of meant) {
      const replacement = edit.edit(node, { parent, inList, text });
      if (!replacement) continue;
      done.add(edit);
      replacements.push(inList && replacement.text === '' ? withComma(replacement, script) : replacement);
      return;
    }
    for (const [child, isListed] of childrenOf(node)) visit(child, node, isListed);
  };
  visit(parse(script, { ecmaVersion: 2022, sourceType: 'module' }), undefined, false);
  const missing = meant.find((edit) => edit.needed && !done.has(edit));
  if (missing) throw new Error(`edge/query/${file} has nothing left for the edit "${missing.name}" of the build`);
  return replacements
    .sort((one, other) => other.start - one.start)
    .reduce((edited, { start, end, text }) => edited.slice(0, start) + text + edited.slice(end), script);
};

// Elements with commas between.
const lists = ['arguments', 'params', 'properties', 'elements'];

const childrenOf = (node: AnyNode): [child: AnyNode, isListed: boolean][] =>
  Object.entries(node).flatMap(([key, value]): [AnyNode, boolean][] =>
    (Array.isArray(value) ? value : [value])
      .filter(isNode)
      .map((child): [AnyNode, boolean] => [child, lists.includes(key)]),
  );

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** With the comma behind it, or before it where it is the last. */
const withComma = ({ start, end, text }: Replacement, script: string): Replacement => {
  const behind = /^\s*,/.exec(script.slice(end));
  if (behind) return { start, end: end + behind[0].length, text };
  const before = /,\s*$/.exec(script.slice(0, start));
  return { start: before ? start - before[0].length : start, end, text };
};
