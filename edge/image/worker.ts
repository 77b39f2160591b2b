import { type Reason, Underivable } from '../errors.ts';
import type { Derivative, Order } from './derivative.ts';
import { usageOf } from './process-usage.ts';
import { acquireWorker, releaseWorker, replaceWorker, type Worker } from './worker-pool.ts';

/*
 * Work on originals is done in a process of its own: a thread can't be stopped inside native code, and sharp's own timeout
 * is looked at between libvips' tiles only (a dashed path of 23 KB went on for 68 s after 2). Handing the bytes over costs
 * 0.5 ms, 0.75 ms for an original of 300 KB and 3.5 ms for one of 3 MB.
 *
 * Lambda freezes all processes between two events, so nothing is left running: no timer outlives its job, a worker waits in
 * a read, and one that has died meanwhile is replaced at the next job.
 */

/** What a worker is told of a job; the bytes follow through the pipe. */
export type WorkerJob = Pick<Order, 'variant' | 'limits'> & {
  /** Most bytes of the result. */
  most: number;
  /** Milliseconds until the answer must be out. */
  left: number;
  /** How many bytes follow. */
  lengths: { original: number; mark?: number };
};

/** What a worker answers. */
export type WorkerAnswer = Derivative | { reason: Reason; detail: string };

type Failure = { died: 'crashed' | 'killed' };

// Memory that malloc keeps after an image is never given back: past this, a new process costs less.
const mostKept = 300 * 1024 * 1024;
// A process can fill about 100 MB between two looks.
const watchEvery = 25;

/** The derivative, made where it can be killed: at the answer's deadline, past the limits of CPU time or memory. Throws Underivable. */
export const deriveInWorker = async (bytes: Uint8Array, order: Order): Promise<Derivative> => {
  const first = await tryOnce(bytes, order);
  // A worker that has waited may have died of its own, between two events; only a fresh one's death tells of the image.
  const answer = 'died' in first && first.used ? await tryOnce(bytes, order) : first;
  if ('died' in answer)
    throw answer.died === 'crashed'
      ? new Underivable('damaged', 'the decoder crashed')
      : new Underivable('fault', 'the decoder was killed');
  if ('reason' in answer) throw new Underivable(answer.reason, answer.detail);
  return { ...answer, bytes: Buffer.from(answer.bytes) };
};

const tryOnce = async (bytes: Uint8Array, order: Order): Promise<WorkerAnswer | (Failure & { used: boolean })> => {
  const left = order.budget.left();
  const worker = await withDeadline(acquireWorker(), left);
  if (worker === 'late') return { reason: 'out-of-time', detail: `no worker was free within ${Math.round(left)} ms` };
  if (!worker) return { reason: 'fault', detail: 'no worker starts' };
  const used = worker.jobs > 1;
  const answer = await run(worker, bytes, order);
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

const run = (worker: Worker, bytes: Uint8Array, { variant, limits, budget, mark }: Order) =>
  new Promise<WorkerAnswer | Failure>((resolve) => {
    const { child, pipe } = worker;
    const left = budget.left();
    const finish = (answer: WorkerAnswer | Failure, isHealthy: boolean) => {
      clearTimeout(deadline);
      clearInterval(watch);
      child.off('message', onAnswer).off('exit', onExit);
      if (isHealthy) releaseWorker(worker);
      else replaceWorker(worker);
      resolve(answer);
    };
    const onExit = (_: number | null, signal: NodeJS.Signals | null) =>
      finish({ died: signal === 'SIGKILL' || signal === 'SIGTERM' ? 'killed' : 'crashed' }, false);
    const onAnswer = (answer: WorkerAnswer) => finish(answer, (usageOf(child.pid)?.resident ?? 0) < mostKept);
    const refuse = (reason: Reason, detail: string) => finish({ reason, detail }, false);
    const deadline = setTimeout(() => refuse('out-of-time', `not done in ${Math.round(left)} ms`), left);
    const exceeded = watcher(child.pid, limits);
    const watch = setInterval(() => {
      const refusal = exceeded();
      if (refusal) refuse(...refusal);
    }, watchEvery);
    child.once('message', onAnswer).once('exit', onExit);
    const lengths = { original: bytes.length, ...(mark && { mark: mark.length }) };
    child.send({ variant, limits, most: budget.bytes, left, lengths } satisfies WorkerJob, (error) => {
      if (error) finish({ died: 'killed' }, false);
    });
    pipe.write(bytes);
    if (mark) pipe.write(mark);
  });

/** Says which limit a job exceeds. CPU time where Linux tells it, so that a busy machine stops nothing; elsewhere wall time. */
const watcher = (pid: number | undefined, limits: Order['limits']) => {
  const started = performance.now();
  const before = usageOf(pid);
  return (): [Reason, string] | undefined => {
    const usage = usageOf(pid);
    const spent = usage && before ? usage.cpu - before.cpu : performance.now() - started;
    if (spent > limits.milliseconds) return ['out-of-time', `more than ${limits.milliseconds} ms of work`];
    if (usage && usage.resident > limits.memory) return ['out-of-memory', `more than ${limits.memory} bytes`];
    return undefined;
  };
};
