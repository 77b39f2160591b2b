import { glob, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canaryAsset, doorAsset, upkeepAsset, zipLimit } from '../build/lambda-assets.ts';
import { pageAsset } from '../build/page-asset.ts';
import { urlLimit, urlModule } from '../build/url-module.ts';
import { viewerFunctions, viewerLimit } from '../build/viewer-function.ts';
import type { LambdaAsset } from '../build/zip/asset.ts';
import { loadConfig } from '../config/load.ts';
import { distinctFunctions } from '../config/paths/path-functions.ts';
import { hasUpkeep } from '../config/settings/upkeep-settings.ts';
import { command } from './command.ts';

const dist = join(import.meta.dirname, '../../dist');

async function main() {
  const report = (path: string, bytes: number, limit: number) =>
    console.log(
      `${path}  ${bytes.toLocaleString('en')} bytes, ${((bytes / limit) * 100).toFixed(1)} % of ${limit.toLocaleString('en')}`,
    );
  const config = loadConfig();
  const functions = distinctFunctions(await viewerFunctions(config));
  await mkdir(dist, { recursive: true });
  // Another config may have had more of them.
  for await (const name of glob('viewer-request*.js', { cwd: dist })) await rm(join(dist, name));
  for (const { name, text } of functions) {
    await writeFile(join(dist, `${name}.js`), text);
    report(`dist/${name}.js`, Buffer.byteLength(text), viewerLimit);
  }
  const reportZip = ({ zip, zippedBytes }: LambdaAsset) => report(`dist/${basename(zip)}`, zippedBytes, zipLimit);
  reportZip(await doorAsset(config));
  report('dist/url/url.js (minified, gzipped)', await urlModule(join(dist, 'url')), urlLimit);
  if (hasUpkeep(config)) reportZip(await upkeepAsset(config));
  if (config.monitoring?.canary) reportZip(await canaryAsset(config));
  if (config.page) reportZip(await pageAsset(config));
}

await command('npm run build\n\nBuilds what is deployed into dist/, and prints the sizes.', {}, main);
