import { Underivable } from '../errors.ts';
import { containers } from './formats/registry.ts';
import type { Edges } from './geometry/size.ts';
import { flatten } from './pixels/blend.ts';
import { applyColorMatrix } from './pixels/color-matrix.ts';
import { type DecodeJob, decode } from './pixels/decode.ts';
import { blur, sharpen, tint } from './pixels/effects.ts';
import { pixelate } from './pixels/pixelate.ts';
import { type Color, eachFrame, extend, type Pixels, parseColor } from './pixels/pixels.ts';
import { applyFrame, applyMask } from './pixels/shape.ts';
import { overlayWatermark, type Watermark } from './pixels/watermark.ts';

/** Everything a step may depend on. */
export type RenderJob = DecodeJob & { mark?: Watermark | undefined };

/** One operation on decoded pixels; returns them unchanged where its parameters are absent. */
type Step = (pixels: Pixels, job: RenderJob) => Pixels | Promise<Pixels>;

// The color spaces that sharp does not know come before anything that changes colors.
const convertHdr: Step = async (pixels, { original: { colors } }) =>
  colors.name === 'hdr' ? (await import('./color/hdr.ts')).toSdr(pixels, colors) : pixels;

const adjustColors: Step = (pixels, { variant }) => applyColorMatrix(pixels, variant);

const applyTint: Step = (pixels, { variant }) => tint(pixels, variant.tint);

const applyBlur: Step = (pixels, { variant, plan }) => blur(pixels, (variant.blur ?? 0) * plan.unit);

const applyPixelate: Step = (pixels, { variant, plan }) => pixelate(pixels, (variant.pixelate ?? 0) * plan.unit);

const applySharpen: Step = (pixels, { variant }) => sharpen(pixels, variant.sharp ?? 0);

// `fit=contain`: the letterbox belongs to the box, so a mask cuts the box.
const letterbox: Step = (pixels, job) => surround(pixels, job.plan.edges, job);

const maskShape: Step = (pixels, job) => applyMask(pixels, job.variant.mask, fillOf(job, job.variant['mask-bg']));

// CSS's box from the inside out: the image, its border, round corners of both; then the space around it.
const borderAndRadius: Step = (pixels, job) => {
  const { variant, plan } = job;
  const frame = { border: plan.border, color: String(variant.border?.[1] ?? '000000'), radii: plan.radii };
  return applyFrame(pixels, frame, backgroundOf(job).fill);
};

// What is left of `rot` after quarter turns. The framed image tilts; the space around it does not.
const tilt: Step = (pixels, job) => {
  if (job.plan.tilt === 0) return pixels;
  const [r, g, b, a] = fillOf(job, job.variant['rot-bg']);
  const background = { r, g, b, alpha: a / 255 };
  return eachFrame(pixels, (image) => image.rotate(job.plan.tilt, { background }));
};

const pad: Step = (pixels, job) => surround(pixels, job.plan.pad, job);

// `bg`: behind what is still transparent after all of it, once.
const paintBackground: Step = (pixels, job) => flatten(pixels, backgroundOf(job).background);

// Over everything, so that nothing bends, cuts or colors it.
const addWatermark: Step = (pixels, { variant, plan, mark }) =>
  mark && plan.mark
    ? overlayWatermark(pixels, mark, { place: plan.mark, opacity: variant['mark-alpha'] ?? 100 })
    : pixels;

/**
 * THE order of operations on pixels, whatever the order in the URL; geometry/placement.ts has those before it. Colors are
 * the image's, so they change before anything is put around it; sharpening follows all that softens.
 */
const steps: Step[] = [
  ...[convertHdr, adjustColors, applyTint, applyBlur, applyPixelate, applySharpen],
  ...[letterbox, maskShape, borderAndRadius, tilt, pad, paintBackground, addWatermark],
];

/** Bytes of an original -> pixels of the derivative. Throws Underivable: damaged. */
export const render = async (bytes: Uint8Array, job: RenderJob): Promise<Pixels> => {
  try {
    let pixels = await decode(bytes, job);
    for (const step of steps) pixels = await step(pixels, job);
    const { width, height } = job.plan.size;
    if (pixels.width !== width || pixels.height !== height)
      throw new Error(`planned ${width} x ${height}, made ${pixels.width} x ${pixels.height}`);
    return pixels;
  } catch (error) {
    throw new Underivable('damaged', error instanceof Error ? error.message : 'undecodable', error);
  }
};

/**
 * `background` lies behind the image; `fill` is what a step uncovers. A transparent background is painted once, at the end;
 * until then nothing stands there. JPEG has no alpha: its background is opaque, white unless `bg` says otherwise.
 */
const backgroundOf = ({ variant, format }: RenderJob): { background: Color; fill: Color } => {
  const { alpha } = containers[format];
  const [r, g, b, a] = parseColor(variant.bg ?? (alpha ? '00000000' : 'ffffff'));
  const onWhite = (value: number) => Math.round((value * a + 255 * (255 - a)) / 255);
  const background: Color = alpha ? [r, g, b, a] : [onWhite(r), onWhite(g), onWhite(b), 255];
  return { background, fill: background[3] === 255 ? background : [0, 0, 0, 0] };
};

/** The color of what a step uncovers: its own, where one is asked for. */
const fillOf = (job: RenderJob, color: string | undefined): Color =>
  color === undefined ? backgroundOf(job).fill : parseColor(color);

const surround = (pixels: Pixels, edges: Edges, job: RenderJob): Pixels =>
  edges.top || edges.right || edges.bottom || edges.left ? extend(pixels, edges, backgroundOf(job).fill) : pixels;
