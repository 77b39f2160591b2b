import type { Variant } from '../../query/parameters.ts';
import type { Length } from '../../query/readers/length.ts';
import {
  atLeast,
  atMost,
  clamp,
  type Edges,
  grown,
  pixelsOf,
  round,
  type Size,
  times,
  type Window,
  whole,
} from './size.ts';

/** How an image meets its box, in fractions of pixels: nothing is rounded yet. */
export type Fitting = {
  /** The box asked for, or what of it the image can fill. */
  box: Size;
  /** The image, its shape kept. */
  natural: Size;
  /** What is shown of both. */
  inner: Size;
};

/** Whole pixels: the image scaled, what a crop keeps of it, what a letterbox adds. */
export type Fitted = { scaled: Size; window: Window; edges: Edges; inner: Size };

/**
 * Variant x image -> box and image. Nothing is enlarged unless `enlarges`: a box that the image can't fill shrinks
 * until it can, keeping its shape; that of `fillmax` stays.
 */
export const fitting = (variant: Variant, image: Size, enlarges: boolean): Fitting => {
  const fit = variant.fit ?? 'inside';
  const touch = fit === 'inside' || fit === 'contain' || fit === 'fillmax' ? Math.min : Math.max;
  const scaleTo = (box: Size) => touch(box.width / image.width, box.height / image.height);
  const asked = limited(variant, boxOf(variant, image, scaleTo), image);
  const most = enlarges ? Infinity : 1;
  const box = fit === 'fillmax' ? asked : times(asked, Math.min(1, most / scaleTo(asked)));
  const natural = times(image, Math.min(scaleTo(box), most));
  return { box, natural, inner: fit === 'inside' || fit === 'outside' ? natural : box };
};

/** The box within the bounds that are set to its sides: pixels, or shares of the image's. */
const limited = (variant: Variant, box: Size, image: Size): Size => {
  const dpr = variant.dpr ?? 1;
  const within = (side: number, natural: number, [least, most]: (Length | undefined)[]) =>
    clamp(
      side,
      least ? pixelsOf(least, natural) * dpr : 0,
      most ? pixelsOf(most, natural) * dpr : Number.POSITIVE_INFINITY,
    );
  return {
    width: within(box.width, image.width, [variant['min-w'], variant['max-w']]),
    height: within(box.height, image.height, [variant['min-h'], variant['max-h']]),
  };
};

/**
 * The box asked for. A side that is not given follows from `ar`, else from the image's shape; a share is of the
 * image's own side. `ar` alone is the box of that shape that takes the image at its own size.
 */
const boxOf = (variant: Variant, image: Size, scaleTo: (box: Size) => number): Size => {
  const dpr = variant.dpr ?? 1;
  const side = (asked: Length | undefined, natural: number) => (asked ? pixelsOf(asked, natural) * dpr : undefined);
  const width = side(variant.w === 'auto' ? undefined : variant.w, image.width);
  const height = side(variant.h, image.height);
  const shape = variant.ar ?? image.width / image.height;
  if (width && height) return { width, height };
  if (width) return { width, height: width / shape };
  if (height) return { width: height * shape, height };
  const box = { width: shape, height: 1 };
  return variant.ar ? times(box, 1 / scaleTo(box)) : image;
};

/** The fitting in whole pixels; the focus, in fractions of the image, is what a crop keeps or where a letterbox puts it. */
export const fitted = (
  { fit = 'inside' }: Variant,
  fitting: Pick<Fitting, 'box' | 'natural'>,
  focus: readonly number[],
): Fitted => {
  const box = round(fitting.box);
  const natural = round(fitting.natural);
  const [x = 0.5, y = 0.5] = focus;
  if (fit === 'cover') return cropped(atLeast(natural, box), box, [x, y]);
  if (fit === 'contain' || fit === 'fillmax') return letterboxed(atMost(natural, box), box, [x, y]);
  return letterboxed(fit === 'fill' ? box : natural, fit === 'fill' ? box : natural, [x, y]);
};

const cropped = (scaled: Size, inner: Size, [x, y]: [number, number]): Fitted => {
  const start = (length: number, kept: number, at: number) =>
    Math.round(clamp(at * length - kept / 2, 0, length - kept));
  const left = start(scaled.width, inner.width, x);
  const top = start(scaled.height, inner.height, y);
  return { scaled, window: { left, top, ...inner }, edges: { top: 0, right: 0, bottom: 0, left: 0 }, inner };
};

const letterboxed = (scaled: Size, inner: Size, [x, y]: [number, number]): Fitted => {
  const left = Math.round((inner.width - scaled.width) * x);
  const top = Math.round((inner.height - scaled.height) * y);
  const edges = { top, left, right: inner.width - scaled.width - left, bottom: inner.height - scaled.height - top };
  return { scaled, window: whole(scaled), edges, inner: grown(scaled, edges) };
};
