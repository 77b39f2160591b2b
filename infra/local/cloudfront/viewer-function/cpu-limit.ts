/** Milliseconds: of CPU, which only an endless loop takes; and of elapsed time until CPU is checked first. */
export type CpuLimit = { cpu: number; clock: number };

/**
 * CloudFront's own limit is undisclosed, about a millisecond: this one only ends endless loops. A limit of elapsed time alone would also end
 * functions that wait for a busy machine.
 */
const endless: CpuLimit = { cpu: 1000, clock: 500 };

/**
 * Limits the CPU time of `run`, whose timeout counts elapsed time: what times out before it had its CPU is run again, with twice the time, so
 * `run` must have no effects. Throws what it throws, and the timeout once all runs together took the CPU.
 */
export const withinCpu = <T>(run: (timeout: number) => T, { cpu, clock }: CpuLimit = endless): T => {
  let spent = 0;
  for (let timeout = clock; ; timeout *= 2) {
    const before = process.threadCpuUsage();
    try {
      return run(timeout);
    } catch (error) {
      const { user, system } = process.threadCpuUsage(before);
      spent += (user + system) / 1000;
      if (!isTimeout(error) || spent >= cpu) throw error;
    }
  }
};

// An error of another context is no instance of this one's classes.
const isTimeout = (error: unknown) => Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
