import { type Node, parse } from 'acorn';

/**
 * Refuses syntax that runtime 2.0 does not list: ES 5.1, `const`, `let`, arrow functions, rest parameters, template literals, `**`,
 * `async` functions that are no closures, named capture groups and numeric separators are all there is.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const checkSyntax = (text: string): void => {
  const visit = (node: object, depth: number): void => {
    if (!isSyntax(node)) return;
    const refused = refusals[node.type]?.(node, depth);
    if (refused)
      throw new SyntaxError(`Runtime 2.0 has no ${refused}, line ${text.slice(0, node.start).split('\n').length}`);
    const inner = isFunction(node) ? depth + 1 : depth;
    for (const child of childrenOf(node)) visit(child, inner);
  };
  visit(parse(text, { ecmaVersion: 2021, sourceType: 'module', allowHashBang: false }), 0);
};

/** A node of ESTree; which fields it has depends on its type (https://github.com/estree/estree). */
type Syntax = Pick<Node, 'type' | 'start'> & { readonly [field: string]: unknown };

const refused = (what: string) => () => what;

const functionProblem = ({ generator, async }: Syntax, depth: number) =>
  generator ? 'generator' : async && depth > 0 ? 'async closure' : undefined;

/** What a node of this type is where it is not listed. */
const refusals: { readonly [type: string]: (node: Syntax, depth: number) => string | undefined } = {
  ArrayPattern: refused('destructuring'),
  ArrowFunctionExpression: (node) => (node.async ? 'async closure' : undefined),
  AssignmentPattern: refused('default value'),
  AwaitExpression: (_, depth) => (depth === 0 ? 'await outside of a function' : undefined),
  BigIntLiteral: refused('BigInt'),
  CatchClause: ({ param }) => (param ? undefined : 'catch without a parameter'),
  ChainExpression: refused('optional chaining'),
  ClassDeclaration: refused('class'),
  ClassExpression: refused('class'),
  ForOfStatement: refused('for…of'),
  FunctionDeclaration: functionProblem,
  FunctionExpression: functionProblem,
  ImportDeclaration: ({ source }) =>
    isSyntax(source) && source.value === 'cloudfront' ? undefined : 'import but cloudfront',
  Literal: ({ regex, bigint }) => (bigint ? 'BigInt' : regex ? regexProblem(regex) : undefined),
  LogicalExpression: ({ operator }) => (operator === '??' ? 'operator ??' : undefined),
  AssignmentExpression: ({ operator }) =>
    /^(\?\?|\|\||&&)=$/.test(String(operator)) ? `operator ${operator}` : undefined,
  ObjectPattern: refused('destructuring'),
  SpreadElement: refused('spread'),
  TaggedTemplateExpression: refused('tagged template'),
  YieldExpression: refused('generator'),
};

const regexProblem = (regex: unknown) => {
  const { pattern, flags } = Object(regex);
  if (/\(\?<[=!]/.test(pattern)) return 'lookbehind';
  return /[^gimy]/.test(flags) ? `regular expression flag in ${flags}` : undefined;
};

const isFunction = ({ type }: Syntax) => /^(Function|Arrow)/.test(type);

const childrenOf = (node: Syntax): Syntax[] => Object.values(node).flat().filter(isSyntax);

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
