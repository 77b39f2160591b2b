import type { Length } from '../../query/readers/length.ts';

/** Width and height, in pixels. */
export type Size = { width: number; height: number };

/** A rectangle in an image, in its pixels from the top left. */
export type Window = Size & { left: number; top: number };

/** Pixels at each side of an image. */
export type Edges = { top: number; right: number; bottom: number; left: number };

/** The size with both sides multiplied. */
export const times = (size: Size, factor: number): Size => ({
  width: size.width * factor,
  height: size.height * factor,
});

/** A length in pixels: a share is of that side. */
export const pixelsOf = (length: Length, side: number): number => {
  if (length === '100p') return side;
  return Math.abs(length) < 1 ? length * side : length;
};

/** The longer side. */
export const longer = (size: Size): number => Math.max(size.width, size.height);

/** Whole pixels; nothing is thinner than one. */
export const round = (size: Size): Size => ({
  width: Math.max(1, Math.round(size.width)),
  height: Math.max(1, Math.round(size.height)),
});

/** Each side at least as long as the other size's. */
export const atLeast = (size: Size, least: Size): Size => ({
  width: Math.max(size.width, least.width),
  height: Math.max(size.height, least.height),
});

/** Each side at most as long as the other size's. */
export const atMost = (size: Size, most: Size): Size => ({
  width: Math.min(size.width, most.width),
  height: Math.min(size.height, most.height),
});

/** The size with edges around it. */
export const grown = (size: Size, edges: Edges): Size => ({
  width: size.width + edges.left + edges.right,
  height: size.height + edges.top + edges.bottom,
});

/** The same number at each side. */
export const allSides = (pixels: number): Edges => ({ top: pixels, right: pixels, bottom: pixels, left: pixels });

/** The window that shows all. */
export const whole = (size: Size): Window => ({ left: 0, top: 0, width: size.width, height: size.height });

/** Whether both sides are as long. */
export const sameSize = (one: Size, other: Size): boolean => one.width === other.width && one.height === other.height;

/** The number brought between two bounds; the upper one wins. */
export const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
