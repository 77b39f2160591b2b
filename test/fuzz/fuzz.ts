import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parseArgs } from 'node:util';
import { plantedOriginals } from '../support/images/planted.ts';
import { randomFrom } from '../support/random.ts';
import { mutate } from './mutate.ts';
import { readEverything } from './readers.ts';

/*
 * npm run fuzz -- --minutes 10 --seed 1: changes originals at random and has every reader of bytes read them. What is read in a
 * way that was not seen before is changed further. Fails where a reader throws what it must not, or takes longer than it
 * may; the file is kept beside this one.
 */

// Of CPU, for a file of at most 200 KB: the slowest ordinary one needs 20.
const mostMilliseconds = 1000;
const mostKept = 100 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(
    'npm run fuzz -- [--minutes N] [--seed N]\n\nHas every reader of bytes read originals that are changed at random.',
  );
  process.exit(0);
}
const seed = Number(values.seed);
const random = randomFrom(seed);
const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];

const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="a" d="M0 0h9"/><use href="#a"/></svg>',
);
const kept: Buffer[] = [...(await plantedOriginals()).map(([, , bytes]) => bytes), svg];
const ways = new Set(kept.map(readEverything));
const failures: string[] = [];
let keptBytes = 0;
let slowest = 0;
let executions = 0;

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const end = performance.now() + Number(values.minutes) * 60_000;
while (performance.now() < end && failures.length < 20) {
  const bytes = mutate({ original: pick(kept) ?? svg, other: pick(kept) ?? svg }, random);
  const before = process.cpuUsage();
  try {
    const way = readEverything(bytes);
    if (!ways.has(way) && keptBytes < mostKept) {
      kept.push(bytes);
      keptBytes += bytes.length;
    }
    ways.add(way);
  } catch (error) {
    keep(bytes, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  // What takes long once may have met the garbage collector.
  const milliseconds = millisecondsSince(before);
  const again = milliseconds > mostMilliseconds ? rereadTime(bytes) : milliseconds;
  slowest = Math.max(slowest, again);
  if (again > mostMilliseconds) keep(bytes, `${again} ms of CPU`);
  executions++;
}

function millisecondsSince(before: NodeJS.CpuUsage) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function rereadTime(bytes: Buffer) {
  const before = process.cpuUsage();
  try {
    readEverything(bytes);
  } catch {
    // It was kept for that already.
  }
  return millisecondsSince(before);
}

function keep(bytes: Buffer, reason: string) {
  const folder = new URL('./failures/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${seed}-${failures.length}.bin`, folder), bytes);
  failures.push(reason);
}

/** Functions of the readers that ran, and parts of them that did. */
const coverage = () =>
  new Promise<{ functions: number; called: number }>((resolve) => {
    session.post('Profiler.takePreciseCoverage', (_, taken) => {
      const own = (taken?.result ?? []).filter(({ url }) => /edge\/image\/(formats|color)\//.test(url));
      const functions = own.flatMap(({ functions }) => functions).filter(({ functionName }) => functionName !== '');
      const called = functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0);
      resolve({ functions: functions.length, called: called.length });
    });
  });

const { functions, called } = await coverage();
for (const failure of failures) console.error(failure);
console.log(
  `seed ${seed}: ${executions} executions, ${ways.size} ways, ${called} of ${functions} functions, ` +
    `slowest ${slowest.toFixed(0)} ms of CPU, ${failures.length} failures`,
);
process.exitCode = failures.length > 0 ? 1 : 0;
