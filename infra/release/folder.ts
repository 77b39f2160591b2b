import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Files, writeInto } from '../build/files.ts';

/**
 * Writes a release in place of the one that the folder holds. What no release wrote stays: the folder may be any, and Terraform
 * keeps files of its own there.
 */
export const replaceRelease = async (directory: string, files: Files): Promise<void> => {
  const stale = (await releasedFiles(directory)).filter((path) => !(path in files));
  await writeInto(directory, files);
  await Promise.all(stale.map((path) => rm(join(directory, path), { force: true })));
};

/** Paths of the release before, by its checksums. */
const releasedFiles = async (directory: string): Promise<string[]> => {
  const sums = await readFile(join(directory, 'SHA256SUMS'), 'utf8').catch(() => '');
  return [...sums.matchAll(/^[0-9a-f]{64} {2}(?!.*\.\.)(.+)$/gm)].map(([, path = '']) => path);
};
