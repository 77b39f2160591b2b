import { exec } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Files, readFiles } from './files.ts';

/** The part of package-lock.json that is read here (docs.npmjs.com/cli/configuring-npm/package-lock-json). */
export type Lock = { packages: { [path: string]: LockedPackage } };
type LockedPackage = {
  version?: string;
  license?: string;
  integrity?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: { [name: string]: string };
  optionalDependencies?: { [name: string]: string };
};

/** A processor that Lambda runs on; at the edge it is x64. */
export type Cpu = 'x64' | 'arm64';

/** What Lambda runs on: Amazon Linux 2023, glibc. */
const lambda = { os: 'linux', libc: 'glibc' };

/**
 * What the bundle needs of sharp, as `node_modules/…` files: binaries of Lambda's processor in the versions of package-lock.json. All else of sharp
 * is in the bundle, with its license (licenses.ts). Where the project's own node_modules was installed on another platform, npm installs the
 * same lock once more for Lambda's.
 */
export async function sharpForLambda(root: string, cpu: Cpu = 'x64', install = installForLambda): Promise<Files> {
  const lock: Lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const wanted = lockedPackages(lock, 'sharp', fitsLambda(cpu));
  const modules = (await holds(root, wanted, lock)) ? root : await install(root, lock, cpu);
  const found = await Promise.all(wanted.filter(isLoaded).map((path) => packageFiles(modules, path)));
  return checkBinaries(Object.assign({}, ...found), cpu);
}

/** The folders of a package and of all that it depends on, found in the lock by Node's own rule: nearest folder first. */
export function lockedPackages(lock: Lock, name: string, fits: (locked: LockedPackage) => boolean): string[] {
  const found = new Set<string>();
  const visit = (from: string, name: string) => {
    const path = ancestors(from).find((folder) => lock.packages[`${folder}node_modules/${name}`]);
    const at = path === undefined ? undefined : `${path}node_modules/${name}`;
    const locked = at === undefined ? undefined : lock.packages[at];
    if (!at || !locked || found.has(at) || !fits(locked)) return;
    found.add(at);
    for (const next of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) visit(`${at}/`, next);
  };
  visit('', name);
  return [...found].sort();
}

/** Throws unless the files hold libvips and sharp for linux on this processor, and no other platform's. */
export function checkBinaries(files: Files, cpu: Cpu = 'x64'): Files {
  const own = (name: string, ending: string) => new RegExp(`^node_modules/@img/${name}-linux-${cpu}/.+${ending}$`);
  const needed = [own('sharp', '\\.node'), own('sharp-libvips', '\\.so[.\\d]*')];
  const binaries = Object.keys(files).filter((path) => /\.(node|so[.\d]*|dylib|dll|wasm)$/.test(path));
  const foreign = binaries.filter((path) => !needed.some((form) => form.test(path)));
  if (foreign.length > 0) throw new Error(`Not for linux-${cpu}: ${foreign.join(', ')}`);
  for (const form of needed)
    if (!binaries.some((path) => form.test(path))) throw new Error(`The Lambda asset lacks ${form.source}`);
  return files;
}

/** Whether a package is installed on Lambda's platform. */
export const fitsLambda =
  (wanted: Cpu) =>
  ({ os, cpu, libc }: LockedPackage) =>
    (os?.includes(lambda.os) ?? true) && (cpu?.includes(wanted) ?? true) && (libc?.includes(lambda.libc) ?? true);

const ancestors = (path: string): string[] => {
  if (path === '') return [''];
  const up = path.lastIndexOf('node_modules/');
  return [path, ...ancestors(path.slice(0, Math.max(up, 0)))];
};

async function holds(root: string, paths: string[], lock: Lock): Promise<boolean> {
  const versions = paths.map(async (path) => {
    const manifest = await readFile(join(root, path, 'package.json'), 'utf8').catch(() => '{}');
    return JSON.parse(manifest).version === lock.packages[path]?.version;
  });
  return (await Promise.all(versions)).every(Boolean);
}

/** Installs sharp alone, by the lock, for Lambda's platform; once for each lock, below node_modules/.cache. Returns the folder, which is whole. */
export async function installForLambda(root: string, lock: Lock, cpu: Cpu): Promise<string> {
  const paths = lockedPackages(lock, 'sharp', () => true);
  const manifest = {
    name: 'sharp-for-lambda',
    version: '0.0.0',
    dependencies: { sharp: lock.packages['node_modules/sharp']?.version },
  };
  // Only in this project is sharp a dependency of development.
  const locked = paths.map((path) => [path, { ...lock.packages[path], dev: undefined }]);
  const packages = { '': manifest, ...Object.fromEntries(locked) };
  const part = JSON.stringify({ ...manifest, lockfileVersion: 3, requires: true, packages });
  const name = `sharp-linux-${cpu}-${createHash('sha256').update(part).digest('hex').slice(0, 16)}`;
  const directory = join(root, 'node_modules/.cache', name);
  if (existsSync(directory)) return directory;
  // Another build may install the same at the same time.
  const unfinished = `${directory}.${randomUUID()}`;
  await mkdir(unfinished, { recursive: true });
  await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(unfinished, 'package-lock.json'), part);
  const platform = Object.entries({ ...lambda, cpu }).map(([name, value]) => `--${name}=${value}`);
  const quiet = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const command = ['npm ci', ...platform, ...quiet].join(' ');
  const discard = () => rm(unfinished, { recursive: true, force: true });
  await promisify(exec)(command, { cwd: unfinished }).catch(async (error) => {
    await discard();
    throw new Error(`npm could not install sharp for linux-${cpu}: ${error.stderr ?? error.message}`);
  });
  await rename(unfinished, directory).catch(discard);
  return directory;
}

// Read by people and compilers only.
const unread =
  /(^|\/)(README|CHANGELOG|LICENSE)[^/]*$|\.(d\.[cm]?ts|ts|map|h|cc|gyp|bnf)$|^(src|install|lib\/glib-2\.0|bin|node_modules)\//i;

// Loaded at run time.
const isLoaded = (path: string) => path.startsWith('node_modules/@img/sharp-');

async function packageFiles(modules: string, path: string): Promise<Files> {
  const files = await readFiles(join(modules, path), (file) => !unread.test(file));
  return Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`${path}/${file}`, bytes]));
}
