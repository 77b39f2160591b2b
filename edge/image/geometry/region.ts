import type { Variant } from '../../query/parameters.ts';
import type { Length, Place } from '../../query/readers/length.ts';
import { atLeast, clamp, longer, pixelsOf, round, type Size, sameSize, type Window, whole } from './size.ts';

/** What `rect` keeps of an upright original. Where it is a size alone, its place depends on what is looked at: close-up.ts. */
export const rectOf = ({ rect }: Variant, original: Size): Window =>
  rect?.length === 4 ? windowIn(rect, original) : whole(original);

/**
 * The window that x, y, width and height name. A number below 1 is a share, and so is a width or height of 1 where all four are no
 * larger; elsewhere 1 is a pixel, of which `unit` are one here. A width or height of 0 reaches to the far edge, one below 0 ends so
 * far before it. What lies outside is left out; a pixel always remains.
 */
export const windowIn = ([x = 0, y = 0, width = 0, height = 0]: readonly Place[], outer: Size, unit = 1): Window => {
  const isShare = (value: Place) => value === '100p' || isFree(value) || (value >= 0 && value <= 1);
  const isShares = [x, y, width, height].every(isShare) && x !== 1 && y !== 1;
  const inPixels = (value: Length, side: number) => {
    if (value === '100p' || Math.abs(value) < 1) return pixelsOf(value, side);
    return isShares ? side : value * unit;
  };
  const span = (at: Place, length: Place, side: number): [start: number, kept: number] => {
    const start = isFree(at) ? 0 : clamp(Math.round(inPixels(at, side)), 0, side - 1);
    const asked = isFree(length) ? 0 : length;
    const measured = Math.round(inPixels(asked, side));
    const kept = clamp(asked === '100p' || asked > 0 ? measured : side - start + measured, 1, side - start);
    return [isFree(at) ? Math.round(((side - kept) * Number(at.slice(1))) / 100) : start, kept];
  };
  const [left, keptWidth] = span(x, width, outer.width);
  const [top, keptHeight] = span(y, height, outer.height);
  return { left, top, width: keptWidth, height: keptHeight };
};

const isFree = (value: Place): value is Exclude<Place, Length> => typeof value === 'string' && value !== '100p';

/** Where the pixels come from: the whole or a cut, scaled; and what of it is kept. */
type Source = { cut?: Window; scaled: Size; window: Window };

/**
 * A region is made in one of two ways. Resize the whole, then keep a window of it: cheap, for large images are shrunk
 * while they are decoded. Or cut it out first: where the whole would be enlarged for nothing, and where no neighboring
 * pixel may show at the edge of what `trim` leaves.
 */
export const sourceOf = (
  { region, seen }: { region: Window; seen: Size },
  { scaled, window }: Pick<Source, 'scaled' | 'window'>,
  how: { exact: boolean; vector: boolean; longest: number },
): Source => {
  const x = scaled.width / region.width;
  const y = scaled.height / region.height;
  const all = atLeast(round({ width: seen.width * x, height: seen.height * y }), scaled);
  const enlarges = x > 1 || y > 1;
  const isAll = sameSize(region, seen);
  if (enlarges ? (isAll || how.vector) && longer(all) <= how.longest : isAll || !how.exact) {
    const left = clamp(Math.round(region.left * x), 0, all.width - scaled.width);
    const top = clamp(Math.round(region.top * y), 0, all.height - scaled.height);
    return { scaled: all, window: { ...window, left: left + window.left, top: top + window.top } };
  }
  if (!enlarges || longer(scaled) <= how.longest) return { cut: region, scaled, window };
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
