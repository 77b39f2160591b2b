import { Underivable } from '../../errors.ts';
import type { Size, Window } from '../geometry/size.ts';
import { sharp } from '../sharp.ts';
import { overlay } from './blend.ts';
import { type Pixels, rasterize, withAlpha } from './pixels.ts';

/** A watermark's file and its natural size, upright. */
export type Watermark = Size & { bytes: Uint8Array };

/** Reads a watermark's size. Throws Underivable where the name is unknown or its file no image: no image goes out without its mark. */
export const readWatermark = async (name: string, bytes: Uint8Array | undefined): Promise<Watermark> => {
  if (!bytes) throw new Underivable('unknown-name', `mark: no watermark is called ${name}`);
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { bytes, width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw new Underivable('fault', `mark: ${name} is not an image`, error);
  }
};

/** `mark`: laid over every frame; opacity from 0 to 100. */
export const overlayWatermark = async (
  pixels: Pixels,
  mark: Watermark,
  { place, opacity }: { place: Window; opacity: number },
): Promise<Pixels> => {
  const { width, height } = place;
  const image = sharp(mark.bytes).autoOrient().resize({ width, height, fit: 'fill' });
  const drawn = withAlpha(await rasterize(image, { frames: 1, delays: [], loop: 0 }));
  const bytes = drawn.bytes.map((value, at) => (at % 4 === 3 ? Math.round((value * opacity) / 100) : value));
  return overlay(pixels, { ...drawn, bytes: Buffer.from(bytes) }, place);
};
