import { readSync } from 'node:fs';
import { Underivable } from '../errors.ts';
import { probe } from './formats/probe.ts';
import { prepare } from './make.ts';
import { stripOriginal } from './strip-original.ts';
import type { WorkerAnswer, WorkerJob } from './worker.ts';

// The worker's pipe, as worker-pool.ts starts it.
const pipe = 4;

const answer = async ({ task, variant, limits, most, left, lengths }: WorkerJob): Promise<WorkerAnswer> => {
  const end = performance.now() + left;
  const budget = { bytes: most, left: () => end - performance.now() };
  try {
    const bytes = receiveOriginal(lengths.original);
    const mark = lengths.mark === undefined ? undefined : receive(Buffer.allocUnsafeSlow(lengths.mark));
    if (task === 'strip') return stripOriginal(bytes);
    const { carryOut } = await prepare(probe(bytes, limits), { variant, limits, budget, mark });
    return await carryOut();
  } catch (error) {
    if (error instanceof Underivable) return { reason: error.reason, detail: error.message };
    return { reason: 'fault', detail: String(error) };
  }
};

// Originals of usual sizes are read into the same memory, one after the other: of new memory for each, V8 would have to collect the
// garbage. The system gives no more of it than has been written to.
const kept = Buffer.allocUnsafeSlow(4 * 1024 * 1024);

const receiveOriginal = (length: number) =>
  receive(length <= kept.length ? kept.subarray(0, length) : Buffer.allocUnsafeSlow(length));

/** As many bytes of the pipe as the buffer has; the process ends with it. */
const receive = (bytes: Buffer): Buffer => {
  const { length } = bytes;
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
