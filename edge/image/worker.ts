import { availableParallelism } from 'node:os';
import { deserialize } from 'node:v8';
import { type Reason, Underivable } from '../errors.ts';
import type { Derivative, Order } from './derivative.ts';
import type { Limits } from './limits.ts';
import type { ProcessUsage } from './process-usage.ts';
import type { StrippedOriginal } from './strip-original.ts';
import { encodeMessage, type Message } from './worker-messages.ts';
import { acquireWorker, releaseWorker, replaceWorker, type Worker } from './worker-pool.ts';

/*
 * Work on originals is done in a process of its own: a thread can't be stopped inside native code, and sharp's own timeout
 * is looked at between libvips' tiles only (a dashed path of 23 KB went on for 68 s after 2). What it costs: docs/performance.md.
 *
 * Lambda freezes all processes between two events, so nothing is left running: no timer outlives its job, a worker waits in
 * a read, and one that has died meanwhile is replaced at the next job.
 */

/** What a worker is told of a job; the bytes follow through the pipe. */
export type WorkerJob = Pick<Order, 'variant' | 'limits'> & {
  /** What becomes of the original: the variant, or itself without metadata. */
  task: 'derive' | 'strip';
  /** Most bytes of the result. */
  most: number;
  /** Milliseconds until the answer must be out. */
  left: number;
  /** How many bytes follow. */
  lengths: { original: number; mark?: number };
};

/** What a worker answers. */
export type WorkerAnswer = Derivative | StrippedOriginal | { reason: Reason; detail: string };

type Failure = { died: 'crashed' | 'killed' };

// Bytes of an answer besides the image: facts of the original, which may include a profile.
const mostTold = 16 * 1024 * 1024;
// Memory that malloc keeps after an image is never given back: past this, a new process costs less.
const mostKept = 300 * 1024 * 1024;
// Milliseconds between two looks at a process, at least. A look costs 0.1 ms of CPU, more on a busy machine, where images take longer.
const leastWait = 25;
// Asked once: Node counts them in the system's files each time.
const processors = availableParallelism();
// Bytes of memory that a process can fill in a millisecond.
const filledPerMillisecond = 4e6;

/** The derivative, made where it can be killed: at the answer's deadline, past the limits of CPU time or memory. Throws Underivable. */
export const deriveInWorker = async (bytes: Uint8Array, order: Order): Promise<Derivative> => {
  const answer = await runInWorker(bytes, { ...order, task: 'derive' });
  if (!('took' in answer)) throw new Underivable('fault', 'the worker made something else');
  return answer;
};

/** The original without metadata, rewritten where it can be killed. Throws Underivable. */
export const stripInWorker = (bytes: Uint8Array, order: Omit<Order, 'variant'>): Promise<StrippedOriginal> =>
  runInWorker(bytes, { ...order, variant: {}, task: 'strip' });

type Job = Order & Pick<WorkerJob, 'task'>;

const runInWorker = async (bytes: Uint8Array, job: Job): Promise<Derivative | StrippedOriginal> => {
  const first = await tryOnce(bytes, job);
  // A worker that has waited may have died of its own, between two events; only a fresh one's death tells of the image.
  const answer = 'died' in first && first.used ? await tryOnce(bytes, job) : first;
  if ('died' in answer)
    throw answer.died === 'crashed'
      ? new Underivable('damaged', 'the decoder crashed')
      : new Underivable('fault', 'the decoder was killed');
  if ('reason' in answer) throw new Underivable(answer.reason, answer.detail);
  return answer;
};

const tryOnce = async (bytes: Uint8Array, job: Job): Promise<WorkerAnswer | (Failure & { used: boolean })> => {
  const left = job.budget.left();
  const worker = await withDeadline(acquireWorker(), left);
  if (worker === 'late') return { reason: 'out-of-time', detail: `no worker was free within ${Math.round(left)} ms` };
  if (!worker) return { reason: 'fault', detail: 'no worker starts' };
  const used = worker.jobs > 1;
  const answer = await run(worker, bytes, job);
  return 'died' in answer ? { ...answer, used } : answer;
};

/** Gives up at the deadline; a worker that comes later goes back to the pool. */
const withDeadline = (acquired: Promise<Worker | undefined>, milliseconds: number) => {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    resolve('late');
  }, milliseconds);
  void acquired.then((worker) => {
    clearTimeout(timer);
    if (isLate && worker) releaseWorker(worker);
  });
  return Promise.race([acquired, late]);
};

