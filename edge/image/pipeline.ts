import type { Sharp } from 'sharp';
import { Underivable } from '../errors.ts';
import type { Variant } from '../query/parameters.ts';
import { convert, planColor } from './color/color-space.ts';
import { toSdr } from './color/hdr.ts';
import type { OriginalImage } from './describe.ts';
import { containers, type Format, framesIn } from './formats/registry.ts';
import { isTurned, orientedSize, orientImage } from './geometry/orientation.ts';
import type { Plan } from './geometry/plan.ts';
import { type Edges, sameSize } from './geometry/size.ts';
import { flatten } from './pixels/blend.ts';
import { applyColorMatrix } from './pixels/color-matrix.ts';
import { blur, sharpen, tint } from './pixels/effects.ts';
import { type Color, eachFrame, extend, type Pixels, parseColor, rasterize } from './pixels/pixels.ts';
import { applyFrame, applyMask } from './pixels/shape.ts';
import { applyWatermark, type Watermark } from './pixels/watermark.ts';
import { sharp } from './sharp.ts';
import { densityOf } from './svg/drawing.ts';

/** All that a step may know. */
export type Job = {
  variant: Variant;
  original: OriginalImage;
  plan: Plan;
  format: Format;
  mark?: Watermark | undefined;
};

/** What of a plan says which pixels go where, before anything is put around them. */
export type Placing = Pick<Plan, 'cut' | 'resize' | 'turn' | 'scaled' | 'window'>;

/** Done by sharp while it decodes, so that pixels nobody sees are never made. */
type Step = (image: Sharp, plan: Placing) => Sharp;

/**
 * THE order of operations, whatever the order in the URL. These four are one call of sharp, which keeps this order too;
 * that call alone makes a plain resize.
 */
const decoding = {
  // `rect` and `trim` first: their numbers are the original's. Most often they wait for `crop`, see the plan.
  cut: (image, plan) => (plan.cut ? image.extract(plan.cut) : image),
  // Before anything else that looks at pixels, for it leaves fewer of them; JPEG and WebP shrink while they are decoded.
  resize: (image, plan) => (plan.resize ? image.resize({ ...plan.resize, fit: 'fill' }) : image),
  // EXIF orientation, `flip`, quarters of `rot`: which way is up must be known before a crop can look to a side.
  turn: (image, plan) => orientImage(image, plan.turn),
  // After the resize: cropping first would forfeit shrinking while decoding.
  crop: (image, plan) => (sameSize(plan.window, plan.scaled) ? image : image.extract(plan.window)),
} satisfies { [step: string]: Step };

/** The four in their order. */
export const placed: Step = (image, plan) => {
  const { cut, resize, turn, crop } = decoding;
  return crop(turn(resize(cut(image, plan), plan), plan), plan);
};

/** Done to the pixels that the decoding gives; where its words are not said, they go by. */
type Change = (pixels: Pixels, job: Job) => Pixels | Promise<Pixels>;

/** The rest of the order. */
const changes: Change[] = [
  // What sharp does not know of colors comes before anything that changes them.
  (pixels, { original }) => (original.colors.name === 'hdr' ? toSdr(pixels, original.colors) : pixels),
  // Colors before anything is put around the image: they are of the image, not of its surroundings.
  (pixels, { variant }) => applyColorMatrix(pixels, variant),
  (pixels, { variant }) => tint(pixels, variant.tint),
  // Sharpening last of the effects, and after the resize, which is what softens.
  (pixels, { variant, plan }) => blur(pixels, (variant.blur ?? 0) * plan.unit),
  (pixels, { variant }) => sharpen(pixels, variant.sharp ?? 0),
  // `fit=contain`: the letterbox belongs to the box, so a mask cuts the box.
  (pixels, job) => surround(pixels, job.plan.edges, job),
  (pixels, job) => applyMask(pixels, job.variant.mask, groundOf(job).fill),
  // CSS's box from the inside out: the image, its border, round corners of both; then the space around it.
  (pixels, job) => applyFrame(pixels, frameOf(job), groundOf(job).fill),
  // What is left of `rot`. The framed image tilts; the space around it does not.
  (pixels, job) => tilted(pixels, job),
  (pixels, job) => surround(pixels, job.plan.pad, job),
  // `bg`: behind what is still see-through after all of it, once.
  (pixels, job) => flatten(pixels, groundOf(job).ground),
  // `mark`: over everything, so that nothing bends, cuts or colors it.
  (pixels, { variant, plan, mark }) =>
    mark && plan.mark ? applyWatermark(pixels, mark, plan.mark, variant['mark-alpha'] ?? 100) : pixels,
];

