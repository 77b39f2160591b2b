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
  const upright = orientationOf(original.orientation ?? 1, {}, 0);
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

type Search = { tolerance: number; least: number };

/** The smallest window that contains all that differs from the border, at least `least` neighbors in a line; undefined if nothing does. */
const contentWindow = (pixels: Pixels, frame: number, { tolerance, least }: Search): Window | undefined => {
  const { width, height } = pixels;
  const differs = differenceOf(pixels, frame, tolerance);
  const across = Math.min(least, width);
  const rowDiffers = (y: number) => {
    for (let x = 0, run = 0; x < width; x++) {
      run = differs(x, y) ? run + 1 : 0;
      if (run === across) return true;
    }
    return false;
  };
  let top = 0;
  while (top < height && !rowDiffers(top)) top++;
  if (top === height) return undefined;
  let bottom = height - 1;
  while (bottom > top && !rowDiffers(bottom)) bottom--;
  const [left, right] = sidesOf(differs, pixels, Math.min(least, height));
  return left > right ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
};

type Differs = (x: number, y: number) => boolean;

/** The first and the last column with `along` neighbors that differ. Row by row: columns would miss the processor's cache. */
const sidesOf = (differs: Differs, { width, height }: Pixels, along: number): [left: number, right: number] => {
  const startsRun = (x: number, y: number) => {
    for (let next = 0; next < along; next++) if (!differs(x, y + next)) return false;
    return true;
  };
  let left = width;
  let right = -1;
  for (let y = 0; y + along <= height; y++) {
    for (let x = 0; x < left; x++) if (startsRun(x, y)) left = x;
    for (let x = width - 1; x > right; x--) if (startsRun(x, y)) right = x;
  }
  return [left, right];
};

const differenceOf = (pixels: Pixels, frame: number, tolerance: number): Differs => {
  const { width, channels } = pixels;
  const bytes = frameOf(pixels, frame);
  const [red = 0, green = 0, blue = 0, alpha = 255] = bytes.subarray(0, channels);
  const isOff = (at: number, border: number) => Math.abs((bytes[at] ?? 0) - border) > tolerance;
  return (x, y) => {
    const at = (y * width + x) * channels;
    if (channels === 4 && isOff(at + 3, alpha)) return true;
    // Where both are transparent, colors don't matter.
    return alpha > 0 && (isOff(at, red) || isOff(at + 1, green) || isOff(at + 2, blue));
  };
};
