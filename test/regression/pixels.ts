import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Difference } from './differences.ts';
import type { Answered } from './service.ts';

/** Puts the bytes of an answer into a folder, under their sum; originals are elsewhere. */
export const keepBytes = async (folder: string, { row, bytes }: Answered): Promise<void> => {
  if (row.size === 'original' || bytes.length === 0) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, row.sha256), bytes);
};

/** How far apart two answers look, where the folder has both: the mean and the largest difference of a channel, of 255. */
export const apart = async (folder: string, { before, after }: Difference): Promise<string> => {
  const [old, now] = [before, after].map((row) => row && join(folder, row.sha256));
  if (!old || !now || old === now || before?.size !== after?.size || !existsSync(old) || !existsSync(now)) return '';
  const [some, others] = await Promise.all([old, now].map(async (path) => pixelsOf(await readFile(path))));
  if (!some || !others || some.length !== others.length) return '';
  let sum = 0;
  let most = 0;
  for (let at = 0; at < some.length; at++) {
    const difference = Math.abs((some[at] ?? 0) - (others[at] ?? 0));
    sum += difference;
    most = Math.max(most, difference);
  }
  return `  pixels ${(sum / some.length).toFixed(2)} apart, ${most} at most`;
};

/** As sRGB with alpha, all frames; undefined of what is no picture. */
const pixelsOf = (bytes: Buffer) =>
  sharp(bytes, { animated: true, failOn: 'none' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer()
    .catch(() => undefined);
