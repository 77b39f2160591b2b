import { Underivable } from '../errors.ts';
import type { Variant } from '../query/parameters.ts';
import { givenIn, traits } from '../query/traits.ts';
import type { ContainerProbe } from './formats/container.ts';
import { containers, type Format } from './formats/registry.ts';
import { focusStrategy } from './geometry/close-up.ts';
import type { Limits } from './limits.ts';

/** Work, estimated: milliseconds of one core, bytes of memory at the peak. */
export type Cost = { milliseconds: number; memory: number };

/*
 * What formats cost is in the registry's rows, what parameters cost in their traits. Measured as there, a photograph enlarged to
 * 10.7 megapixels as JPEG: milliseconds for a megapixel of the resize itself, and of each parameter. Pixels lie between decoder and encoder at 4 bytes; shapes, turns and effects hold 8 more.
 */
const resizing = 28;
const rawBytes = 4;
const workedBytes = 8;

// The most that the function's own process does, for its first image: a photograph of 12 megapixels.
const small: Cost = { milliseconds: 400, memory: 100 * 1024 * 1024 };

/** What decoding costs, `frames` of them. */
export const costOfDecoding = (probe: ContainerProbe, frames = probe.frames): Cost => {
  const { width, height, sampleBytes, passes, bytes, price } = probe;
  const { megapixel, pass = 0, megabyte = 0, held } = price;
  const megapixels = (width * height) / 1e6;
  const samples = megapixels * sampleBytes * passes;
  return {
    milliseconds: frames * megapixels * megapixel + samples * pass + (bytes.length / 1e6) * megabyte,
    memory: width * height * sampleBytes * held + bytes.length,
  };
};

// `trim` looks at whole pixels from all sides: at worst, where all have one color, 15 to 25 ms a megapixel.
const trimming = { megapixel: 30, held: rawBytes };

/** How many frames are decoded to show some of them: each is drawn over the one before. */
export const framesDecoded = ({ first, count }: Shown): number => first + count;

/** The frames that are shown: the first of them, from 0, and how many. */
type Shown = { first: number; count: number };

/** What must be measured before there is a plan (analysis/measure.ts) costs: by the original's pixels, since it is decoded for it. */
export const costOfMeasuring = (probe: ContainerProbe, variant: Variant, frames: Shown): Cost => {
  const { first, count } = frames;
  const focus = focusStrategy(variant) ? costOfDecoding(probe, first + 1) : { milliseconds: 0, memory: 0 };
  if (variant.trim === undefined) return focus;
  const decoded = costOfDecoding(probe, framesDecoded(frames));
  const pixels = probe.width * probe.height * count;
  return {
    milliseconds: focus.milliseconds + decoded.milliseconds + (pixels / 1e6) * trimming.megapixel,
    memory: decoded.memory + pixels * trimming.held,
  };
};

// Where an alpha channel goes, the pixels are copied: a drawing as JPEG took 13.4 bytes a pixel, a photograph 10.5.
const flattenedBytes = 3;

/** What rendering and encoding cost: all pixels of the derivative, of all frames, and whether the original has alpha. */
export const costOfMaking = (
  variant: Variant,
  format: Format,
  { pixels, alpha }: { pixels: number; alpha: boolean },
): Cost => {
  const prices = givenIn(variant).map((parameter) => traits[parameter].cost);
  const worked = prices.reduce<number>((sum, price) => sum + price, 0);
  const { output, alpha: keepsAlpha } = containers[format];
  const { megapixel, held } = output.price;
  const flattened = alpha && !keepsAlpha ? flattenedBytes : 0;
  return {
    milliseconds: (pixels / 1e6) * (resizing + megapixel + worked),
    memory: pixels * (rawBytes + (worked > 0 ? workedBytes : 0) + flattened + held),
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
export const isUncertain = (probe: ContainerProbe): boolean =>
  probe.price.uncertain === true || isLarge(costOfDecoding(probe, 1));

/** Whether work is too much for the function's own process. */
export const isLarge = ({ milliseconds, memory }: Cost): boolean =>
  milliseconds > small.milliseconds || memory > small.memory;
