import type { Variant } from '../language/vocabulary.ts';
import { describe, type Limits, type Picture } from './describe.ts';
import { type Budget, encode } from './encode.ts';
import { chooseFormat, type Format } from './format.ts';
import { plan, type Size } from './geometry.ts';
import { render } from './pipeline.ts';

/** What is made: the bytes of a variant, what they are, and how long each stage took in milliseconds. */
export type Derivative = { bytes: Buffer; format: Format; size: Size; original: Picture; took: Took };

/** Milliseconds by stage. */
export type Took = { decode: number; encode: number };

/** From the bytes of an original to those of a variant. Throws Underivable. */
export const derive = async (
  bytes: Uint8Array,
  variant: Variant,
  limits: Limits,
  budget: Budget,
): Promise<Derivative> => {
  const started = performance.now();
  const original = await describe(bytes, limits);
  const planned = plan(variant, original);
  const format = chooseFormat(variant, original, planned.size.width * planned.size.height);
  const pixels = await render(bytes, { variant, original, plan: planned, format });
  const decoded = performance.now();
  const encoded = await encode(pixels, format, typeof variant.q === 'number' ? variant.q : undefined, budget);
  const took = { decode: decoded - started, encode: performance.now() - decoded };
  return { bytes: encoded, format, size: planned.size, original, took };
};
