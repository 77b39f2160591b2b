import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { urlModule } from '../build/url-module.ts';
import { command } from './command.ts';

const directory = join(import.meta.dirname, '../../dist/url');

const usage = `npm run prepack

Makes what the package holds, dist/url: the URL builder and the signer, with types. npm pack and npm publish run it.`;

await command(usage, {}, async () => {
  await rm(directory, { recursive: true, force: true });
  await urlModule(directory);
});
