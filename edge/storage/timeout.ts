import { Underivable } from '../errors.ts';

/** The result of some work, or Underivable (out of time) once its milliseconds are over; the signal lets the work stop. */
export const within = async <T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const control = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = () => {
    const error = new Underivable('out-of-time', `${Math.round(milliseconds)} ms were not enough`);
    control.abort(error);
    reject(error);
  };
  const timer = setTimeout(stop, Math.max(1, milliseconds));
  return Promise.race([work(control.signal), late]).finally(() => clearTimeout(timer));
};
