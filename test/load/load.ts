import sharp from 'sharp';
import { command, numberOf, shareOf } from '../../infra/commands/command.ts';
import { hideMetrics } from '../../infra/commands/print.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { startUnreliable } from '../storage-faults/unreliable.ts';
import { type Edge, startWorld } from '../support/edges.ts';
import { chart } from '../support/images/chart.ts';
import { randomFrom } from '../support/random.ts';
import { type Ask, traffic } from './traffic.ts';

const usage = `npm run test:load -- [--requests N] [--seed N] [--faults SHARE]

Requests through two edges, the built viewer function and S3 over HTTP. Exits 1 where something is wrong.
  --requests N    how many, else 20000
  --seed N        another row of requests, else 1
  --faults SHARE  of the function's requests to S3, how many fail in some way: 0.05 is every twentieth`;

const options = {
  requests: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  faults: { type: 'string', default: '0' },
} as const;

let requests = 0;
let seed = 0;
let faulty = 0;

// Seconds of CloudFront's clock between two requests: images expire several times over, are revalidated, and made again.
const pace = 1;
const lifetimes = { derivative: 3600, failure: 60, missing: 30, staleWhileRevalidate: 600, staleIfError: 86_400 };
const atOnce = 16;
// Small enough that images are evicted from an edge which the derivatives bucket still has.
const cacheBytes = 3 * 1024 * 1024;

type Counts = Record<string, number>;
const wrong: string[] = [];
const counts: Counts = {};
const logged: Counts = { Made: 0, Kept: 0, PassedThrough: 0, Redirected: 0, StoreFaults: 0 };
const memory: number[] = [];

const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

/** Counts the function's log lines instead of showing them. Returns the way to show them again. */
const countLogLines = () =>
  hideMetrics((line) => {
    const metrics = JSON.parse(line);
    for (const name of Object.keys(logged)) logged[name] = (logged[name] ?? 0) + (metrics[name] ?? 0);
  });

const uploadAll = async (upload: Awaited<ReturnType<typeof startWorld>>['upload']) => {
  const keys: string[] = [];
  for (let index = 0; index < 24; index++) {
    const format = (['jpeg', 'png', 'webp', 'gif'] as const)[index % 4] ?? 'jpeg';
    const key = `picture-${index}.${format}`;
    await upload(key, await chart({ width: 320 + index, height: 240, format, frames: format === 'gif' ? 3 : 1 }));
    keys.push(key);
  }
  await upload('text.jpg', Buffer.from('This is no image.'));
  const next = randomFrom(seed);
  const raw = { width: 800, height: 700, channels: 3 as const };
  const pixels = Uint8Array.from({ length: raw.width * raw.height * 3 }, () => next() * 256);
  await upload('large.png', await sharp(pixels, { raw }).png().toBuffer());
  return keys;
};

const check = async ({ path, init, statuses, width }: Ask, edge: Edge, deep: boolean) => {
  const answer = await edge.get(path, init);
  count(answer.how ?? 'none');
  const say = (what: string) => wrong.push(`${init.method ?? 'GET'} ${path}: ${answer.status} ${answer.how}, ${what}`);
  const reason = answer.header('x-image-reason');
  const isShort = Number(/max-age=(\d+)/.exec(answer.header('cache-control') ?? '')?.[1]) <= lifetimes.failure;
  if (reason && reason !== 'still' && path !== '/text.jpg?w=100') {
    count(`instead: ${reason}`);
    // Also a busy machine is in a hurry.
    if ((faulty === 0 && reason !== 'hurried') || !isShort) say(`${reason}, ${answer.header('cache-control')}`);
    return;
  }
  // A large one that can't be kept is squeezed for a while: also where a busy machine lets the bucket look slow.
  const isSqueezed = statuses.includes(302) && answer.status === 200 && isShort;
  if (isSqueezed) count('squeezed');
  if (!statuses.includes(answer.status) && !isSqueezed) return say(`expected ${statuses.join(' or ')}`);
  if (init.method === 'HEAD' || answer.status >= 300) return;
  if (answer.body.length === 0) say('no body');
  if (width === undefined || !deep) return;
  const made = await sharp(answer.body).metadata();
  if (made.width !== width) say(`${made.width} pixels wide instead of ${width}`);
};

const run = async () => {
  const showAgain = countLogLines();
  let proxy: Awaited<ReturnType<typeof startUnreliable>> | undefined;
  const world = await startWorld(async (endpoint) => {
    if (faulty === 0) return endpoint;
    proxy = await startUnreliable(endpoint, faulty, randomFrom(seed));
    return proxy.endpoint;
  });
  const keys = await uploadAll(world.upload);
  const edges = [0, 1].map(() => world.edge({ changes: { lifetimes }, cacheBytes }));
  const ask = traffic(keys, seed);
  const started = performance.now();
  const progress = startProgress(requests);
  let sent = 0;
  const worker = async () => {
    while (sent < requests) {
      const number = sent++;
      for (const edge of edges) edge.wait(pace);
      const edge = edges[number % edges.length];
      if (edge) await check(ask(), edge, number % 50 === 0);
      progress.step('');
      if (number % 200 === 0) memory.push(resident());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  progress.end();
  const seconds = (performance.now() - started) / 1000;
  await world.close();
  await proxy?.close();
  showAgain();
  return seconds;
};

/** MB after a collection: what V8 has not collected yet says nothing of what is kept. */
const resident = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
};

const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

// Requests from which on a quarter of them is no longer a start.
const leastJudged = 4000;

const report = (seconds: number) => {
  const share = (part: number) => `${((part / requests) * 100).toFixed(1)} %`;
  const found = ['Hit', 'RefreshHit'].reduce((sum, how) => sum + (counts[how] ?? 0), 0);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    median(memory.slice((memory.length * quarter) / 4, (memory.length * (quarter + 1)) / 4)),
  );
  console.log(
    `${requests} requests in ${seconds.toFixed(0)} s, ${(requests / seconds).toFixed(0)} a second, seed ${seed}`,
  );
  console.log(`${share(found)} from CloudFront's cache: ${JSON.stringify(counts)}`);
  console.log(`of the function: ${JSON.stringify(logged)}`);
  const isLong = requests >= leastJudged;
  const figures = quarters.map((each) => `${each.toFixed(0)} MB`).join(', ');
  console.log(`resident memory by quarter: ${figures}${isLong ? '' : '; too short a run to judge its growth'}`);
  const growth = (quarters[3] ?? 0) / (quarters[1] || 1) - 1;
  if (isLong && growth > 0.1)
    wrong.push(`memory grew by ${(growth * 100).toFixed(1)} % from the second to the last quarter`);
  for (const what of ['Made', 'Kept', 'Redirected']) if (!logged[what]) wrong.push(`${what}: never`);
  for (const line of wrong.slice(0, 20)) console.error(line);
  console.log(`${wrong.length} wrong`);
};

const main = async ({ values }: { values: { requests: string; seed: string; faults: string } }) => {
  requests = numberOf('--requests', values.requests, [1, 10_000_000]);
  seed = numberOf('--seed', values.seed, [0, 2 ** 32 - 1]);
  faulty = shareOf('--faults', values.faults);
  report(await run());
  process.exitCode = wrong.length > 0 ? 1 : 0;
};

await command(usage, { options }, main);
