import type { Sharp } from 'sharp';
import { Underivable } from '../../errors.ts';
import type { Encoding, Format, FormatOf } from '../formats/registry.ts';
import type { Size } from '../geometry/size.ts';
import type { Lossy } from './quality.ts';

/** How much an encoding may throw away: its encoder's quality, or a step of its ladder. */
export type Loss = { quality: number; colors?: number; dither?: number; frameError?: number };

/** The settings of an encoder. */
export type Settings = Loss & {
  effort: number;
  motion: { delay?: number[]; loop?: number };
  /** A photograph, as far as it is not transparent: for encoders that don't find out themselves. */
  photographic?: boolean;
};

type Row<Of extends Format = Format> = {
  format: Of;
  /** The scale on which its quality is counted. */
  scale?: Lossy;
  /** Steps that make a file smaller where there is no such scale, one after the other. Without both nothing can. */
  ladder?: Partial<Loss>[];
  /** Further steps, for `max-bytes` alone: photographs are not worth looking at then. */
  lastSteps?: Partial<Loss>[];
  /** Efforts, the highest first, and the most pixels (all frames) on which it is spent; the last has no such bound. */
  efforts: [effort: number, pixels: number][];
  write: (image: Sharp, settings: Settings) => Sharp;
};

const always = Number.POSITIVE_INFINITY;

// Bytes and SSIMULACRA 2 scores at 600 pixels, a graphic and a page of text: 256 colors dithered 41,734 (91) and 13,197 (96);
// without dithering 36,705 (91) and 12,169 (96), quality 60 23,980 (81) and 8,854 (91), 16 colors 13,981 (73) and 4,626 (84).
// libvips writes 2, 4, 16 or 256 colors; between these its quality chooses how many of 256 are used.
const fewerColors: Pick<Row, 'ladder' | 'lastSteps'> = {
  ladder: [100, 80, 60, 40, 20].map((quality) => ({ quality, dither: 0 })),
  lastSteps: [{ colors: 16, dither: 0 }],
};

// Pixels told by their neighbors: PNGs of 15 photographs, 300 pixels wide, have 10 to 38 % fewer bytes than at level 6 without, 21 in the
// middle, for 0.9 to 1.7 times its CPU; cut out with alpha, 9 to 23 %, at 800 pixels 16 to 32 %. Graphics have up to 9 % more, since what
// repeats in them repeats less, and icons up to half more.
const filtered = { adaptiveFiltering: true, compressionLevel: 3 };

const palette = (image: Sharp, { quality, colors, dither = 1 }: Loss) =>
  image.png({ palette: true, effort: 1, dither, ...(colors === undefined ? { quality } : { colors }) });

// Milliseconds for a megapixel, and bytes at the same SSIMULACRA 2 score of 68, eight photographs of 800 pixels (2 vCPU):
//   JPEG, mozjpeg's tables: baseline 8, 413 KB · progressive 12, 407 KB · with trellis 42, 391 KB · all of mozjpeg 57, 385 KB
//   WebP: effort 0 20, 463 KB · 2 29, 396 KB · 4 101, 384 KB    AVIF: effort 0 57, 327 KB · 1 165, 295 KB · 2 276, 288 KB
// (AVIF at 4:2:0 is a fifth faster, but 2 % larger: chroma stays whole.) A tenth of AVIF's bytes for a tenth of a second is
// worth it; the few per cent of mozjpeg's trellis and WebP's higher efforts cost three times their encoder's time, and are not.
const encodings = {
  jpeg: {
    format: 'jpeg',
    scale: 'jpeg',
    efforts: [[0, always]],
    write: (image, { quality }) => opaque(image).jpeg({ quality, progressive: true, quantisationTable: 3 }),
  },
  baseline: {
    format: 'jpeg',
    scale: 'jpeg',
    efforts: [[0, always]],
    write: (image, { quality }) => opaque(image).jpeg({ quality, progressive: false, quantisationTable: 3 }),
  },
  webp: {
    format: 'webp',
    scale: 'webp',
    efforts: [
      [2, 8_000_000],
      [0, always],
    ],
    write: (image, { quality, effort, motion }) => image.webp({ quality, effort, ...motion }),
  },
  'webp-lossless': {
    format: 'webp',
    efforts: [
      [2, 1_000_000],
      [0, always],
    ],
    write: (image, { effort, motion }) => image.webp({ lossless: true, effort, ...motion }),
  },
  avif: {
    format: 'avif',
    scale: 'avif',
    efforts: [
      [2, 250_000],
      [1, 600_000],
      [0, always],
    ],
    write: (image, { quality, effort }) => image.avif({ quality, effort }),
  },
  'avif-lossless': {
    format: 'avif',
    efforts: [[0, always]],
    write: (image, { effort }) => image.avif({ lossless: true, effort }),
  },
  png: {
    format: 'png',
    ...fewerColors,
    efforts: [[6, always]],
    write: (image, { effort, photographic, ...loss }) => {
      if (loss.dither !== undefined) return palette(image, loss);
      return image.png(photographic ? filtered : { compressionLevel: effort });
    },
  },
  png8: { format: 'png', ...fewerColors, efforts: [[0, always]], write: palette },
  // Pixels that change little between frames stay as they are; then with fewer colors, of which libvips writes 256, 16, 4 or 2.
  gif: {
    format: 'gif',
    ladder: [
      { frameError: 4 },
      { frameError: 10 },
      { frameError: 18 },
      { colors: 16, frameError: 26 },
      { colors: 16, frameError: 32 },
    ],
    efforts: [
      [4, 2_000_000],
      [1, always],
    ],
    write: (image, { effort, motion, colors, frameError }) =>
      image.gif({
        effort,
        ...motion,
        ...(colors && { colors }),
        ...(frameError && { interFrameMaxError: frameError }),
      }),
  },
} satisfies { [Name in Encoding]: Row<FormatOf<Name>> };

/** The bytes of a derivative, and how they were written. */
export type Encoded = {
  bytes: Buffer;
  format: Format;
  /** Absent where it is the original's own file. */
  encoding?: Encoding;
  /** The encoder's own. */
  quality?: number;
  /** A gain map follows the image. */
  gainMap?: true;
  /** Smaller than planned, to fit `max-bytes`. */
  size?: Size;
};

/** The one with the fewest bytes, the first of several. Throws Underivable: there is none. */
export const smallestOf = ([first, ...others]: Encoded[]): Encoded => {
  if (!first) throw new Underivable('fault', 'no encoding for this image');
  return others.reduce((best, other) => (other.bytes.length < best.bytes.length ? other : best), first);
};

/** The row of an encoding. */
export const rowOf = (encoding: Encoding): Row => encodings[encoding];

/** The effort for so many pixels; the least of all when time is short. */
export const effortOf = (encoding: Encoding, pixels: number, hurry: boolean): number => {
  const { efforts } = rowOf(encoding);
  const fitting = hurry ? undefined : efforts.find(([, most]) => pixels <= most);
  return (fitting ?? efforts.at(-1) ?? [0])[0];
};

// JPEG has no alpha; what is left of it here must not turn black.
const opaque = (image: Sharp) => image.flatten({ background: { r: 255, g: 255, b: 255 } });
