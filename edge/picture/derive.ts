import { Underivable } from '../errors.ts';
import type { Variant } from '../language/vocabulary.ts';
import { afford, costOfDecoding, costOfEncoding, isRisky } from './cost.ts';
import { describe, type Limits, type Picture } from './describe.ts';
import { type Budget, encode, type Note } from './encode.ts';
import { longestMiniature, tell } from './facts.ts';
import { chooseFormat, facts, isFact } from './format.ts';
import { plan } from './geometry.ts';
import { itselfAs } from './itself.ts';
import { rightsOf } from './metadata.ts';
import { render } from './pipeline.ts';
import { look } from './sight.ts';
import type { Size } from './size.ts';
import { isOfType } from './sniff.ts';
import { type Structure, survey } from './structure.ts';
import { asDrawing, redraw } from './svg.ts';
import type { ReadMark } from './watermark.ts';

/** What is made: the bytes of a variant, their media type, and how long each stage took in milliseconds. */
export type Derivative = {
  bytes: Buffer;
  type: string;
  size: Size;
  original: Picture;
  took: Took;
  /** What of the variant could not be had. */
  note?: Note;
};

/** Milliseconds by stage. */
export type Took = { [stage: string]: number };

/** From the bytes of an original to those of a variant: here, or where the work can be killed. Throws Underivable. */
export const derive = async (
  bytes: Uint8Array,
  variant: Variant,
  limits: Limits,
  budget: Budget,
  readMark: ReadMark = async () => undefined,
): Promise<Derivative> => {
  const structure = survey(bytes, limits);
  const mark = variant.mark === undefined ? undefined : await readMark(variant.mark);
  if (!isRisky(structure)) return proven(await make(structure, { variant, limits, budget, mark }));
  const { inWorkshop } = await import('./workshop.ts');
  return proven(await inWorkshop({ bytes, variant, limits, mark, most: budget.bytes, left: budget.left() }));
};

/** What goes out, and stays in caches, is what its type says. */
const proven = (made: Derivative): Derivative => {
  if (isOfType(made.bytes, made.type)) return made;
  throw new Underivable('fault', `${made.bytes.length} bytes that are no ${made.type}`);
};

/** What a derivative is made by. */
type Order = { variant: Variant; limits: Limits; budget: Budget; mark?: Uint8Array | undefined };

/** The same in this very process, when the original's structure is known. */
export const make = async (structure: Structure, { variant, limits, budget, mark }: Order): Promise<Derivative> => {
  const started = performance.now();
  const { bytes } = structure;
  const original = await describe(structure, limits);
  const drawn = asDrawing(variant, original);
  if (drawn) return { ...(await redraw(bytes, { variant: drawn, original }, budget.bytes)), original };
  const sight = await look(bytes, variant, original, mark);
  const planned = plan(variant, original, sight);
  const { size } = planned;
  const job = { variant, original, plan: planned, mark: sight.mark };
  if (isFact(variant.format)) {
    afford([costOfDecoding(structure, 1)], limits);
    const told = await tell(variant.format, bytes, {
      ...job,
      miniature: plan(variant, original, sight, longestMiniature),
    });
    return { bytes: told, type: facts[variant.format], size, original, took: { facts: performance.now() - started } };
  }
  const format = chooseFormat(variant, { ...original, frames: planned.frames.count }, size.width * size.height);
  const frames = format === 'gif' || format === 'webp' ? planned.frames.count : 1;
  afford([costOfDecoding(structure, frames), costOfEncoding(format, size.width * size.height * frames)], limits);
  const pixels = await render(bytes, { ...job, format });
  const decoded = performance.now();
  const itself = itselfAs(bytes, variant, original, size);
  const rights = variant.metadata === 'copyright' ? await rightsOf(bytes) : undefined;
  const brief = { variant, original, format, originalBytes: bytes.length, itself, rights };
  const { format: written, ...encoded } = await encode(pixels, brief, budget);
  const took = { decode: decoded - started, encode: performance.now() - decoded };
  return { ...encoded, type: `image/${written}`, size, original, took };
};
