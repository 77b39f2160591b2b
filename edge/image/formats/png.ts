import { crc32 } from 'node:zlib';
import { withProfile } from './png-color.ts';
import type { Probe } from './probe.ts';

// PNG (third edition), table 11.1: samples of a pixel by color type; a palette is decoded to RGB.
const channels: { [colorType: number]: number } = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

// Deflate can't do better: 258 bytes from two bits (https://zlib.net/zlib_tech.html).
const bestRatio = 1032;

/**
 * A PNG's header, and how much data follows it. Interlaced rows can't be passed on as they come: the whole image is
 * held, at its full depth. A header that promises more than its data can hold is refused before memory is reserved for it.
 */
export const probePng = (bytes: Buffer): Probe => {
  const header = bytes.subarray(12, 29);
  if (bytes.readUInt32BE(29) !== crc32(header)) throw new RangeError('the checksum of its header is wrong');
  const [width, height] = [header.readUInt32BE(4), header.readUInt32BE(8)];
  const depth = header.readUInt8(12);
  const colors = header.readUInt8(13);
  const samples = channels[colors];
  if (!samples || width === 0 || height === 0) throw new RangeError(`${width} x ${height} of color type ${colors}`);
  const interlaced = header.readUInt8(16) === 1;
  const bits = colors === 3 ? depth : samples * depth;
  const promised = (width * height * bits) / 8;
  const { data, moves } = contentsOf(bytes);
  return {
    format: 'png',
    coding: interlaced ? 'png interlaced' : 'png',
    width,
    height,
    frames: 1,
    sampleBytes: samples * Math.ceil(depth / 8),
    passes: 1,
    bytes: withProfile(bytes, colors === 0 || colors === 4),
    ...(moves && { moves: true as const }),
    ...(promised > data * bestRatio && { damage: 'less data than its header promises' }),
  };
};

/** Bytes of compressed pixels, of all data chunks; and whether it is an animated PNG, of more images than one. */
const contentsOf = (bytes: Buffer) => {
  let data = 0;
  let moves = false;
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') data += Math.min(bytes.readUInt32BE(at), bytes.length - at);
    // Behind the pixels an animation is not announced (PNG, third edition, 5.6).
    if (type === 'acTL' && data === 0) moves = bytes.readUInt32BE(at + 8) > 1;
  }
  return { data, moves };
};
