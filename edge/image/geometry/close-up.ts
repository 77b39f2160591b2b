import type { Variant } from '../../query/parameters.ts';
import type { Place } from '../../query/readers/length.ts';
import type { Orientation } from './orientation.ts';
import { orientedSize } from './orientation.ts';
import { windowIn } from './region.ts';
import { clamp, round, type Size, times, type Window } from './size.ts';

/** A part of an image, and the point that a crop of it looks at, in fractions of the part. */
export type CloseUp = { region: Window; focus: readonly number[] };

/** What a part around the focal point is looked for by, in the pixels; undefined where nothing has to be. */
export const focusStrategy = ({
  position,
  fit,
  rect,
  window,
  zoom = 1,
}: Variant): 'attention' | 'entropy' | undefined => {
  const isPart = fit === 'cover' || rect?.length === 2 || window?.length === 2 || zoom > 1;
  return isPart && typeof position === 'string' ? position : undefined;
};

/** The variant without what only shows a part around the focal point: the whole in which it is looked for. */
export const wholeOf = (variant: Variant): Variant => {
  const { zoom: _, rect, ...rest } = variant;
  return rect?.length === 4 ? { ...rest, rect } : rest;
};

/** A `rect` of a size alone, then `zoom`: what they leave of a region around the focal point. */
export const closeUp = (
  { rect, zoom = 1 }: Variant,
  { region, focus }: CloseUp,
  { original, laid }: { original: Size; laid: Orientation },
): CloseUp => {
  const cut = rect?.length === 2 ? orientedSize(sizeIn(rect, original), laid) : region;
  return cut === region && zoom === 1 ? { region, focus } : around(region, round(times(cut, 1 / zoom)), focus);
};

/** A size alone, of pixels or shares of the outer one; 0 is its side. */
export const sizeIn = (size: readonly Place[], outer: Size, unit = 1): Size => windowIn([0, 0, ...size], outer, unit);

/** The window of a size that has a point in its middle, as far as it can inside an outer one. */
export const around = (outer: Window, size: Size, [x = 0.5, y = 0.5]: readonly number[]): CloseUp => {
  const width = Math.min(size.width, outer.width);
  const height = Math.min(size.height, outer.height);
  const left = clamp(Math.round(x * outer.width - width / 2), 0, outer.width - width);
  const top = clamp(Math.round(y * outer.height - height / 2), 0, outer.height - height);
  const within = (at: number, start: number, length: number) => clamp((at - start) / length, 0, 1);
  return {
    region: { left: outer.left + left, top: outer.top + top, width, height },
    focus: [within(x * outer.width, left, width), within(y * outer.height, top, height)],
  };
};
