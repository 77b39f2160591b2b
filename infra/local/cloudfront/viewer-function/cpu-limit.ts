/** Milliseconds: of CPU that only an endless loop takes, and by the clock until the CPU is first looked at. */
export type CpuLimit = { cpu: number; clock: number };

/**
 * CloudFront's own limit is about a millisecond of its machines, and undisclosed: this one only ends what would not end. By the clock alone
 * it would end functions that wait for a busy machine.
 */
const endless: CpuLimit = { cpu: 1000, clock: 500 };

/**
 * The result of a run that a timeout by the clock can end. One that ends without its share of CPU is begun again, with twice the time, so `run`
 * must not change anything. Throws what it throws, and the timeout once all runs together took the CPU.
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

// It is an error of the context that ran, no instance of ours.
const isTimeout = (error: unknown) => Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
