import type { Variant } from '../../query/parameters.ts';
import { atLeast, atMost, clamp, type Edges, grown, round, type Size, times, type Window, whole } from './size.ts';

/** How a picture meets its box, in fractions of pixels: nothing is rounded yet. */
export type Fitting = {
  /** The box asked for, or what of it the picture can fill. */
  box: Size;
  /** The picture, its shape kept. */
  natural: Size;
  /** What is shown of both. */
  inner: Size;
};

/** Whole pixels: the picture scaled, what a crop keeps of it, what a letterbox adds. */
export type Fitted = { scaled: Size; window: Window; edges: Edges; inner: Size };

/**
 * Variant x picture -> box and picture. Nothing is enlarged unless `enlarges`: a box that the picture can't fill shrinks
 * until it can, keeping its shape.
 */
export const fitting = (variant: Variant, picture: Size, enlarges: boolean): Fitting => {
  const fit = variant.fit ?? 'inside';
  const touch = fit === 'inside' || fit === 'contain' ? Math.min : Math.max;
  const scaleTo = (box: Size) => touch(box.width / picture.width, box.height / picture.height);
  const asked = boxOf(variant, picture, scaleTo);
  const box = enlarges ? asked : times(asked, Math.min(1, 1 / scaleTo(asked)));
  const natural = times(picture, scaleTo(box));
  return { box, natural, inner: fit === 'inside' || fit === 'outside' ? natural : box };
};

/**
 * The box asked for. A side that is not given follows from `ar`, else from the picture's shape; a share is of the
 * picture's own side. `ar` alone is the box of that shape that takes the picture at its own size.
 */
const boxOf = (variant: Variant, picture: Size, scaleTo: (box: Size) => number): Size => {
  const dpr = variant.dpr ?? 1;
  const side = (asked: number | undefined, natural: number) =>
    asked ? (asked < 1 ? asked * natural : asked) * dpr : undefined;
  const width = side(variant.w === 'auto' ? undefined : variant.w, picture.width);
  const height = side(variant.h, picture.height);
  const shape = variant.ar ?? picture.width / picture.height;
  if (width && height) return { width, height };
  if (width) return { width, height: width / shape };
  if (height) return { width: height * shape, height };
  const box = { width: shape, height: 1 };
  return variant.ar ? times(box, 1 / scaleTo(box)) : picture;
};

/** The fitting in whole pixels; the focus, in fractions of the picture, is what a crop keeps or where a letterbox puts it. */
export const fitted = (
  { fit = 'inside' }: Variant,
  fitting: Pick<Fitting, 'box' | 'natural'>,
  focus: readonly number[],
): Fitted => {
  const box = round(fitting.box);
  const natural = round(fitting.natural);
  const [x = 0.5, y = 0.5] = focus;
  if (fit === 'cover') return cropped(atLeast(natural, box), box, [x, y]);
  if (fit === 'contain') return letterboxed(atMost(natural, box), box, [x, y]);
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
