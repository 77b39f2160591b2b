import { Underivable } from '../errors.ts';
import type { OriginalImage } from './describe.ts';
import type { Probe } from './formats/probe.ts';
import { narrowSamples } from './formats/tiff/samples.ts';
import { writeTiff } from './formats/tiff/write.ts';
import { rasterize } from './pixels/pixels.ts';
import { sharp } from './sharp.ts';
import type { SvgNote } from './svg/raster.ts';

/** Bytes that the decoder reads as browsers would, and what of the image they lack. */
export type Decodable = { bytes: Buffer; lacks?: SvgNote };

/**
 * What the decoder is given where it would read an original in another way than browsers: an SVG in what the rasterizer can
 * draw, colors without their alpha in them, samples of 8 bits. Throws Underivable where samples lie out of the file.
 */
export const decodable = async (probed: Probe, original: OriginalImage): Promise<Decodable> => {
  const { bytes, format, premultiplied, wideSamples } = probed;
  if (format === 'svg') return (await import('./svg/raster.ts')).prepareRaster(bytes, original);
  if (premultiplied) return { bytes: await unpremultiply(bytes) };
  return { bytes: wideSamples ? narrowed(bytes) : bytes };
};

const narrowed = (bytes: Buffer): Buffer => {
  try {
    return narrowSamples(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new Underivable('damaged', `tiff: ${error.message}`, error);
    throw error;
  }
};

/** An image whose colors are multiplied by its alpha, as a TIFF where they are not. */
const unpremultiply = async (bytes: Buffer): Promise<Buffer> => {
  const image = sharp(bytes, { ignoreIcc: true, limitInputPixels: false, failOn: 'warning' });
  const { icc } = await image.metadata();
  const pixels = await rasterize(image, { frames: 1, delays: [], loop: 0 });
  if (pixels.channels === 4)
    for (let at = 0; at < pixels.bytes.length; at += 4) {
      const alpha = pixels.bytes[at + 3] ?? 0;
      for (let channel = at; alpha > 0 && channel < at + 3; channel++)
        pixels.bytes[channel] = Math.min(255, Math.round(((pixels.bytes[channel] ?? 0) * 255) / alpha));
    }
  return writeTiff(pixels, icc);
};
