import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Reason, Underivable } from '../errors.ts';
import type { Derivative } from './derive.ts';
import type { WorkerAnswer, WorkerJob } from './worker-process.ts';

/*
 * A process of its own for work that may have to be killed: a thread can't be stopped inside native code, and sharp's own
 * timeout is looked at between libvips' tiles only (a dashed path of 23 KB went on for 68 s after 2).
 *
 * Why not for all work: measured beside each other, the way there and back costs 1.7 ms for an original of 300 KB and 10 ms
 * for one of 3 MB, a tenth of the whole; and the first image of a cold function would wait 145 ms for the process
 * instead of 40 ms for the decoders. So JPEG, PNG, GIF and WebP, whose cost their bytes tell, stay in the function's own.
 *
 * Lambda freezes all processes between two events, so nothing is left running: no timer outlives its job, the process waits
 * in a read, and one that has died meanwhile is replaced at the next job.
 */

// Memory that malloc keeps after an image is never given back: past this, a new process costs less.
const mostKept = 300 * 1024 * 1024;
// A process can fill about 100 MB between two looks.
const lookEvery = 25;

const entry = fileURLToPath(new URL(`./worker-process${extname(import.meta.url)}`, import.meta.url));

let worker: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/** The derivative, made where it can be killed: at a deadline, past a memory limit. One job after the other. Throws Underivable. */
export const deriveInWorker = (job: WorkerJob): Promise<Derivative> => {
  const turn = last.then(() => work(job));
  last = turn.catch(() => undefined);
  return turn;
};

const work = async (job: WorkerJob): Promise<Derivative> => {
  const started = performance.now();
  const used = alive();
  const first = used ?? start();
  const answer = await attempt(first, job, started);
  // A process that waited may have died of its own, between two events; only a fresh one's death is the image's fault.
  const final = answer === 'died' && used ? await attempt(alive() ?? start(), job, started) : answer;
  if (final === 'died') throw new Underivable('damaged', 'the decoder broke down');
  if ('reason' in final) throw new Underivable(final.reason, final.detail);
  return { ...final, bytes: Buffer.from(final.bytes) };
};

const attempt = (child: ChildProcess, job: WorkerJob, started: number) =>
  new Promise<WorkerAnswer | 'died'>((resolve) => {
    const { memory } = job.limits;
    const give = job.left - (performance.now() - started);
    const finish = (answer: WorkerAnswer | 'died', keep: boolean) => {
      clearTimeout(deadline);
      clearInterval(look);
      child.off('message', answered).off('exit', died).off('error', died);
      if (keep) idle(child);
      else replace(child);
      resolve(answer);
    };
    const died = () => finish('died', false);
    const answered = (answer: WorkerAnswer) => finish(answer, residentBytes(child) < mostKept);
    const refuse = (reason: Reason, detail: string) => finish({ reason, detail }, false);
    const deadline = setTimeout(() => refuse('out-of-time', `not done in ${Math.round(job.left)} ms`), give);
    const look = setInterval(() => {
      if (residentBytes(child) > memory) refuse('out-of-memory', `more than ${memory} bytes`);
    }, lookEvery);
    child.once('message', answered).once('exit', died).once('error', died);
    child.ref();
    child.channel?.ref();
    child.send(job, (error) => error && died());
  });

const alive = () => (worker?.connected && worker.exitCode === null ? worker : undefined);

const start = (): ChildProcess => {
  // What decodes a stranger's bytes needs no credentials. Two heaps instead of one a thread: 160 MB after 90 images of 12
  // megapixels instead of 250 to 310, in the same time; malloc reads this at its start, so our own process can't have it.
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...rest } = process.env;
  const env = { ...rest, MALLOC_ARENA_MAX: '2' };
  worker = fork(entry, { serialization: 'advanced', execArgv: [], env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  // Whoever waits for it hears of errors too; nobody else needs to.
  worker.on('error', () => undefined);
  return worker;
};

/** The next request must find a healthy process. */
const replace = (child: ChildProcess) => {
  child.kill('SIGKILL');
  idle(start());
};

/** A process that waits does not keep this one alive. */
const idle = (child: ChildProcess) => {
  child.unref();
  child.channel?.unref();
};

/** As Linux counts; elsewhere nothing is known, and nothing is killed for it. */
const residentBytes = (child: ChildProcess): number => {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
};
