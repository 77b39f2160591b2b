import type { Container, ContainerProbe, Price } from './container.ts';

/*
 * Measured as in jpeg.ts: 477 ms, 94 MB · with alpha 510 ms, 110 MB · lossless 503 ms, 94 MB · 48 frames of 0.25 megapixels
 * 476 ms, 63 MB. The decoder holds whole images.
 */
const price: Price = { megapixel: 42, held: 2.3 };

/** A chunk of a WebP (RFC 9649): where the whole of it begins and ends, padding included, and what it holds. */
type Chunk = { type: string; content: Buffer; at: number; end: number };

/** The chunks of a WebP in their order, also one that breaks off. */
function* chunksOf(webp: Buffer, from = 12, to = webp.length): Generator<Chunk> {
  for (let at = from; at + 8 <= to; ) {
    const size = webp.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    yield { type: webp.toString('latin1', at, at + 4), content: webp.subarray(at + 8, at + 8 + size), at, end };
    at = end;
  }
}

/** The canvas and the number of frames. */
const probe = (bytes: Buffer): ContainerProbe => {
  let frames = 0;
  for (const { type } of chunksOf(bytes)) if (type === 'ANMF') frames++;
  const canvas = canvasOf(bytes, bytes.toString('latin1', 12, 16));
  return { price, ...canvas, frames: Math.max(1, frames), sampleBytes: 4, passes: 1, bytes };
};

const canvasOf = (bytes: Buffer, kind: string) => {
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') throw new RangeError(`begins with ${JSON.stringify(kind)}`);
  const packed = bytes.readUInt32LE(21);
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
};

const needed = /^(VP8X|VP8 |VP8L|ALPH|ANIM|ANMF|ICCP)$/;

const strip = (bytes: Buffer): Buffer | undefined => {
  const parts: Buffer[] = [];
  const to = 8 + bytes.readUInt32LE(4);
  if (to > bytes.length) return undefined;
  for (const { type, at, end } of chunksOf(bytes, 12, to)) {
    if (end > to + 1) return undefined;
    const chunk = Buffer.from(bytes.subarray(at, end));
    // EXIF and XMP are announced in the header.
    if (type === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~0b1100, 8);
    if (needed.test(type)) parts.push(chunk);
  }
  const body = Buffer.concat(parts);
  const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  header.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([header, body]);
};

/** RFC 9649. */
export const webp = {
  type: 'image/webp',
  extensions: ['webp'],
  signatures: [[8, 'WEBPVP8']],
  lossy: true,
  alpha: true,
  animation: true,
  profile: true,
  loader: 'VipsForeignLoadWebpBuffer',
  probe,
  strip,
  output: {
    encodings: ['webp', 'webp-lossless'],
    // 12 megapixels: 720 to 940 ms, 64 to 165 MB.
    price: { megapixel: 78, held: 14 },
    negotiated: true,
  },
} as const satisfies Container;
