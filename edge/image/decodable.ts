import { Underivable } from '../errors.ts';
import type { OriginalImage } from './describe.ts';
import type { Probe } from './formats/probe.ts';
import { type Lab, labToSrgb } from './formats/tiff/lab.ts';
import { narrowSamples } from './formats/tiff/samples.ts';
import { writeTiff } from './formats/tiff/write.ts';
import { type Pixels, rasterize } from './pixels/pixels.ts';
import { sharp } from './sharp.ts';
import type { SvgNote } from './svg/raster.ts';

/** Bytes that the decoder reads as browsers read the original, and what they lack of the image. */
export type Decodable = { bytes: Buffer; lacks?: SvgNote };

/**
 * Rewrites what the decoder would read otherwise than browsers: an SVG in terms that the rasterizer can draw, colors that are not
 * multiplied by their alpha, gray of full range, samples of RGB in 8 bits. Throws Underivable where samples lie out of the file.
 */
export const decodable = async (probed: Probe, original: OriginalImage): Promise<Decodable> => {
  const { bytes, format, premultiplied, limitedGray, wideSamples, lab } = probed;
  if (format === 'svg') return (await import('./svg/raster.ts')).prepareRaster(bytes, original);
  if (premultiplied || limitedGray) return { bytes: await redecoded(bytes, probed) };
  if (lab) return { bytes: await fromLab(bytes, lab) };
  return { bytes: wideSamples ? await narrowed(bytes) : bytes };
};

const narrowed = async (bytes: Buffer): Promise<Buffer> => {
  const { icc } = await sharp(bytes).metadata();
  try {
    return writeTiff(narrowSamples(bytes), icc);
  } catch (error) {
    if (error instanceof RangeError) throw new Underivable('damaged', `tiff: ${error.message}`, error);
    throw error;
  }
};

const fromLab = async (bytes: Buffer, lab: Lab): Promise<Buffer> => {
  const image = sharp(bytes, { ignoreIcc: true, limitInputPixels: false, failOn: 'warning' });
  const isDeep = (await image.metadata()).depth === 'ushort';
  if (isDeep) image.pipelineColorspace('rgb16').toColorspace('rgb16');
  const { data, info } = await image.raw({ depth: isDeep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3 && info.channels !== 4) throw new Underivable('damaged', `Lab of ${info.channels} channels`);
  const { width, height, channels } = info;
  const values = isDeep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  return writeTiff(labToSrgb({ values, width, height, channels }, lab));
};

/** An AVIF's pixels as a TIFF, of full range and not multiplied by their alpha. */
const redecoded = async (bytes: Buffer, { premultiplied, limitedGray }: Probe): Promise<Buffer> => {
  const image = sharp(bytes, { ignoreIcc: true, limitInputPixels: false, failOn: 'warning' });
  const { icc } = await image.metadata();
  const pixels = await rasterize(image, { frames: 1, delays: [], loop: 0 });
  if (limitedGray) stretch(pixels);
  if (premultiplied) unpremultiply(pixels);
  return writeTiff(pixels, icc);
};

const stretched = Uint8ClampedArray.from({ length: 256 }, (_, value) => ((value - 16) * 255) / (235 - 16));

/** From limited range to full, in place. Alpha is always of full range. */
const stretch = ({ bytes, channels }: Pixels): void => {
  const alpha = channels % 2 === 0 ? channels - 1 : channels;
  for (let at = 0; at < bytes.length; at++) if (at % channels !== alpha) bytes[at] = stretched[bytes[at] ?? 0] ?? 0;
};

const unpremultiply = ({ bytes, channels }: Pixels): void => {
  if (channels !== 4) return;
  for (let at = 0; at < bytes.length; at += 4) {
    const alpha = bytes[at + 3] ?? 0;
    for (let channel = at; alpha > 0 && channel < at + 3; channel++)
      bytes[channel] = Math.min(255, Math.round(((bytes[channel] ?? 0) * 255) / alpha));
  }
};
