import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/packed.ts';

/** The sample apps. */
export const apps = join(import.meta.dirname, '../../samples/apps');

/** Whether npm's registry answers: without it no app can be installed. */
export const hasRegistry = async (): Promise<boolean> => {
  try {
    const registry = (await run('npm', ['config', 'get', 'registry'], apps)).stdout.trim();
    return (await fetch(registry, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
};

/** A copy of an app with what it depends on, in a folder of its own. */
export type App = { folder: string; remove: () => Promise<void> };

/** Copies an app, installs the packed package in it and builds it. */
export const buildApp = async (name: string, tarball: string): Promise<App> => {
  const folder = await mkdtemp(join(tmpdir(), `app-${name}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(join(apps, name), folder, { recursive: true });
    await run('npm', ['install', '--no-audit', '--no-fund', tarball], folder, environment());
    await run('npm', ['run', 'build'], folder, environment());
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
};

/** A shell's variables: without vitest's, and no telemetry. */
const environment = (): NodeJS.ProcessEnv => {
  const { NODE_ENV: _, NODE_OPTIONS: __, VITEST: ___, TEST: ____, ...shell } = process.env;
  const silent = { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' };
  return { ...shell, ...silent, NG_CLI_ANALYTICS: 'false', CI: '1' };
};
