import { Underivable } from '../../errors.ts';
import { cleanProfile } from '../color/icc-clean.ts';
import type { Container, ContainerProbe, Metadata, Price } from './container.ts';
import { withOrientationOnly, withoutName } from './exif.ts';

/*
 * Measured as in jpeg.ts: 477 ms, 94 MB · with alpha 510 ms, 110 MB · lossless 503 ms, 94 MB · 48 frames of 0.25 megapixels
 * 476 ms, 63 MB. The decoder holds whole images.
 */
const price: Price = { megapixel: 42, held: 2.3 };
// Lossless pixels, and alpha, may have 65,536 sets of codes: a megapixel in 295 KB took 400 ms and 400 MB.
const uncertainPrice: Price = { ...price, uncertain: true };

/** A chunk of a WebP (RFC 9649): what it holds, and whether the file ends within it. */
type Chunk = { type: string; content: Buffer; isCut: boolean };

// An animation has a chunk for each frame: ten seconds of 30 frames are 300.
const mostChunks = 100_000;

/** The chunks of a WebP, or of one of its frames, in their order, also one that breaks off. Throws Underivable: no end. */
function* chunksOf(webp: Buffer, from: number): Generator<Chunk> {
  let count = 0;
  for (let at = from; at + 8 <= webp.length; ) {
    if (++count > mostChunks) throw new Underivable('too-costly', `more than ${mostChunks} chunks`);
    const size = webp.readUInt32LE(at + 4);
    const content = webp.subarray(at + 8, at + 8 + size);
    yield { type: webp.toString('latin1', at, at + 4), content, isCut: content.length < size };
    at += 8 + size + (size % 2);
  }
}

/** The canvas and the number of frames. */
const probe = (bytes: Buffer): ContainerProbe => {
  let frames = 0;
  let isSure = true;
  const exifs: Buffer[] = [];
  for (const { type, content } of chunksOf(bytes, 12)) {
    if (type === 'ANMF') frames++;
    if (type === 'VP8L' || type === 'ALPH' || type === 'ANMF') isSure = false;
    if (type === 'EXIF') exifs.push(content);
  }
  const canvas = canvasOf(bytes, bytes.toString('latin1', 12, 16));
  return {
    price: isSure ? price : uncertainPrice,
    ...canvas,
    frames: Math.max(1, frames),
    sampleBytes: 4,
    passes: 1,
    bytes: withOrientationOnly(bytes, exifs),
  };
};

const canvasOf = (bytes: Buffer, kind: string) => {
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') throw new RangeError(`begins with ${JSON.stringify(kind)}`);
  const packed = bytes.readUInt32LE(21);
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
};

/** Pixels, frames and the profile, each written anew; undefined where the file breaks off. */
const strip = (bytes: Buffer): Buffer | undefined => {
  const end = 8 + bytes.readUInt32LE(4);
  const kind = bytes.toString('latin1', 12, 16);
  if (end > bytes.length || !['VP8 ', 'VP8L', 'VP8X'].includes(kind)) return undefined;
  const parts: Buffer[] = [];
  const known = new Set<string>();
  for (const { type, content, isCut } of chunksOf(bytes.subarray(0, end), 12)) {
    if (isCut) return undefined;
    // Only frames come more than once.
    const clean = known.has(type) && type !== 'ANMF' ? undefined : cleaners[type]?.(content);
    if (clean) parts.push(writeChunk(type, clean));
    known.add(type);
  }
  return parts.length > 0 ? writeChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...parts])) : undefined;
};

const exifFlag = 0b1000;

/** Adds EXIF to a stripped file; one without the extended header has none. */
const addExif = (webp: Buffer, exif: Buffer): Buffer => {
  if (webp.toString('latin1', 12, 16) !== 'VP8X') return webp;
  const body = Buffer.concat([webp.subarray(8), writeChunk('EXIF', exif)]);
  body.writeUInt8(body.readUInt8(12) | exifFlag, 12);
  return writeChunk('RIFF', body);
};

const whole = (content: Buffer) => content;

// RFC 9649, 2.7: which bits of the header tell of a profile, alpha and an animation; EXIF and XMP are announced there too.
const keptFlags = 0b110010;

/** What of a chunk stays. */
const cleaners: { [type: string]: (content: Buffer) => Buffer | undefined } = {
  VP8X: (content) => Buffer.concat([Buffer.of(content.readUInt8(0) & keptFlags, 0, 0, 0), content.subarray(4, 10)]),
  'VP8 ': whole,
  VP8L: whole,
  ALPH: whole,
  ANIM: (content) => content.subarray(0, 6),
  ANMF: (content) => cleanFrame(content),
  // A profile that can't be read says nothing to browsers either.
  ICCP: cleanProfile,
};

const frameParts = new Set(['VP8 ', 'VP8L', 'ALPH']);

/** Of a frame its place, its alpha and its pixels. */
const cleanFrame = (content: Buffer): Buffer => {
  const parts = [content.subarray(0, 16)];
  for (const { type, content: data, isCut } of chunksOf(content, 16))
    if (frameParts.has(type) && !isCut) parts.push(writeChunk(type, data));
  return Buffer.concat(parts);
};

const writeChunk = (type: string, content: Buffer): Buffer => {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
};

const metadata = (bytes: Buffer): Metadata => {
  const found = new Map<string, Buffer>();
  for (const { type, content } of chunksOf(bytes, 12)) if (!found.has(type)) found.set(type, content);
  const [exif, xmp] = [found.get('EXIF'), found.get('XMP ')];
  return { ...(exif && { exif: withoutName(exif) }), ...(xmp && { xmp }) };
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
  addExif,
  metadata,
  output: {
    encodings: ['webp', 'webp-lossless'],
    // 12 megapixels: 720 to 940 ms, 64 to 165 MB.
    price: { megapixel: 78, held: 14 },
    negotiated: true,
  },
} as const satisfies Container;
