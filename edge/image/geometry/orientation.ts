import type { Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import type { Size, Window } from './size.ts';

/** One of the eight orientations: first rows become columns (`swap`), then left-right and top-bottom are mirrored. */
export type Orientation = { swap: boolean; flop: boolean; flip: boolean };

const turned = (swap: boolean, flop: boolean, flip: boolean): Orientation => ({ swap, flop, flip });

// EXIF 2.32, tag 274, values 1 to 8: how the stored rows and columns become the image as it was seen.
const orientations = [
  turned(false, false, false),
  turned(false, true, false),
  turned(false, true, true),
  turned(false, false, true),
  turned(true, false, false),
  turned(true, true, false),
  turned(true, true, true),
  turned(true, false, true),
];

const asStored = turned(false, false, false);
// Clockwise: a quarter to the right is orientation 6, a half 3, three quarters 8.
const quarters = [asStored, turned(true, true, false), turned(false, true, true), turned(true, false, true)];

/** From stored pixels to those that are seen: EXIF orientation, `flip`, quarters clockwise (any whole number), then `mirror`. */
export const orientationOf = (
  orientation: number,
  { flip, mirror }: Pick<Variant, 'flip' | 'mirror'>,
  clockwise: number,
): Orientation => {
  const upright = orientations[orientation - 1] ?? asStored;
  const quarter = quarters[((clockwise % 4) + 4) % 4] ?? asStored;
  return [mirrorOf(flip), quarter, mirrorOf(mirror)].reduce(then, upright);
};

const mirrorOf = (flip: Variant['flip']) => turned(false, flip === 'h' || flip === 'hv', flip === 'v' || flip === 'hv');

// Mirroring left-right before rows become columns is mirroring top-bottom after it.
const then = (first: Orientation, second: Orientation): Orientation => ({
  swap: first.swap !== second.swap,
  flop: (second.swap ? first.flip : first.flop) !== second.flop,
  flip: (second.swap ? first.flop : first.flip) !== second.flip,
});

/** Whether it moves any pixel. */
export const isTurned = ({ swap, flop, flip }: Orientation): boolean => swap || flop || flip;

/** The size once turned; turning back is the same. */
export const orientedSize = (size: Size, { swap }: Orientation): Size =>
  swap ? { width: size.height, height: size.width } : { width: size.width, height: size.height };

/** A window of the stored pixels, in the upright image of that size. */
export const orientedWindow = (window: Window, turn: Orientation, seen: Size): Window =>
  mirrored(turn.swap ? swapped(window) : window, turn, seen);

/** A window of the upright image, in stored pixels. */
export const storedWindow = (window: Window, turn: Orientation, seen: Size): Window => {
  const upright = mirrored(window, turn, seen);
  return turn.swap ? swapped(upright) : upright;
};

const swapped = ({ left, top, width, height }: Window): Window => ({
  left: top,
  top: left,
  width: height,
  height: width,
});

const mirrored = ({ left, top, width, height }: Window, { flop, flip }: Orientation, seen: Size): Window => ({
  left: flop ? seen.width - left - width : left,
  top: flip ? seen.height - top - height : top,
  width,
  height,
});

/** Turns the pixels. sharp mirrors before it rotates, so what is mirrored after rows became columns changes places. */
export const orientImage = (image: Sharp, { swap, flop, flip }: Orientation): Sharp => {
  if (swap) return image.flop(flip).flip(!flop).rotate(90);
  return flop || flip ? image.flop(flop).flip(flip) : image;
};
