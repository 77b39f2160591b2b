import type { Sharp } from 'sharp';
import { Underivable } from '../errors.ts';
import { type ColourSpace, colourSpaceOf } from './colour.ts';
import { sharp } from './loaders.ts';

/** What an original is, before a pixel of it is decoded. Sizes are upright, in pixels. */
export type Picture = {
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'svg' | 'tiff';
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  orientation: number;
  alpha: boolean;
  colours: ColourSpace;
  /** Whether it moves, even where it is too long to be shown moving. */
  animated: boolean;
  /** Pictures of an animation that is shown; 1 for a still. */
  frames: number;
  /** Milliseconds that each frame is shown. */
  delays: number[];
  /** Times an animation runs; 0 is for ever. */
  loop: number;
};

/** The most that a picture may cost. */
export type Limits = {
  /** Bytes of an original. */
  bytes: number;
  /** Pixels of an original, all frames counted. */
  pixels: number;
  /** Frames of an animation; a longer one is shown as a still. */
  frames: number;
  /** Milliseconds of work: estimated beforehand, and kept where the estimate is uncertain. */
  milliseconds: number;
  /** Bytes of memory: estimated beforehand, and kept where the estimate is uncertain. */
  memory: number;
};

/** Bytes -> what they are. Reads the header only. Throws Underivable: no picture, a format we don't read, or too large. */
export const describe = async (bytes: Uint8Array, limits: Limits): Promise<Picture> => {
  const format = sniff(bytes);
  if (!format) throw new Underivable('not-an-image', 'no format that we know');
  if (format === 'unsupported') throw new Underivable('unsupported-format', 'a format that we do not read');
  const animated = format === 'gif' || format === 'webp';
  const metadata = await readHeader(sharp(bytes, { animated, limitInputPixels: false, failOn: 'none' }));
  if (metadata.compression === 'hevc') throw new Underivable('unsupported-format', 'HEIC');
  const { autoOrient, orientation = 1, pages = 1 } = metadata;
  const width = autoOrient.width;
  const height = metadata.pageHeight ?? autoOrient.height;
  const frames = animated ? pages : 1;
  if (width * height > limits.pixels) throw new Underivable('too-many-pixels', `${width} x ${height}`);
  const affordable = frames <= limits.frames && width * height * frames <= limits.pixels;
  return {
    format,
    width,
    height,
    orientation,
    alpha: metadata.hasAlpha,
    colours: colourSpaceOf(metadata),
    animated: frames > 1,
    frames: affordable ? frames : 1,
    delays: metadata.delay ?? [],
    loop: metadata.loop ?? 0,
  };
};

const readHeader = async (image: Sharp) => {
  try {
    return await image.metadata();
  } catch (error) {
    throw new Underivable('damaged', error instanceof Error ? error.message : 'unreadable header', error);
  }
};

type Signature = [format: Picture['format'] | 'unsupported', offset: number, magic: string];

// First bytes of each format, as the browsers sniff them (https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm).
const signatures: Signature[] = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
  ['webp', 8, 'WEBP'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['avif', 4, 'ftypavif'],
  ['avif', 4, 'ftypavis'],
  ['avif', 4, 'ftypmif1'],
  ['avif', 4, 'ftypmsf1'],
  ['unsupported', 4, 'ftyphei'],
  ['unsupported', 4, 'ftyphev'],
  ['unsupported', 0, '\xff\x0a'],
  ['unsupported', 4, 'JXL '],
  ['unsupported', 4, 'jP  '],
  ['unsupported', 0, 'BM'],
  ['unsupported', 0, '\0\0\x01\0'],
  ['unsupported', 0, '8BPS'],
  ['unsupported', 0, '%PDF'],
  ['unsupported', 0, 'II\xbc\x01'],
];

/** The format that the first bytes say; what a name or a header calls it does not count. */
export const sniff = (bytes: Uint8Array): Picture['format'] | 'unsupported' | undefined => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  const known = signatures.find(([, offset, magic]) => head.startsWith(magic, offset));
  if (known) return known[0];
  return /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE svg[\s\S]*?>\s*)*<svg[\s>]/i.test(head)
    ? 'svg'
    : undefined;
};
