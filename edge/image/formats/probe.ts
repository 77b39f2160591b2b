import { Underivable } from '../../errors.ts';
import { afford, costOfDecoding } from '../cost.ts';
import type { Limits } from '../limits.ts';
import type { ContainerProbe } from './container.ts';
import { detectFormat } from './detect.ts';
import { containerOf, type OriginalFormat } from './registry.ts';
import { inflateSvg } from './svg/text.ts';

/** How an original is built: its format, what its container says, and the whole file, inflated. */
export type Probe = ContainerProbe & { format: OriginalFormat; file: Buffer };

// The widest JPEG or GIF. Decoders hold some whole lines: those of a TIFF of 7,471,112 x 8 took 800 MB.
const longestSide = 65_535;

/**
 * Bytes -> how they are built, and affordable. Throws Underivable: no image, a format we don't read, one that breaks
 * off, too many pixels, too much work.
 */
export const probe = (original: Uint8Array, limits: Limits): Probe => {
  const probed = read(Buffer.from(original.buffer, original.byteOffset, original.byteLength));
  const { width, height, damage } = probed;
  if (width * height > limits.pixels || Math.max(width, height) > longestSide)
    throw new Underivable('too-many-pixels', `${width} x ${height}`);
  if (damage) throw new Underivable('damaged', damage);
  afford([costOfDecoding(probed, 1)], limits);
  return probed;
};

const read = (bytes: Buffer): Probe => {
  const format = detectFormat(bytes);
  if (!format) throw new Underivable('not-an-image', 'no format that we know');
  if (format === 'unsupported') throw new Underivable('unsupported-format', 'a format that we do not read');
  try {
    if (format !== 'svgz') return { format, file: bytes, ...containerOf(format).probe(bytes) };
    const text = inflateSvg(bytes);
    if (detectFormat(text) !== 'svg') throw new Underivable('unsupported-format', 'gzip, but no SVG in it');
    return { format: 'svg', file: text, ...containerOf('svg').probe(text) };
  } catch (error) {
    // Buffers throw a RangeError where a file ends before its structure does; so do the readers.
    if (error instanceof RangeError) throw new Underivable('damaged', `${format}: ${error.message}`, error);
    throw error;
  }
};
