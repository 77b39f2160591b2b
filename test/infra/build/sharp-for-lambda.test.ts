import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installForLambda } from '../../../infra/build/sharp-for-lambda.ts';

// With a stand-in for npm: a shell script, first in PATH.

const { PATH = '' } = process.env;
const lock = { packages: { 'node_modules/sharp': { version: '1.0.0' } } };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sharp-'));
  process.env.PATH = `${folder}/bin${delimiter}${PATH}`;
});

afterEach(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true });
});

const npmIs = async (script: string) => {
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/npm'), `#!/bin/sh\n${script}`);
  await chmod(join(folder, 'bin/npm'), 0o755);
};

const kept = () => readdir(join(folder, 'node_modules/.cache'));

test('two builds at once install it each in a folder of its own, and both find it whole', async () => {
  await npmIs('mkdir node_modules && sleep 0.2 && echo "$@" > node_modules/installed');
  const [one = '', other] = await Promise.all([1, 2].map(() => installForLambda(folder, lock, 'arm64')));
  expect(other).toBe(one);
  expect(await readFile(join(one, 'node_modules/installed'), 'utf8')).toMatch(
    /^ci --os=linux --libc=glibc --cpu=arm64 /,
  );
  expect(await kept()).toHaveLength(1);
});

test('it is installed once', async () => {
  await npmIs('echo again >> ../npm');
  for (const _ of [1, 2]) await installForLambda(folder, lock, 'arm64');
  expect(await readFile(join(folder, 'node_modules/.cache/npm'), 'utf8')).toBe('again\n');
});

test('what npm could not install is not kept, and its reason is told', async () => {
  await npmIs('mkdir node_modules && echo "no network" >&2 && exit 1');
  await expect(installForLambda(folder, lock, 'arm64')).rejects.toThrow(
    'npm could not install sharp for linux-arm64: no network',
  );
  expect(await kept()).toEqual([]);
});
