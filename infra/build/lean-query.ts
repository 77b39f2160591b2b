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
export type Used = {
  names?: readonly string[] | undefined;
  parameters: ReadonlySet<Parameter>;
  /** What none of the services has. */
  unread?: readonly Unread[] | undefined;
  /** The words of the services, in values too; other names of a value are left out. Without them all count. */
  words?: ReadonlySet<string> | undefined;
};

/** What many services have not, and what takes bytes: two kinds of values, and names that yield to all others. */
export type Unread = 'automatic width' | 'color names' | 'yielding names';

const parser = /\/edge\/query\/(readers\/\w+|parse|parameters|language|resolve)\.ts$/;

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
        ...(used?.names ? [...dropped(strict), namesOnly(used)] : []),
        ...(used ? [rowsOnly(used), ...unsetLeft(used)] : []),
      ];
      return { contents: editScript(script, edits, path.split('/edge/query/')[1] ?? ''), loader: 'js' };
    });
  },
});

/** The words of a viewer function's bundle, and the parameters that it can set: those of which it mentions a name. */
export const partsUsed = async (
  source: string,
  root: string,
): Promise<{ words: Set<string>; parameters: Set<Parameter> }> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    // Comments mention parameters too.
    minifyWhitespace: true,
    external: ['cloudfront', 'crypto'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'what-sets',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\/edge\/query\/parameters\.ts$/ }, () => ({
            contents: 'export const parameters = {}; export const parameterNames = [];',
          }));
          onLoad({ filter: /\/edge\/query\/resolve\.ts$/ }, () => ({ contents: resolving }));
        },
      },
    ],
  });
  const text = outputFiles[0]?.text ?? '';
  const words = new Set(text.match(/[a-z][\w-]*/g));
  // Alternatives of a pattern are values.
  const names = new Set(text.match(/(?<![|\w-])[a-z][\w-]*(?![|\w-])/g));
  const mentioned = Object.keys(parameterOf).filter((name) => names.has(name));
  const used = parameterNames.filter((parameter) => mentioned.some((name) => parameterOf[name] === parameter));
  return { words, parameters: new Set(used.includes('ar') ? [...used, 'fit'] : used) };
};

// resolve.ts mentions more parameters than it sets, which are these, and `fit` beside `ar`.
const resolving = `export const resolve = ['format', 'fmts', 'lossless', 'q']; export const hasOther = resolve;`;

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
const rowsOnly = ({ names, parameters, unread, words }: Used): Edit => ({
  name: 'row',
  file: 'parameters.ts',
  needed: names !== undefined || parameters.size < parameterNames.length,
  edit: (node, { text, parent }) => {
    if (node.type !== 'Property' || parent?.type !== 'ObjectExpression' || node.value.type !== 'ArrayExpression')
      return undefined;
    const name = text(node.key).replace(/['"]/g, '');
    if (!parameterNames.some((parameter) => parameter === name && parameters.has(parameter))) return replaced(node, '');
    const [either, , usual] = node.value.elements;
    const isAuto = name === 'w' && unread?.includes('automatic width');
    const reader = isAuto && either?.type === 'CallExpression' ? either.arguments[1] : either;
    if (!names || !reader) return undefined;
    const choices = words
      ? text(reader).replace(/"([^"]*)"/g, (_, list) => `"${choicesOnly(list, words)}"`)
      : text(reader);
    return replaced(node.value, `[${choices}${usual ? `,'',${text(usual)}` : ''}]`);
  },
});

// Formats of one service or two.
const rareFormats = ['bjpg', 'png8', 'webpll', 'svg', 'json', 'blurhash', 'thumbhash', 'palette', 'lqip'];

/**
 * Of a list such as `inside max clip|cover crop` the first of each group, which the canonical form has, and other names that the services
 * have. A rare format goes where none has any of its names.
 */
const choicesOnly = (list: string, words: ReadonlySet<string>) =>
  list
    .split('|')
    .map((group) => {
      const [first = '', ...others] = group.split(' ');
      const read = others.filter((name) => /^(jpg)?$/.test(name) || words.has(name));
      return rareFormats.includes(first) && !words.has(first) && read.length === 0 ? [] : [first, ...read];
    })
    .filter((group) => group.length > 0)
    .map((group) => group.join(' '))
    .join('|');

/** Leaves out what follows from parameters that can't be set, and from values that none of the services has. */
const unsetLeft = ({ parameters, unread = [], words }: Used): Edit[] => {
  const noTest = (name: string, file: string, test: string): Edit => ({
    ...{ name, file, needed: true },
    edit: (node, { text }) =>
      node.type === 'IfStatement' && text(node.test).startsWith(test) ? replaced(node, '') : undefined,
  });
  const hexOnly: Edit = {
    ...{ name: 'color names', file: 'readers/color.ts', needed: true },
    edit: (node, { text }) =>
      node.type === 'LogicalExpression' && text(node.left).startsWith('names.read')
        ? replaced(node, text(node.right))
        : undefined,
  };
  return [
    ...(unread.includes('automatic width') ? [noTest('automatic width', 'resolve.ts', 'resolved.w === "auto"')] : []),
    ...(parameters.has('ar') ? [] : [noTest('shape', 'resolve.ts', 'resolved.ar')]),
    ...(words && !words.has('webpll') ? [noTest('lossless WebP', 'resolve.ts', 'resolved.format === "webpll"')] : []),
    ...(unread.includes('color names') ? [hexOnly] : []),
  ];
};

/** Leaves out names that no dialect reads. */
const namesOnly = ({ names = [], unread }: Used): Edit => ({
  name: 'names',
  file: 'language.ts',
  needed: true,
  edit: (node, { text }) => {
    if (node.type === 'Property' && text(node.key) === 'names' && unread?.includes('yielding names'))
      return replaced(node, 'names: keys(own).sort().concat(shared)');
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
