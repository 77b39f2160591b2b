import { Underivable } from '../errors.ts';
import type { Variant } from '../query/parameters.ts';
import { measure } from './analysis/measure.ts';
import { afford, type Cost, costOfDecoding, costOfMaking, isAffordable, isLarge, isUncertain } from './cost.ts';
import { describe, type OriginalImage } from './describe.ts';
import { type Candidate, candidatesOf } from './encode/candidates.ts';
import { chooseFormat, facts, isFact } from './encode/choose-format.ts';
import { type Budget, encode, type Note, type Seen } from './encode/encode.ts';
import { type GainMapPlan, planGainMap, renderGainMap } from './encode/gain-map.ts';
import { readRights } from './encode/rights.ts';
import { describeFacts, longestThumbnail } from './facts/facts.ts';
import { isOfType } from './formats/detect.ts';
import { type Probe, probe } from './formats/probe.ts';
import { containerOf, framesIn } from './formats/registry.ts';
import { type Plan, planGeometry } from './geometry/plan.ts';
import type { Size } from './geometry/size.ts';
import type { Limits } from './limits.ts';
import { passthroughOf } from './passthrough.ts';
import { render } from './pipeline.ts';
import type { ReadMark } from './pixels/watermark.ts';
import { asDrawing, redraw } from './svg/drawing.ts';

/** What is made: the bytes of a variant, their media type, and how long each stage took in milliseconds. */
export type Derivative = {
  bytes: Buffer;
  type: string;
  size: Size;
  original: OriginalImage;
  /** Where every pixel went; a drawing that stays one has no pixels. */
  plan?: Plan;
  took: Took;
  /** What was encoded, to see what is smallest; and what decided which ways were tried. */
  candidates?: Candidate[];
  seen?: Seen;
  /** The original's light above white is kept. */
  gainMap?: true;
  /** What of the variant could not be had. */
  note?: Note;
};

/** Milliseconds by stage. */
export type Took = { [stage: string]: number };

// Milliseconds on top for an explanation: to compare its candidates takes longer than to make them.
const scoring = 5000;

/** From the bytes of an original to those of a variant: here, or where the work can be killed. Throws Underivable. */
export const derive = async (
  bytes: Uint8Array,
  variant: Variant,
  limits: Limits,
  budget: Budget,
  readMark: ReadMark = async () => undefined,
): Promise<Derivative> => {
  const structure = probe(bytes, limits);
  const mark = variant.mark === undefined ? undefined : await readMark(variant.mark);
  const elsewhere = async () => {
    const { deriveInWorker } = await import('./worker.ts');
    const given = limits.milliseconds + (variant.explain ? scoring : 0);
    const left = Math.min(budget.left(), given);
    return proven(await deriveInWorker({ bytes, variant, limits, mark, most: budget.bytes, left }));
  };
  if (isUncertain(structure)) return elsewhere();
  const task = await prepare(structure, { variant, limits, budget, mark });
  return isLarge(task.cost) ? elsewhere() : proven(await task.carryOut());
};

/** What goes out, and stays in caches, is what its type says. */
const proven = (made: Derivative): Derivative => {
  if (isOfType(made.bytes, made.type)) return made;
  throw new Underivable('fault', `${made.bytes.length} bytes that are no ${made.type}`);
};

/** What a derivative is made by. */
type Order = { variant: Variant; limits: Limits; budget: Budget; mark?: Uint8Array | undefined };

/** What is about to be made in this very process, and what that costs. */
export type Task = { cost: Cost; carryOut: () => Promise<Derivative> };

/** Everything but the work: the original's header is read, and every number is known. Throws Underivable. */
export const prepare = async (structure: Probe, order: Order): Promise<Task> => {
  const started = performance.now();
  const { variant, limits, budget, mark } = order;
  const { bytes } = structure;
  const original = await describe(structure, limits);
  const decoding = costOfDecoding(structure, 1);
  const drawn = asDrawing(variant, original);
  if (drawn) {
    const carryOut = async () => ({ ...(await redraw(bytes, { variant: drawn, original }, budget.bytes)), original });
    return { cost: decoding, carryOut };
  }
  const sight = await measure(bytes, variant, original, mark);
  const planned = planGeometry(variant, original, sight);
  const { size } = planned;
  const job = { variant, original, plan: planned, mark: sight.mark };
  const fact = variant.format;
  if (isFact(fact)) {
    const miniature = planGeometry(variant, original, sight, longestThumbnail);
    const carryOut = async () => {
      const told = await describeFacts(fact, bytes, { ...job, miniature });
      const took = { facts: performance.now() - started };
      return { bytes: told, type: facts[fact], size, original, plan: planned, took };
    };
    return { cost: decoding, carryOut };
  }
  const format = chooseFormat(variant, { ...original, frames: planned.frames.count }, size.width * size.height);
  const frames = framesIn(format, planned.frames.count);
  const making = costOfMaking(variant, format, size.width * size.height * frames);
  const stages = [costOfDecoding(structure, frames), making];
  const light = planGainMap(structure, { ...job, format }, limits);
  const kept = light && isAffordable([...stages, light.cost], limits) ? light : undefined;
  const cost = afford(kept ? [...stages, kept.cost] : stages, limits);
  return { cost, carryOut: () => make(bytes, { ...job, format, started, limits, light: kept }, budget) };
};

type Job = Parameters<typeof render>[1] & { started: number; limits: Limits; light: GainMapPlan | undefined };

const make = async (bytes: Buffer, { started, limits, light, ...job }: Job, budget: Budget): Promise<Derivative> => {
  const { variant, original, format } = job;
  const { size } = job.plan;
  const gainMap = light && (await renderGainMap(light));
  const pixels = await render(bytes, job);
  const decoded = performance.now();
  const itself = limits.ownBytes === false ? undefined : passthroughOf(bytes, variant, original, size);
  const rights = variant.metadata === 'copyright' ? await readRights(bytes) : undefined;
  const brief = { variant, original, format, originalBytes: bytes.length, itself, rights, gainMap };
  const { best, made, seen, note } = await encode(pixels, brief, budget);
  const encoded = performance.now();
  const candidates = await candidatesOf({ made, best, pixels }, variant, budget.left);
  const took = {
    decode: decoded - started,
    encode: encoded - decoded,
    ...(variant.explain && { score: performance.now() - encoded }),
  };
  const derivative = { bytes: best.bytes, type: containerOf(best.format).type, size, original, plan: job.plan, took };
  return { ...derivative, candidates, seen, ...(best.gainMap && { gainMap: true }), ...(note && { note }) };
};
