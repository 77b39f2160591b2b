import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import type { DialectName } from '../../edge/query/dialects/registry.ts';
import { parameterNames } from '../../edge/query/parameters.ts';
import { type DialectRow, isEveryPath } from '../config/paths/dialects.ts';
import { checkQuotas, type PathFunction } from '../config/paths/path-functions.ts';
import type { Config } from '../config/schema.ts';
import { leanQuery, partsUsed, type Used } from './lean-query.ts';
import { shareNames } from './share-names.ts';
import { documentedValues, namesRead, unreadOf, viewerHead, viewerSource } from './viewer-source.ts';

// The package has the sources beside its bundled code.
const here = import.meta.dirname;
const root = existsSync(join(here, 'edge')) ? here : join(here, '../..');

/** Bytes of a function's text: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
export const viewerLimit = 10_240;

/**
 * The CloudFront Functions of the config, by path, the default behavior's last: one for all paths where it fits, else one for each
 * row of the dialects and one for all other paths. Throws where CloudFront would refuse one even so.
 */
export async function viewerFunctions(config: Config): Promise<PathFunction[]> {
  const text = await viewerText(config);
  const rows = config.dialects ?? [];
  const isOne = rows.length === 0 || fits(text);
  const functions = isOne ? [{ pathPattern: '*', text }] : await splitByPath(config, rows);
  checkQuotas(functions, config);
  return functions.map(checked);
}

const fits = (text: string) => Buffer.byteLength(text) <= viewerLimit;

/** A row reads its dialect alone, so rows of one dialect have the same text. */
const splitByPath = (config: Config, rows: readonly DialectRow[]): Promise<PathFunction[]> => {
  const texts = new Map<DialectName, Promise<string>>();
  const textOf = (dialect: DialectName) => {
    const text = texts.get(dialect) ?? viewerText({ ...config, dialects: [{ path: '*', dialect }] });
    texts.set(dialect, text);
    return text;
  };
  const functions = rows.map(async ({ path, dialect }): Promise<PathFunction> => {
    const pathPattern = isEveryPath(path) ? '*' : path;
    return { pathPattern, text: await textOf(dialect), dialect };
  });
  const others = async () => ({ pathPattern: '*', text: await viewerText({ ...config, dialects: [] }) });
  return Promise.all(rows.some(({ path }) => isEveryPath(path)) ? functions : [...functions, others()]);
};

const checked = (row: PathFunction): PathFunction => {
  if (fits(row.text)) return row;
  const { pathPattern, text, dialect = 'our own parameters' } = row;
  throw new Error(
    `The viewer function for ${pathPattern} (${dialect}) has ${Buffer.byteLength(text)} bytes, CloudFront takes ${viewerLimit}: switch off features (npm run sizes)`,
  );
};

/** The text of one function for all paths, of any size. */
export const viewerText = async (config: Config): Promise<string> => {
  const source = viewerSource(config);
  const names = namesRead(config);
  const parts = names && (await partsUsed(source, root));
  // Where `explain` is off its names are unknown, so that they make no second cache key.
  const parameters =
    parts?.parameters ?? new Set(parameterNames.filter((name) => name !== 'explain' || config.explain));
  const words = parts && new Set([...parts.words, ...documentedValues(config)]);
  const used = { names, parameters, words, unread: unreadOf(config) };
  return shortest(viewerHead(config) + (await cloudFrontScript(source, used)));
};

/**
 * njs, of which CloudFront's runtime is a descendant, reads 0 as the text '0' wherever a function is written as the first element of
 * an array (seen in 0.7.9): these two options of terser would write steps there.
 */
const withoutFunctionsInArrays = { collapse_vars: false, reduce_vars: false };

/** What esbuild leaves to be shortened: 1 to 2 %, and what names and texts take that stand there often, 3 to 4 %. */
const shortest = async (script: string): Promise<string> => {
  const minified = await minify(script, {
    ...{ module: true, ecma: 2015, mangle: false },
    compress: { passes: 4, keep_fargs: false, top_retain: ['handler'], ...withoutFunctionsInArrays },
  });
  const { code = '' } = await minify(shareNames(minified.code ?? ''), {
    ...{ module: true, ecma: 2015, compress: false },
    mangle: { reserved: ['handler'] },
    format: { comments: false },
  });
  return code;
};

/**
 * Bundles an ES module into a CloudFront script. ES5 and the features listed here are all that runtime 2.0 has
 * (…/DeveloperGuide/functions-javascript-runtime-20.html): what esbuild can lower it lowers, the rest it refuses by name.
 */
export async function cloudFrontScript(source: string, used?: Used): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    external: ['cloudfront', 'crypto'],
    target: 'es5',
    supported: {
      'const-and-let': true,
      arrow: true,
      'template-literal': true,
      'rest-argument': true,
      'async-await': true,
      'exponent-operator': true,
      'regexp-named-capture-groups': true,
    },
    minify: true,
    plugins: [leanQuery(used)],
    // Names that only we use; a name of CloudFront's, of JavaScript's or of the parameter table must not be among them.
    mangleProps:
      /^(read|hint|free|names|strict|parameters|own|defaults|locate|query|original|canonicalPath|steps|sent|secret|header)$/,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  // CloudFront calls a global function and knows no `export`; a module is the one format that keeps names at the top.
  const exported = /export\s*\{\s*([\w$]+)(?: as handler)?\s*\};?\s*$/;
  const [, name = ''] = exported.exec(text) ?? [];
  const waiting = `async function ${name}(`;
  const script = text.includes(waiting)
    ? text.replace(exported, '').replace(waiting, 'async function handler(')
    : text.replace(exported, `function handler(event){return ${name}(event)}\n`);
  if (script === text) throw new Error('The viewer function exports no handler');
  return script;
}
