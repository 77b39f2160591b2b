import { cpus } from 'node:os';
import { command, numberOf } from '../../infra/commands/command.ts';
import { isJob, type JobName, jobOf, jobs } from './jobs.ts';
import type { Report } from './peer-process.ts';
import { isPeer, type Peer, peers } from './peers.ts';
import { type Running, startBench } from './running.ts';
import { scoreOf } from './score.ts';

const usage = `npm run bench -- [--rounds N] [--jobs j1,j2] [--peers plain,edge-images] [--clients 1,4,16] [--cold N]

CPU milliseconds, bytes and SSIMULACRA 2 beside plain sharp, ipx and a 40-line handler ("stick"), in turns, so that all meet the
same machine. CPU time hardly depends on what else runs; pin it to one core (taskset -c 0 npm run bench), as a Lambda of
1,769 MB has one.
  --rounds N     of each job, of which the middle one counts; else 7
  --jobs LIST    of ${Object.keys(jobs).join(', ')}; else all
  --peers LIST   of ${Object.keys(peers).join(', ')}; else all
  --clients LIST requests per second with so many clients, instead of the jobs; of j1, j2 and j4
  --cold N       milliseconds from the start of a process to its first answer (j2), N of each, instead of the jobs`;

const options = {
  rounds: { type: 'string', default: '7' },
  jobs: { type: 'string', default: Object.keys(jobs).join() },
  peers: { type: 'string', default: Object.keys(peers).join() },
  clients: { type: 'string' },
  cold: { type: 'string' },
} as const;

type Values = { rounds: string; jobs: string; peers: string; clients?: string; cold?: string };

// CPU time of child processes is counted in steps of 10 ms, so a round lasts longer than that.
const roundMilliseconds = 250;
// Requests until all is compiled and our worker runs.
const warmUp = 12;
// Milliseconds of a request by plain sharp past which three rounds must do.
const slow = 1000;

const main = async ({ values }: { values: Values }) => {
  const rounds = numberOf('--rounds', values.rounds, [1, 100]);
  const names = listOf('--jobs', values.jobs, isJob);
  const chosen = listOf('--peers', values.peers, isPeer);
  const bench = await startBench(chosen);
  try {
    console.log(`${cpus()[0]?.model}, Node ${process.versions.node}\n`);
    if (values.cold) await printCold(bench, chosen, numberOf('--cold', values.cold, [1, 100]));
    else if (values.clients) await printLoad(bench, chosen, values.clients.split(',').map(Number));
    else await printJobs(bench, { names, chosen, rounds });
  } finally {
    bench.close();
  }
};

const printJobs = async (
  { peerOf }: Running,
  { names, chosen, rounds }: { names: JobName[]; chosen: Peer[]; rounds: number },
) => {
  printHead(['job', ...chosen.map((peer) => `${peer}: CPU ms · bytes · score · peak MB`)]);
  for (const job of names) {
    const once = (await peerOf('plain').ask({ job, requests: 2, clients: 1 })).cpu / 2;
    const requests = Math.max(1, Math.round(roundMilliseconds / once));
    for (const peer of chosen) await peerOf(peer).ask({ job, requests: once > slow ? 1 : warmUp, clients: 1 });
    const found = new Map<Peer, Report[]>(chosen.map((peer) => [peer, []]));
    for (let round = 0; round < (once > slow ? Math.min(3, rounds) : rounds); round++)
      for (const peer of chosen) found.get(peer)?.push(await peerOf(peer).ask({ job, requests, clients: 1 }));
    const cells = [...found.values()].map(async (reports) => {
      const last = reports.at(-1);
      const bytes = Buffer.from(last?.base64 ?? '', 'base64');
      const score = jobOf(job).animated ? '–' : (await scoreOf(job, bytes)).toFixed(1);
      const cpu = (median(reports.map((report) => report.cpu)) / requests).toFixed(1);
      return `${cpu} · ${bytes.length.toLocaleString('en')} · ${score} · ${last?.peak.toFixed(0)}`;
    });
    printRow([`${job} ${jobOf(job).title}`, ...(await Promise.all(cells))]);
  }
};

const loadJobs = ['j1', 'j2', 'j4'] as const;

const printLoad = async ({ peerOf }: Running, chosen: Peer[], counts: number[]) => {
  printHead(['requests per second', ...chosen]);
  for (const job of loadJobs)
    for (const clients of counts) {
      const cells: string[] = [];
      for (const peer of chosen) {
        const requests = clients + (job === 'j4' ? 16 : 64);
        const { wall } = await peerOf(peer).ask({ job, requests, clients });
        cells.push(((requests / wall) * 1000).toFixed(1));
      }
      printRow([`${job}, ${clients} clients`, ...cells]);
    }
};

const printCold = async ({ cold }: Running, chosen: Peer[], runs: number) => {
  const found = new Map<Peer, { cpu: number; wall: number }[]>(chosen.map((peer) => [peer, []]));
  for (let run = 0; run < runs; run++) for (const peer of chosen) found.get(peer)?.push(await cold(peer, 'j2'));
  printHead(['first answer of a process', ...chosen]);
  const row = (of: 'cpu' | 'wall') =>
    [...found.values()].map((reports) => median(reports.map((report) => report[of])).toFixed(0));
  printRow(['CPU ms', ...row('cpu')]);
  printRow(['wall ms', ...row('wall')]);
};

const printRow = (cells: (string | undefined)[]) => console.log(`| ${cells.join(' | ')} |`);
const printHead = (cells: string[]) => {
  printRow(cells);
  printRow(cells.map((_, index) => (index === 0 ? '---' : '---:')));
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const listOf = <Name extends string>(option: string, text: string, isKnown: (name: string) => name is Name): Name[] =>
  text.split(',').map((name) => {
    if (isKnown(name)) return name;
    throw new Error(`${option} has ${name}, which is none: see --help`);
  });

await command(usage, { options }, main);
