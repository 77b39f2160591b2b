import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A page of docs/: its path from the root of the project, and its Markdown. */
export type Page = { path: string; text: string };

/** Writes pages, and says which. */
export const writePages = async (pages: readonly Page[]): Promise<void> => {
  for (const { path, text } of pages) {
    const file = join(import.meta.dirname, '../..', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(path);
  }
};
