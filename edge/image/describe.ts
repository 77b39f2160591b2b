import type { Sharp } from 'sharp';
import { Underivable } from '../errors.ts';
import { type ColorSpace, colorSpaceOf } from './color/color-space.ts';
import { costOfDecoding } from './cost.ts';
import { readGainMap } from './formats/jpeg/gain-map-metadata.ts';
import type { Probe } from './formats/probe.ts';
import { containerOf, type OriginalFormat } from './formats/registry.ts';
import type { Size } from './geometry/size.ts';
import type { Limits } from './limits.ts';
import { sharp } from './sharp.ts';

/** What an original is, before a pixel of it is decoded. Sizes are upright, in pixels. */
export type OriginalImage = {
  format: OriginalFormat;
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  orientation: number;
  alpha: boolean;
  /** A second image tells how much light it has above white. */
  gainMap?: true;
  colors: ColorSpace;
  /** Whether it moves, even where it is too long to be shown moving. */
  animated: boolean;
  /** Images of an animation that is shown; 1 for a still. */
  frames: number;
  /** Milliseconds that each frame is shown. */
  delays: number[];
  /** Times an animation runs; 0 is for ever. */
  loop: number;
  /** It breaks off, and frames with it. */
  incomplete?: true;
};

// sharp writes no longer delay and no more rounds (https://sharp.pixelplumbing.com/api-output#webp); GIF has hundredths of it.
const mostWritten = 65_535;

/** Probe -> what it is. The decoder reads the header only. Throws Underivable: damaged, or too many pixels. */
export const describe = async (probed: Probe, limits: Limits): Promise<OriginalImage> => {
  const { format, bytes, drawing } = probed;
  if (drawing) return describeDrawing(drawing, probed.moves === true);
  const animated = containerOf(format).animation;
  const metadata = await readHeader(sharp(bytes, { animated, limitInputPixels: false, failOn: 'none' }));
  const { autoOrient, orientation = 1, pages = 1 } = metadata;
  // Its conversion leaves alpha at 16 bits, of which nothing is left in 8.
  if (metadata.space === 'cmyk' && metadata.icc && metadata.hasAlpha && metadata.depth === 'ushort')
    throw new Underivable('unsupported-format', 'CMYK of 16 bits with a profile and alpha');
  // sharp turns the frames below one another as if they were one image.
  const stacked = metadata.pageHeight ?? metadata.height;
  const stored = orientation >= 5 ? [stacked, metadata.width] : [metadata.width, stacked];
  const [width = 0, height = 0] = metadata.pageHeight ? stored : [autoOrient.width, autoOrient.height];
  const frames = animated ? pages : 1;
  if (width * height > limits.pixels) throw new Underivable('too-many-pixels', `${width} x ${height}`);
  const affordable =
    frames <= limits.frames &&
    width * height * frames <= limits.pixels &&
    costOfDecoding(probed, frames).milliseconds <= limits.milliseconds;
  return {
    format,
    width,
    height,
    // 0 and 9 occur; browsers take what is outside 1 to 8 for upright.
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    alpha: metadata.hasAlpha,
    ...(readGainMap(probed) && { gainMap: true }),
    colors: colorSpaceOf(metadata, probed.cicp),
    animated: frames > 1 || probed.moves === true,
    frames: affordable ? frames : 1,
    delays: (metadata.delay ?? []).map((delay) => Math.min(delay, mostWritten)),
    loop: Math.min(metadata.loop ?? 0, mostWritten),
    ...(probed.incomplete && { incomplete: true }),
  };
};

const describeDrawing = (size: Size, animated: boolean): OriginalImage => ({
  format: 'svg',
  width: size.width,
  height: size.height,
  orientation: 1,
  alpha: true,
  colors: { name: 'srgb' },
  animated,
  frames: 1,
  delays: [],
  loop: 0,
});

const readHeader = async (image: Sharp) => {
  try {
    return await image.metadata();
  } catch (error) {
    throw new Underivable('damaged', error instanceof Error ? error.message : 'unreadable header', error);
  }
};
