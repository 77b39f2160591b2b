import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { doorAsset, upkeepAsset, zipLimit } from '../build/lambda-assets.ts';
import { urlLimit, urlModule } from '../build/url-module.ts';
import { viewerFunction, viewerLimit } from '../build/viewer-function.ts';
import { loadConfig } from '../config/load.ts';
import { hasUpkeep } from '../config/upkeep-settings.ts';
import { command } from './command.ts';

const dist = join(import.meta.dirname, '../../dist');

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
  const { zippedBytes } = await doorAsset(config);
  report(`dist/${config.door === 'edge' ? 'origin-response' : 'regional'}/ (zipped)`, zippedBytes, zipLimit);
  report('dist/url/url.js (minified, gzipped)', await urlModule(join(dist, 'url')), urlLimit);
  if (!hasUpkeep(config)) return;
  report('dist/upkeep/ (zipped)', (await upkeepAsset(config)).zippedBytes, zipLimit);
}

await command('npm run build\n\nBuilds what is deployed, in dist/, and prints the sizes.', {}, main);
