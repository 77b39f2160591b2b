import type { Sharp } from 'sharp';
import { Underivable } from '../errors.ts';
import type { Variant } from '../language/vocabulary.ts';
import { convert, planColour } from './colour.ts';
import type { Picture } from './describe.ts';
import type { Format } from './format.ts';
import type { Plan } from './geometry.ts';
import { sharp } from './loaders.ts';
import { densityOf } from './svg.ts';

/** Pixels of a derivative before they are encoded: 8 bits a channel, frames below one another. */
export type Pixels = {
  bytes: Buffer;
  width: number;
  /** Of one frame. */
  height: number;
  channels: 1 | 2 | 3 | 4;
  frames: number;
  delays: number[];
  loop: number;
  /** What the numbers mean, as an ICC profile; none is sRGB. */
  profile?: Buffer;
};

/** All that a step may know. */
type Job = { variant: Variant; original: Picture; plan: Plan; format: Format };

type Step = (image: Sharp, job: Job) => Sharp;

/** Turned as EXIF says; sharp turns before it resizes and drops the tag with all other metadata. */
const upright: Step = (image, { original }) => (original.orientation > 1 ? image.autoOrient() : image);

/** JPEG has no alpha; what shows through a picture is the background, white if none is asked. */
const flatten: Step = (image, { variant, original, format }) =>
  original.alpha && (variant.bg || format === 'jpeg')
    ? image.flatten({ background: `#${(variant.bg ?? 'fff').slice(0, 6)}` })
    : image;

/** Shrunk while it is decoded where the format can. */
const resize: Step = (image, { plan, original }) =>
  plan.scaled.width === original.width && plan.scaled.height === original.height
    ? image
    : image.resize({ ...plan.scaled, fit: 'fill' });

const crop: Step = (image, { plan }) =>
  plan.window.width === plan.scaled.width && plan.window.height === plan.scaled.height
    ? image
    : image.extract(plan.window);

/** Letterbox: see-through where the format can, else the background. */
const pad: Step = (image, { plan, variant, format }) => {
  const { top, right, bottom, left } = plan.edges;
  if (!(top || right || bottom || left)) return image;
  const background = variant.bg ? `#${variant.bg}` : format === 'jpeg' ? '#fff' : '#0000';
  return image.extend({ ...plan.edges, background });
};

/** The steps in the order in which they happen, whatever the order in the URL. */
const steps: Step[] = [upright, flatten, resize, crop, pad];

/** Bytes of an original -> pixels of the derivative. Throws Underivable: damaged. */
export const render = async (bytes: Uint8Array, job: Job): Promise<Pixels> => {
  const { original, plan } = job;
  const moving = original.frames > 1 && (job.format === 'gif' || job.format === 'webp');
  const colour = planColour(job.variant.cs, original.colours, job.format);
  const input = sharp(bytes, {
    pages: moving ? original.frames : 1,
    ignoreIcc: !colour.atOnce,
    failOn: 'warning',
    limitInputPixels: false,
    ...(original.format === 'svg' && { density: densityOf(plan, original) }),
  });
  const image = convert(
    steps.reduce((image, step) => step(image, job), input),
    colour,
  ).toColourspace('srgb');
  try {
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    const frames = moving ? original.frames : 1;
    const { width, height } = plan.size;
    if (info.width !== width || info.height !== height * frames)
      throw new Error(`planned ${width} x ${height}, made ${info.width} x ${info.height}`);
    return {
      bytes: data,
      width,
      height,
      channels: info.channels,
      frames,
      delays: original.delays,
      loop: original.loop,
      ...(colour.profile && { profile: colour.profile }),
    };
  } catch (error) {
    throw new Underivable('damaged', error instanceof Error ? error.message : 'undecodable', error);
  }
};
