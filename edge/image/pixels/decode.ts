import type { Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import { convert, planColor } from '../color/color-space.ts';
import { rasterizeInk } from '../color/ink.ts';
import type { OriginalImage } from '../describe.ts';
import { type Format, framesIn } from '../formats/registry.ts';
import { isTurned, orientedSize } from '../geometry/orientation.ts';
import { place, placeFrame, placeFrames } from '../geometry/placement.ts';
import type { Plan } from '../geometry/plan.ts';
import { sharp } from '../sharp.ts';
import { rasterAt } from '../svg/raster-size.ts';
import { eachFrame, type Pixels, rasterize } from './pixels.ts';

/** What decoding depends on. */
export type DecodeJob = { variant: Variant; original: OriginalImage; plan: Plan; format: Format };

/** Bytes of an original -> its pixels in their places, as they are before any step changes them. Throws what sharp throws. */
export const decode = async (bytes: Uint8Array, job: DecodeJob): Promise<Pixels> => {
  try {
    return await decodeTo(bytes, job, 'warning');
  } catch (error) {
    // A warning of bytes that belong to no segment is none of pixels: browsers show such a JPEG. Of anything else it is damaged.
    const warnings = error instanceof Error ? error.message.split('\n') : [];
    if (warnings.length === 0 || !warnings.every((warning) => warning.includes('extraneous bytes before marker')))
      throw error;
    return decodeTo(bytes, job, 'truncated');
  }
};

const decodeTo = async (bytes: Uint8Array, job: DecodeJob, failOn: FailOn): Promise<Pixels> => {
  const { original } = job;
  const isSvg = original.format === 'svg';
  // An SVG is drawn at its size, and only what is cut out of it.
  const { cut: _, ...drawn } = job.plan;
  const plan = isSvg ? drawn : job.plan;
  const color = planColor(job.variant.cs, original.colors, job.format);
  const input = open(isSvg ? rasterAt(bytes, job.plan, original) : bytes, job, { color, failOn });
  const animation = { ...motionOf(job), ...(color.profile && { profile: color.profile }) };
  if (color.ink) return rasterizeInk(convert(place(input, plan), color), animation, color.ink);
  if (isPlacedAtOnce(job)) return rasterize(convert(place(input, plan), color), animation);
  const together = await rasterize(convert(placeFrames(input, plan, enlargesRows(plan)), color), animation);
  return eachFrame(together, (image) => placeFrame(image, plan));
};

/** An original in its place, not decoded yet: for what needs no step, no other colors, and is placed at once. */
export const openPlaced = (bytes: Uint8Array, job: DecodeJob): Sharp =>
  place(
    open(bytes, job, { color: planColor(job.variant.cs, job.original.colors, job.format), failOn: 'warning' }),
    job.plan,
  );

type FailOn = 'warning' | 'truncated';

const open = (
  bytes: Uint8Array,
  { plan, format }: DecodeJob,
  { color, failOn }: { color: { atOnce: boolean }; failOn: FailOn },
): Sharp => {
  const { first, count } = plan.frames;
  const pages = framesIn(format, count);
  return sharp(bytes, { page: first, pages, ignoreIcc: !color.atOnce, failOn, limitInputPixels: false });
};

/** The frames of the derivative, how long each is shown, and how often all of them. */
export const motionOf = ({ original, plan, format }: DecodeJob): Pick<Pixels, 'frames' | 'delays' | 'loop'> => {
  const { first, count } = plan.frames;
  const frames = framesIn(format, count);
  return { frames, delays: frames > 1 ? original.delays.slice(first, first + frames) : [], loop: original.loop };
};

/** sharp turns no animation, and enlarges its frames into one another (https://github.com/libvips/libvips/issues/4014). */
export const isPlacedAtOnce = ({ plan, format }: DecodeJob): boolean =>
  framesIn(format, plan.frames.count) === 1 || !(isTurned(plan.turn) || enlargesRows(plan));

const enlargesRows = ({ resize, cut, seen, turn }: Pick<Plan, 'resize' | 'cut' | 'seen' | 'turn'>) =>
  resize !== undefined && resize.height > (cut ?? orientedSize(seen, turn)).height;
