import { readTiffDirectory } from './directory.ts';
import type { Raster } from './write.ts';

// TIFF 6.0, sections 8, 15 and 19: the tags that tell how samples lie in the file, and what they are where they say nothing.
const tags = {
  subfile: [254, 0],
  width: [256, 0],
  height: [257, 0],
  bits: [258, 1],
  compression: [259, 1],
  photometric: [262, 1],
  strips: [273, 0],
  samples: [277, 1],
  rowsPerStrip: [278, 2 ** 32 - 1],
  planar: [284, 1],
  subsampling: [530, 2],
  sampleFormat: [339, 1],
} as const;

/** How the samples of a TIFF's first page are stored; sample format 1 is unsigned, 2 signed, 3 floating point. */
export type Layout = { [tag in keyof typeof tags]: number };

/** The layout of the first page. Throws RangeError where a tag points out of the file. */
export const readLayout = (tiff: Buffer): Layout => {
  const read = firstValues(tiff);
  return {
    subfile: read('subfile'),
    width: read('width'),
    height: read('height'),
    bits: read('bits'),
    compression: read('compression'),
    photometric: read('photometric'),
    strips: read('strips'),
    samples: read('samples'),
    rowsPerStrip: read('rowsPerStrip'),
    planar: read('planar'),
    subsampling: read('subsampling'),
    sampleFormat: read('sampleFormat'),
  };
};

// Codecs that the decoder is built with (TIFF 6.0 and its supplements, libtiff's tiff.h): none, three of fax, LZW, both of JPEG, Deflate by
// two numbers, PackBits, WebP.
const codecs = [1, 2, 3, 4, 5, 6, 7, 8, 32_771, 32_773, 32_946, 50_001];
// How many samples of a pixel are colors; alpha may follow.
const colorSamples: { [photometric: number]: number } = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3, 9: 3 };

/** What the decoder can't read about a page, or reads wrong; undefined where it reads it right. */
export const unreadable = (layout: Layout): string | undefined => {
  const { bits, compression, photometric, planar, strips, samples, subsampling } = layout;
  const colors = colorSamples[photometric];
  if (!codecs.includes(compression)) return `compression ${compression}`;
  if (colors === undefined) return `photometric interpretation ${photometric}`;
  if (![1, 2, 4, 8, 16, 32].includes(bits) || (bits < 8 && samples > 1)) return `${samples} samples of ${bits} bits`;
  if (samples > colors + 1) return `${samples} samples a pixel`;
  if (planar === 2 && strips === 0 && samples > 1) return 'planes in tiles';
  // Without subsampling the decoder takes YCbCr for RGB; within JPEG it is converted.
  const isPlainYcc = photometric === 6 && compression !== 6 && compression !== 7;
  return isPlainYcc && subsampling === 1 ? 'YCbCr as it is' : undefined;
};

// Color filter array and linear raw of DNG 1.7, chapter 4.
const rawColors = [32_803, 34_892];
// CR2: its mark lies between the header and the directory.
const canon = 'II*\0\x10\0\0\0CR';

/**
 * Whether a TIFF is a camera's raw file: its first page is a small preview (of DNG, NEF and ARW) or the sensor's own samples,
 * or it has Canon's mark.
 */
export const isCameraRaw = (tiff: Buffer, { subfile, photometric }: Layout): boolean =>
  (subfile & 1) === 1 || rawColors.includes(photometric) || tiff.toString('latin1', 0, canon.length) === canon;

/** The first value of a tag: three samples' depths do not fit into the entry, then it says where they are. */
const firstValues = (tiff: Buffer) => {
  const { short, long, find } = readTiffDirectory(tiff);
  return (name: keyof Layout): number => {
    const [tag, usual] = tags[name];
    const entry = find((each) => each.tag === tag);
    if (!entry) return usual;
    const isApart = entry.count * (entry.kind === 3 ? 2 : 4) > 4;
    const at = isApart ? long(entry.at + 8) : entry.at + 8;
    return entry.kind === 3 ? short(at) : long(at);
  };
};

/** Whether `narrowSamples` can read a page: whole numbers or floating point of 32 bits, uncompressed, in one strip or several. */
export const canNarrow = ({ bits, samples, sampleFormat, compression, photometric, planar, strips }: Layout): boolean =>
  bits === 32 &&
  (sampleFormat === 1 || sampleFormat === 3) &&
  compression === 1 &&
  planar === 1 &&
  strips > 0 &&
  samples <= 4 &&
  (photometric === 1 || photometric === 2);

/**
 * The page with 8 bits a sample: 1 is white for floating point, the largest number for whole ones; as ImageMagick and
 * Photoshop show them. Throws RangeError where a strip lies out of the file.
 */
export const narrowSamples = (tiff: Buffer): Raster => {
  const { width, height, samples, sampleFormat, rowsPerStrip } = readLayout(tiff);
  const isLittle = tiff.readUInt8(0) === 0x49;
  const readFloat = (at: number) => (isLittle ? tiff.readFloatLE(at) : tiff.readFloatBE(at));
  const readWhole = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at)) / (2 ** 32 - 1);
  const read = sampleFormat === 3 ? readFloat : readWhole;
  const strip = stripOffsets(tiff);
  const row = width * samples;
  const bytes = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) {
    const from = strip(Math.floor(y / rowsPerStrip)) + (y % rowsPerStrip) * row * 4;
    for (let x = 0; x < row; x++)
      bytes[y * row + x] = Math.round(255 * Math.min(1, Math.max(0, read(from + x * 4) || 0)));
  }
  const channels = ([1, 2, 3, 4] as const).find((count) => count === samples) ?? 1;
  return { bytes, width, height, channels };
};

const stripOffsets = (tiff: Buffer) => {
  const { short, long, find } = readTiffDirectory(tiff);
  const entry = find(({ tag }) => tag === tags.strips[0]);
  const size = entry?.kind === 3 ? 2 : 4;
  const at = entry && (entry.count * size > 4 ? long(entry.at + 8) : entry.at + 8);
  return (index: number): number => {
    if (!entry || at === undefined || index >= entry.count) throw new RangeError(`no strip ${index}`);
    return (size === 2 ? short : long)(at + index * size);
  };
};
