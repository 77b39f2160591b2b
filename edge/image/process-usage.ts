import { closeSync, openSync, readSync } from 'node:fs';

/** What a process has used: milliseconds of CPU over all its threads, and bytes of memory that it holds now. */
export type ProcessUsage = { cpu: number; resident: number };

// Clock ticks of 1/100 s, the unit in which Linux tells CPU time to programs (man 7 time, USER_HZ).
const millisecondsPerTick = 10;

/** Reads a process's usage from /proc; undefined where there is none: outside Linux, or once the process is gone. */
export const usageOf = (pid: number | undefined): ProcessUsage | undefined => {
  try {
    // man 5 proc_pid_stat: the second field is a name that may hold spaces and parentheses; utime and stime are 14 and 15.
    const stat = readText(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const [, kilobytes = 0] = /VmRSS:\s+(\d+) kB/.exec(readText(`/proc/${pid}/status`)) ?? [];
    return { cpu: ticks * millisecondsPerTick, resident: Number(kilobytes) * 1024 };
  } catch {
    return undefined;
  }
};

// These files have less than 2 KB.
const buffer = Buffer.alloc(4096);

/** Reads a small file of the kernel's in three system calls: it is done several times for each image. */
const readText = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
};
