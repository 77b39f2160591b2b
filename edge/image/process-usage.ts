import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** What a process has used: milliseconds of CPU over all its threads, and bytes of memory that it holds now. */
export type ProcessUsage = { cpu: number; resident: number };

// Clock ticks of 1/100 s, the unit in which Linux tells CPU time to programs (man 7 time, USER_HZ).
const millisecondsPerTick = 10;

/** Reads a process's usage from /proc; undefined where there is none: outside Linux, or once the process is gone. */
export const usageOf = (pid: number | undefined): ProcessUsage | undefined => {
  const watched = watchUsage(pid);
  try {
    return watched.read();
  } finally {
    watched.close();
  }
};

/** A process whose usage is read often, with one system call each time. It has to be closed. */
export type WatchedProcess = { read: () => ProcessUsage | undefined; close: () => void };

export const watchUsage = (pid: number | undefined): WatchedProcess => {
  let file = openFile(`/proc/${pid}/stat`);
  return {
    read: () => (file === undefined ? undefined : readUsage(file)),
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};

const openFile = (path: string): number | undefined => {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
};

// This file has less than 1 KB.
const buffer = Buffer.alloc(4096);

const readUsage = (file: number): ProcessUsage | undefined => {
  try {
    // man 5 proc_pid_stat: the second field is a name that may hold spaces and parentheses; utime, stime and rss are 14, 15 and 24.
    const stat = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 22);
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpu: ticks * millisecondsPerTick, resident: Number(fields[21]) * pageSize() };
  } catch {
    return undefined;
  }
};

let pageBytes: number | undefined;

/** Bytes of a page of memory, as the kernel has told this process (man 3 getauxval, AT_PAGESZ): pairs of words of 64 bits. */
const pageSize = (): number => {
  if (pageBytes !== undefined) return pageBytes;
  const pairs = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= pairs.length; at += 16)
    if (pairs.readBigUInt64LE(at) === 6n) pageBytes = Number(pairs.readBigUInt64LE(at + 8));
  pageBytes ??= 4096;
  return pageBytes;
};
