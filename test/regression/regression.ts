import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import '../support/setup.ts';
import { stopClocks } from './clock.ts';
import { type Difference, differences, report } from './differences.ts';
import { apart, keepBytes } from './pixels.ts';
import { plan, samples, type Task } from './plan.ts';
import { type Row, read, write } from './rows.ts';
import { startService } from './service.ts';

/*
 * What the service answers, a line a request, to be compared before and after a change that should change nothing, or before
 * and after another sharp. Nothing of it is kept in the repository: encoders differ between machines and releases.
 *
 * Two runs of the same code on one machine give the same lines, however busy it is (clock.ts). Left out are times, ids, the
 * values of ETag and Last-Modified, and what exactly a decoder complained of (rows.ts); never seen is therefore what the
 * service does when it is short of time. Limits of memory and of CPU still hold. So a file near the limit of memory may come out
 * differently (none of the samples and of the corpus is), and so may one whose encode is repeated, to need no more bytes than
 * its original, until its CPU is spent: `animation.webp?sharp=80&w=300` does.
 */

const usage = `npm run regression -- [--all] [--only TEXT] [--out FILE] [--against FILE] [--bytes DIR]

Asks the service for the samples, and for the corpus where CORPUS or ../shared/corpus has it, in many variants, and writes
each answer as a line: status, headers, sum and size. About two minutes on two processors; with --all seven.
  --all           every variant of every sample, not a part of them for each
  --only TEXT     nothing but the files whose key has this in it
  --out FILE      where the lines go; else regression.tsv in the folder for temporary files
  --against FILE  the lines of another run: shows what is answered differently, and exits 1 if anything is
  --bytes DIR     keeps the answers there; where it has both of two, --against also says how far apart they look`;

const options = {
  all: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  out: { type: 'string', default: join(tmpdir(), 'regression.tsv') },
  against: { type: 'string' },
  bytes: { type: 'string' },
} as const;

type Asked = { values: { all: boolean; only: string; out: string; against?: string; bytes?: string } };

const main = async ({ values }: Asked) => {
  const { all, only, out, against, bytes } = values;
  // Read first: it may be the very file that is about to be written, and minutes are lost if it can't be read.
  const before = against === undefined ? undefined : read(await textOf(against));
  const tasks = plan(all).filter(({ file }) => file.key.includes(only));
  if (tasks.length === 0) throw new Error(`--only is ${only}, expected a part of a file's key: no file has it`);
  await mkdir(dirname(out), { recursive: true }).catch(({ code }) => {
    throw new Error(`--out is ${out}, expected a file that can be written: ${code}`);
  });
  const rows = await run(tasks, bytes);
  await writeFile(out, write(rows));
  console.log(`${rows.length} answers of ${tasks.length} files in ${out}`);
  if (before)
    await compare(
      before.filter(({ file }) => file.includes(only)),
      rows,
      bytes,
    );
};

const textOf = (against: string) =>
  readFile(against, 'utf8').catch(({ code }) => {
    throw new Error(`--against is ${against}, expected a file that can be read: ${code}`);
  });

const compare = async (before: Row[], after: Row[], bytes?: string) => {
  const found = differences(before, after);
  const notes = new Map<Difference, string>();
  if (bytes !== undefined) for (const each of found) notes.set(each, await apart(bytes, each));
  for (const line of report(found, (difference) => notes.get(difference))) console.log(line);
  console.log(`${found.length} of ${after.length} answers differ`);
  if (found.length > 0) process.exitCode = 1;
};

const run = async (tasks: Task[], folder?: string): Promise<Row[]> => {
  stopClocks();
  const service = await startService([...new Set([...samples, ...tasks.map(({ file }) => file)])]);
  const progress = startProgress(tasks.reduce((sum, { asked }) => sum + asked.length, 0));
  const askFor = async ({ file, asked }: Task) => {
    const rows: Row[] = [];
    for (const variant of asked) {
      const answer = await service.ask(file, variant);
      if (folder !== undefined) await keepBytes(folder, answer);
      rows.push(answer.row);
      progress.step(file.key);
    }
    return rows;
  };
  try {
    return await askAll(tasks, askFor);
  } finally {
    progress.end();
    await service.close();
  }
};

/** Two files at once, the requests for one after each other: some answers depend on what was asked before. */
const askAll = async (tasks: Task[], ask: (task: Task) => Promise<Row[]>): Promise<Row[]> => {
  const answers: Row[][] = [];
  const waiting = tasks.entries();
  const work = async () => {
    for (const [at, task] of waiting) answers[at] = await ask(task);
  };
  await Promise.all([work(), work()]);
  return answers.flat();
};

await command(usage, { options }, main);
