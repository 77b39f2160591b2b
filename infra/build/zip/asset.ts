import { basename, dirname } from 'node:path';
import { type Files, writeFiles, writeInto } from '../files.ts';
import { deflated } from './deflate.ts';
import { zipOf } from './zip.ts';

/** The asset of a Lambda: a `directory` with its files, and beside it the `zip` of them, which is what is deployed. */
export type LambdaAsset = { directory: string; zip: string; zippedBytes: number };

/** Makes both hold exactly these files. */
export async function writeAsset(directory: string, files: Files): Promise<LambdaAsset> {
  const zip = zipOf(files, deflated);
  await writeFiles(directory, files);
  await writeInto(dirname(directory), { [`${basename(directory)}.zip`]: zip });
  return { directory, zip: `${directory}.zip`, zippedBytes: zip.length };
}
