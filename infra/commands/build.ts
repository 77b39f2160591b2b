import { glob, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canaryAsset, doorAsset, upkeepAsset, zipLimit } from '../build/lambda-assets.ts';
import { urlLimit, urlModule } from '../build/url-module.ts';
import { viewerFunctions, viewerLimit } from '../build/viewer-function.ts';
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
  const { zippedBytes } = await doorAsset(config);
  report(`dist/${config.door === 'edge' ? 'origin-response' : 'regional'}/ (zipped)`, zippedBytes, zipLimit);
  report('dist/url/url.js (minified, gzipped)', await urlModule(join(dist, 'url')), urlLimit);
  if (hasUpkeep(config)) report('dist/upkeep/ (zipped)', (await upkeepAsset(config)).zippedBytes, zipLimit);
  if (config.monitoring?.canary) report('dist/canary/ (zipped)', (await canaryAsset(config)).zippedBytes, zipLimit);
}

await command('npm run build\n\nBuilds what is deployed into dist/, and prints the sizes.', {}, main);
