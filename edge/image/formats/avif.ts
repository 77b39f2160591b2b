import { Underivable } from '../../errors.ts';
import type { Cicp } from '../color/cicp.ts';
import type { Container, ContainerProbe, Price } from './container.ts';

// Measured as in jpeg.ts: 900 ms, 222 MB · 10 bit 1,084 ms, 295 MB. libaom's own header may claim another size than the
// container's.
const price: Price = { megapixel: 90, held: 6.2, uncertain: true };

// Boxes that hold boxes, and the bytes of their own that come first (ISO/IEC 14496-12, 23008-12).
const boxHolders: { [kind: string]: (box: Buffer) => number } = {
  meta: () => 4,
  iprp: () => 0,
  ipco: () => 0,
  iinf: (box) => (box.readUInt8(0) === 0 ? 6 : 8),
};

type Found = { width: number; height: number; items: Set<string>; deep: boolean; boxes: number; cicp?: Cicp };

// An image of a thousand tiles has some thousand.
const mostBoxes = 10_000;
const deepest = 8;

/**
 * An AVIF's boxes: the largest size that any of its items claims, and which codec made them. What the AV1 data says of
 * itself is not read here, so the claim can be a lie: AVIF is decoded where it can be killed.
 */
const probe = (bytes: Buffer): ContainerProbe => {
  const found: Found = { width: 0, height: 0, items: new Set(), deep: false, boxes: 0 };
  walk(bytes, found);
  const { width, height, items, deep, cicp } = found;
  if (items.has('hvc1')) throw new Underivable('unsupported-format', 'HEIC');
  if (!items.has('av01')) throw new Underivable('unsupported-format', 'an image sequence without a still');
  if (width === 0 || height === 0) throw new RangeError('no size');
  return { price, width, height, frames: 1, sampleBytes: deep ? 4 : 3, passes: 1, ...(cicp && { cicp }), bytes };
};

const walk = (bytes: Buffer, found: Found, from = 0, depth = 1): void => {
  for (let at = from; at + 8 <= bytes.length; ) {
    if (++found.boxes > mostBoxes || depth > deepest) throw new Underivable('too-costly', 'boxes without end');
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const box = bytes.subarray(at + 8, length === 0 ? bytes.length : at + length);
    readBox(kind, box, found);
    const skip = boxHolders[kind];
    if (skip) walk(box, found, skip(box), depth + 1);
    if (length < 8) return;
    at += length;
  }
};

const readBox = (kind: string, box: Buffer, found: Found): void => {
  if (kind === 'ispe') {
    found.width = Math.max(found.width, box.readUInt32BE(4));
    found.height = Math.max(found.height, box.readUInt32BE(8));
  }
  // Bit 6 of its third byte: more than 8 bits a sample (https://aomediacodec.github.io/av1-isobmff/#av1codecconfigurationbox).
  if (kind === 'av1C' && (box.readUInt8(2) & 0x40) !== 0) found.deep = true;
  if (kind === 'infe') found.items.add(box.toString('latin1', 8, 12));
  // ISO/IEC 14496-12, 12.1.5. The first one is the image's.
  if (kind === 'colr' && !found.cicp && box.toString('latin1', 0, 4) === 'nclx')
    found.cicp = { primaries: box.readUInt16BE(4), transfer: box.readUInt16BE(6) };
};

/** Boxes point at one another by offsets, so nothing is taken out: a file that holds metadata is not cleaned. */
const strip = (bytes: Buffer): Buffer | undefined =>
  ['Exif', 'mime', 'uri ', 'xml '].some((item) => bytes.includes(item, 0, 'latin1')) ? undefined : bytes;

/** AV1 Image File Format (https://aomediacodec.github.io/av1-avif/). */
export const avif = {
  type: 'image/avif',
  extensions: ['avif'],
  signatures: [
    [4, 'ftypavif'],
    [4, 'ftypmif1'],
    [4, 'ftypmsf1'],
  ],
  lossy: true,
  alpha: true,
  animation: false,
  profile: true,
  loader: 'VipsForeignLoadHeifBuffer',
  probe,
  strip,
  output: {
    encodings: ['avif', 'avif-lossless'],
    // 12 megapixels at effort 0: 1,390 to 1,470 ms, 408 to 524 MB.
    price: { megapixel: 120, held: 44 },
    negotiated: true,
  },
} as const satisfies Container;
