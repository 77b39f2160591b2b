import { readFile } from 'node:fs/promises';
import type { Node } from 'acorn';
import { build, type Plugin, transform } from 'esbuild';
import { parameterOf } from '../../edge/query/language.ts';
import { type Parameter, parameterNames } from '../../edge/query/parameters.ts';
import { type Edit, editScript, replaced } from './edit-script.ts';

/**
 * What of the parser a viewer function needs: the parameters that can be set, and the names that are read where only dialects are
 * read; without them every name counts.
 */
export type Used = { names?: readonly string[] | undefined; parameters: ReadonlySet<Parameter> };

const parser = /\/edge\/query\/(readers\/\w+|parse|parameters|language)\.ts$/;

/**
 * Leaves out of the viewer function what only pages, `explain` and refusals read: what a reader tells of itself, and the report
 * of the parser; and the rows of parameters that can't be set. Where only dialects are read, names that none of them uses go too, and
 * the hints, since no value that can't be read is refused. Throws where the parser is no longer written as the edits expect.
 */
export const leanQuery = (used?: Used): Plugin => ({
  name: 'lean-query',
  setup: ({ onLoad }) => {
    onLoad({ filter: parser }, async ({ path }) => {
      const script = await javaScript(path);
      const edits = [
        ...dropped(silent),
        ...(used?.names ? [...dropped(strict), namesOnly(used.names)] : []),
        ...(used ? [rowsOnly(used)] : []),
      ];
      return { contents: editScript(script, edits, path.split('/edge/query/')[1] ?? ''), loader: 'js' };
    });
  },
});

/** The parameters that a viewer function's source can set: those whose name, or another name of theirs, its bundle mentions. */
export const parametersUsed = async (source: string, root: string): Promise<Set<Parameter>> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    external: ['cloudfront', 'crypto'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'no-table',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\/edge\/query\/parameters\.ts$/ }, () => ({
            contents: 'export const parameters = {}; export const parameterNames = [];',
          })),
      },
    ],
  });
  // Alternatives of a pattern are values.
  const words = new Set(outputFiles[0]?.text.match(/(?<![|\w-])[a-z][\w-]*(?![|\w-])/g));
  const mentioned = Object.keys(parameterOf).filter((name) => words.has(name));
  return new Set(parameterNames.filter((parameter) => mentioned.some((name) => parameterOf[name] === parameter)));
};

const javaScript = async (path: string) =>
  (await transform(await readFile(path, 'utf8'), { loader: 'ts', target: 'es2022' })).code;

type Dropped = { properties: readonly string[]; names: readonly string[] };

/** What is told of values, and to whom. */
const silent: Dropped = { properties: ['least', 'most', 'choices', 'kind'], names: ['onClamp', 'report'] };

/** What only a language that refuses values needs. */
const strict: Dropped = { properties: ['hint', 'strict'], names: ['problem', 'strict'] };

/** Leaves out properties, and arguments, variables and statements of those names. */
const dropped = ({ properties, names }: Dropped): Edit[] => {
  const isNamed = (node: Node | null | undefined, within: readonly string[]) =>
    node?.type === 'Identifier' && 'name' in node && within.includes(String(node.name));
  const mentions = (text: string) => names.some((name) => new RegExp(`\\b${name}\\b`).test(text));
  return [
    {
      name: 'property',
      edit: (node) => (node.type === 'Property' && isNamed(node.key, properties) ? replaced(node, '') : undefined),
    },
    { name: 'argument', edit: (node, { inList }) => (inList && isNamed(node, names) ? replaced(node, '') : undefined) },
    {
      name: 'statement',
      edit: (node, { text }) => {
        if (node.type === 'IfStatement' && mentions(text(node.test))) return replaced(node, '');
        if (node.type === 'IfStatement' && node.alternate && mentions(text(node.alternate)))
          return { start: node.consequent.end, end: node.end, text: '' };
        if (node.type === 'VariableDeclaration' && node.declarations.every(({ id }) => isNamed(id, names)))
          return replaced(node, '');
        return node.type === 'LogicalExpression' && node.operator === '||' && mentions(text(node.left))
          ? replaced(node, text(node.right))
          : undefined;
      },
    },
  ];
};

/** Leaves out rows of the parameter table, and the other names of parameters. */
const rowsOnly = ({ names, parameters }: Used): Edit => ({
  name: 'row',
  file: 'parameters.ts',
  needed: names !== undefined || parameters.size < parameterNames.length,
  edit: (node, { text, parent }) => {
    if (node.type !== 'Property' || parent?.type !== 'ObjectExpression' || node.value.type !== 'ArrayExpression')
      return undefined;
    const name = text(node.key).replace(/['"]/g, '');
    if (!parameterNames.some((parameter) => parameter === name && parameters.has(parameter))) return replaced(node, '');
    const [reader, , usual] = node.value.elements;
    return names && reader ? replaced(node.value, `[${text(reader)}${usual ? `,'',${text(usual)}` : ''}]`) : undefined;
  },
});

/** Leaves out names that no dialect reads. */
const namesOnly = (names: readonly string[]): Edit => ({
  name: 'names',
  file: 'language.ts',
  needed: true,
  edit: (node, { text }) => {
    if (node.type === 'VariableDeclarator' && text(node.id) === 'parameterOf') {
      const others = names.filter((name) => parameterOf[name] && parameterOf[name] !== name);
      return replaced(
        node,
        `parameterOf = ${JSON.stringify(Object.fromEntries(others.map((name) => [name, parameterOf[name]])))}`,
      );
    }
    return node.type === 'ExpressionStatement' && text(node).startsWith('parameterNames.forEach')
      ? replaced(node, 'parameterNames.forEach((name) => (parameterOf[name] = name));')
      : undefined;
  },
});
