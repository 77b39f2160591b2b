import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Variant } from '../../edge/query/parameters.ts';
import { command, numberOf } from '../../infra/commands/command.ts';
import { judging, type Marks } from './judges.ts';
import { levelTable } from './levels.ts';
import { made, type Shot, shots } from './photographs.ts';
import { plot } from './plot.ts';
import { comparison, csv } from './tables.ts';

/** One derivative of one photograph. */
export type Result = { photo: string; width: number; height: number; format: string; q: string; bytes: number } & {
  milliseconds: number;
  marks: Marks;
};

/** Numbers against words, in every format that has a quality. */
export const formats = ['jpeg', 'webp', 'avif'] as const;
const qualities: Variant['q'][] = [80, 70, 'auto-best', 'auto', 'auto-eco', 'auto-low'];

const widths = [400, 1200];
const here = import.meta.dirname;
const root = join(here, '../..');
const corpus = join(root, '../shared/corpus/photos');

const usage = `npm run study -- [--photos DIR] [--most N] [--levels] [--to DIR]

What q=auto is worth over the photographs of a folder: bytes and scores against q=80, as a table, numbers and a plot.
  --photos DIR  the photographs; else the samples
  --most N      no more than so many of them
  --levels      the scores of each automatic level instead
  --to DIR      where the results go; else test/study/results`;

const options = {
  photos: { type: 'string', default: existsSync(corpus) ? corpus : join(root, 'samples') },
  most: { type: 'string', default: '1000' },
  levels: { type: 'boolean', default: false },
  to: { type: 'string', default: join(here, 'results') },
} as const;

type Asked = { values: { photos: string; most: string; levels: boolean; to: string } };

const main = async ({ values }: Asked) => {
  const most = numberOf('--most', values.most, 1, 1_000_000);
  if (!existsSync(values.photos)) throw new Error(`--photos is ${values.photos}, expected a folder`);
  await mkdir(values.to, { recursive: true });
  const photographs = () => shots(values.photos, widths, most);
  if (values.levels) return save(values.to, 'levels.md', await levelTable(photographs()));
  const results: Result[] = [];
  for await (const shot of photographs()) results.push(...(await examine(shot)));
  await save(values.to, 'quality.csv', csv(results));
  await save(values.to, 'quality.svg', plot(results));
  await save(values.to, 'quality.md', comparison(results));
};

const examine = async (shot: Shot): Promise<Result[]> => {
  const { name: photo, width, height } = shot;
  const asked = formats.flatMap((format) => qualities.map((q) => ({ format, q: q as NonNullable<typeof q> })));
  // Made before they are judged: judges leave much behind, which the time of an encode would be spent on.
  const encodes = [];
  for (const words of asked) encodes.push({ ...words, ...(await timed(shot, { ...shot.size, ...words })) });
  const { judge, done } = await judging(shot);
  const results: Result[] = [];
  for (const { format, q, bytes, milliseconds } of encodes) {
    const marks = await judge(bytes);
    results.push({ photo, width, height, format, q: String(q), bytes: bytes.length, milliseconds, marks });
  }
  await done();
  console.log(`${shot.name} ${shot.width} x ${shot.height}`);
  return results;
};

/** The middle of five encodes, where the time is looked at. */
const timed = async ({ file }: Shot, variant: Variant) => {
  const runs = [await made(file, variant)];
  while (variant.format === 'webp' && Number(variant.w) > 1000 && runs.length < 5) runs.push(await made(file, variant));
  const times = runs.map(({ took }) => took.encode ?? 0).sort((a, b) => a - b);
  return { bytes: runs[0]?.bytes ?? Buffer.alloc(0), milliseconds: times[times.length >> 1] ?? 0 };
};

const save = async (folder: string, name: string, text: string) => {
  await writeFile(join(folder, name), text);
  if (name.endsWith('.md')) console.log(text);
};

await command(usage, { options }, main);
