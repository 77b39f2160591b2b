import { Underivable } from '../../errors.ts';
import type { Size, Window } from '../geometry/size.ts';
import { sharp } from '../sharp.ts';
import { overlay } from './blend.ts';
import { type Pixels, rasterise, withAlpha } from './pixels.ts';

/** Gives the bytes of the watermark that the configuration has under a name; undefined for a name it does not have. */
export type ReadMark = (name: string) => Promise<Uint8Array | undefined>;

/** A watermark before it is laid on: its bytes and its natural size, upright. */
export type Mark = Size & { bytes: Uint8Array };

/** A watermark, as read. Throws Underivable: no such name, or no picture; whoever asked for a mark is not given a picture without. */
export const markOf = async (name: string, bytes: Uint8Array | undefined): Promise<Mark> => {
  if (!bytes) throw new Underivable('unknown-name', `mark: no watermark is called ${name}`);
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { bytes, width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw new Underivable('fault', `mark: ${name} is not a picture`, error);
  }
};

/** `mark`: laid over every frame at its place, as opaque as asked (0 to 100). */
export const marked = async (pixels: Pixels, mark: Mark, place: Window, opacity: number): Promise<Pixels> => {
  const { width, height } = place;
  const image = sharp(mark.bytes).autoOrient().resize({ width, height, fit: 'fill' });
  const drawn = withAlpha(await rasterise(image, { frames: 1, delays: [], loop: 0 }));
  const bytes = drawn.bytes.map((value, at) => (at % 4 === 3 ? Math.round((value * opacity) / 100) : value));
  return overlay(pixels, { ...drawn, bytes: Buffer.from(bytes) }, place);
};
