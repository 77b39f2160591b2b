import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { writeRelease } from '../release/release.ts';
import { command } from './command.ts';

const usage = `npm run release -- [--out DIR]

Writes everything to deploy without CDK: CloudFormation and SAM templates, a Terraform module, the code, an SBOM and checksums.
  --out DIR   where to write (default: dist/release)`;

const args = { options: { out: { type: 'string' } } } as const;

await command(usage, args, async ({ values: { out } }) => {
  const directory = out === undefined ? join(import.meta.dirname, '../../dist/release') : resolve(out);
  await mkdir(directory, { recursive: true }).catch(({ code }) => {
    throw new Error(`--out is ${out}, expected a folder that can be written: ${code}`);
  });
  const files = await writeRelease(loadConfig(), directory);
  for (const [path, bytes] of Object.entries(files)) console.log(`${path}  ${bytes.length.toLocaleString('en')} bytes`);
});
