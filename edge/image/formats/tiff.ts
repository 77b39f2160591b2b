import type { Probe } from './probe.ts';
import { readTiffDirectory } from './tiff-directory.ts';

// TIFF 6.0, section 8 and 15: the tags that tell a size.
const tags = { width: 256, height: 257, bits: 258, samples: 277 };

/** A TIFF's first page. What its strips cost only libtiff can tell: it is decoded where it can be killed. */
export const probeTiff = (bytes: Buffer): Probe => {
  const { short, long, entries } = readTiffDirectory(bytes);
  const values = new Map<number, number>();
  // Three samples' depths do not fit into the entry: then its value is where they are.
  for (const { at, tag, kind, count } of entries())
    values.set(tag, kind === 3 ? short(count > 2 ? long(at + 8) : at + 8) : long(at + 8));
  const width = values.get(tags.width) ?? 0;
  const height = values.get(tags.height) ?? 0;
  if (width === 0 || height === 0) throw new RangeError('no size');
  const sampleBytes = (values.get(tags.samples) ?? 1) * Math.ceil((values.get(tags.bits) ?? 1) / 8);
  return { format: 'tiff', coding: 'tiff', width, height, frames: 1, sampleBytes, passes: 1, bytes };
};
