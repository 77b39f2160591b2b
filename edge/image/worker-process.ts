import { readSync } from 'node:fs';
import { Underivable } from '../errors.ts';
import { probe } from './formats/probe.ts';
import { prepare } from './make.ts';
import type { WorkerAnswer, WorkerJob } from './worker.ts';

// The worker's pipe, as worker-pool.ts starts it.
const pipe = 4;

const answer = async ({ variant, limits, most, left, lengths }: WorkerJob): Promise<WorkerAnswer> => {
  const end = performance.now() + left;
  const budget = { bytes: most, left: () => end - performance.now() };
  try {
    const bytes = receive(lengths.original);
    const mark = lengths.mark === undefined ? undefined : receive(lengths.mark);
    const task = await prepare(probe(bytes, limits), { variant, limits, budget, mark });
    return await task.carryOut();
  } catch (error) {
    if (error instanceof Underivable) return { reason: error.reason, detail: error.message };
    return { reason: 'fault', detail: String(error) };
  }
};

/** So many bytes of the pipe; the process ends with it. */
const receive = (length: number): Buffer => {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length; ) {
    const count = readSync(pipe, bytes, at, length - at, null);
    if (count === 0) process.exit();
    at += count;
  }
  return bytes;
};

// With a callback a failed send throws nothing: the process that asked has ended.
const send = (message: WorkerAnswer | 'ready') => process.send?.(message, undefined, undefined, () => undefined);

process.on('message', (job: WorkerJob) => void answer(job).then(send));
process.on('disconnect', () => process.exit());
send('ready');
