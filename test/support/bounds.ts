import { readdirSync, readFileSync } from 'node:fs';
import { Underivable } from '../../edge/errors.ts';

/** Why there is no derivative; 'none' where there is one. Any other error is the test's. */
export const reasonOf = async (work: () => Promise<unknown>): Promise<{ reason: string; detail: string }> => {
  try {
    await work();
    return { reason: 'none', detail: '' };
  } catch (error) {
    if (!(error instanceof Underivable)) throw error;
    return { reason: error.reason, detail: error.message };
  }
};

/** Ids of the processes that this one has begun for decoding. Linux only: elsewhere none is found. */
export const workerPids = (): number[] =>
  process.platform !== 'linux'
    ? []
    : readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && isWorkshop(name))
        .map(Number);

const isWorkshop = (pid: string) => {
  try {
    const [, parent] = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(parent) === process.pid && /worker-process/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
  } catch {
    return false;
  }
};
