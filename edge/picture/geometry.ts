import type { Variant } from '../language/vocabulary.ts';

/** Width and height, in pixels. */
export type Size = { width: number; height: number };

/** A rectangle in a picture, in its pixels from the top left. */
export type Window = Size & { left: number; top: number };

/** Pixels that a pad adds at each side. */
export type Edges = { top: number; right: number; bottom: number; left: number };

/** Where every pixel goes: the upright original is scaled, cropped to the window, padded by the edges. */
export type Plan = { scaled: Size; window: Window; edges: Edges; size: Size };

// The longest side that the words can ask for; dpr and enlarge do not go past it either.
const longest = 8192;

/**
 * Variant x upright size of the original -> plan, every number before a pixel moves.
 * Nothing is enlarged unless `enlarge` says so: a box that the original can't fill shrinks until it can, keeping its shape.
 */
export const plan = (variant: Variant, original: Size): Plan => {
  const fit = variant.fit ?? 'inside';
  const touch = fit === 'inside' || fit === 'contain' ? Math.min : Math.max;
  const asked = boxOf(variant, original);
  const scaleTo = (box: Size) => touch(box.width / original.width, box.height / original.height);
  const box = times(
    asked,
    Math.min(1, (variant.enlarge ? Number.POSITIVE_INFINITY : 1) / scaleTo(asked), longest / longer(asked)),
  );
  const natural = times(original, scaleTo(box));
  const bounded = times(natural, Math.min(1, longest / longer(natural)));
  const focus = typeof variant.position === 'object' ? variant.position : [0.5, 0.5];
  if (fit === 'cover') return cropped(atLeast(round(bounded), round(box)), round(box), focus);
  if (fit === 'contain') return padded(atMost(round(bounded), round(box)), round(box), focus);
  return whole(round(fit === 'fill' ? box : bounded));
};

/** The box asked for, in pixels of the derivative; a side that is not asked for follows from the original's shape. */
const boxOf = (variant: Variant, original: Size): Size => {
  const dpr = variant.dpr ?? 1;
  const side = (asked: number | undefined, natural: number) =>
    asked ? (asked < 1 ? asked * natural : asked) * dpr : undefined;
  const width = side(variant.w === 'auto' ? 0 : variant.w, original.width);
  const height = side(variant.h, original.height);
  const shape = original.width / original.height;
  if (width && height) return { width, height };
  if (width) return { width, height: width / shape };
  if (height) return { width: height * shape, height };
  return original;
};

const times = (size: Size, factor: number): Size => ({ width: size.width * factor, height: size.height * factor });
const longer = (size: Size) => Math.max(size.width, size.height);
const round = (size: Size): Size => ({
  width: Math.max(1, Math.round(size.width)),
  height: Math.max(1, Math.round(size.height)),
});
const atLeast = (size: Size, least: Size): Size => ({
  width: Math.max(size.width, least.width),
  height: Math.max(size.height, least.height),
});
const atMost = (size: Size, most: Size): Size => ({
  width: Math.min(size.width, most.width),
  height: Math.min(size.height, most.height),
});

const noEdges: Edges = { top: 0, right: 0, bottom: 0, left: 0 };

const whole = (size: Size): Plan => ({ scaled: size, window: { left: 0, top: 0, ...size }, edges: noEdges, size });

const cropped = (scaled: Size, size: Size, focus: number[]): Plan => {
  const start = (along: number, kept: number, at = 0.5) =>
    Math.round(Math.min(along - kept, Math.max(0, at * along - kept / 2)));
  const left = start(scaled.width, size.width, focus[0]);
  const top = start(scaled.height, size.height, focus[1]);
  return { scaled, window: { left, top, ...size }, edges: noEdges, size };
};

const padded = (scaled: Size, size: Size, focus: number[]): Plan => {
  const left = Math.round((size.width - scaled.width) * (focus[0] ?? 0.5));
  const top = Math.round((size.height - scaled.height) * (focus[1] ?? 0.5));
  const edges = { top, left, right: size.width - scaled.width - left, bottom: size.height - scaled.height - top };
  return { ...whole(scaled), edges, size };
};
