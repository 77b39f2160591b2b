import { command, numberOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { loadConfig } from '../../infra/config/load.ts';
import { prices } from '../../infra/cost/prices.ts';
import { isJob, type JobName, jobOf, jobs } from './jobs.ts';
import { type Running, startBench } from './running.ts';

const usage = `npm run tune -- [--rounds N]

Measures the function's CPU time here, and prints what each memory size would make of it: milliseconds of a request, and US dollars
for a million derivatives, at the edge and in a region. CPU time does not depend on how busy this machine is, but on its processor:
Lambda's may be half as fast.
  --rounds N  of each job, of which the middle one counts; else 5`;

const options = { rounds: { type: 'string', default: '5' } } as const;

// MB: the least that holds `limits.memory`, one vCPU, two (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
const wholeCpu = 1769;
const sizes = [1024, 1280, 1536, wholeCpu, 2048, 3008, 2 * wholeCpu];

// Regional Lambda on x86 in us-east-1, per GB-second and per request (https://aws.amazon.com/lambda/pricing/, 2026-11-28).
type Rate = { second: number; request: number };
const region: Rate = { second: 0.0000166667, request: 0.0000002 };
const edge: Rate = {
  second: prices['Lambda@Edge GB-seconds'].dollars,
  request: prices['Lambda@Edge runs'].dollars / prices['Lambda@Edge runs'].per,
};

// Milliseconds of a round: CPU time of child processes is counted in steps of 10 ms.
const roundMilliseconds = 250;
const warmUp = 4;

const main = async ({ values }: { values: { rounds: string } }) => {
  const rounds = numberOf('--rounds', values.rounds, [1, 100]);
  const { memory: configured } = loadConfig();
  const bench = await startBench(['edge-images']);
  try {
    const measured = Object.keys(jobs).filter(isJob);
    const progress = startProgress(measured.length);
    for (const job of measured) {
      const cpu = await cpuOf(bench, job, rounds);
      progress.end();
      print(jobOf(job).title, cpu, configured);
      progress.step(job);
    }
    progress.end();
  } finally {
    bench.close();
  }
};

const cpuOf = async ({ peerOf }: Running, job: JobName, rounds: number): Promise<number> => {
  const peer = peerOf('edge-images');
  // The first compiles what is needed, and starts the worker.
  await peer.ask({ job, requests: warmUp, clients: 1 });
  const once = (await peer.ask({ job, requests: 1, clients: 1 })).cpu;
  const requests = Math.max(1, Math.round(roundMilliseconds / Math.max(1, once)));
  const found: number[] = [];
  for (let round = 0; round < rounds; round++)
    found.push((await peer.ask({ job, requests, clients: 1 })).cpu / requests);
  return found.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
};

/**
 * Below one vCPU Lambda stretches the time in proportion and takes the same money; above, one image gains nothing but AVIF's
 * second thread, which is left out here: every further MB is paid for nothing.
 */
const print = (title: string, cpu: number, configured: number) => {
  const rows = sizes.map((memory) => {
    const milliseconds = cpu * Math.max(1, wholeCpu / memory);
    const million = ({ second, request }: Rate) => 1e6 * (request + (milliseconds / 1000) * (memory / 1024) * second);
    return { memory, milliseconds, edge: million(edge), region: million(region) };
  });
  const cheapest = Math.min(...rows.map((row) => row.edge));
  const fastest = Math.min(...rows.map((row) => row.milliseconds));
  const isCheap = (dollars: number) => dollars < 1.001 * cheapest;
  const best = rows.find((row) => row.milliseconds === fastest && isCheap(row.edge));
  console.log(`\n${title}: ${cpu.toFixed(1)} ms of CPU\n`);
  console.log('| MB | ms | USD a million at the edge | in a region | |');
  console.log('| ---: | ---: | ---: | ---: | --- |');
  for (const { memory, milliseconds, edge, region } of rows) {
    const marks = [
      isCheap(edge) && 'cheapest',
      milliseconds === fastest && 'fastest',
      memory === best?.memory && 'advised',
      memory === configured && 'configured',
    ].filter(Boolean);
    console.log(
      `| ${memory} | ${milliseconds.toFixed(0)} | ${edge.toFixed(2)} | ${region.toFixed(2)} | ${marks.join(', ')} |`,
    );
  }
};

await command(usage, { options }, main);
