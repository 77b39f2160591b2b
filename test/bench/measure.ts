import { type JobName, jobOf } from './jobs.ts';
import type { Report } from './peer-process.ts';
import type { Peer } from './peers.ts';
import type { Running } from './running.ts';
import { scoreOf } from './score.ts';

// CPU time of other processes is counted in steps of 10 ms: 2 % of a round.
const roundMilliseconds = 500;
// Requests until all is compiled and our worker runs.
const warmUp = 12;
// Milliseconds of a request past which one is enough to warm up and, if plain sharp takes as long, three rounds must do.
const slow = 1000;

/** How a job is measured, and on whom. */
export type Measuring = { chosen: Peer[]; rounds: number; equalLook: boolean };

/** CPU milliseconds of a request, the same beside plain sharp's, the last answer, and the quality where it is not the job's own. */
export type Measured = { cpu: number; ratio: number; last: Report; quality: number | undefined };

/** Middle CPU milliseconds of a request, and the middle of what each round was in relation to plain sharp's. */
export const measureJob = async (bench: Running, job: JobName, { chosen, rounds, equalLook }: Measuring) => {
  const { peerOf } = bench;
  const peers = [...new Set<Peer>(['plain', ...chosen])];
  const costs = new Map<Peer, number>();
  for (const peer of peers) {
    const { ask } = peerOf(peer);
    const first = await ask({ job, requests: 2, clients: 1 });
    const requests = first.cpu / 2 > slow ? 1 : warmUp;
    costs.set(peer, (await ask({ job, requests, clients: 1 })).cpu / requests);
  }
  const plain = costs.get('plain') ?? Number.NaN;
  // No fewer than of plain sharp, and more of a peer for which so many are over too soon.
  const requestsOf = (peer: Peer) =>
    Math.max(1, Math.round(roundMilliseconds / Math.min(plain, costs.get(peer) ?? plain)));
  const qualities = equalLook ? await qualitiesAsOurs(bench, job, peers) : new Map<Peer, number>();
  const found: Map<Peer, Report>[] = [];
  for (let round = 0; round < (plain > slow ? Math.min(3, rounds) : rounds); round++) {
    const reports = new Map<Peer, Report>();
    for (const peer of peers)
      reports.set(
        peer,
        await peerOf(peer).ask({ job, requests: requestsOf(peer), clients: 1, quality: qualities.get(peer) }),
      );
    found.push(reports);
  }
  const cpuIn = (reports: Map<Peer, Report>, peer: Peer) => (reports.get(peer)?.cpu ?? Number.NaN) / requestsOf(peer);
  return new Map(
    chosen.map((peer): [Peer, Measured] => {
      const cpu = median(found.map((reports) => cpuIn(reports, peer)));
      const ratio = median(found.map((reports) => cpuIn(reports, peer) / cpuIn(reports, 'plain')));
      const last = found.at(-1)?.get(peer);
      if (!last) throw new Error(`${peer} has made nothing of ${job}`);
      return [peer, { cpu, ratio, last, quality: qualities.get(peer) }];
    }),
  );
};

/** The encoders' qualities at which the others' derivatives score like ours, as near as whole numbers come. */
const qualitiesAsOurs = async ({ peerOf }: Running, job: JobName, chosen: Peer[]) => {
  const qualities = new Map<Peer, number>();
  if (jobOf(job).quality === undefined || jobOf(job).animated) return qualities;
  const scoreAt = async (peer: Peer, quality?: number) => {
    const { base64 } = await peerOf(peer).ask({ job, requests: 1, clients: 1, quality });
    return scoreOf(job, Buffer.from(base64, 'base64'));
  };
  const ours = await scoreAt('edge-images');
  for (const peer of chosen.filter((each) => each !== 'edge-images')) {
    let [low, high] = lossyQualities;
    while (high - low > 1) {
      const middle = Math.round((low + high) / 2);
      if ((await scoreAt(peer, middle)) < ours) low = middle;
      else high = middle;
    }
    const [below, above] = [await scoreAt(peer, low), await scoreAt(peer, high)];
    qualities.set(peer, ours - below < above - ours ? low : high);
  }
  return qualities;
};

const lossyQualities: [low: number, high: number] = [20, 95];

/** The middle one. */
export const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
