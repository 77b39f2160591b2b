import { readdirSync, readFileSync } from 'node:fs';
import { usageOf } from '../../edge/image/process-usage.ts';
import type { JobName } from './jobs.ts';
import type { Ready } from './peer.ts';
import { isPeer, peers } from './peers.ts';

/** What the bench asks of a peer: so many requests of one job, one after the other or several at a time. */
export type Order = { job: JobName; requests: number; clients: number; quality?: number | undefined };

/**
 * CPU milliseconds of an order and since the process began, wall milliseconds, bytes of the last derivative, and the highest memory (MB)
 * of the peer's processes so far. Where a server is measured, `begun` is when it was started (milliseconds since 1970).
 */
export type Report = {
  cpu: number;
  total: number;
  wall: number;
  base64: string;
  peak: number;
  begun?: number | undefined;
};

const [, , peer, places = '{}'] = process.argv;
if (!isPeer(peer)) throw new Error(`${peer} is no peer`);

/** Processes that this one has started. */
const children = (): number[] =>
  readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );

// Our log lines would be part of the bench's output.
process.stdout.write = () => true;
const { make, server }: Ready = await peers[peer](JSON.parse(places));

/** The peer's processes: the server that it asks, or this one and those that it has started. */
const measured = (): number[] => (server ? [server.process.pid ?? 0] : [process.pid, ...children()]);

const cpuOf = (pid: number) => {
  if (pid !== process.pid) return usageOf(pid)?.cpu ?? 0;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const cpu = () => measured().reduce((sum, pid) => sum + cpuOf(pid), 0);

const peakOf = (pid: number) =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;

const carryOut = async ({ job, requests, clients, quality }: Order): Promise<Report> => {
  const [cpuBefore, started] = [cpu(), performance.now()];
  let [left, base64] = [requests, ''];
  const client = async () => {
    while (left-- > 0) base64 = await make(job, quality);
  };
  await Promise.all(Array.from({ length: clients }, client));
  const peak = measured().reduce((sum, pid) => sum + peakOf(pid), 0);
  const total = cpu();
  return { cpu: total - cpuBefore, total, wall: performance.now() - started, base64, peak, begun: server?.begun };
};

process.on('message', (order: Order) => void carryOut(order).then((report) => process.send?.(report)));
// Not by process.exit: edge/image/worker-process.ts says why.
process.on('disconnect', () => {
  server?.process.kill('SIGKILL');
  process.kill(process.pid, 'SIGKILL');
});
process.send?.('ready');
