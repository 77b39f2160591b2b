import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { parameterOf } from '../../edge/query/language.ts';
import { parameters } from '../../edge/query/parameters.ts';

/**
 * Leaves out of the viewer function what only pages, `explain` and refusals read: what a reader tells of itself, and the report
 * of the parser. `names` are those that the configured dialects read; without them our own parameters are read too, where
 * every name counts and a value that can't be read is refused with a hint.
 */
export const leanQuery = (names?: readonly string[]): Plugin => ({
  name: 'lean-query',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/edge\/query\/(readers\/\w+|parse|parameters|language)\.ts$/ }, async ({ path }) => {
      const source = unreported(await readFile(path, 'utf8'));
      return { contents: names ? withNames(unstrict(source), names) : source, loader: 'ts' };
    });
  },
});

const unreported = (source: string) =>
  source
    .replace(/^ +(least|most|choices|kind): .*,\n/gm, '')
    .replace(/^ +if \((onClamp|report)\b.*;\n/gm, '')
    .replace(/, (onClamp|report)(\?: (\(\) => void|OnClamp|Report))?(?=[,)])/g, '');

const unstrict = (source: string) =>
  source
    .replace(/^ +hint: .*,\n/gm, '')
    .replace(/^ +else problem = .*\n/gm, '')
    .replace(/^ +(let problem: .*|strict: strict,)\n/gm, '')
    .replace('(language.strict && problem) || variant', 'variant');

const withNames = (source: string, names: readonly string[]) => {
  const used = names.filter((name) => parameterOf[name] && parameterOf[name] !== name);
  const aliases = JSON.stringify(Object.fromEntries(used.map((name) => [name, parameterOf[name]])));
  return Object.values(parameters)
    .reduce(
      (text, [, aliases]) => (aliases ? text.replace(`, '${aliases}']`, ']').replace(`'${aliases}'`, "''") : text),
      source,
    )
    .replace(
      /^(export const parameterOf\b.*) = \{\};\nparameterNames\.forEach[\s\S]*?\n\}\);\n/m,
      (_, declaration) =>
        `${declaration} = ${aliases};\nparameterNames.forEach((name) => (parameterOf[name] = name));\n`,
    );
};
