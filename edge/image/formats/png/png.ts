import { crc32 } from 'node:zlib';
import type { Container, ContainerProbe, Price } from '../container.ts';
import { orientationExif, orientationIn } from '../exif.ts';
import { type Chunk, chunksOf, endChunk, pngSignature, writeChunk } from './chunks.ts';
import { withProfile } from './color.ts';
import { pngMetadata } from './metadata.ts';
import { addPngExif, isForDecoder, stripPng } from './strip.ts';

/*
 * Measured as in jpeg.ts: RGB 195 ms, 11 MB · RGBA 16 bit 441 ms, 28 MB · interlaced 404 ms, 40 MB · RGBA 16 bit interlaced
 * 648 ms, 103 MB.
 */
export const pngPrices = {
  plain: { megapixel: 40, held: 0.3 },
  // Interlaced rows can't be passed on as they come: the whole image is held, at its full depth.
  interlaced: { megapixel: 55, held: 1.1 },
} satisfies { [coding: string]: Price };

// PNG (third edition), table 11.1: samples of a pixel by color type; a palette is decoded to RGB.
const channels: { [colorType: number]: number } = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

// Deflate can't do better: 258 bytes from two bits (https://zlib.net/zlib_tech.html).
const bestRatio = 1032;

/**
 * A PNG's header, and how much data follows it. A header that promises more than its data can hold is refused before memory
 * is reserved for it.
 */
const probe = (bytes: Buffer): ContainerProbe => {
  const { width, height, depth, colors, interlaced } = readHeader(bytes);
  const samples = channels[colors];
  if (!samples || width === 0 || height === 0) throw new RangeError(`${width} x ${height} of color type ${colors}`);
  const bits = colors === 3 ? depth : samples * depth;
  const promised = (width * height * bits) / 8;
  const { data, moves, leading, pixels } = readChunks(bytes);
  const { chunks, cicp } = withProfile(leading, colors === 0 || colors === 4);
  return {
    price: interlaced ? pngPrices.interlaced : pngPrices.plain,
    width,
    height,
    frames: 1,
    sampleBytes: samples * Math.ceil(depth / 8),
    passes: 1,
    ...(cicp && { cicp }),
    ...(moves && { moves: true as const }),
    ...(promised > data * bestRatio && { damage: 'less data than its header promises' }),
    bytes: join([...chunks, ...pixels], bytes),
  };
};

/** The chunks as a file; the original's own bytes where these are all of it. */
const join = (chunks: Chunk[], original: Buffer): Buffer =>
  isWhole(chunks, original) ? original : Buffer.concat([pngSignature, ...chunks.map(({ whole }) => whole)]);

/** Whether the chunks stand in the file one behind the other, and nothing else does. An end chunk is always the same. */
const isWhole = (chunks: Chunk[], { buffer, byteOffset, length }: Buffer): boolean => {
  let at = pngSignature.length;
  for (const { type, whole } of chunks) {
    const isThere = whole.buffer === buffer && whole.byteOffset === byteOffset + at;
    if (type !== 'IEND' && !isThere) return false;
    at += whole.length;
  }
  return at === length;
};

const readHeader = (bytes: Buffer) => {
  const header = bytes.subarray(12, 29);
  if (bytes.readUInt32BE(29) !== crc32(header)) throw new RangeError('the checksum of its header is wrong');
  const [width, height] = [header.readUInt32BE(4), header.readUInt32BE(8)];
  return {
    width,
    height,
    depth: header.readUInt8(12),
    colors: header.readUInt8(13),
    interlaced: header.readUInt8(16) === 1,
  };
};

/** What the decoder is given, before the pixels and from there on; bytes of compressed pixels; whether it is animated. */
const readChunks = (bytes: Buffer) => {
  const leading: Chunk[] = [];
  const pixels: Chunk[] = [];
  let data = 0;
  let moves = false;
  let hasProfile = false;
  for (const chunk of chunksOf(bytes)) {
    const { type, content } = chunk;
    if (type === 'IDAT') data += content.length;
    // Behind the pixels an animation is not announced (PNG, third edition, 5.6).
    if (type === 'acTL' && data === 0) moves = content.readUInt32BE(0) > 1;
    if (type === 'eXIf' && data === 0) leading.push(...orientationChunk(content));
    // There is one profile (11.3.2.3): each more would be inflated too.
    if ((type !== 'iCCP' || !hasProfile) && isForDecoder(chunk))
      (data === 0 && type !== 'IDAT' ? leading : pixels).push(chunk);
    hasProfile ||= type === 'iCCP';
    if (type !== 'IEND') continue;
    pixels.push(endChunk());
    break;
  }
  return { data, moves, leading, pixels };
};

/** Of EXIF the decoder is told how the image is turned, where it is. */
const orientationChunk = (exif: Buffer): Chunk[] => {
  const orientation = orientationIn(exif);
  if (orientation === 1) return [];
  const content = orientationExif(orientation);
  return [{ type: 'eXIf', content, whole: writeChunk('eXIf', content), isCut: false }];
};

/** PNG, third edition (https://www.w3.org/TR/png-3/). */
export const png = {
  type: 'image/png',
  extensions: ['png'],
  signatures: [[0, '\x89PNG\r\n\x1a\n']],
  lossy: false,
  alpha: true,
  // Animated PNGs are seen by their first frame: libvips reads no other.
  animation: false,
  profile: true,
  loader: 'VipsForeignLoadPngBuffer',
  probe,
  strip: stripPng,
  addExif: addPngExif,
  metadata: pngMetadata,
  output: {
    encodings: ['png', 'png8'],
    // 12 megapixels: 820 to 960 ms, 37 MB.
    price: { megapixel: 80, held: 3 },
  },
} as const satisfies Container;
