import { readFileSync, writeFileSync } from 'node:fs';
import { usageOf } from '../../edge/image/process-usage.ts';

/** Milliseconds of CPU and peak of memory in bytes that a piece of work took. */
export type Work = { cpu: number; memory: number };

// A process that is killed is no longer there to be asked.
const every = 20;

/**
 * Watches some processes, which may change, while they work. Memory is the sum of their peaks, which they need not have had at
 * once. Linux only.
 */
export const watch = (pids: () => readonly number[]) => {
  const before = new Map<number, number>();
  const seen = new Map<number, Work>();
  const look = () => {
    for (const pid of pids()) {
      const usage = usageOf(pid);
      if (!usage) continue;
      const start = before.get(pid) ?? 0;
      before.set(pid, start);
      // One that was just killed still tells its CPU time, but no memory.
      const memory = Math.max(peakOf(pid) ?? usage.resident, seen.get(pid)?.memory ?? 0);
      seen.set(pid, { cpu: usage.cpu - start, memory });
    }
  };
  for (const pid of pids()) {
    before.set(pid, usageOf(pid)?.cpu ?? 0);
    forgetPeak(pid);
  }
  const timer = setInterval(look, every);
  return (): Work => {
    clearInterval(timer);
    look();
    const works = [...seen.values()];
    return {
      cpu: works.reduce((sum, { cpu }) => sum + cpu, 0),
      memory: works.reduce((sum, { memory }) => sum + memory, 0),
    };
  };
};

/** The peak in bytes; undefined once the process is gone. */
const peakOf = (pid: number) => {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
};

/** man 5 proc_pid_clear_refs: 5 sets the peak to what is held now. */
const forgetPeak = (pid: number) => {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // It has ended.
  }
};
