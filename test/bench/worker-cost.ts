import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { command, numberOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { isJob, type JobName, jobOf, jobs } from './jobs.ts';
import { median } from './measure.ts';
import type { Turn, Way } from './worker-cost-process.ts';

const usage = `npm run bench:worker -- [--rounds N] [--jobs j1,j2]

Compares an image that is derived in a worker with one that is derived in the function's own process: milliseconds of CPU of all
processes, in turns, for each job of npm run bench. Each way has a function of its own, so that neither collects the other's garbage. Linux only.
  --rounds N   how often both take their turn at each job, else 20
  --jobs LIST  of ${Object.keys(jobs).join(', ')}; else all`;

const options = {
  rounds: { type: 'string', default: '20' },
  jobs: { type: 'string', default: Object.keys(jobs).join() },
} as const;

type Functions = { [way in Way]: ChildProcess };

const ways = ['here', 'worker'] as const;

const start = (way: Way): ChildProcess =>
  fork(fileURLToPath(new URL('./worker-cost-process.ts', import.meta.url)), [way], { execArgv: [] });

/** Milliseconds of CPU of an image. */
const takeTurn = (child: ChildProcess, job: JobName) =>
  new Promise<number>((resolve, reject) => {
    const onExit = () => reject(new Error('a function has ended: see above'));
    child.once('exit', onExit).once('message', (milliseconds: number) => {
      child.off('exit', onExit);
      resolve(milliseconds);
    });
    child.send({ job } satisfies Turn);
  });

/** The middle milliseconds of each way, and the middle of what each round was in relation to the function's own process. */
const measure = async (functions: Functions, job: JobName, rounds: number) => {
  const found = { here: [] as number[], worker: [] as number[] };
  for (let round = -1; round < rounds; round++)
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const milliseconds = await takeTurn(functions[way], job);
      // The first round warms both up.
      if (round >= 0) found[way].push(milliseconds);
    }
  const ratios = found.here.map((here, round) => (found.worker[round] ?? Number.NaN) / here);
  return { here: median(found.here), worker: median(found.worker), ratio: median(ratios) };
};

const namesOf = (text: string): JobName[] =>
  text.split(',').map((name) => {
    if (isJob(name)) return name;
    throw new Error(`--jobs has ${name}, which is none: see --help`);
  });

const main = async ({ values }: { values: { rounds: string; jobs: string } }) => {
  const rounds = numberOf('--rounds', values.rounds, [1, 1000]);
  const names = namesOf(values.jobs);
  const functions = { here: start('here'), worker: start('worker') };
  const progress = startProgress(names.length);
  const ratios: number[] = [];
  for (const name of names) {
    const { title } = jobOf(name);
    const { here, worker, ratio } = await measure(functions, name, rounds);
    ratios.push(ratio);
    const times = `${here.toFixed(1).padStart(7)} ms here, ${worker.toFixed(1).padStart(7)} in a worker`;
    console.log(`${title.padEnd(46)} ${times}: ${ratio.toFixed(3)}`);
    progress.step(title);
  }
  progress.end();
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`${rounds} turns each way; geometric mean of the ratios ${mean.toFixed(3)}`);
  for (const way of ways) functions[way].kill();
};

await command(usage, { options }, main);