const run = (worker: Worker, bytes: Uint8Array, job: Job) =>
  new Promise<WorkerAnswer | Failure>((resolve) => {
    const { child } = worker;
    const left = job.budget.left();
    const finish = (answer: WorkerAnswer | Failure, isHealthy: boolean) => {
      clearTimeout(deadline);
      stopWatching();
      worker.onAnswer = undefined;
      child.off('exit', onExit);
      if (isHealthy) releaseWorker(worker);
      else replaceWorker(worker);
      resolve(answer);
    };
    const onExit = (_: number | null, signal: NodeJS.Signals | null) =>
      finish({ died: signal === 'SIGKILL' || signal === 'SIGTERM' ? 'killed' : 'crashed' }, false);
    worker.mostAnswered = Math.max(bytes.length, job.budget.bytes) + mostTold;
    worker.onAnswer = (message) => {
      worker.usage = worker.watched.read();
      // A worker that answers before it has read the whole job would take the rest of it for the next one.
      const hasRead = worker.pipe.writableLength === 0;
      const answer = answerOf(message, hasRead);
      finish(answer, hasRead && !('died' in answer) && (worker.usage?.resident ?? 0) < mostKept);
    };
    const refuse = (reason: Reason, detail: string) => finish({ reason, detail }, false);
    const deadline = setTimeout(() => refuse('out-of-time', `not done in ${Math.round(left)} ms`), left);
    const stopWatching = watch(worker, job.limits, refuse);
    child.once('exit', onExit);
    sendJob(worker, bytes, job);
  });

/** Writes the job, the original and the watermark, in one system call. An error is left to `exit`: the worker has ended. */
const sendJob = ({ pipe }: Worker, bytes: Uint8Array, { task, variant, limits, budget, mark }: Job): void => {
  const lengths = { original: bytes.length, ...(mark && { mark: mark.length }) };
  const job: WorkerJob = { task, variant, limits, most: budget.bytes, left: budget.left(), lengths };
  pipe.cork();
  for (const part of [...encodeMessage(job, 0), bytes, ...(mark ? [mark] : [])]) pipe.write(part);
  pipe.uncork();
};

/**
 * What a worker has answered, with its bytes unless it gives a reason. A decoder that was taken over may write anything, and before it
 * `hasRead` the original: then the pipe still needs the original's memory.
 */
const answerOf = ({ value, bytes }: Message, hasRead: boolean): WorkerAnswer | Failure => {
  try {
    const { fromWorker: _, ...answer }: WorkerAnswer & Pick<Derivative, 'fromWorker'> = deserialize(value);
    return 'reason' in answer ? answer : { ...answer, bytes, ...(hasRead && { fromWorker: true }) };
  } catch {
    return { died: 'crashed' };
  }
};

type Refuse = (reason: Reason, detail: string) => void;

/** Refuses a job that exceeds a limit; returns what ends the watch. */
const watch = ({ watched, usage: last }: Worker, limits: Limits, refuse: Refuse): (() => void) => {
  const started = performance.now();
  const before = last ?? watched.read();
  // CPU time where Linux tells it, so that a busy machine stops nothing; elsewhere wall time.
  const spent = (usage?: ProcessUsage): Spent =>
    usage && before
      ? { milliseconds: usage.cpu - before.cpu, resident: usage.resident }
      : { milliseconds: performance.now() - started, resident: 0 };
  let timer: NodeJS.Timeout;
  const look = () => {
    const now = spent(watched.read());
    if (now.milliseconds > limits.milliseconds) refuse('out-of-time', `more than ${limits.milliseconds} ms of work`);
    else if (now.resident > limits.memory) refuse('out-of-memory', `more than ${limits.memory} bytes`);
    else timer = setTimeout(look, untilNextLook(now, limits));
  };
  timer = setTimeout(look, untilNextLook(spent(before), limits));
  return () => clearTimeout(timer);
};

/** What a job has used, and the memory that its process holds. */
type Spent = { milliseconds: number; resident: number };

/** Milliseconds in which no limit can be reached, with all processors at work and memory filled as fast as it can be; few near one. */
const untilNextLook = ({ milliseconds, resident }: Spent, limits: Limits): number => {
  const untilLate = (limits.milliseconds - milliseconds) / processors;
  const untilFull = (limits.memory - resident) / filledPerMillisecond;
  return Math.max(leastWait, Math.min(untilLate, untilFull));
};
