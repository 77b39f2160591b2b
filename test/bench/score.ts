import sharp, { type Sharp } from 'sharp';
import { type Reference, reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import { type JobName, jobOf, originals } from './jobs.ts';

const references = new Map<JobName, Reference>();

/** SSIMULACRA 2 of a derivative, against the original resized by plain sharp without any loss; alpha over gray. */
export const scoreOf = async (job: JobName, bytes: Buffer): Promise<number> => {
  const known = references.get(job) ?? reference(await resized(job));
  references.set(job, known);
  return score(known, (await pixels(sharp(bytes))).rgb);
};

const resized = async (job: JobName) => {
  const { original, variant } = jobOf(job);
  const bytes = (await originals()).get(original) ?? Buffer.alloc(0);
  return pixels(sharp(bytes).autoOrient().resize(Number(variant.w)));
};

const pixels = async (image: Sharp) => {
  const opaque = image.flatten({ background: '#808080' }).toColorspace('srgb').raw();
  const { data: rgb, info } = await opaque.toBuffer({ resolveWithObject: true });
  return { rgb, width: info.width, height: info.height };
};
