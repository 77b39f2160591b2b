import { readSync, writevSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { Underivable } from '../errors.ts';
import { probe } from './formats/probe.ts';
import { prepare } from './make.ts';
import { keptMemory } from './memory.ts';
import { stripOriginal } from './strip-original.ts';
import { compileLater } from './tiering.ts';
import type { WorkerAnswer, WorkerJob } from './worker.ts';
import { encodeMessage, prefixLength, readPrefix } from './worker-messages.ts';

// The worker's pipe, as worker-pool.ts starts it.
const pipe = 4;

/**
 * Ends this process. Not by `process.exit`, which waits for V8's threads: one that compiles in the background may wait for the main thread
 * to collect garbage, and neither would end (Node 24.21). There is nothing to save.
 */
const end = () => process.kill(process.pid, 'SIGKILL');

const answer = async ({ task, variant, limits, most, left, lengths }: WorkerJob): Promise<WorkerAnswer> => {
  const deadline = performance.now() + left;
  const budget = { bytes: most, left: () => deadline - performance.now() };
  // Outside of `try`: the rest of a job that was not read to its end would be taken for the next one. Without memory for it, the
  // process ends.
  const bytes = receive(kept.take(lengths.original));
  const mark = lengths.mark === undefined ? undefined : receive(Buffer.allocUnsafeSlow(lengths.mark));
  try {
    if (task === 'strip') return stripOriginal(bytes);
    const { carryOut } = await prepare(probe(bytes, limits), { variant, limits, budget, mark });
    return await carryOut();
  } catch (error) {
    // Something else may still be reading it: of several things that ran at once, one has failed.
    kept.drop();
    if (error instanceof Underivable) return { reason: error.reason, detail: error.message };
    return { reason: 'fault', detail: String(error) };
  }
};

// Originals of usual sizes are read into the same memory.
const kept = keptMemory(32 * 1024 * 1024);

/** Fills the buffer from the pipe; where the pipe has ended, so does the process. */
const receive = (bytes: Buffer): Buffer => {
  const { length } = bytes;
  for (let at = 0; at < length; ) {
    const count = readSync(pipe, bytes, at, length - at, null);
    if (count === 0) end();
    at += count;
  }
  return bytes;
};

const receiveJob = (): WorkerJob => {
  const [length] = readPrefix(receive(Buffer.allocUnsafe(prefixLength)));
  return deserialize(receive(Buffer.allocUnsafeSlow(length)));
};

/** Writes a message; where nobody reads it any more, the process ends. */
const send = (value: unknown, bytes: Uint8Array): void => {
  try {
    let rest: Uint8Array[] = [...encodeMessage(value, bytes.length), bytes];
    while (rest.length > 0) rest = withoutFirst(rest, writevSync(pipe, rest));
  } catch {
    end();
  }
};

/** Buffers without their first bytes. */
const withoutFirst = (buffers: Uint8Array[], count: number): Uint8Array[] => {
  let skipped = count;
  return buffers.flatMap((buffer) => {
    const rest = buffer.subarray(Math.min(skipped, buffer.length));
    skipped -= buffer.length - rest.length;
    return rest.length > 0 ? [rest] : [];
  });
};

const noBytes = Buffer.alloc(0);

const sendAnswer = (answer: WorkerAnswer): void => {
  const { bytes, ...value } = 'bytes' in answer ? answer : { ...answer, bytes: noBytes };
  send(value, bytes);
};

// No messages come through this channel: it disconnects when the process that asked ends, also while an image is made.
process.on('disconnect', end);
compileLater();
send('ready', noBytes);
try {
  // Between jobs it waits in a read.
  for (;;) sendAnswer(await answer(receiveJob()));
} catch (error) {
  if (process.connected) console.error('worker:', error);
  end();
}