/** Bytes of an original -> pixels of the derivative. Throws Underivable: damaged. */
export const render = async (bytes: Uint8Array, job: Job): Promise<Pixels> => {
  try {
    const decoded = await decode(bytes, job);
    const pixels = await changes.reduce(async (done, change) => change(await done, job), Promise.resolve(decoded));
    const { width, height } = job.plan.size;
    if (pixels.width !== width || pixels.height !== height)
      throw new Error(`planned ${width} x ${height}, made ${pixels.width} x ${pixels.height}`);
    return pixels;
  } catch (error) {
    throw new Underivable('damaged', error instanceof Error ? error.message : 'undecodable', error);
  }
};

const decode = async (bytes: Uint8Array, job: Job): Promise<Pixels> => {
  const { cut, resize, turn, crop } = decoding;
  const { plan, original, format } = job;
  const { first, count } = plan.frames;
  const frames = framesIn(format, count);
  const delays = frames > 1 ? original.delays.slice(first, first + frames) : [];
  const color = planColor(job.variant.cs, original.colors, format);
  const input = sharp(bytes, {
    page: first,
    pages: frames,
    ignoreIcc: !color.atOnce,
    failOn: 'warning',
    limitInputPixels: false,
    ...(original.format === 'svg' && { density: densityOf(plan, original) }),
  });
  const moving = { frames, delays, loop: original.loop, ...(color.profile && { profile: color.profile }) };
  if (frames === 1 || !(isTurned(plan.turn) || enlarges(plan)))
    return rasterize(convert(placed(input, plan), color), moving);
  // sharp turns no animation, and enlarges its frames into one another (https://github.com/libvips/libvips/issues/4014).
  const together = enlarges(plan) ? cut(input, plan) : resize(cut(input, plan), plan);
  return eachFrame(await rasterize(convert(together, color), moving), (image) =>
    crop(turn(resize(image, plan), plan), plan),
  );
};

const enlarges = ({ resize, cut, seen, turn }: Plan) =>
  resize !== undefined && resize.height > (cut ?? orientedSize(seen, turn)).height;

/**
 * What is behind an image, and what shows where a step uncovers it. A see-through ground is painted once, at the end; until
 * then nothing stands there. JPEG has no alpha: its ground is opaque, white if none is asked.
 */
const groundOf = ({ variant, format }: Job): { ground: Color; fill: Color } => {
  const { alpha } = containers[format];
  const [r, g, b, a] = parseColor(variant.bg ?? (alpha ? '00000000' : 'ffffff'));
  const onWhite = (value: number) => Math.round((value * a + 255 * (255 - a)) / 255);
  const ground: Color = alpha ? [r, g, b, a] : [onWhite(r), onWhite(g), onWhite(b), 255];
  return { ground, fill: ground[3] === 255 ? ground : [0, 0, 0, 0] };
};

const surround = (pixels: Pixels, edges: Edges, job: Job): Pixels =>
  edges.top || edges.right || edges.bottom || edges.left ? extend(pixels, edges, groundOf(job).fill) : pixels;

const frameOf = ({ variant, plan }: Job) => ({
  border: plan.border,
  color: String(variant.border?.[1] ?? '000000'),
  radii: plan.radii,
});

const tilted = (pixels: Pixels, job: Job): Pixels | Promise<Pixels> => {
  if (job.plan.tilt === 0) return pixels;
  const [r, g, b, a] = groundOf(job).fill;
  const background = { r, g, b, alpha: a / 255 };
  return eachFrame(pixels, (image) => image.rotate(job.plan.tilt, { background }));
};
