import type { Sharp } from 'sharp';
import type { Variant } from '../../query/parameters.ts';
import type { Size, Window } from './size.ts';

/** One of the eight ways to lay a picture down: rows become columns first, then left-right and top-bottom are mirrored. */
export type Turn = { swap: boolean; flop: boolean; flip: boolean };

const turned = (swap: boolean, flop: boolean, flip: boolean): Turn => ({ swap, flop, flip });

// EXIF 2.32, tag 274, values 1 to 8: how the stored rows and columns become the picture as it was seen.
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

/** From stored pixels to those that are seen: EXIF orientation, then `flip`, then quarters clockwise (any whole number). */
export const turnOf = (orientation: number, flip: Variant['flip'], clockwise: number): Turn => {
  const mirrored = turned(false, flip === 'h' || flip === 'hv', flip === 'v' || flip === 'hv');
  const laid = then(orientations[orientation - 1] ?? asStored, mirrored);
  return then(laid, quarters[((clockwise % 4) + 4) % 4] ?? asStored);
};

// Mirroring left-right before rows become columns is mirroring top-bottom after it.
const then = (first: Turn, second: Turn): Turn => ({
  swap: first.swap !== second.swap,
  flop: (second.swap ? first.flip : first.flop) !== second.flop,
  flip: (second.swap ? first.flop : first.flip) !== second.flip,
});

/** Whether anything moves. */
export const turns = ({ swap, flop, flip }: Turn): boolean => swap || flop || flip;

/** The size once turned; turning back is the same. */
export const turnedSize = (size: Size, { swap }: Turn): Size =>
  swap ? { width: size.height, height: size.width } : { width: size.width, height: size.height };

/** Where a window of the stored pixels is seen in a picture of that size. */
export const turnedWindow = (window: Window, turn: Turn, seen: Size): Window =>
  mirrored(turn.swap ? swapped(window) : window, turn, seen);

/** Which stored pixels a window of the seen picture shows. */
export const storedWindow = (window: Window, turn: Turn, seen: Size): Window => {
  const upright = mirrored(window, turn, seen);
  return turn.swap ? swapped(upright) : upright;
};

const swapped = ({ left, top, width, height }: Window): Window => ({
  left: top,
  top: left,
  width: height,
  height: width,
});

const mirrored = ({ left, top, width, height }: Window, { flop, flip }: Turn, seen: Size): Window => ({
  left: flop ? seen.width - left - width : left,
  top: flip ? seen.height - top - height : top,
  width,
  height,
});

/** Turns the pixels. sharp mirrors before it rotates, so what is mirrored after rows became columns changes places. */
export const turnImage = (image: Sharp, { swap, flop, flip }: Turn): Sharp => {
  if (swap) return image.flop(flip).flip(!flop).rotate(90);
  return flop || flip ? image.flop(flop).flip(flip) : image;
};
