import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/** A folder's files in memory: path (with `/`) -> bytes. */
export type Files = { [path: string]: Uint8Array };

/** Every file below a folder that `isWanted`, sorted by path. */
export async function readFiles(directory: string, isWanted: (path: string) => boolean): Promise<Files> {
  const paths = (await listFiles(directory)).filter(isWanted).sort();
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(directory, path))])),
  );
}

/** Makes a folder of our own hold exactly these files, as `writeInto`: whatever else is there is removed. */
export async function writeFiles(directory: string, files: Files): Promise<void> {
  const stale = (await listFiles(directory)).filter((path) => !(path in files));
  await Promise.all(stale.map((path) => rm(join(directory, path), { force: true })));
  await writeInto(directory, files);
}

/** Writes files into a folder and leaves its others alone. Equal ones are not touched; a new one appears whole or not at all. */
export async function writeInto(directory: string, files: Files): Promise<void> {
  await Promise.all(Object.entries(files).map(([path, bytes]) => writeWhole(join(directory, path), bytes)));
}

// Another build of the same folder may take an unfinished file for a stale one, and remove it.
const mostAttempts = 5;

async function writeWhole(path: string, bytes: Uint8Array, attempt = 1): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(bytes)) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, bytes);
  try {
    await rename(unfinished, path);
  } catch (error) {
    if (attempt === mostAttempts) throw error;
    await writeWhole(path, bytes, attempt + 1);
  }
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll(sep, '/'),
    );
}
