import { access, constants, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { command, numberOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { autoCost } from './auto-cost.ts';
import { isJob, type JobName, jobOf, jobs, ownWidth } from './jobs.ts';
import { type Measured, type Measuring, measureJob, median } from './measure.ts';
import { addPhotographs } from './originals.ts';
import type { Report } from './peer-process.ts';
import { isPeer, type Peer, peers } from './peers.ts';
import { plot, type Ratios } from './plot.ts';
import { type Running, startBench } from './running.ts';
import { scoreOf } from './score.ts';

const usage = `npm run bench -- [--rounds N] [--jobs j1,j2] [--peers plain,edge-images] [--clients 1,4,16] [--cold N] [--auto]
  [--photos DIR] [--equal-look] [--imgproxy FILE] [--plot FILE]

CPU milliseconds, bytes and SSIMULACRA 2 beside plain sharp, ipx, imgproxy and a 40-line handler ("stick"), in turns, so that all
meet the same machine. CPU time hardly depends on what else runs; pin it to one core (taskset -c 0 npm run bench), as a Lambda of
1,769 MB has one.
  --rounds N      of each job, of which the middle one counts; else 7
  --jobs LIST     of ${Object.keys(jobs).join(', ')}; else all
  --photos DIR    opaque JPEG and PNG files of one's own, ${ownWidth} pixels wide at least, to WebP of as many, instead of the jobs
  --peers LIST    of ${Object.keys(peers).join(', ')}; else all, imgproxy where it is given
  --imgproxy FILE its binary, for Linux; CPU time and memory are then its server's alone
  --clients LIST  requests per second and CPU milliseconds with so many clients, instead of the jobs; of j1, j2 and j4
  --plot FILE     draws the jobs' CPU times beside plain sharp's, as SVG
  --equal-look    with the others' qualities at which they score as ours does, instead of the same number; takes minutes
  --auto          format=auto beside one encode in the format that it chooses, at each job's size, instead of the peers
  --cold N        milliseconds from the start of a process to its first answer (j2), N of each, instead of the jobs`;

const options = {
  rounds: { type: 'string', default: '7' },
  jobs: { type: 'string', default: Object.keys(jobs).join() },
  photos: { type: 'string' },
  peers: { type: 'string' },
  imgproxy: { type: 'string' },
  clients: { type: 'string' },
  cold: { type: 'string' },
  plot: { type: 'string' },
  auto: { type: 'boolean', default: false },
  'equal-look': { type: 'boolean', default: false },
} as const;

type Values = {
  rounds: string;
  jobs: string;
  photos?: string;
  peers?: string;
  imgproxy?: string;
  clients?: string;
  cold?: string;
  plot?: string;
  auto: boolean;
  'equal-look': boolean;
};

const main = async ({ values }: { values: Values }) => {
  const rounds = numberOf('--rounds', values.rounds, [1, 100]);
  const names = values.photos === undefined ? listOf('--jobs', values.jobs, isJob) : await ownJobs(values.photos);
  const chosen = await peersOf(values);
  const cold = values.cold === undefined ? undefined : numberOf('--cold', values.cold, [1, 100]);
  const clients = values.clients?.split(',').map((count) => numberOf('--clients', count, [1, 1000]));
  if (values.auto) return printAuto(names, rounds);
  const bench = await startBench(values['equal-look'] ? [...chosen, 'edge-images'] : chosen, values.imgproxy);
  try {
    const machine = machineOf();
    console.log(`${machine}\n`);
    if (cold) await printCold(bench, chosen, cold);
    else if (clients) await printLoad(bench, { chosen, counts: clients, rounds });
    else {
      const found = await printJobs(bench, { names, chosen, rounds, equalLook: values['equal-look'] });
      if (values.plot) await writeFile(values.plot, plot(found, `${machine}, npm run ${noteOf(values)}`));
    }
  } finally {
    bench.close();
  }
};

/** The jobs of one's own files; prints which is which. */
const ownJobs = async (folder: string): Promise<JobName[]> => {
  const isFolder = (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
  const files = isFolder ? await addPhotographs(folder) : new Map();
  if (files.size === 0)
    throw new Error(
      `--photos is ${folder}, expected a folder with opaque JPEG or PNG files, ${ownWidth} pixels wide at least`,
    );
  for (const [name, file] of files) console.log(`${name}: ${file}`);
  return [...files.keys()];
};

type Jobs = Measuring & { names: JobName[] };

const noteOf = ({ 'equal-look': equalLook }: Values) => (equalLook ? 'bench -- --equal-look' : 'bench');

/** Prints a line for each job as soon as it is measured. */
const printJobs = async (bench: Running, { names, chosen, rounds, equalLook }: Jobs): Promise<Ratios[]> => {
  printHead(['job', ...chosen.map((peer) => `${peer}: CPU ms · of plain sharp’s · bytes · score · peak MB`)]);
  const progress = startProgress(names.length);
  const measured: Ratios[] = [];
  for (const job of names) {
    const { title } = jobOf(job);
    const found = await measureJob(bench, job, { chosen, rounds, equalLook });
    const ratios = new Map([...found].map(([peer, { ratio }]) => [peer, ratio]));
    measured.push({ job, title, ratios });
    const cells = await Promise.all([...found.values()].map((each) => cellOf(job, each)));
    progress.end();
    printRow([`${job} ${title}`, ...cells]);
    progress.step(job);
  }
  progress.end();
  return measured;
};

const cellOf = async (job: JobName, { cpu, ratio, last, quality }: Measured) => {
  const bytes = Buffer.from(last.base64, 'base64');
  const score = jobOf(job).animated ? '–' : (await scoreOf(job, bytes)).toFixed(1);
  const size = bytes.length.toLocaleString('en');
  const made = `${cpu.toFixed(1)} · ${ratio.toFixed(2)} · ${size} · ${score} · ${last.peak.toFixed(0)}`;
  return quality === undefined ? made : `${made} · q ${quality}`;
};

/** In this process: what a worker costs is the same for both. */
const printAuto = async (names: JobName[], rounds: number) => {
  console.log(`${machineOf()}\n`);
  printHead(['job', 'chosen', 'bytes', 'auto: CPU ms', 'one encode: CPU ms', 'ratio']);
  const progress = startProgress(names.length);
  const ratios: number[] = [];
  for (const job of names) {
    const { chosen, bytes, auto, single, ratio } = await autoCost(job, rounds);
    ratios.push(ratio);
    progress.end();
    const numbers = [bytes.toLocaleString('en'), auto.toFixed(1), single.toFixed(1), ratio.toFixed(2)];
    printRow([`${job} ${jobOf(job).title}`, chosen, ...numbers]);
    progress.step(job);
  }
  progress.end();
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`\nGeometric mean of the ratios: ${mean.toFixed(2)}`);
};

const machineOf = () => `${cpus()[0]?.model}, Node ${process.versions.node}`;

const loadJobs = ['j1', 'j2', 'j4'] as const;

type Load = { chosen: Peer[]; counts: number[]; rounds: number };

const printLoad = async ({ peerOf }: Running, { chosen, counts, rounds }: Load) => {
  printHead(['requests per second · CPU ms of one', ...chosen]);
  const progress = startProgress(loadJobs.length * counts.length);
  for (const job of loadJobs)
    for (const clients of counts) {
      const requests = clients + (job === 'j4' ? 16 : 64);
      const found = new Map<Peer, Report[]>(chosen.map((peer) => [peer, []]));
      for (let round = 0; round < rounds; round++)
        for (const peer of chosen) found.get(peer)?.push(await peerOf(peer).ask({ job, requests, clients }));
      const cells = [...found.values()].map((reports) => {
        const perSecond = median(reports.map(({ wall }) => (requests / wall) * 1000));
        const cpu = median(reports.map((report) => report.cpu / requests));
        return `${perSecond.toFixed(1)} · ${cpu.toFixed(1)}`;
      });
      progress.end();
      printRow([`${job}, ${clients} clients`, ...cells]);
      progress.step(job);
    }
  progress.end();
};

const printCold = async ({ cold }: Running, chosen: Peer[], runs: number) => {
  const found = new Map<Peer, { cpu: number; wall: number }[]>(chosen.map((peer) => [peer, []]));
  const progress = startProgress(runs * chosen.length);
  for (let run = 0; run < runs; run++)
    for (const peer of chosen) {
      found.get(peer)?.push(await cold(peer, 'j2'));
      progress.step(peer);
    }
  progress.end();
  printHead(['first answer of a process', ...chosen]);
  const row = (of: 'cpu' | 'wall') =>
    [...found.values()].map((reports) => median(reports.map((report) => report[of])).toFixed(0));
  printRow(['CPU ms', ...row('cpu')]);
  const plain = found.get('plain');
  const ratios = [...found.values()].map((reports) =>
    median(reports.map(({ cpu }, run) => cpu / (plain?.[run]?.cpu ?? Number.NaN))).toFixed(2),
  );
  if (plain) printRow(['… of plain sharp’s, in the same round', ...ratios]);
  printRow(['wall ms', ...row('wall')]);
};

const printRow = (cells: (string | undefined)[]) => console.log(`| ${cells.join(' | ')} |`);
const printHead = (cells: string[]) => {
  printRow(cells);
  printRow(cells.map((_, index) => (index === 0 ? '---' : '---:')));
};

const peersOf = async ({ peers: asked, imgproxy }: Values): Promise<Peer[]> => {
  if (imgproxy !== undefined && !(await isProgram(imgproxy)))
    throw new Error(`--imgproxy is ${imgproxy}, expected a program that can be started`);
  const all = Object.keys(peers).filter((peer) => peer !== 'imgproxy' || imgproxy !== undefined);
  const chosen = listOf('--peers', asked ?? all.join(), isPeer);
  if (chosen.includes('imgproxy') && imgproxy === undefined)
    throw new Error('--peers has imgproxy, which needs its binary: --imgproxy FILE');
  return chosen;
};

const isProgram = async (path: string) =>
  access(path, constants.X_OK).then(
    async () => (await stat(path)).isFile(),
    () => false,
  );

const listOf = <Name extends string>(option: string, text: string, isKnown: (name: string) => name is Name): Name[] =>
  text.split(',').map((name) => {
    if (isKnown(name)) return name;
    throw new Error(`${option} has ${name}, which is none: see --help`);
  });

await command(usage, { options }, main);
