import type { Variant } from '../language/vocabulary.ts';
import { affordable, canvasOf, markWindow, radiiOf, rotation, surroundings, wholeEdges } from './canvas.ts';
import type { Picture } from './describe.ts';
import { type Fitted, fitted, fitting } from './fit.ts';
import {
  atLeast,
  clamp,
  type Edges,
  grown,
  longer,
  round,
  type Size,
  sameSize,
  times,
  type Window,
  whole,
} from './size.ts';
import { storedWindow, type Turn, turnedSize, turnedWindow, turnOf, turns } from './turn.ts';

/** Where every pixel goes. Sizes are of one frame; what is seen is the stored picture, turned. */
export type Plan = {
  /** The frames that are shown: the first of them, from 0, and how many. */
  frames: { first: number; count: number };
  turn: Turn;
  /** The size of the original as seen. */
  seen: Size;
  /** What `rect` and `trim` leave of the original, in its own pixels, as seen. */
  region: Window;
  /** Cut out before the resize, in stored pixels: exact, but what is cut can't be shrunk while it is decoded. */
  cut?: Window;
  /**
   * The size, in stored pixels, to which the whole or the cut is resized. Also said where it changes nothing, but pixels are
   * cut or turned: sharp keeps our order around a resize only.
   */
  resize?: Size;
  /** The same as seen: this is what the window looks at. */
  scaled: Size;
  /** What of it is kept. */
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
  /** Pixels of the derivative to one that a word such as `pad` or `blur` asks for. */
  unit: number;
};

/** What must have been seen of the pixels before the plan can be made. */
export type Sight = {
  /** What `trim` leaves, upright, in the original's pixels. */
  trimmed?: Window;
  /** Where a crop looks, in fractions of the region. */
  focus?: readonly number[];
  /** The watermark's natural size. */
  mark?: Size;
};

/** What the plan needs to know of an original; its size is upright. */
export type Original = Size & Partial<Pick<Picture, 'format' | 'orientation' | 'frames'>>;

// The longest side that the words can ask for; no way of adding to a picture goes past it either.
const longestSide = 8192;

/** Variant x original -> every number, before a pixel moves. Pure: what only pixels can tell is in the sight. */
export const plan = (variant: Variant, original: Original, sight: Sight = {}, longest = longestSide): Plan => {
  const { clockwise, tilt } = rotation(variant);
  const turn = turnOf(original.orientation ?? 1, variant.flip, clockwise);
  const laid = turnOf(1, variant.flip, clockwise);
  const seen = turnedSize(original, laid);
  const region = turnedWindow(sight.trimmed ?? rectOf(variant, original), laid, seen);
  // A vector has no pixels that enlarging could show.
  const asked = fitting(variant, region, variant.enlarge === true || original.format === 'svg');
  const share = affordable(asked.inner, surroundings(variant, variant.dpr ?? 1), longest);
  const unit = (variant.dpr ?? 1) * share;
  const bounded = { box: times(asked.box, share), natural: times(asked.natural, share), inner: asked.inner };
  const focus = sight.focus ?? (typeof variant.position === 'object' ? variant.position : []);
  const fit = fitted(variant, bounded, focus);
  const around = surroundings(variant, unit);
  const border = wholeEdges(around.border);
  const pad = wholeEdges(around.pad);
  const size = canvasOf(fit.inner, { border, tilt, pad });
  const radii = radiiOf(variant, grown(fit.inner, border), unit);
  const source = realised(fit, region, seen, {
    exact: sight.trimmed !== undefined,
    vector: original.format === 'svg',
  });
  return {
    frames: framesOf(variant, original),
    turn,
    seen,
    region,
    ...(source.cut && { cut: storedWindow(source.cut, turn, seen) }),
    ...((source.cut || turns(turn) || !sameSize(source.scaled, seen)) && { resize: turnedSize(source.scaled, turn) }),
    scaled: source.scaled,
    window: source.window,
    edges: fit.edges,
    border,
    ...(radii && { radii }),
    tilt,
    pad,
    ...(sight.mark && { mark: markWindow(variant, sight.mark, size, unit) }),
    size,
    unit,
  };
};

