import type { Probe } from './probe.ts';

// "ANMF" and "VP8L".
const frame = 0x414e4d46;
const losslessData = 0x5650384c;

/** A WebP's chunks (RFC 9649): the canvas, the frames, lossy or lossless. The decoder holds whole images. */
export const probeWebp = (bytes: Buffer): Probe => {
  let frames = 0;
  let lossless = false;
  for (let at = 12; at + 8 <= bytes.length; at += 8 + 2 * Math.ceil(bytes.readUInt32LE(at + 4) / 2)) {
    if (bytes.readUInt32BE(at) === frame) frames++;
    if (bytes.readUInt32BE(at) === losslessData) lossless = true;
  }
  return {
    format: 'webp',
    coding: lossless ? 'webp lossless' : 'webp',
    ...canvasOf(bytes, bytes.toString('latin1', 12, 16)),
    frames: Math.max(1, frames),
    sampleBytes: 4,
    passes: 1,
    bytes,
  };
};

const canvasOf = (bytes: Buffer, kind: string) => {
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') throw new RangeError(`begins with ${JSON.stringify(kind)}`);
  const packed = bytes.readUInt32LE(21);
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
};
