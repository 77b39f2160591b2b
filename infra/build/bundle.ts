import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { command } from '../commands/command.ts';
import { loadConfig } from '../config/load.ts';
import { limitsOf, originSettings } from '../config/origin-settings.ts';
import type { Config } from '../config/schema.ts';
import { hasUpkeep, upkeepSettings } from '../config/upkeep-settings.ts';
import { type Files, readFiles, writeFiles } from './files.ts';
import { pregenerated } from './pregenerated.ts';
import { sharpForLambda } from './sharp-for-lambda.ts';
import { urlLimit, urlModule } from './url-module.ts';
import { viewerHead, viewerSource } from './viewer-source.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');

// docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
export const viewerLimit = 10_240;
const zipLimit = 50 * 1024 * 1024;
// Ours: a cold start fetches and unpacks all of it.
const zipGoal = 10 * 1024 * 1024;

/** The text of the CloudFront Function: only what the config uses of the language, and a top-level `handler`. */
export async function viewerFunction(config: Config): Promise<string> {
  const text = await viewerText(config);
  const bytes = Buffer.byteLength(text);
  if (bytes > viewerLimit) {
    throw new Error(
      `The viewer function has ${bytes} bytes, CloudFront takes ${viewerLimit}: configure fewer dialects or features (npm run sizes)`,
    );
  }
  return text;
}

/** The same, of any size. */
export const viewerText = async (config: Config): Promise<string> =>
  viewerHead(config) + (await cloudFrontScript(viewerSource(config)));

/** The Lambda asset, unzipped into `directory`: `index.mjs` and sharp for linux-x64, whatever machine builds it. */
export async function lambdaAsset(config: Config, directory = join(dist, 'origin-response')) {
  const modules = await lambdaModules(
    config,
    `
      import { originResponse } from './edge/origin-response.ts';
      export const handler = originResponse(${JSON.stringify(originSettings(config, await revision(config)))});
    `,
  );
  const files = { ...modules, ...(await decoders()) };
  const zippedBytes = zippedSize(files);
  if (zippedBytes > zipLimit)
    throw new Error(`The Lambda asset has ${zippedBytes} bytes zipped, Lambda@Edge takes ${zipLimit}`);
  if (zippedBytes > zipGoal)
    console.warn(`The Lambda asset has ${zippedBytes} bytes zipped, more than our goal of ${zipGoal}`);
  await writeFiles(directory, files);
  return { directory, zippedBytes };
}

/** The asset of the regional Lambda, in the same way; sharp only where it makes derivatives. */
export async function upkeepAsset(config: Config, directory = join(dist, 'upkeep')) {
  // What a signature opens is the same image under the same name.
  const { signing: _, ...open } = config;
  const variants = await pregenerated(config, await viewerFunction(open));
  const settings = { ...upkeepSettings(config, await revision(config)), pregenerated: variants };
  const modules = await lambdaModules(
    config,
    `
      import { upkeep } from './infra/upkeep/upkeep.ts';
      export const handler = upkeep(${JSON.stringify(settings)});
    `,
  );
  const files = { ...modules, ...(variants.length > 0 && (await decoders())) };
  await writeFiles(directory, files);
  return { directory, zippedBytes: zippedSize(files) };
}

/** sharp, and the fonts that `edge/image/sharp.ts` looks for beside itself. */
async function decoders(): Promise<Files> {
  const beside = Object.entries(await fonts()).map(([path, bytes]) => [`fonts/${path}`, bytes]);
  return { ...Object.fromEntries(beside), ...(await sharpForLambda(root)) };
}

const fonts = () => readFiles(join(root, 'edge/image/fonts'), () => true);

/**
 * An ES module made into a CloudFront script. ES5 and the features listed here are all that runtime 2.0 has
 * (…/DeveloperGuide/functions-javascript-runtime-20.html): what esbuild can lower it lowers, the rest it refuses by name.
 */
export async function cloudFrontScript(source: string): Promise<string> {
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
    // Names that only we use; a name of CloudFront's, of JavaScript's or of the parameter table must not be among them.
    mangleProps:
      /^(read|hint|free|least|most|choices|kind|names|strict|parameters|own|defaults|locate|query|original|steps|sent|said|secret|header)$/,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  // CloudFront calls a global function and knows no `export`; a module is the one format that keeps names at the top.
  const script = text.replace(/export\s*\{\s*([\w$]+)(?: as handler)?\s*\};?\s*$/, (_, name) => {
    const waits = text.includes(`async function ${name}(`);
    return `${waits ? 'async ' : ''}function handler(event){return ${waits ? 'await ' : ''}${name}(event)}\n`;
  });
  if (script === text) throw new Error('The viewer function exports no handler');
  return script;
}

async function lambdaModules({ runtime }: Config, contents: string): Promise<Files> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    // Decoding that may have to be killed has a process of its own.
    entryPoints: ['edge/image/worker-process.ts'],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: root,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    // Only a file of its own is loaded late: the decoders, while the original travels.
    splitting: true,
    platform: 'node',
    target: runtime.replace(/^nodejs(\d+)\.x$/, 'node$1'),
    mainFields: ['module', 'main'],
    external: ['sharp'],
    // CommonJS packages inside an ES module still call `require` for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const named = (path: string) => basename(path).replace(/^stdin/, 'index');
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [named(path), contents]));
}

/**
 * Names all that decides how an image looks: the code of the image rooms, sharp, the limits, the fonts, the marks. Derivatives of
 * another release are kept under another revision, so none of them is served by this one.
 */
export async function revision(config: Config): Promise<string> {
  const entry = join(root, 'edge/image/derive.ts');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external: ['sharp'],
    minify: true,
    logLevel: 'silent',
  });
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256');
  for (const part of [outputFiles[0]?.text ?? '', dependencies.sharp, JSON.stringify([limitsOf(config), config.marks])])
    hash.update(part);
  for (const font of Object.values(await fonts())) hash.update(font);
  return hash.digest('hex').slice(0, 12);
}

// What a zip has beside the packed bytes (APPNOTE.TXT, 4.3): two headers a file, each with the file's name, and an end.
const zipHeaders = 30 + 46;
const zipEnd = 22;

const zippedSize = (files: Files): number =>
  Object.entries(files).reduce(
    (sum, [path, bytes]) => sum + zipHeaders + 2 * Buffer.byteLength(path) + deflateRawSync(bytes).length,
    zipEnd,
  );

async function main() {
  const report = (path: string, bytes: number, limit: number) =>
    console.log(
      `${path}  ${bytes.toLocaleString('en')} bytes, ${((bytes / limit) * 100).toFixed(1)} % of ${limit.toLocaleString('en')}`,
    );
  const config = loadConfig();
  const text = await viewerFunction(config);
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, 'viewer-request.js'), text);
  report('dist/viewer-request.js', Buffer.byteLength(text), viewerLimit);
  const { zippedBytes } = await lambdaAsset(config);
  report('dist/origin-response/ (zipped)', zippedBytes, zipLimit);
  report('dist/url/url.js (minified, gzipped)', await urlModule(join(dist, 'url')), urlLimit);
  if (!hasUpkeep(config)) return;
  report('dist/upkeep/ (zipped)', (await upkeepAsset(config)).zippedBytes, zipLimit);
}

if (import.meta.main) await command('npm run build\n\nMakes what is deployed, in dist/, and says its sizes.', {}, main);
