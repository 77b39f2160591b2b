import type { Container, ContainerProbe, Metadata, Price } from './container.ts';
import { readTiffDirectory } from './tiff-directory.ts';

// Measured as in jpeg.ts: LZW 220 ms, 14 MB. One strip may hold the whole page, in any of a dozen codecs.
const price: Price = { megapixel: 20, held: 1, uncertain: true };

// TIFF 6.0, section 8 and 15: the tags that tell a size.
const tags = { width: 256, height: 257, bits: 258, samples: 277 };

/** A TIFF's first page. What its strips cost only libtiff can tell: it is decoded where it can be killed. */
const probe = (bytes: Buffer): ContainerProbe => {
  const { short, long, entries } = readTiffDirectory(bytes);
  const values = new Map<number, number>();
  // Three samples' depths do not fit into the entry: then its value is where they are.
  for (const { at, tag, kind, count } of entries())
    values.set(tag, kind === 3 ? short(count > 2 ? long(at + 8) : at + 8) : long(at + 8));
  const width = values.get(tags.width) ?? 0;
  const height = values.get(tags.height) ?? 0;
  if (width === 0 || height === 0) throw new RangeError('no size');
  const sampleBytes = (values.get(tags.samples) ?? 1) * Math.ceil((values.get(tags.bits) ?? 1) / 8);
  return { price, width, height, frames: 1, sampleBytes, passes: 1, bytes };
};

// Adobe's tags for XMP and IPTC (XMP Specification, part 3, 2.4).
const blocks = { xmp: 700, iptc: 33_723 };

/** A TIFF's first directory is EXIF's too. */
const metadata = (bytes: Buffer): Metadata => {
  const { long, find } = readTiffDirectory(bytes);
  const block = (wanted: number) => {
    const entry = find(({ tag, count }) => tag === wanted && count > 4);
    return entry && bytes.subarray(long(entry.at + 8), long(entry.at + 8) + entry.count * (entry.kind === 4 ? 4 : 1));
  };
  const [xmp, iptc] = [block(blocks.xmp), block(blocks.iptc)];
  return { exif: bytes, ...(xmp && { xmp }), ...(iptc && { iptc }) };
};

/** TIFF 6.0 (1992). No browser but Safari shows it, so it is read and never written. */
export const tiff = {
  type: 'image/tiff',
  extensions: ['tif', 'tiff'],
  signatures: [
    [0, 'II*\0'],
    [0, 'MM\0*'],
  ],
  lossy: false,
  alpha: true,
  animation: false,
  profile: true,
  loader: 'VipsForeignLoadTiffBuffer',
  probe,
  metadata,
} as const satisfies Container;
