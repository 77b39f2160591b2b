import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** The package as `npm publish` would send it: a tarball in a folder of its own. */
export type Packed = { tarball: string; folder: string; remove: () => Promise<void> };

/** Packs the package; `prepack` builds what it holds. */
export const pack = async (): Promise<Packed> => {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], root);
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  return { tarball, folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** Runs a program in a folder; what it printed is in the error if it fails. */
export const run = async (program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env) =>
  promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 26 }).catch((error) => {
    throw new Error(`${program} ${args.join(' ')} in ${cwd}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  });
