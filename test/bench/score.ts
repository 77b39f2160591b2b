import sharp, { type Sharp } from 'sharp';
import { type Reference, reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import { type JobName, jobOf } from './jobs.ts';
import { originals } from './originals.ts';

const references = new Map<JobName, Reference[]>();

/**
 * SSIMULACRA 2 of a derivative, against the original resized without any loss; alpha over gray. A height that is no whole number is
 * rounded by some, and the image stretched to it by others: half a pixel that costs 3 points, so the nearer of the two counts.
 */
export const scoreOf = async (job: JobName, bytes: Buffer): Promise<number> => {
  const known = references.get(job) ?? (await referencesOf(job));
  references.set(job, known);
  const { rgb } = await pixels(sharp(bytes));
  return Math.max(...known.map((each) => score(each, rgb)));
};

const referencesOf = async (job: JobName): Promise<Reference[]> => {
  const { original, variant } = jobOf(job);
  const bytes = (await originals()).get(original) ?? Buffer.alloc(0);
  const image = () => sharp(bytes).autoOrient();
  const rounded = await pixels(image().resize(Number(variant.w)));
  const { width, height } = rounded;
  const stretched = await pixels(image().resize({ width, height, fit: 'fill' }));
  return [reference(rounded), reference(stretched)];
};

const pixels = async (image: Sharp) => {
  const opaque = image.flatten({ background: '#808080' }).toColorspace('srgb').raw();
  const { data: rgb, info } = await opaque.toBuffer({ resolveWithObject: true });
  return { rgb, width: info.width, height: info.height };
};
