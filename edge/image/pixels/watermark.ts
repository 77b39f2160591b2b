import { Underivable } from '../../errors.ts';
import type { Size, Window } from '../geometry/size.ts';
import { sharp } from '../sharp.ts';
import { overlay } from './blend.ts';
import { type Pixels, rasterize, withAlpha } from './pixels.ts';

/** Gives the bytes of the watermark that the configuration has under a name; undefined for a name it does not have. */
export type ReadMark = (name: string) => Promise<Uint8Array | undefined>;

/** A watermark before it is laid on: its bytes and its natural size, upright. */
export type Watermark = Size & { bytes: Uint8Array };

/** A watermark, as read. Throws Underivable: no such name, or no image; whoever asked for a mark is not given an image without. */
export const readWatermark = async (name: string, bytes: Uint8Array | undefined): Promise<Watermark> => {
  if (!bytes) throw new Underivable('unknown-name', `mark: no watermark is called ${name}`);
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { bytes, width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw new Underivable('fault', `mark: ${name} is not an image`, error);
  }
};

/** `mark`: laid over every frame at its place, as opaque as asked (0 to 100). */
export const applyWatermark = async (
  pixels: Pixels,
  mark: Watermark,
  place: Window,
  opacity: number,
): Promise<Pixels> => {
  const { width, height } = place;
  const image = sharp(mark.bytes).autoOrient().resize({ width, height, fit: 'fill' });
  const drawn = withAlpha(await rasterize(image, { frames: 1, delays: [], loop: 0 }));
  const bytes = drawn.bytes.map((value, at) => (at % 4 === 3 ? Math.round((value * opacity) / 100) : value));
  return overlay(pixels, { ...drawn, bytes: Buffer.from(bytes) }, place);
};
