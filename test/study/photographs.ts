import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { probe } from '../../edge/image/formats/probe.ts';
import { prepare } from '../../edge/image/make.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import { config } from '../support/config.ts';

/** A photograph at one size: its file, and its pixels (RGB) before they are encoded. */
export type Shot = { name: string; file: Buffer; size: Variant; rgb: Buffer; width: number; height: number };

/** Paths of the JPEG and PNG files of a folder, and of the folders in it, that have no transparency. */
export const photographsIn = async (folder: string): Promise<string[]> => {
  const names = (await readdir(folder, { recursive: true })).filter((file) => /\.(jpe?g|png)$/i.test(file)).sort();
  const files = names.map((name) => join(folder, name));
  // What is seen through a derivative depends on what lies behind it: a score of its colors alone would mean nothing.
  const opaque = await Promise.all(files.map(async (file) => !(await sharp(await readFile(file)).metadata()).hasAlpha));
  return files.filter((_, index) => opaque[index]);
};

/** The photographs, at each width. */
export async function* shots(files: string[], widths: number[]): AsyncGenerator<Shot> {
  for (const path of files) {
    const file = await readFile(path);
    for (const w of widths) {
      const size: Variant = { w, h: w };
      const { bytes } = await made(file, { ...size, format: 'png' });
      const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      yield { name: basename(path), file, size, rgb: data, width: info.width, height: info.height };
    }
  }
}

/** A derivative, made as the Lambda makes it, with nothing pressing; in this process, so that nothing else is timed. */
export const made = async (file: Buffer, variant: Variant) => {
  const budget = { bytes: Number.POSITIVE_INFINITY, left: () => 30_000 };
  const task = await prepare(probe(file, config.limits), { variant, limits: config.limits, budget });
  return task.carryOut();
};
