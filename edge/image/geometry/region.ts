import type { Variant } from '../../query/parameters.ts';
import type { Length } from '../../query/readers/length.ts';
import { atLeast, clamp, longer, pixelsOf, round, type Size, sameSize, type Window, whole } from './size.ts';

/**
 * What `rect` keeps of an upright original. A number below 1 is a share, and so is a width or height of 1 where all four are no
 * larger; elsewhere 1 is a pixel. A width or height of 0 reaches to the far edge, one below 0 ends so far before it. What lies
 * outside is left out; a pixel always remains.
 */
export const rectOf = ({ rect }: Variant, original: Size): Window => {
  if (!rect) return whole(original);
  const [x = 0, y = 0, width = 0, height = 0] = rect;
  const isShare = (value: Length) => value === '100p' || (value >= 0 && value <= 1);
  const isShares = rect.every(isShare) && x !== 1 && y !== 1;
  const along = (value: Length, side: number) => Math.round(pixelsOf(isShares && value === 1 ? '100p' : value, side));
  const kept = (value: Length, side: number, start: number) =>
    value === '100p' || value > 0 ? along(value, side) : side - start + along(value, side);
  const left = clamp(along(x, original.width), 0, original.width - 1);
  const top = clamp(along(y, original.height), 0, original.height - 1);
  return {
    left,
    top,
    width: clamp(kept(width, original.width, left), 1, original.width - left),
    height: clamp(kept(height, original.height, top), 1, original.height - top),
  };
};

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
