import { type Node, parse } from 'acorn';

/** A module that counts how often each of its branches runs, in `globalThis.branches` from `first` on. */
export type Instrumented = { text: string; branches: number; literals: string[] };

/** A node of ESTree; which fields it has depends on its type (https://github.com/estree/estree). */
type Syntax = Pick<Node, 'type' | 'start' | 'end'> & { readonly [field: string]: unknown };

type Insertion = { at: number; text: string };

/** Adds a counter to every function, branch, loop, case and second operand of JavaScript; and lists its short strings. */
export const instrument = (source: string, first: number): Instrumented => {
  const insertions: Insertion[] = [];
  const literals = new Set<string>();
  let branches = 0;
  const counter = () => `branches[${first + branches++}]++`;
  const block = ({ type, start, end }: Syntax) => {
    if (type === 'BlockStatement') insertions.push({ at: start + 1, text: `${counter()};` });
    else insertions.push({ at: start, text: `{${counter()};` }, { at: end, text: '}' });
  };
  const expression = ({ start, end }: Syntax) =>
    insertions.push({ at: start, text: `(${counter()},` }, { at: end, text: ')' });
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (!isSyntax(node)) return;
    for (const [field, kind] of Object.entries(branchesOf[node.type] ?? {})) {
      const branch = node[field];
      const [only] = Array.isArray(branch) ? branch : [branch];
      if (!isSyntax(only)) continue;
      if (kind === 'case') insertions.push({ at: only.start, text: `${counter()};` });
      else if (kind === 'block' || only.type === 'BlockStatement') block(only);
      else expression(only);
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && /^.{2,24}$/s.test(node.value))
      literals.add(node.value);
    for (const field of Object.values(node)) visit(field);
  };
  visit(parse(source, { ecmaVersion: 'latest', sourceType: 'module' }));
  return { text: insert(source, insertions), branches, literals: [...literals] };
};

/** The fields of a node that run or don't: a statement, an expression or (of an arrow) either, or the first statement of a case. */
const branchesOf: { readonly [type: string]: { readonly [field: string]: 'block' | 'expression' | 'case' } } = {
  FunctionDeclaration: { body: 'block' },
  FunctionExpression: { body: 'block' },
  ArrowFunctionExpression: { body: 'expression' },
  IfStatement: { consequent: 'block', alternate: 'block' },
  ForStatement: { body: 'block' },
  ForInStatement: { body: 'block' },
  ForOfStatement: { body: 'block' },
  WhileStatement: { body: 'block' },
  DoWhileStatement: { body: 'block' },
  CatchClause: { body: 'block' },
  SwitchCase: { consequent: 'case' },
  ConditionalExpression: { consequent: 'expression', alternate: 'expression' },
  LogicalExpression: { right: 'expression' },
};

// Insertions at one place keep the order of the walk: what is outside comes first.
const insert = (source: string, insertions: readonly Insertion[]) => {
  let text = '';
  let from = 0;
  for (const { at, text: inserted } of insertions.toSorted((one, other) => one.at - other.at)) {
    text += source.slice(from, at) + inserted;
    from = at;
  }
  return text + source.slice(from);
};

const isSyntax = (node: unknown): node is Syntax => typeof node === 'object' && node !== null && 'type' in node;
