import { existsSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Variant } from '../../edge/query/parameters.ts';
import { command, numberOf } from '../../infra/commands/command.ts';
import { startProgress } from '../../infra/commands/progress.ts';
import { choiceCsv, choicePlot, choiceTable } from './choices.ts';
import { encoderNames, encoderTable, isEncoder } from './encoders.ts';
import { judging } from './judges.ts';
import { levelTable } from './levels.ts';
import { drawnOriginals, filesAsOriginals } from './originals.ts';
import { made, photographsIn, type Shot, shots } from './photographs.ts';
import { plot } from './plot.ts';
import type { Result } from './result.ts';
import { type Choice, compareFormats } from './smallest.ts';
import { comparison, csv } from './tables.ts';

/** Numbers against words, in every format that has a quality. */
export const formats = ['jpeg', 'webp', 'avif'] as const;
const qualities: Variant['q'][] = [80, 70, 'auto-best', 'auto', 'auto-eco', 'auto-low'];

const widths = [400, 1200];
const root = join(import.meta.dirname, '../..');
const corpus = join(root, '../shared/corpus/photos');

const usage = `npm run study -- [--photos DIR] [--most N] [--formats] [--levels] [--encoder FORMAT] [--to DIR]

Compares q=auto with q=80 over a folder of photographs: bytes and scores, as a table, as numbers and as a plot.
With --formats: format=auto with every encoding at the same look, over these and over drawn images.
  --photos DIR  a folder of opaque JPEG and PNG photographs; default: the samples
  --most N      at most so many of them
  --formats     how often format=auto is the smallest, and what it costs
  --levels      the scores of each automatic level instead
  --encoder FORMAT  what the settings of ${encoderNames.join(' or ')} cost: bytes at the same score, and CPU time
  --to DIR      where the results are written; default: dist/study`;

const options = {
  photos: { type: 'string', default: existsSync(corpus) ? corpus : join(root, 'samples') },
  most: { type: 'string', default: '1000' },
  formats: { type: 'boolean', default: false },
  levels: { type: 'boolean', default: false },
  encoder: { type: 'string' },
  to: { type: 'string', default: join(root, 'dist/study') },
} as const;

type Asked = {
  values: { photos: string; most: string; formats: boolean; levels: boolean; encoder?: string; to: string };
};

const main = async ({ values }: Asked) => {
  const most = numberOf('--most', values.most, [1, 1_000_000]);
  if (!statSync(values.photos, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--photos is ${values.photos}, expected a folder`);
  const files = (await photographsIn(values.photos)).slice(0, most);
  if (files.length === 0)
    throw new Error(`--photos is ${values.photos}, expected a folder with opaque JPEG or PNG photographs`);
  await mkdir(values.to, { recursive: true });
  if (values.formats) return studyFormats(files, values.to);
  const photographs = () => shots(files, widths);
  if (values.levels) return save(values.to, 'levels.md', await levelTable(photographs()));
  if (values.encoder !== undefined) return studyEncoder(values.encoder, photographs(), values.to);
  const results: Result[] = [];
  const progress = startProgress(files.length * widths.length);
  for await (const shot of photographs()) {
    results.push(...(await examine(shot)));
    progress.step(shot.name);
  }
  progress.end();
  await save(values.to, 'quality.csv', csv(results));
  await save(values.to, 'quality.svg', plot(results));
  await save(values.to, 'quality.md', comparison(results));
};

const studyEncoder = async (name: string, photographs: AsyncIterable<Shot>, folder: string) => {
  if (!isEncoder(name)) throw new Error(`--encoder is ${name}, expected ${encoderNames.join(' or ')}`);
  await save(folder, `${name}.md`, await encoderTable(name, photographs));
};

const formatWidths = [320, 640];

const studyFormats = async (files: string[], folder: string) => {
  const originals = [...(await filesAsOriginals(files)), ...(await drawnOriginals())];
  const progress = startProgress(originals.length * formatWidths.length);
  const choices: Choice[] = [];
  for (const original of originals) {
    for (const width of formatWidths) {
      choices.push(await compareFormats(original, width));
      progress.step(original.name);
    }
    // A long run that ends early leaves what it has found.
    await save(folder, 'formats.csv', choiceCsv(choices));
    await save(folder, 'formats.svg', choicePlot(choices));
  }
  progress.end();
  await save(folder, 'formats.md', choiceTable(choices));
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
