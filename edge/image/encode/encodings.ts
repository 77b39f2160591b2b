import type { Sharp } from 'sharp';
import type { Encoding, Format, FormatOf } from '../formats/registry.ts';
import type { Lossy } from './quality.ts';

/** What an encoder is told besides the pixels. */
export type Settings = { quality: number; effort: number; motion: { delay?: number[]; loop?: number } };

type Row<Of extends Format = Format> = {
  format: Of;
  /** The scale on which its quality is counted; the others have steps of their own below 100. */
  scale?: Lossy;
  /** Nothing can make it smaller. */
  exact?: true;
  /** Efforts, the highest first, and the most pixels (all frames) on which it is spent; the last has no such bound. */
  efforts: [effort: number, pixels: number][];
  write: (image: Sharp, settings: Settings) => Sharp;
};

const always = Number.POSITIVE_INFINITY;

// Milliseconds for a megapixel, and bytes at the same SSIMULACRA 2 score of 68, eight photographs of 800 pixels (2 vCPU):
//   JPEG, mozjpeg's tables: baseline 8, 413 KB · progressive 12, 407 KB · with trellis 42, 391 KB · all of mozjpeg 57, 385 KB
//   WebP: effort 0 20, 463 KB · 2 29, 396 KB · 4 101, 384 KB    AVIF: effort 0 57, 327 KB · 1 165, 295 KB · 2 276, 288 KB
// (AVIF at 4:2:0 is a fifth faster, but 2 % larger: chroma stays whole.) A tenth of AVIF's bytes for a tenth of a second is
// worth it; the few per cent of mozjpeg's trellis and WebP's higher efforts cost three times their encoder's time, and are not.
export const encodings = {
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
    exact: true,
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
    exact: true,
    efforts: [[0, always]],
    write: (image, { effort }) => image.avif({ lossless: true, effort }),
  },
  // Below 100 as `png8`: for what must become smaller.
  png: {
    format: 'png',
    efforts: [[6, always]],
    write: (image, { quality, effort }) =>
      quality < 100 ? palette(image, quality) : image.png({ compressionLevel: effort }),
  },
  png8: { format: 'png', efforts: [[0, always]], write: (image, { quality }) => palette(image, quality) },
  // Below 100 with fewer colors (8 at 30), and pixels that change little between frames stay as they are.
  gif: {
    format: 'gif',
    efforts: [
      [4, 2_000_000],
      [1, always],
    ],
    write: (image, { quality, effort, motion }) =>
      image.gif({
        effort,
        ...motion,
        ...(quality < 100 && {
          colors: 2 ** Math.max(3, Math.round(8 - (100 - quality) / 14)),
          interFrameMaxError: Math.min(32, (100 - quality) / 3),
        }),
      }),
  },
} satisfies { [Name in Encoding]: Row<FormatOf<Name>> };

/** The bytes of a derivative, how they were written, the encoder's own quality, and whether a gain map is behind it. */
export type Encoded = { bytes: Buffer; format: Format; encoding?: Encoding; quality?: number; gainMap?: true };

/** The row of an encoding. */
export const rowOf = (encoding: Encoding): Row => encodings[encoding];

/** The effort for so many pixels; the least of all when time is short. */
export const effortOf = (encoding: Encoding, pixels: number, hurry: boolean): number => {
  const { efforts } = rowOf(encoding);
  const fitting = hurry ? undefined : efforts.find(([, most]) => pixels <= most);
  return (fitting ?? efforts.at(-1) ?? [0])[0];
};

// JPEG has no alpha; what is left of it here must not turn black.
const opaque = (image: Sharp) => image.flatten({ background: '#fff' });

const palette = (image: Sharp, quality: number) => image.png({ palette: true, quality, effort: 1 });
