import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { command, numberOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { useStorage } from '../../infra/local/storage/storage.ts';
import { mutate } from '../fuzz/mutate.ts';
import { config } from '../support/config.ts';
import { randomFrom } from '../support/random.ts';
import { buildFunction } from './function-asset.ts';
import { startMemoryOrigin } from './memory-origin.ts';
import { type Finding, startMutantRunner } from './mutant-runner.ts';
import { readSeeds, type Seeds } from './seeds.ts';
import { mutateStructure } from './structure.ts';

const usage = `npm run mutants -- [--mutants N] [--minutes N] [--seed N] [--from N] [--processes N]

Changes originals at random (small ones that it draws, those of ../shared/corpus or of CORPUS, else the samples) and has the built
handler derive them, in a process of its own with the memory and the time that are deployed. Exits 1 where one throws, answers what CloudFront refuses or what is no image,
takes more than 5 s of CPU or more than 1 GB of memory, or where the next ordinary image is another than before.
A run that ended goes on where it stopped: what a seed has done is in dist/mutants.
  --mutants N    how many in all, else 200000
  --minutes N    how long this run may take, else 15
  --seed N       another row of mutants, else 1
  --from N       the number of the first one: one that was found is made again by --from N --mutants 1
  --processes N  functions at once, else one for each core`;

const options = {
  mutants: { type: 'string', default: '200000' },
  minutes: { type: 'string', default: '15' },
  seed: { type: 'string', default: '1' },
  from: { type: 'string' },
  processes: { type: 'string', default: String(availableParallelism()) },
} as const;

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'dist/mutants');
// Bytes of a mutant.
const longest = 1_500_000;
// Mutants after which a run that is cut off goes on.
const saveEvery = 100;

/** Most mutants have another structure, a fifth has other bytes, a fifth both. */
const mutantOf = ({ pick }: Seeds, random: () => number): Buffer => {
  const [original, other] = [pick(random()), pick(random())];
  const kind = random();
  const changed = kind < 0.8 ? mutateStructure(original, other, random) : undefined;
  if (changed && kind < 0.6) return changed.subarray(0, longest);
  return mutate({ original: changed ?? original, other, longest }, random);
};

/** What a seed has done, of all runs. */
type Done = { next: number; findings: Finding[]; counts: Record<string, number>; cpu: number; memory: number };

const readDone = async (file: string): Promise<Done> =>
  existsSync(file)
    ? JSON.parse(await readFile(file, 'utf8'))
    : { next: 0, findings: [], counts: {}, cpu: 0, memory: 0 };

type Options = { mutants: number; minutes: number; seed: number; from: number | undefined; processes: number };

const run = async ({ mutants, minutes, seed, from, processes }: Options) => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `seed-${seed}.json`);
  const done = from === undefined ? await readDone(file) : { ...(await readDone('')), next: from };
  const last = from === undefined ? mutants : from + mutants;
  const seeds = await readSeeds();
  const origin = await startMemoryOrigin();
  useStorage(origin);
  const asset = await buildFunction(config);
  const progress = startProgress(Math.max(1, last - done.next));
  const end = performance.now() + minutes * 60_000;
  const save = async () => {
    if (from === undefined) await writeFile(file, JSON.stringify(done, undefined, 2));
  };
  const work = async (_: unknown, index: number) => {
    const runner = await startMutantRunner(origin, { asset, key: `mutant-${index}` });
    while (done.next < last && performance.now() < end) {
      const number = done.next++;
      // Each mutant follows from its number alone.
      const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ number);
      const bytes = mutantOf(seeds, random);
      const { outcome, cpu, memory, problems, query } = await runner.run(bytes, { number, random });
      done.counts[outcome] = (done.counts[outcome] ?? 0) + 1;
      done.cpu = Math.max(done.cpu, cpu);
      done.memory = Math.max(done.memory, memory);
      for (const problem of problems) {
        done.findings.push({ number, query, problem });
        await writeFile(join(folder, `${seed}-${number}.bin`), bytes);
      }
      progress.step(`${done.findings.length} findings`);
      if (number % saveEvery === 0) await save();
    }
    runner.stop();
  };
  await Promise.all(Array.from({ length: processes }, work));
  progress.end();
  origin.close();
  await save();
  return done;
};

const main = async ({
  values,
}: {
  values: Record<Exclude<keyof typeof options, 'from'>, string> & { from?: string };
}) => {
  const { next, findings, counts, cpu, memory } = await run({
    mutants: numberOf('--mutants', values.mutants, [1, 1e9]),
    minutes: numberOf('--minutes', values.minutes, [1, 10_000]),
    seed: numberOf('--seed', values.seed, [0, 2 ** 32 - 1]),
    from: values.from === undefined ? undefined : numberOf('--from', values.from, [0, 1e9]),
    processes: numberOf('--processes', values.processes, [1, 64]),
  });
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  console.log(
    `mutants of seed ${values.seed} until number ${next}: ${sorted.map((pair) => pair.join(' ')).join(', ')}`,
  );
  console.log(`at most ${(cpu / 1000).toFixed(1)} s of CPU, ${(memory / 1e6).toFixed(0)} MB`);
  for (const { number, query, problem } of findings.slice(0, 50)) console.error(`${number}?${query}: ${problem}`);
  console.log(`${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
};

await command(usage, { options }, main);
