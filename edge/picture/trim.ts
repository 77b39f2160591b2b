import type { Variant } from '../language/vocabulary.ts';
import { framesOf, type Original, rectOf } from './geometry.ts';
import { sharp } from './loaders.ts';
import { frameOf, type Pixels, rasterise } from './pixels.ts';
import { type Window, whole } from './size.ts';
import { storedWindow, turnedWindow, turnOf } from './turn.ts';

// Levels of 255 by which a pixel may differ from the border's colour; sharp's and weserv's default too.
const tolerance = 10;

/**
 * What `trim` leaves of an upright original, to the pixel: the border is what has the colour of the top left pixel, or is as
 * see-through. Found in the part that `rect` keeps, and in every frame, so that nothing that moves is cut off.
 */
export const trimmed = async (bytes: Uint8Array, variant: Variant, original: Original): Promise<Window> => {
  const { first, count } = framesOf(variant, original);
  const upright = turnOf(original.orientation ?? 1, undefined, 0);
  const part = rectOf(variant, original);
  const stored = storedWindow(part, upright, original);
  const input = sharp(bytes, { page: first, pages: count, failOn: 'none', limitInputPixels: false }).extract(stored);
  const pixels = await rasterise(input, { frames: count, delays: [], loop: 0 });
  const how = {
    threshold: typeof variant.trim === 'number' ? variant.trim : tolerance,
    // Without it lines of one pixel count as noise, which lossy formats have and the others have not.
    lineArt: original.format === 'png' || original.format === 'gif' || original.format === 'svg',
  };
  const windows = await Promise.all(Array.from({ length: count }, (_, frame) => trimmedFrame(pixels, frame, how)));
  const left = Math.min(...windows.map((window) => window.left));
  const top = Math.min(...windows.map((window) => window.top));
  const found = {
    left: stored.left + left,
    top: stored.top + top,
    width: Math.max(...windows.map((window) => window.left + window.width)) - left,
    height: Math.max(...windows.map((window) => window.top + window.height)) - top,
  };
  return turnedWindow(found, upright, original);
};

const trimmedFrame = async (
  pixels: Pixels,
  frame: number,
  how: { threshold: number; lineArt: boolean },
): Promise<Window> => {
  const { width, height, channels } = pixels;
  // sharp refuses to trim less.
  if (width < 3 && height < 3) return whole(pixels);
  const image = sharp(frameOf(pixels, frame), { raw: { width, height, channels }, limitInputPixels: false });
  const { info } = await image.trim(how).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const { trimOffsetLeft = 0, trimOffsetTop = 0 } = info;
  return { left: Math.abs(trimOffsetLeft), top: Math.abs(trimOffsetTop), width: info.width, height: info.height };
};
