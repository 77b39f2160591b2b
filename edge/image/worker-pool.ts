import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { hideCredentials } from './own-environment.ts';
import { type ProcessUsage, type WatchedProcess, watchUsage } from './process-usage.ts';
import { type Message, messageReader } from './worker-messages.ts';

/** A process that derives one image at a time. Jobs and answers are messages through its pipe (worker-messages.ts). */
export type Worker = {
  child: ChildProcess;
  pipe: Duplex;
  ready: boolean;
  busy: boolean;
  jobs: number;
  /** Takes the next answer. */
  onAnswer?: ((answer: Message) => void) | undefined;
  /** Most bytes of that answer. */
  mostAnswered: number;
  watched: WatchedProcess;
  /** What it had used at the end of its last job. */
  usage?: ProcessUsage | undefined;
};

const entry = fileURLToPath(new URL(`./worker-process${extname(import.meta.url)}`, import.meta.url));

// Lambda sends a function one event at a time, so there it is never more than one.
const mostWorkers = availableParallelism();

// One that dies while it boots may have been killed from outside; several mean that none can start.
const mostFailedStarts = 3;

// One heap instead of one per thread takes less memory. Up to 64 MB of freed memory, in blocks of up to 32 MB, are kept for the next image:
// otherwise AVIF's encoder spends time on pages that the system clears (docs/performance.md). glibc reads these when a process starts, so our
// own can't have them.
const mallocTunables = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: String(64 * 1024 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(32 * 1024 * 1024),
};

// Most bytes of the first message, which says that a worker is ready, and of any that nobody asked for.
const fewBytes = 1000;

let failedStarts = 0;
let workers: Worker[] = [];
const waiting: ((worker: Worker | undefined) => void)[] = [];

/** Starts the first worker; does nothing where there is one. */
export const startWorker = (): void => {
  if (living().length === 0) start();
};

/** An idle worker, from now on busy; undefined if none starts up. */
export const acquireWorker = async (): Promise<Worker | undefined> => {
  const idle = living().find(({ ready, busy }) => ready && !busy);
  if (idle) return take(idle);
  if (workers.length < mostWorkers) start();
  const worker = await new Promise<Worker | undefined>((resolve) => waiting.push(resolve));
  return worker && take(worker);
};

/** Gives a worker back. */
export const releaseWorker = (worker: Worker): void => {
  worker.busy = false;
  worker.mostAnswered = fewBytes;
  // Idle, it does not keep this process alive.
  worker.child.unref();
  worker.child.channel?.unref();
  offer(worker);
};

/** Kills a worker and starts another, so that the next request finds one. What was still to be written to it is dropped. */
export const replaceWorker = (worker: Worker): void => {
  remove(worker);
  worker.child.kill('SIGKILL');
  worker.pipe.destroy();
  start();
};

const take = (worker: Worker) => {
  worker.busy = true;
  worker.jobs += 1;
  worker.child.ref();
  worker.child.channel?.ref();
  return worker;
};

const offer = (worker: Worker) => {
  if (worker.ready && !worker.busy) waiting.shift()?.(worker);
};

const living = () => {
  workers = workers.filter(({ child }) => child.connected && child.exitCode === null && child.signalCode === null);
  return workers;
};

const remove = (worker: Worker) => {
  workers = workers.filter((other) => other !== worker);
};

const start = () => {
  const { child, pipe } = forkWorker();
  const watched = watchUsage(child.pid);
  const worker: Worker = { child, pipe, ready: false, busy: false, jobs: 0, mostAnswered: fewBytes, watched };
  workers.push(worker);
  // Errors reach the waiting caller through `exit`.
  child.on('error', () => undefined);
  pipe.on('error', () => undefined);
  pipe.on(
    'data',
    messageReader({
      onMessage: (message) => onMessage(worker, message),
      most: () => worker.mostAnswered,
      // A decoder that was taken over may write without end.
      onTooLong: () => child.kill('SIGKILL'),
    }),
  );
  child.once('exit', () => onExit(worker));
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  // While work waits for it, it keeps this process alive.
  if (waiting.length === 0) releaseWorker(worker);
};

/** A process and its pipe, without our credentials: what decodes a stranger's bytes needs none. */
const forkWorker = () => {
  hideCredentials();
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...rest } = process.env;
  const child = fork(entry, {
    execArgv: [],
    env: { ...rest, ...mallocTunables },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
  });
  const pipe = child.stdio[4];
  if (!(pipe instanceof Duplex)) throw new Error('a worker has no pipe');
  return { child, pipe };
};

const onExit = (worker: Worker) => {
  remove(worker);
  worker.watched.close();
  if (worker.ready) return;
  failedStarts += 1;
  if (failedStarts >= mostFailedStarts) for (const resolve of waiting.splice(0)) resolve(undefined);
  else if (waiting.length > 0) start();
};

/** The first message says that the worker is ready. */
const onMessage = (worker: Worker, message: Message) => {
  if (worker.ready) return worker.onAnswer?.(message);
  worker.ready = true;
  failedStarts = 0;
  releaseWorker(worker);
};
