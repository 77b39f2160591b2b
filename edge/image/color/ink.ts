import type { Sharp } from 'sharp';
import { Underivable } from '../../errors.ts';
import type { Pixels } from '../pixels/pixels.ts';

/**
 * Runs a sharp pipeline of four inks (cyan, magenta, yellow, black; the largest value is full ink) where no profile says how they
 * look. As Chromium and Firefox show them: each ink takes away its own light, and black a share of what is left. (Safari uses the
 * system's generic press profile, as libvips does: duller.) Throws Underivable where there is more than inks and alpha.
 */
export const rasterizeInk = async (
  image: Sharp,
  still: Pick<Pixels, 'frames' | 'delays' | 'loop'>,
  bits: 8 | 16,
): Promise<Pixels> => {
  const raw = image.toColorspace('cmyk').raw({ depth: bits === 16 ? 'ushort' : 'uchar' });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const inks: number = info.channels;
  if (inks !== 4 && inks !== 5) throw new Underivable('damaged', `${inks} channels`);
  const channels = inks === 5 ? 4 : 3;
  const bytes = Buffer.alloc(info.width * info.height * channels);
  // libvips uses the processor's byte order, which is little-endian wherever sharp runs.
  const read = (at: number) => (bits === 16 ? data.readUInt16LE(2 * at) / 257 : (data[at] ?? 0));
  for (let from = 0, to = 0; to < bytes.length; from += inks, to += channels) {
    const light = 255 - read(from + 3);
    for (let ink = 0; ink < 3; ink++) bytes[to + ink] = Math.round(((255 - read(from + ink)) * light) / 255);
    if (channels === 4) bytes[to + 3] = Math.round(read(from + 4));
  }
  return { ...still, bytes, width: info.width, height: info.height, channels };
};
