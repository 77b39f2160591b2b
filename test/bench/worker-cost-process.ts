import type { Derivative, Order } from '../../edge/image/derivative.ts';
import { probe } from '../../edge/image/formats/probe.ts';
import { prepare } from '../../edge/image/make.ts';
import { usageOf } from '../../edge/image/process-usage.ts';
import { deriveInWorker } from '../../edge/image/worker.ts';
import { childrenOf } from '../soak/lambda-process.ts';
import { config } from '../support/config.ts';
import { type JobName, jobOf } from './jobs.ts';
import { originals } from './originals.ts';

// A function in a process of its own, as worker-cost.ts starts it: node worker-cost-process.ts WAY. One message is one turn.

/** Where images are derived: in the function's own process, or in its worker. */
export type Way = 'here' | 'worker';

/** One turn: the job whose image is derived several times. */
export type Turn = { job: JobName };

// Milliseconds of a turn, about: Linux tells the CPU time of another process in steps of 10 ms.
const perTurn = 500;
// Images of a job until all is compiled.
const warmUp = 12;

const ways = {
  here: async (bytes, order) => (await prepare(probe(bytes, order.limits), order)).carryOut(),
  worker: deriveInWorker,
} satisfies { [way in Way]: (bytes: Uint8Array, order: Order) => Promise<Derivative> };

/** Milliseconds of CPU of this process and its worker. */
const cpuSoFar = () => {
  const { user, system } = process.cpuUsage();
  const workers = childrenOf(process.pid).reduce((sum, pid) => sum + (usageOf(pid)?.cpu ?? 0), 0);
  return (user + system) / 1000 + workers;
};

const images = new Map<JobName, number>();

const takeTurn = async (way: Way, { job }: Turn): Promise<number> => {
  const { original, variant } = jobOf(job);
  const bytes = (await originals()).get(original);
  if (!bytes) throw new Error(`no original ${original}`);
  const limits = { ...config.limits, milliseconds: 60_000 };
  const one = () => ways[way](bytes, { variant, limits, budget: { bytes: 750_000, left: () => 60_000 } });
  const count = images.get(job) ?? warmUp;
  const before = cpuSoFar();
  for (let image = 0; image < count; image++) await one();
  const milliseconds = (cpuSoFar() - before) / count;
  if (!images.has(job)) images.set(job, Math.max(1, Math.round(perTurn / milliseconds)));
  return milliseconds;
};

const way = process.argv[2] === 'here' ? 'here' : 'worker';
process.on('message', (turn: Turn) => void takeTurn(way, turn).then((milliseconds) => process.send?.(milliseconds)));
// Not by process.exit: edge/image/worker-process.ts says why.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
