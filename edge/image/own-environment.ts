import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

const secret = /^AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_KEY_ID)=/;

/**
 * Removes this process's credentials from /proc/PID/environ, which every process of the same user can read, a worker included.
 * `process.env` keeps them. Does nothing without /proc, and does not protect from a process that can read this one's memory.
 */
export const hideCredentials = (): void => {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // man 5 proc_pid_stat: env_start and env_end are fields 50 and 51.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [start = 0, end = 0] = fields.slice(47, 49);
    overwrite(start, end - start);
  } catch {
    // Not Linux, or a system that does not allow it.
  }
};

const overwrite = (start: number, length: number) => {
  const memory = openSync('/proc/self/mem', 'r+');
  try {
    const block = Buffer.alloc(length);
    readSync(memory, block, 0, length, start);
    for (let at = 0; at < length; ) {
      const end = block.indexOf(0, at) < 0 ? length : block.indexOf(0, at);
      const entry = block.toString('latin1', at, end);
      if (secret.test(entry)) {
        const name = entry.slice(0, entry.indexOf('='));
        const value = process.env[name];
        // Setting a variable gives it memory of its own, so that the old can be overwritten.
        if (value !== undefined) process.env[name] = value;
        writeSync(
          memory,
          Buffer.alloc(entry.length - name.length - 1, '*'),
          0,
          undefined,
          start + at + name.length + 1,
        );
      }
      at = end + 1;
    }
  } finally {
    closeSync(memory);
  }
};
