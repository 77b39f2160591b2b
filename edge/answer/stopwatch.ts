/** Milliseconds by stage, in the order in which the stages ended. */
export type Timings = Record<string, number>;

export type Stopwatch = ReturnType<typeof stopwatch>;

/** Measures the stages of one answer. */
export const stopwatch = () => {
  const timings: Timings = {};
  const time = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    return work.finally(() => {
      timings[stage] = performance.now() - started;
    });
  };
  return { timings, time };
};
