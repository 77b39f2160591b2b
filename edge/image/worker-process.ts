import { type Reason, Underivable } from '../errors.ts';
import type { Variant } from '../query/parameters.ts';
import { type Derivative, prepare } from './derive.ts';
import { probe } from './formats/probe.ts';
import type { Limits } from './limits.ts';

/** What travels to the process: an original, and what to make of it. */
export type WorkerJob = {
  bytes: Uint8Array;
  variant: Variant;
  limits: Limits;
  /** Bytes of the watermark. */
  mark?: Uint8Array | undefined;
  /** Most bytes of the result. */
  most: number;
  /** Milliseconds left. */
  left: number;
};

/** What travels back. */
export type WorkerAnswer = Derivative | { reason: Reason; detail: string };

const answer = async ({ bytes, variant, limits, mark, most, left }: WorkerJob): Promise<WorkerAnswer> => {
  const end = performance.now() + left;
  const budget = { bytes: most, left: () => end - performance.now() };
  try {
    const task = await prepare(probe(bytes, limits), { variant, limits, budget, mark });
    return await task.carryOut();
  } catch (error) {
    if (error instanceof Underivable) return { reason: error.reason, detail: error.message };
    return { reason: 'fault', detail: String(error) };
  }
};

process.on('message', (job: WorkerJob) => void answer(job).then((made) => process.send?.(made)));
process.on('disconnect', () => process.exit());
