import type { Variant } from '../../query/parameters.ts';
import type { OriginalImage } from '../describe.ts';
import { affordable, canvasOf, markWindow, radiiOf, rotation, surroundings, wholeEdges } from './canvas.ts';
import { closeUp } from './close-up.ts';
import { type Fitted, fitted, fitting } from './fit.ts';
import { framed, framedSize } from './frame.ts';
import {
  isTurned,
  type Orientation,
  orientationOf,
  orientedSize,
  orientedWindow,
  storedWindow,
} from './orientation.ts';
import { rectOf, sourceOf } from './region.ts';
import { type Edges, grown, type Size, sameSize, times, type Window } from './size.ts';

/** Where every pixel goes. Sizes are of one frame; `seen` sizes are upright. */
export type Plan = {
  /** The frames that are shown: the first of them, from 0, and how many. */
  frames: { first: number; count: number };
  turn: Orientation;
  /** The size of the original as seen. */
  seen: Size;
  /** What `rect` and `trim` leave of the original, in its own pixels, as seen. */
  region: Window;
  /** Cut out before the resize, in stored pixels: exact, but what is cut can't be shrunk while it is decoded. */
  cut?: Window;
  /**
   * The size, in stored pixels, to which the whole or the cut is resized. Also set where it changes nothing but pixels are
   * cut or turned: sharp keeps our order only around a resize.
   */
  resize?: Size;
  /** The same, upright: the window is a part of it. */
  scaled: Size;
  /** The part of it that is kept. */
  window: Window;
  /** Letterbox. */
  edges: Edges;
  border: Edges;
  /** Of the corners of the border's outer edge, clockwise from the top left. */
  radii?: number[];
  /** Degrees clockwise; 0 is not tilted. */
  tilt: number;
  pad: Edges;
  /** The watermark's place in the derivative. */
  mark?: Window;
  size: Size;
  /** Pixels of the derivative for one pixel of a parameter such as `pad` or `blur`. */
  unit: number;
};

/** What must be measured in the pixels before the plan can be made. */
export type Measurements = {
  /** What `trim` leaves, upright, in the original's pixels. */
  trimmed?: Window;
  /** The focal point of a crop, in fractions of the region. */
  focus?: readonly number[];
  /** The watermark's natural size. */
  mark?: Size;
  /** The longest side that the plan may have, for a miniature of it. */
  longest?: number;
};

/** What the plan needs of an original; its size is upright. */
export type Original = Size & Partial<Pick<OriginalImage, 'format' | 'orientation' | 'frames'>>;

// The longest side that parameters can ask for; nothing that is added to an image goes past it either.
const longestSide = 8192;

/** Variant × original -> every number, before a pixel moves. Pure: what only pixels can tell is in the measurements. */
export const planGeometry = (variant: Variant, original: Original, measured: Measurements = {}): Plan => {
  const { clockwise, tilt } = rotation(variant);
  const turn = orientationOf(original.orientation ?? 1, variant, clockwise);
  const laid = orientationOf(1, variant, clockwise);
  const seen = orientedSize(original, laid);
  const all = orientedWindow(measured.trimmed ?? rectOf(variant, original), laid, seen);
  const looked = measured.focus ?? (typeof variant.position === 'object' ? variant.position : []);
  const { region, focus } = closeUp(variant, { region: all, focus: looked }, { original, laid });
  const vector = original.format === 'svg';
  const { unit, ...fit } = sized(variant, region, { vector, focus, longest: measured.longest ?? longestSide });
  const { border, pad } = wholeEdges(surroundings(variant, unit));
  const size = canvasOf(fit.inner, { border, tilt, pad });
  const radii = radiiOf(variant, grown(fit.inner, border), unit);
  const how = { exact: measured.trimmed !== undefined, vector, longest: longestSide };
  const { cut, scaled, window } = sourceOf({ region, seen }, fit, how);
  const frames = framesOf(variant, original);
  return {
    ...{ frames, turn, seen, region, scaled, window, edges: fit.edges, border, tilt, pad, size, unit },
    ...(cut && { cut: storedWindow(cut, turn, seen) }),
    ...((cut || isTurned(turn) || !sameSize(scaled, seen)) && { resize: orientedSize(scaled, turn) }),
    ...(radii && { radii }),
    ...(measured.mark && { mark: markWindow(variant, measured.mark, { canvas: size, unit }) }),
  };
};

type Bounds = { vector: boolean; focus: readonly number[]; longest: number };

/** The region in its box, and the unit: both smaller where with all that is put around it a side would get too long. */
const sized = (variant: Variant, region: Size, { vector, focus, longest }: Bounds): Fitted & { unit: number } => {
  const dpr = variant.dpr ?? 1;
  // A vector has no pixels that enlarging could show.
  const { box, natural, inner } = fitting(variant, region, variant.enlarge === true || vector);
  const share = affordable(framedSize(variant, inner, dpr), surroundings(variant, dpr), longest);
  const unit = dpr * share;
  const fit = fitted(variant, { box: times(box, share), natural: times(natural, share) }, focus);
  return { ...framed(variant, fit, { unit, focus }), unit };
};

/** Which frames are shown: `frame` picks one, `anim=false` the first. */
export const framesOf = ({ frame, anim = true }: Variant, { frames = 1 }: Original): Plan['frames'] => {
  if (frame !== undefined) return { first: Math.min(frame, frames) - 1, count: 1 };
  return { first: 0, count: anim ? frames : 1 };
};

/** Whether pixels are others than the original's, not just a part of these. */
export const isResized = ({ cut, region, seen, scaled }: Plan): boolean => !sameSize(scaled, cut ? region : seen);
