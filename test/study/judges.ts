import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import type { Shot } from './photographs.ts';

const run = promisify(execFile);

/** Marks for how much an image looks like the photograph that it is made of. */
export type Marks = { [judge: string]: number };

type Tool = { name: string; command: string; read: (output: string) => number };

// Metrics that the search does not optimize, where they are installed (`apt install butteraugli`, `cargo install dssim`).
const tools: Tool[] = [
  { name: 'DSSIM', command: 'dssim', read: (output) => Number(output.split('\t')[0]) },
  { name: 'Butteraugli', command: 'butteraugli', read: Number },
];

/** Judges for one photograph: SSIMULACRA 2 over all of its pixels (0 to 100), and the distances of other metrics (0 is the same). */
export const judging = async ({ rgb, width, height }: Shot) => {
  const known = reference({ rgb, width, height });
  const folder = await mkdtemp(join(tmpdir(), 'study-'));
  const [before, after] = [join(folder, 'before.png'), join(folder, 'after.png')];
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(before);
  const judge = async (bytes: Buffer): Promise<Marks> => {
    const shown = sharp(bytes).removeAlpha().toColorspace('srgb');
    const marks: Marks = { 'SSIMULACRA 2': score(known, await shown.clone().raw().toBuffer()) };
    await shown.png({ compressionLevel: 1 }).toFile(after);
    for (const { name, command, read } of await installed()) {
      const { stdout } = await run(command, [before, after]);
      marks[name] = read(stdout);
    }
    return marks;
  };
  return { judge, done: () => rm(folder, { recursive: true }) };
};

let found: Promise<Tool[]> | undefined;

const installed = () => {
  found ??= Promise.all(
    tools.map(async (tool) => {
      const isThere = await run('which', [tool.command]).then(
        () => true,
        () => false,
      );
      return isThere ? [tool] : [];
    }),
  ).then((lists) => lists.flat());
  return found;
};
