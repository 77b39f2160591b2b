import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { viewerFunctions } from '../../infra/build/viewer-function.ts';
import { command, numberOf, shareOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { behaviorsOf } from '../../infra/local/behaviors.ts';
import { createDistribution } from '../../infra/local/cloudfront/distribution.ts';
import { domainName } from '../../infra/local/cloudfront/origin/origin.ts';
import { startStorage, useStorage } from '../../infra/local/storage/storage.ts';
import { startUnreliable } from '../storage-faults/unreliable.ts';
import { config } from '../support/config.ts';
import { randomFrom } from '../support/random.ts';
import { buildFunction } from './function-asset.ts';
import { startLambda } from './lambda-process.ts';
import { judge, type Sample, summarize } from './measurements.ts';
import { plot } from './plot.ts';
import { soakOriginals, soakRequests } from './requests.ts';

const usage = `npm run soak -- [--requests N] [--minutes N] [--seed N] [--at-once N] [--faults SHARE] [--kills SHARE]

Sends requests of mixed kinds through the built viewer function and the built handler, which runs in a process of its own with
the memory that is deployed: the first half one after another, the second half several at once. Prints memory, open files
and times, draws them in dist/soak.svg, and exits 1 where an answer is wrong or the function's memory grows.
  --requests N    how many, from 1000, else 10000
  --minutes N     ends both halves after half of this time, also with fewer requests
  --seed N        another row of requests, else 1
  --at-once N     of the second half, else 16
  --faults SHARE  of the function's requests to S3, how many fail in some way, else 0.02
  --kills SHARE   before how many requests a worker is killed, else 0.005`;

const options = {
  requests: { type: 'string', default: '10000' },
  minutes: { type: 'string', default: '100000' },
  seed: { type: 'string', default: '1' },
  'at-once': { type: 'string', default: '16' },
  faults: { type: 'string', default: '0.02' },
  kills: { type: 'string', default: '0.005' },
} as const;

type Options = { requests: number; minutes: number; seed: number; atOnce: number; faults: number; kills: number };

const dist = join(import.meta.dirname, '../../dist');
const region = 'us-east-1';
const chosen = { ...config, derivatives: { days: 90 } };

/** A distribution before a bucket of originals, whose function runs in a process of its own. */
const startService = async ({ faults, seed }: Options) => {
  const storage = await startStorage({ bucket: 'originals', derivatives: 'derivatives' });
  const proxy = await startUnreliable(storage.endpoint, faults, randomFrom(seed + 1));
  useStorage(proxy);
  const originals = await soakOriginals();
  for (const [key, bytes] of originals) await storage.put(key, bytes, 'binary/octet-stream');
  const lambda = startLambda(await buildFunction(chosen), { memory: chosen.memory, timeout: chosen.timeout * 1000 });
  const derivatives = { endpoint: storage.endpoint, bucket: 'derivatives', region };
  const distribution = createDistribution({
    originResponse: lambda.handler,
    origin: {
      ...{ endpoint: storage.endpoint, bucket: 'originals', region },
      customHeaders: { 'x-derivatives-bucket': domainName(derivatives) },
    },
    ...behaviorsOf(chosen, { others: [], derivatives }, await viewerFunctions(chosen)),
    // Every request is to reach the function.
    cacheBytes: 0,
  });
  const close = async () => {
    lambda.stop();
    await proxy.close();
    await storage.close();
  };
  return { distribution, lambda, originals, close };
};

const run = async (chosen: Options) => {
  const { requests, minutes, seed, atOnce, kills } = chosen;
  const { distribution, lambda, originals, close } = await startService(chosen);
  const random = randomFrom(seed);
  const next = soakRequests(originals, random);
  const progress = startProgress(requests);
  const samples: Sample[] = [];
  const killed: number[] = [];
  const wrong: string[] = [];
  const every = Math.max(1, Math.floor(requests / 400));
  let times: number[] = [];
  let sent = 0;
  const one = async () => {
    const number = sent++;
    const asked = next();
    const isKilled = random() < kills;
    if (isKilled) killed.push(number);
    const started = performance.now();
    const answering = distribution(new Request(`https://d123.cloudfront.net${asked.path}`, asked.init));
    if (isKilled) await sleep(random() * 30).then(() => lambda.workers().map((pid) => process.kill(pid, 'SIGKILL')));
    const answer = await answering;
    const body = new Uint8Array(await answer.arrayBuffer());
    times.push(performance.now() - started);
    const problem = judge(asked, { answer, body }, chosen);
    if (problem) wrong.push(problem);
    progress.step(asked.path);
    if (number % every !== every - 1) return;
    samples.push({ ...lambda.usage(), ...(await lambda.keeps()), times });
    times = [];
  };
  const started = performance.now();
  const isWithin = (half: number) =>
    sent < (requests * half) / 2 && performance.now() - started < (minutes * 60_000 * half) / 2;
  while (isWithin(1)) await one();
  const sequential = samples.length;
  const several = async () => {
    while (isWithin(2)) await one();
  };
  await Promise.all(Array.from({ length: atOnce }, several));
  progress.end();
  const seconds = (performance.now() - started) / 1000;
  await close();
  return { samples, sequential, killed, wrong, seconds, sent };
};

const main = async ({ values }: { values: Record<keyof typeof options, string> }) => {
  const chosen: Options = {
    requests: numberOf('--requests', values.requests, [1000, 10_000_000]),
    minutes: numberOf('--minutes', values.minutes, [1, 100_000]),
    seed: numberOf('--seed', values.seed, [0, 2 ** 32 - 1]),
    atOnce: numberOf('--at-once', values['at-once'], [1, 1000]),
    faults: shareOf('--faults', values.faults),
    kills: shareOf('--kills', values.kills),
  };
  const { samples, sequential, killed, wrong, seconds, sent } = await run(chosen);
  const halves = [samples.slice(0, sequential), samples.slice(sequential)];
  const { lines, failures, panels } = summarize(halves);
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, 'soak.svg'), plot(panels, sent, killed));
  console.log(
    `${sent} requests in ${seconds.toFixed(0)} s, seed ${chosen.seed}, ${killed.length} kills: dist/soak.svg`,
  );
  for (const line of lines) console.log(line);
  for (const line of [...failures, ...wrong.slice(0, 20)]) console.error(line);
  console.log(`${wrong.length + failures.length} wrong`);
  // Left to itself, Node 24 can wait for a handle that never closes.
  process.exit(wrong.length + failures.length > 0 ? 1 : 0);
};

await command(usage, { options }, main);
