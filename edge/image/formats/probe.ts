import { Underivable } from '../../errors.ts';
import { afford, type Coding, costOfDecoding } from '../cost.ts';
import type { Limits } from '../describe.ts';
import { probeAvif } from './avif.ts';
import { detectFormat, type OriginalFormat } from './detect.ts';
import { probeGif } from './gif.ts';
import { probeJpeg } from './jpeg.ts';
import { probePng } from './png.ts';
import { inflated, probeSvg } from './svg.ts';
import { probeTiff } from './tiff.ts';
import { probeWebp } from './webp.ts';

/** How an original is built, read from its bytes alone: no decoder has seen it yet. */
export type Probe = {
  format: OriginalFormat;
  /** How the decoder must go about it. */
  coding: Coding;
  /** As stored, before orientation; of one frame. */
  width: number;
  height: number;
  frames: number;
  /** Bytes of one pixel's samples as they are stored: channels (chroma counted by its area) x depth. */
  sampleBytes: number;
  /** How often the decoder goes over all samples. */
  passes: number;
  /** What is wrong with it, as far as its structure tells. */
  damage?: string;
  /** It moves, which the decoder does not see: `frames` is 1. */
  moves?: true;
  /** It breaks off, and frames with it; browsers show those that are there. */
  incomplete?: true;
  /** What to decode: the original's bytes, inflated or completed where browsers do so too. */
  bytes: Buffer;
};

const readers: { [format in OriginalFormat]: (bytes: Buffer) => Probe } = {
  jpeg: probeJpeg,
  png: probePng,
  webp: probeWebp,
  avif: probeAvif,
  gif: probeGif,
  svg: probeSvg,
  tiff: probeTiff,
};

// Decoders list them all before they show the first: two million need 4 s and 300 MB, a hundred thousand nothing.
const mostFrames = 100_000;

/**
 * Bytes -> how they are built, and affordable. Throws Underivable: no image, a format we don't read, one that breaks
 * off, too many pixels, too much work.
 */
export const probe = (original: Uint8Array, limits: Limits): Probe => {
  const structure = read(Buffer.from(original.buffer, original.byteOffset, original.byteLength));
  const { width, height, frames, damage } = structure;
  if (width * height > limits.pixels) throw new Underivable('too-many-pixels', `${width} x ${height}`);
  if (frames > mostFrames) throw new Underivable('too-costly', `${frames} frames`);
  if (damage) throw new Underivable('damaged', damage);
  afford([costOfDecoding(structure, 1)], limits);
  return structure;
};

const read = (bytes: Buffer): Probe => {
  const format = detectFormat(bytes);
  if (!format) throw new Underivable('not-an-image', 'no format that we know');
  if (format === 'unsupported') throw new Underivable('unsupported-format', 'a format that we do not read');
  try {
    if (format !== 'svgz') return readers[format](bytes);
    const text = inflated(bytes);
    if (detectFormat(text) !== 'svg') throw new Underivable('unsupported-format', 'gzip, but no SVG in it');
    return probeSvg(text);
  } catch (error) {
    // Buffers throw a RangeError where a file ends before its structure does; so do the readers.
    if (error instanceof RangeError) throw new Underivable('damaged', `${format}: ${error.message}`, error);
    throw error;
  }
};