/** Which frames are shown: `frame` picks one, `anim=false` the first. */
export const framesOf = ({ frame, anim = true }: Variant, { frames = 1 }: Original): Plan['frames'] => {
  if (frame !== undefined) return { first: Math.min(frame, frames) - 1, count: 1 };
  return { first: 0, count: anim ? frames : 1 };
};

/**
 * What `rect` keeps of an upright original. Four numbers up to 1 are shares, as is any one below 1. A width or height of 0
 * reaches to the far edge, one below 0 ends so far before it. What lies outside is left out; a pixel always remains.
 */
export const rectOf = ({ rect }: Variant, original: Size): Window => {
  if (!rect) return whole(original);
  const most = Math.max(...rect) > 1 ? 0.9999 : 1;
  const along = (value: number, side: number) => Math.round(Math.abs(value) <= most ? value * side : value);
  const kept = (value: number, side: number, start: number) =>
    value > 0 ? along(value, side) : side - start + along(value, side);
  const [x = 0, y = 0, width = 0, height = 0] = rect;
  const left = clamp(along(x, original.width), 0, original.width - 1);
  const top = clamp(along(y, original.height), 0, original.height - 1);
  return {
    left,
    top,
    width: clamp(kept(width, original.width, left), 1, original.width - left),
    height: clamp(kept(height, original.height, top), 1, original.height - top),
  };
};

type Source = { cut?: Window; scaled: Size; window: Window };

/**
 * A region is had in one of two ways. Resize the whole, then keep a window of it: cheap, for large pictures are shrunk
 * while they are decoded. Or cut it out first: where the whole would be enlarged for nothing, and where no neighbouring
 * pixel may shine through at the edge of what `trim` leaves.
 */
const realised = (
  { scaled, window }: Fitted,
  region: Window,
  seen: Size,
  how: { exact: boolean; vector: boolean },
): Source => {
  const x = scaled.width / region.width;
  const y = scaled.height / region.height;
  const all = atLeast(round({ width: seen.width * x, height: seen.height * y }), scaled);
  const enlarges = x > 1 || y > 1;
  const isAll = sameSize(region, seen);
  if (enlarges ? (isAll || how.vector) && longer(all) <= longestSide : isAll || !how.exact) {
    const left = clamp(Math.round(region.left * x), 0, all.width - scaled.width);
    const top = clamp(Math.round(region.top * y), 0, all.height - scaled.height);
    return { scaled: all, window: { ...window, left: left + window.left, top: top + window.top } };
  }
  if (!enlarges || longer(scaled) <= longestSide) return { cut: region, scaled, window };
  return narrowed(window, region, { x, y });
};

/** Enlarged past the longest side, most of which the crop drops: only what it keeps is cut out and enlarged. */
const narrowed = (window: Window, region: Window, by: { x: number; y: number }): Source => {
  const left = Math.floor(window.left / by.x);
  const top = Math.floor(window.top / by.y);
  const width = Math.min(region.width, Math.ceil((window.left + window.width) / by.x)) - left;
  const height = Math.min(region.height, Math.ceil((window.top + window.height) / by.y)) - top;
  const enlarged = atLeast(round({ width: width * by.x, height: height * by.y }), window);
  return {
    cut: { left: region.left + left, top: region.top + top, width, height },
    scaled: { width: enlarged.width, height: enlarged.height },
    window: {
      left: clamp(Math.round(window.left - left * by.x), 0, enlarged.width - window.width),
      top: clamp(Math.round(window.top - top * by.y), 0, enlarged.height - window.height),
      width: window.width,
      height: window.height,
    },
  };
};
