import { join } from 'node:path';
import { build } from 'esbuild';
import { parameterNames } from '../../edge/query/parameters.ts';
import type { Config } from '../config/schema.ts';
import { leanQuery, parametersUsed, type Used } from './lean-query.ts';
import { namesRead, viewerHead, viewerSource } from './viewer-source.ts';

const root = join(import.meta.dirname, '../..');

/** Bytes of a function's text: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
export const viewerLimit = 10_240;

/** The text of the CloudFront Function: what the config uses, and a top-level `handler`. Throws where CloudFront would refuse it. */
export async function viewerFunction(config: Config): Promise<string> {
  const text = await viewerText(config);
  const bytes = Buffer.byteLength(text);
  if (bytes > viewerLimit) {
    throw new Error(
      `The viewer function has ${bytes} bytes, CloudFront takes ${viewerLimit}: configure fewer dialects or features (npm run sizes)${await split(config)}`,
    );
  }
  return text;
}

/** The bytes of a function for each row's paths, and of one for all other paths. */
const split = async (config: Config): Promise<string> => {
  const rows = config.dialects ?? [];
  if (rows.length === 0) return '';
  const bytesOf = async (dialects: Config['dialects']) =>
    Buffer.byteLength(await viewerText({ ...config, ...(dialects && { dialects }) }));
  const parts = [
    ...rows.map(async ({ path, dialect }) => `${path} ${await bytesOf([{ path: '*', dialect }])} (${dialect})`),
    bytesOf([]).then((bytes) => `all other paths ${bytes}`),
  ];
  return `. Split by cache behavior, a function each: ${(await Promise.all(parts)).join(', ')}`;
};

/** The same text, of any size. */
export const viewerText = async (config: Config): Promise<string> => {
  const source = viewerSource(config);
  const names = namesRead(config);
  // Where `explain` is off its names are unknown, so that they make no second cache key.
  const parameters = names
    ? await parametersUsed(source, root)
    : new Set(parameterNames.filter((name) => name !== 'explain' || config.explain));
  return viewerHead(config) + (await cloudFrontScript(source, { names, parameters }));
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
      /^(read|hint|free|names|strict|parameters|own|defaults|locate|query|original|steps|sent|secret|header)$/,
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
