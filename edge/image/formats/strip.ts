import type { Format } from '../encode/choose-format.ts';
import { nextMarker } from './jpeg.ts';

/**
 * The same image without metadata: not a pixel is encoded again. What stays is what the decoder needs, and the color
 * profile. Undefined where a file is not built as it should be, or holds what can't be taken out.
 */
export const stripMetadata = (bytes: Buffer, format: Format): Buffer | undefined => {
  try {
    return strippers[format](bytes);
  } catch (error) {
    // Buffers throw it where a file ends before its structure does.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** ISO/IEC 10918-1, annex B. Ends at the first end marker: behind it lie thumbnails, gain maps and makers' trailers. */
const jpeg = (bytes: Buffer): Buffer | undefined => {
  const parts = [bytes.subarray(0, 2)];
  for (let at = 2; ; ) {
    if (bytes.readUInt8(at) !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (isOdd(marker, bytes[at + 4])) return undefined;
    if (marker === 0xff) at += 1;
    else if (marker === 0xd9) return Buffer.concat([...parts, bytes.subarray(at, at + 2)]);
    else {
      const end = at + 2 + bytes.readUInt16BE(at + 2);
      // A scan goes on behind its header, to the next marker that is neither a stuffed byte nor a restart.
      const next = marker === 0xda ? scanEnd(bytes, end) : end;
      if (isNeeded(marker, bytes.subarray(at + 4, end))) parts.push(bytes.subarray(at, next));
      at = next;
    }
  }
};

/** Frames of other kinds than Huffman's with 8 bits: libjpeg reads them, browsers don't. */
const isOdd = (marker: number, depth = 8): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && (marker > 0xc2 || depth !== 8);

/** Of the application segments only JFIF's header without a thumbnail, ICC profiles, and Adobe's word on color. */
const isNeeded = (marker: number, segment: Buffer): boolean => {
  const starts = (text: string) => segment.toString('latin1', 0, text.length) === text;
  if (marker === 0xe0) return starts('JFIF\0') && segment.length === 14;
  if (marker === 0xe2) return starts('ICC_PROFILE\0');
  if (marker === 0xee) return starts('Adobe') && segment.length === 12;
  return marker !== 0xfe && (marker < 0xe1 || marker > 0xef);
};

const scanEnd = (bytes: Buffer, from: number): number => {
  const at = nextMarker(bytes, from);
  if (at < 0) throw new RangeError('no end marker');
  return at;
};

// PNG 3 (https://www.w3.org/TR/png-3/#11Chunks): pixels, transparency, what colors mean. An animated one is left alone.
const pngNeeded = /^(IHDR|PLTE|IDAT|IEND|tRNS|sRGB|gAMA|cHRM|iCCP|cICP)$/;

const png = (bytes: Buffer): Buffer | undefined => {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; ; ) {
    const next = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL' || next > bytes.length) return undefined;
    if (pngNeeded.test(type)) parts.push(bytes.subarray(at, next));
    if (type === 'IEND') return Buffer.concat(parts);
    at = next;
  }
};

// https://developers.google.com/speed/webp/docs/riff_container
const webpNeeded = /^(VP8X|VP8 |VP8L|ALPH|ANIM|ANMF|ICCP)$/;

const webp = (bytes: Buffer): Buffer | undefined => {
  const end = 8 + bytes.readUInt32LE(4);
  const parts: Buffer[] = [];
  for (let at = 12; at < end; ) {
    const size = bytes.readUInt32LE(at + 4);
    const chunk = Buffer.from(bytes.subarray(at, at + 8 + size + (size % 2)));
    if (chunk.length < 8 + size) return undefined;
    const type = chunk.toString('latin1', 0, 4);
    // EXIF and XMP are announced in the header.
    if (type === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~0b1100, 8);
    if (webpNeeded.test(type)) parts.push(chunk);
    at += chunk.length;
  }
  const body = Buffer.concat(parts);
  const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  header.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([header, body]);
};

// GIF89a, sections 17 to 27: a file is blocks, a block's contents are sub-blocks up to an empty one.
const gif = (bytes: Buffer): Buffer | undefined => {
  const table = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  const afterSubBlocks = (from: number) => {
    let at = from;
    for (let size = bytes.readUInt8(at); size > 0; size = bytes.readUInt8(at)) at += 1 + size;
    return at + 1;
  };
  let at = 13 + table(bytes.readUInt8(10));
  const parts = [bytes.subarray(0, at)];
  for (;;) {
    const kind = bytes.readUInt8(at);
    if (kind === 0x3b) return Buffer.concat([...parts, bytes.subarray(at, at + 1)]);
    if (kind !== 0x2c && kind !== 0x21) return undefined;
    const next = afterSubBlocks(kind === 0x2c ? at + 11 + table(bytes.readUInt8(at + 9)) : at + 2);
    const isControl = bytes[at + 1] === 0xf9 || bytes.toString('latin1', at + 3, at + 14) === 'NETSCAPE2.0';
    if (kind === 0x2c || isControl) parts.push(bytes.subarray(at, next));
    at = next;
  }
};

/** Boxes point at one another by offsets, so nothing is taken out: a file that holds metadata is not cleaned. */
const avif = (bytes: Buffer): Buffer | undefined =>
  ['Exif', 'mime', 'uri ', 'xml '].some((item) => bytes.includes(item, 0, 'latin1')) ? undefined : bytes;

const strippers: { [format in Format]: (bytes: Buffer) => Buffer | undefined } = { jpeg, png, webp, gif, avif };
