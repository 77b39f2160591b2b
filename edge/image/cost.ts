import { Underivable } from '../errors.ts';
import type { Parameter, Variant } from '../query/parameters.ts';
import type { Limits } from './describe.ts';
import type { Format } from './encode/choose-format.ts';
import type { Probe } from './formats/probe.ts';

/** Work, estimated: milliseconds of one core, bytes of memory at the peak. */
export type Cost = { milliseconds: number; memory: number };

type Price = {
  /** Milliseconds for a million pixels. */
  megapixel: number;
  /** Milliseconds for a million samples, each time that the decoder goes over them. */
  pass?: number;
  /** Milliseconds for a million bytes of the file. */
  megabyte?: number;
  /** Bytes held for each byte of a pixel's samples; a decoder that passes rows on as they come holds next to none. */
  held: number;
  /** Nothing in the file tells what it will cost, or what tells it can lie. */
  uncertain?: true;
};

/*
 * Measured with sharp 0.35.5 (libvips 8.18.7) on one core of a 2-vCPU x86-64 machine, a noisy photograph of 12 megapixels
 * resized to 400: CPU time, and resident memory over that of an idle process.
 *
 *   JPEG 4:2:0 94 ms, 12 MB · turned upright 232 ms, 30 MB · progressive 238 ms, 46 MB · 4:4:4 progressive 336 ms, 81 MB ·
 *   379 scans of 36 megapixels, all of them empty, 3.2 to 5.2 s, 81 MB
 *   PNG RGB 195 ms, 11 MB · RGBA 16 bit 441 ms, 28 MB · interlaced 404 ms, 40 MB · RGBA 16 bit interlaced 648 ms, 103 MB
 *   WebP 477 ms, 94 MB · with alpha 510 ms, 110 MB · lossless 503 ms, 94 MB · 48 frames of 0.25 megapixels 476 ms, 63 MB
 *   AVIF 900 ms, 222 MB · 10 bit 1,084 ms, 295 MB · GIF 185 ms, 57 MB · 48 frames 375 ms, 35 MB · TIFF, LZW 220 ms, 14 MB
 */
const decoding = {
  jpeg: { megapixel: 15, held: 1 },
  // Every sample waits in two bytes until the last scan has come.
  'jpeg in scans': { megapixel: 10, pass: 0.4, megabyte: 40, held: 2.5 },
  png: { megapixel: 40, held: 0.3 },
  'png interlaced': { megapixel: 55, held: 1.1 },
  webp: { megapixel: 42, held: 2.3 },
  'webp lossless': { megapixel: 42, held: 2.3 },
  gif: { megapixel: 32, held: 1.2 },
  // libaom's own header may claim another size than the container's.
  avif: { megapixel: 90, held: 6.2, uncertain: true },
  // One strip may hold the whole page, in any of a dozen codecs.
  tiff: { megapixel: 20, held: 1, uncertain: true },
  // Filters, masks, images within images.
  svg: { megapixel: 0, held: 0, uncertain: true },
} satisfies { [coding: string]: Price };

/** How an original is coded: what its decoder's time and memory depend on. */
export type Coding = keyof typeof decoding;

/*
 * Measured likewise: 12 megapixels of the same photograph, RGB or RGBA, at the efforts of encode.ts.
 *
 *   JPEG 345 ms, 77 MB · PNG 820 to 960 ms, 37 MB · WebP 720 to 940 ms, 64 to 165 MB · AVIF at effort 0 1,390 to 1,470 ms,
 *   408 to 524 MB · GIF 5.2 s, 160 MB
 */
const encoding: { [format in Format]: Price } = {
  jpeg: { megapixel: 29, held: 6.5 },
  png: { megapixel: 80, held: 3 },
  webp: { megapixel: 78, held: 14 },
  avif: { megapixel: 120, held: 44 },
  gif: { megapixel: 430, held: 13 },
};

/*
 * Measured likewise, a photograph enlarged to 10.7 megapixels as JPEG: milliseconds for a megapixel of the resize itself
 * and of each parameter. Pixels lie between decoder and encoder at 4 bytes; shapes, turns and effects hold 8 more.
 */
const resizing = 28;
const working: { [parameter in Parameter]?: number } = {
  ...{ sharp: 86, blur: 45, trim: 50, rot: 25, radius: 25, mask: 25, mark: 25, border: 10 },
  ...{ bri: 10, con: 10, sat: 10, gam: 10, hue: 10, mono: 10, sepia: 10, tint: 10, invert: 10 },
};
const rawBytes = 4;
const workedBytes = 8;

// Work that costs more than this is done where it can be killed, however sure the estimate is.
const small: Cost = { milliseconds: 1500, memory: 200 * 1024 * 1024 };

/** What decoding costs, `frames` of them. */
export const costOfDecoding = (structure: Probe, frames = structure.frames): Cost => {
  const { megapixel, pass = 0, megabyte = 0, held }: Price = decoding[structure.coding];
  const { width, height, sampleBytes, passes, bytes } = structure;
  const megapixels = (width * height) / 1e6;
  const samples = megapixels * sampleBytes * passes;
  return {
    milliseconds: frames * megapixels * megapixel + samples * pass + (bytes.length / 1e6) * megabyte,
    memory: width * height * sampleBytes * held + bytes.length,
  };
};

/** What rendering and encoding cost: all pixels of the derivative, of all frames. */
export const costOfMaking = (variant: Variant, format: Format, pixels: number): Cost => {
  const said = Object.entries(working).filter(([parameter]) => parameter in variant);
  const { megapixel, held } = encoding[format];
  return {
    milliseconds: (pixels / 1e6) * said.reduce((sum, [, price]) => sum + price, resizing + megapixel),
    memory: pixels * (rawBytes + (said.length > 0 ? workedBytes : 0) + held),
  };
};

/**
 * What stages cost one after the other: memory is that of the largest. Throws Underivable where it is more than the limits
 * allow.
 */
export const afford = (stages: Cost[], limits: Limits): Cost => {
  const { milliseconds, memory } = together(stages);
  const refuse = (cost: number, limit: number, unit: string) => {
    throw new Underivable('too-costly', `about ${Math.round(cost)} ${unit}, ${Math.round(limit)} are given`);
  };
  if (milliseconds > limits.milliseconds) refuse(milliseconds, limits.milliseconds, 'ms');
  if (memory > limits.memory) refuse(memory / 1e6, limits.memory / 1e6, 'MB');
  return { milliseconds, memory };
};

/** Whether all stages stay within the limits. */
export const isAffordable = (stages: Cost[], limits: Limits): boolean => {
  const { milliseconds, memory } = together(stages);
  return milliseconds <= limits.milliseconds && memory <= limits.memory;
};

const together = (stages: Cost[]): Cost => ({
  milliseconds: stages.reduce((sum, stage) => sum + stage.milliseconds, 0),
  memory: Math.max(...stages.map((stage) => stage.memory)),
});

/** Whether the decoder may do anything, whatever the estimate says. */
export const isUncertain = (structure: Probe): boolean => {
  const price: Price = decoding[structure.coding];
  return price.uncertain === true || isLarge(costOfDecoding(structure, 1));
};

/** Whether work is to be done where it can be killed. */
export const isLarge = ({ milliseconds, memory }: Cost): boolean =>
  milliseconds > small.milliseconds || memory > small.memory;
