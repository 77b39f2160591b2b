import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Files, readFiles, writeFiles } from '../../../infra/build/files.ts';

const filesOf = (text: string): Files =>
  Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at % 3}/${at}.txt`, Buffer.from(`${text} ${at}`)]));

test.each([
  ['of the same files', ['a', 'a', 'a']],
  ['of other files', ['a', 'b', 'c']],
])('builds that write a folder at once leave nothing unfinished, and none fails: %s', async (_, builds) => {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  await Promise.all(builds.map((text) => writeFiles(folder, filesOf(text))));
  const written = await readFiles(folder, () => true);
  expect(Object.keys(written).sort()).toEqual(Object.keys(filesOf('a')).sort());
  for (const [path, bytes] of Object.entries(written))
    expect(builds.map((text) => `${filesOf(text)[path]}`)).toContain(`${bytes}`);
  await rm(folder, { recursive: true });
});
