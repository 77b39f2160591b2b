import type { Variant } from '../../query/parameters.ts';
import { containerOf } from '../formats/registry.ts';
import { orientationOf, orientedWindow, storedWindow } from '../geometry/orientation.ts';
import { framesOf, type Original } from '../geometry/plan.ts';
import { rectOf } from '../geometry/region.ts';
import { type Window, whole } from '../geometry/size.ts';
import { frameOf, type Pixels, rasterize } from '../pixels/pixels.ts';
import { sharp } from '../sharp.ts';

// Levels of 255 by which a channel may differ from the border's; sharp's and weserv's default too.
const tolerance = 10;

/**
 * What `trim` leaves of an upright original, in pixels: the border is what has the color and alpha of the top left pixel.
 * Searched within `rect` and in every frame, so that nothing that moves is cut off.
 *
 * sharp's own trim compares all pixels, after a median of each (3.4 s for 12 megapixels); walking in from each side stops at
 * the first that differs.
 */
export const findTrim = async (bytes: Uint8Array, variant: Variant, original: Original): Promise<Window> => {
  const { first, count } = framesOf(variant, original);
  const upright = orientationOf(original.orientation ?? 1, undefined, 0);
  const exact = storedWindow(rectOf(variant, original), upright, original);
  const stored = inWholePixels(exact);
  const input = sharp(bytes, { page: first, pages: count, failOn: 'none', limitInputPixels: false }).extract(stored);
  const pixels = await rasterize(input, { frames: count, delays: [], loop: 0 });
  const how = {
    tolerance: typeof variant.trim === 'number' ? variant.trim : tolerance,
    // Lossy formats have specks in their borders.
    least: original.format && containerOf(original.format).lossy ? 2 : 1,
  };
  const found = Array.from({ length: count }, (_, frame) => contentWindow(pixels, frame, how)).filter(
    (window) => window !== undefined,
  );
  const around = found.length > 0 ? boundingWindow(found) : whole(stored);
  const across = exact.width / stored.width;
  const down = exact.height / stored.height;
  const left = exact.left + around.left * across;
  const top = exact.top + around.top * down;
  return orientedWindow({ left, top, width: around.width * across, height: around.height * down }, upright, original);
};

/** A drawing's own size may have fractions. */
const inWholePixels = ({ left, top, width, height }: Window): Window => ({
  left: Math.floor(left),
  top: Math.floor(top),
  width: Math.max(1, Math.floor(width)),
  height: Math.max(1, Math.floor(height)),
});

/** The smallest window that contains all of them. */
const boundingWindow = (windows: Window[]): Window => {
  const left = Math.min(...windows.map((window) => window.left));
  const top = Math.min(...windows.map((window) => window.top));
  return {
    left,
    top,
    width: Math.max(...windows.map((window) => window.left + window.width)) - left,
    height: Math.max(...windows.map((window) => window.top + window.height)) - top,
  };
};

/** The smallest window that contains all that differs from the border, at least `least` neighbors in a row; undefined if nothing does. */
const contentWindow = (
  pixels: Pixels,
  frame: number,
  how: { tolerance: number; least: number },
): Window | undefined => {
  const { width, height, channels } = pixels;
  const bytes = frameOf(pixels, frame);
  const differs = (x: number, y: number) => {
    const at = (y * width + x) * channels;
    const off = (channel: number) => Math.abs((bytes[at + channel] ?? 0) - (bytes[channel] ?? 0)) > how.tolerance;
    if (channels === 4 && off(3)) return true;
    // Where both are transparent, colors don't matter.
    return (channels < 4 || (bytes[3] ?? 0) > 0) && (off(0) || off(1) || off(2));
  };
  /** The first of `lines` lines, counted from one end or the other, in which enough neighbors differ. */
  const firstOf = (lines: number, length: number, at: (line: number, along: number) => boolean) => {
    const least = Math.min(how.least, length);
    for (let line = 0; line < lines; line++)
      for (let along = 0, run = 0; along < length; along++) {
        run = at(line, along) ? run + 1 : 0;
        if (run === least) return line;
      }
    return undefined;
  };
  const top = firstOf(height, width, (y, x) => differs(x, y));
  const left = firstOf(width, height, (x, y) => differs(x, y));
  if (top === undefined || left === undefined) return undefined;
  const bottom = firstOf(height, width, (y, x) => differs(x, height - 1 - y)) ?? 0;
  const right = firstOf(width, height, (x, y) => differs(width - 1 - x, y)) ?? 0;
  return { left, top, width: width - left - right, height: height - top - bottom };
};
