import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { DialectName } from '../../edge/query/dialects/registry.ts';
import type { Config } from '../config/schema.ts';
import { furtherBuckets } from '../config/settings/further-buckets.ts';
import { originSettings } from '../config/settings/origin-settings.ts';
import { upkeepSettings } from '../config/settings/upkeep-settings.ts';
import { sample } from '../verify/question.ts';
import { samples } from '../verify/site.ts';
import {
  credentialsInVariables,
  knownPlatform,
  lateUuids,
  lazyBuiltins,
  noEventStreams,
  onlyDialects,
  plainColors,
  withoutExplain,
} from './bundle-for-lambda.ts';
import type { Files } from './files.ts';
import { fonts } from './fonts.ts';
import { bundledLicenses } from './licenses.ts';
import { revision } from './pixel-code.ts';
import { pregenerated } from './pregenerated.ts';
import { type Cpu, sharpForLambda } from './sharp-for-lambda.ts';
import { viewerFunctions } from './viewer-function.ts';
import { type LambdaAsset, writeAsset } from './zip/asset.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');

/** Bytes of a zipped function: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
export const zipLimit = 50 * 1024 * 1024;
// Ours: a cold start fetches and unpacks all of it.
const zipGoal = 10 * 1024 * 1024;

/** The Lambda asset: `index.mjs` and sharp for linux-x64, whatever machine builds it. */
export async function lambdaAsset(config: Config, directory = join(dist, 'origin-response')): Promise<LambdaAsset> {
  const modules = await lambdaModules(
    targetOf(config),
    `
      import { originResponse } from './edge/origin-response.ts';
      export const handler = originResponse(${JSON.stringify(originSettings(config, await revision(config)))});
    `,
  );
  const files = { ...modules, ...(await decoders('x64')) };
  const asset = await writeAsset(directory, files);
  const { zippedBytes } = asset;
  if (zippedBytes > zipLimit)
    throw new Error(`The Lambda asset has ${zippedBytes} bytes zipped, Lambda@Edge takes ${zipLimit}`);
  if (zippedBytes > zipGoal)
    console.warn(`The Lambda asset has ${zippedBytes} bytes zipped, more than our goal of ${zipGoal}`);
  return asset;
}

/**
 * The asset of the regional door, for arm64: as a zip, or as a directory with a Dockerfile for a container image. Buckets are named by the
 * function's environment.
 */
export async function regionalAsset(config: Config, directory = join(dist, 'regional')): Promise<LambdaAsset> {
  const settings = {
    origin: originSettings(config, await revision(config)),
    prefix: config.originals.prefix,
    ...furtherBuckets(config),
    web: config.httpOrigins,
  };
  const modules = await lambdaModules(
    targetOf(config),
    `
      import { regional } from './edge/function-url.ts';
      export const handler = regional(${JSON.stringify(settings)});
    `,
  );
  const files = { ...modules, ...(await decoders('arm64')), ...dockerfileOf(config) };
  return writeAsset(directory, files);
}

/** The asset of whichever door the config has. */
export const doorAsset = (config: Config) => (config.door === 'regional' ? regionalAsset(config) : lambdaAsset(config));

/** AWS's own base image of the runtime: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-image.html */
const dockerfileOf = ({ runtime, regional }: Config): Files =>
  regional?.package === 'image'
    ? {
        Dockerfile: Buffer.from(
          [
            `FROM public.ecr.aws/lambda/nodejs:${runtime.replace(/\D+/g, '')}`,
            'COPY . /var/task/',
            'CMD ["index.handler"]',
            '',
          ].join('\n'),
        ),
      }
    : {};

/** The asset of the Lambda of the upkeep, in the same way; sharp only where it makes derivatives. */
export async function upkeepAsset(config: Config, directory = join(dist, 'upkeep')): Promise<LambdaAsset> {
  // What a signature opens is the same image under the same name.
  const { signing: _, ...open } = config;
  const variants = await pregenerated(config, await viewerFunctions(open));
  const settings = { ...upkeepSettings(config, await revision(config)), pregenerated: variants };
  const modules = await lambdaModules(
    targetOf(config),
    `
      import { upkeep } from './infra/upkeep/upkeep.ts';
      export const handler = upkeep(${JSON.stringify(settings)});
    `,
  );
  const files = { ...modules, ...(variants.length > 0 && (await decoders('x64'))) };
  return writeAsset(directory, files);
}

/** The asset of the canary, with the test image that it compares the original with. */
export async function canaryAsset(config: Config, directory = join(dist, 'canary')): Promise<LambdaAsset> {
  const { folder = '' } = config.monitoring?.canary ?? {};
  const modules = await lambdaModules(
    targetOf(config),
    `
      import { canary } from './infra/verify/canary.ts';
      export const handler = canary(${JSON.stringify(config)}, ${JSON.stringify(folder)});
    `,
  );
  const files = { ...modules, ...(await canarySamples()), ...(await decoders('x64')) };
  return writeAsset(directory, files);
}

/** The test image of the canary. */
export const canarySamples = async (): Promise<Files> => ({
  [`samples/${sample}`]: await readFile(join(samples, sample)),
});

/** sharp, and the fonts that `edge/image/sharp.ts` looks for beside itself. */
export async function decoders(cpu: Cpu): Promise<Files> {
  const beside = Object.entries(await fonts()).map(([path, bytes]) => [`fonts/${path}`, bytes]);
  return { ...Object.fromEntries(beside), ...(await sharpForLambda(root, cpu)) };
}

/** The modules of a Lambda, bundled for its runtime: `index.mjs`, what it loads late, the process that decodes; and their licenses. */
export async function lambdaModules({ runtime, explained }: LambdaTarget, contents: string): Promise<Files> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    // Decoding that may have to be killed has a process of its own.
    entryPoints: ['edge/image/worker-process.ts'],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    outdir: root,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    // Only a file of its own is loaded late: the decoders, while the original travels.
    splitting: true,
    platform: 'node',
    target: runtime.replace(/^nodejs(\d+)\.x$/, 'node$1'),
    mainFields: ['module', 'main'],
    // sharp's binary is loaded from node_modules at run time.
    external: ['*.node'],
    plugins: [...plugins, ...(explained === 'all' ? [] : [explained ? onlyDialects(explained) : withoutExplain])],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const named = (path: string) => basename(path).replace(/^stdin/, 'index');
  const modules = outputFiles.map(({ path, text }) => [named(path), Buffer.from(withRequire(text))]);
  return { ...Object.fromEntries(modules), 'LICENSES.txt': await bundledLicenses(metafile) };
}

// CommonJS packages inside an ES module still call `require`.
const createRequire = "const require = process.getBuiltinModule('module').createRequire(import.meta.url);";

const withRequire = (module: string): string => (/\brequire\b/.test(module) ? createRequire + module : module);

/** What a Lambda is bundled for, and the dialects that its `explain` knows; undefined where it is switched off. */
type LambdaTarget = { runtime: Config['runtime']; explained: 'all' | readonly DialectName[] | undefined };

const targetOf = ({ runtime, explain, dialects = [] }: Config): LambdaTarget => ({
  runtime,
  explained: explain && [...new Set(dialects.map(({ dialect }) => dialect))],
});

const plugins = [lateUuids, noEventStreams, lazyBuiltins, knownPlatform, plainColors, credentialsInVariables];
