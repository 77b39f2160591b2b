import { readSync, writevSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { Underivable } from '../errors.ts';
import { probe } from './formats/probe.ts';
import { prepare } from './make.ts';
import { stripOriginal } from './strip-original.ts';
import type { WorkerAnswer, WorkerJob } from './worker.ts';
import { encodeFrame, prefixLength, readPrefix } from './worker-frames.ts';

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
// garbage, and the system to clear it, which took a PNG of 18 MB 30 ms. The system gives no more of it than has been written to.
const kept = Buffer.allocUnsafeSlow(32 * 1024 * 1024);

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

const receiveJob = (): WorkerJob => {
  const [length] = readPrefix(receive(Buffer.allocUnsafe(prefixLength)));
  return deserialize(receive(Buffer.allocUnsafeSlow(length)));
};

/** Writes an answer and its bytes; the process ends where nobody reads them. */
const send = (value: unknown, bytes: Uint8Array): void => {
  try {
    let left: Uint8Array[] = [...encodeFrame(value, bytes.length), bytes];
    while (left.length > 0) left = behind(left, writevSync(pipe, left));
  } catch {
    process.exit();
  }
};

/** What is left of some buffers, behind so many bytes of them. */
const behind = (buffers: Uint8Array[], count: number): Uint8Array[] => {
  let at = count;
  return buffers.flatMap((buffer) => {
    const rest = buffer.subarray(Math.min(at, buffer.length));
    at -= buffer.length - rest.length;
    return rest.length > 0 ? [rest] : [];
  });
};

const none = Buffer.alloc(0);

const sendAnswer = (answer: WorkerAnswer): void => {
  const { bytes, ...told } = 'bytes' in answer ? answer : { ...answer, bytes: none };
  send(told, bytes);
};

// No messages come through this channel; it tells that the process that asked has ended while an image is made.
process.on('disconnect', () => process.exit());
send('ready', none);
// Idle, it waits in a read.
for (;;) sendAnswer(await answer(receiveJob()));
