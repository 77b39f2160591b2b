import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageArtefacts } from '../build/package-artefacts.ts';
import { urlModule } from '../build/url-module.ts';
import { cdkTypes } from '../docs/cdk-types.ts';
import { command } from './command.ts';

const dist = join(import.meta.dirname, '../../dist');
const directory = join(dist, 'url');

const usage = `npm run prepack

Makes what the package holds: in dist/url the URL builder and the signer, in dist/cdk the construct and what it deploys, all with
types. npm pack and npm publish run it.`;

await command(usage, {}, async () => {
  await rm(directory, { recursive: true, force: true });
  await urlModule(directory);
  await packageArtefacts(join(dist, 'cdk'), await cdkTypes());
});
