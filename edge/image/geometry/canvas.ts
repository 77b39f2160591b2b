import type { Variant } from '../../query/parameters.ts';
import {
  allSides,
  clamp,
  type Edges,
  grown,
  longer,
  pixelsOf,
  round,
  type Size,
  sameSize,
  times,
  type Window,
} from './size.ts';

/** What surrounds an image, from the inside out, in pixels of the derivative. */
export type Surroundings = { border: Edges; tilt: number; pad: Edges };

/**
 * `rot`: quarters lay the image down before its box is looked at; any other angle tilts the finished image, which then
 * needs a larger canvas. So do sharp and weserv. What is mirrored afterwards was tilted the other way.
 */
export const rotation = ({ rot = 0, mirror = 'hv' }: Variant): { clockwise: number; tilt: number } => {
  if (rot % 90 === 0) return { clockwise: rot / 90, tilt: 0 };
  return { clockwise: 0, tilt: mirror === 'hv' ? rot : 360 - rot };
};

/** The amounts of the parameters, in the derivative's pixels; `unit` is how many of these one requested pixel has. */
export const surroundings = (variant: Variant, unit: number): Surroundings => {
  const border = Number(variant.border?.[0] ?? 0) * unit;
  // CSS order: one number is all sides, two are upright and sideways, three the top, sideways and the bottom, four go clockwise.
  const [top = 0, right = top, bottom = top, left = right] = variant.pad ?? [];
  const pad = { top: top * unit, right: right * unit, bottom: bottom * unit, left: left * unit };
  return { border: allSides(border), tilt: rotation(variant).tilt, pad };
};

/** The same in whole pixels. */
export const wholeEdges = ({ border, tilt, pad }: Surroundings): Surroundings => ({
  border: roundEdges(border),
  tilt,
  pad: roundEdges(pad),
});

const roundEdges = ({ top, right, bottom, left }: Edges): Edges => ({
  top: Math.round(top),
  right: Math.round(right),
  bottom: Math.round(bottom),
  left: Math.round(left),
});

/** The canvas that an image and its surroundings need. */
export const canvasOf = (inner: Size, { border, tilt, pad }: Surroundings): Size =>
  grown(tilted(grown(inner, border), tilt), pad);

/** The canvas that a tilted image needs, as libvips rounds it (vips_rotate). */
const tilted = (size: Size, degrees: number): Size => {
  if (degrees === 0) return size;
  const across = Math.abs(Math.cos((degrees * Math.PI) / 180));
  const along = Math.abs(Math.sin((degrees * Math.PI) / 180));
  return round({
    width: size.width * across + size.height * along,
    height: size.width * along + size.height * across,
  });
};

/**
 * How round the corners are, clockwise from the top left. Radii that meet shrink together, as in CSS
 * (https://www.w3.org/TR/css-backgrounds-3/#corner-overlap).
 */
export const radiiOf = ({ radius }: Variant, size: Size, unit: number): number[] | undefined => {
  if (radius === undefined || radius === 'max') return radius && Array(4).fill(Math.min(size.width, size.height) / 2);
  const [topLeft = 0, topRight = topLeft, bottomRight = topLeft, bottomLeft = topRight] = radius.map((r) => r * unit);
  const fits = (side: number, a: number, b: number) => (a + b > side ? side / (a + b) : 1);
  const shrink = Math.min(
    fits(size.width, topLeft, topRight),
    fits(size.height, topRight, bottomRight),
    fits(size.width, bottomRight, bottomLeft),
    fits(size.height, bottomLeft, topLeft),
  );
  const radii = [topLeft, topRight, bottomRight, bottomLeft].map((r) => r * shrink);
  return radii.some((r) => r > 0) ? radii : undefined;
};

/** Where a watermark of that natural size goes in the derivative: whole, keeping its shape and its distance from the edges. */
export const markWindow = (variant: Variant, mark: Size, { canvas, unit }: { canvas: Size; unit: number }): Window => {
  const distance = variant['mark-pad'] ?? 10;
  const pad = clamp(Math.round(distance * unit), 0, Math.ceil(Math.min(canvas.width, canvas.height) / 2) - 1);
  const space = grown(canvas, allSides(-pad));
  const asked = variant['mark-w'] ?? 0.25;
  const isShare = asked === '100p' || asked < 1;
  const width = asked === 0 ? mark.width * unit : pixelsOf(asked, canvas.width) * (isShare ? 1 : unit);
  const scale = Math.min(width / mark.width, space.width / mark.width, space.height / mark.height);
  const size = round(times(mark, scale));
  const [x = 1, y = 1] = typeof variant['mark-align'] === 'object' ? variant['mark-align'] : [];
  return {
    left: pad + Math.round((space.width - size.width) * x),
    top: pad + Math.round((space.height - size.height) * y),
    ...size,
  };
};

/** The scale, from 0 to 1, at which no side of the canvas is longer than `longest`. */
export const affordable = (inner: Size, around: Surroundings, longest: number): number => {
  const canvas = canvasOf(inner, around);
  const length = longer(canvas);
  // Image, border, tilt and pad may each round up, which together is less than four pixels.
  const rounding = sameSize(canvas, inner) ? 0 : 4;
  return length > longest ? (longest - rounding) / length : 1;
};
