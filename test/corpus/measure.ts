import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Outcome, Outcomes } from './derive-one.ts';

/** What an original became, how long the slowest format took, and the most memory of all its processes together. */
export type Measured = { outcomes: Outcome[]; milliseconds: number; megabytes: number };

/** Where the derivatives are written; to be removed by whoever read them. */
export const made = mkdtempSync(join(tmpdir(), 'corpus-'));

/** Derives one original in fresh processes, each format within some milliseconds. */
export const measure = async (original: string, formats: string[], limit: number): Promise<Measured> => {
  const folder = await mkdtemp(join(made, 'of-'));
  const script = join(import.meta.dirname, 'derive-one.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, original, folder, String(limit), ...formats]);
  const { outcomes, bytes }: Outcomes = JSON.parse(stdout);
  const milliseconds = Math.max(...outcomes.map((outcome) => outcome.milliseconds));
  return { outcomes, milliseconds, megabytes: Math.round(bytes / 1e6) };
};
