import { join } from 'node:path';
import { command } from '../../infra/commands/command.ts';
import { buildApp } from '../apps/app.ts';
import { pack } from '../support/packed.ts';
import { compare, type Templates } from './compare.ts';
import {
  isBreakingAllowed,
  minorOf,
  moveSnapshot,
  packageVersion,
  readReviewed,
  readSnapshot,
  readTemplates,
  reviewText,
  writeReviewed,
} from './snapshot.ts';

const usage = `npm run templates -- [--accept | --release]

Compares the CloudFormation templates of samples/apps/cdk, with the package as it is packed now, with those of the last minor version.
  --accept   says that the differences are on purpose: writes them into test/templates/unreleased.md
  --release  makes the present ones those of the minor version in package.json`;

const args = { options: { accept: { type: 'boolean' }, release: { type: 'boolean' } } } as const;

const main = async ({ values: { accept, release } }: { values: { accept?: boolean; release?: boolean } }) => {
  const { version, templates } = await readSnapshot();
  const present = await synthesize();
  const next = await packageVersion();
  const differences = compare(templates, present);
  console.log(reviewText(version, differences));
  if (differences.breaking.length > 0 && !(await isBreakingAllowed(version)))
    throw new Error(`Version ${next} may not break what was deployed with ${version}: see Breaking above`);
  if (accept) await writeReviewed(version, differences);
  if (release && minorOf(next) === version)
    throw new Error(`The version in package.json is ${next}, expected a newer minor version than ${version}`);
  if (release && (await readReviewed()) !== reviewText(version, differences))
    throw new Error('The differences are not those that were reviewed: look at them, then --accept');
  if (release) await moveSnapshot(minorOf(next), present);
};

const synthesize = async (): Promise<Templates> => {
  const packed = await pack();
  const app = await buildApp('cdk', packed.tarball).finally(packed.remove);
  return readTemplates(join(app.folder, 'cdk.out')).finally(app.remove);
};

await command(usage, args, main);
