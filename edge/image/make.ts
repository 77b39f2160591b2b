import type { Variant } from '../query/parameters.ts';
import { measure } from './analysis/measure.ts';
import { afford, type Cost, costOfDecoding, costOfMaking, costOfMeasuring, isAffordable } from './cost.ts';
import { decodable } from './decodable.ts';
import type { Derivative, Order } from './derivative.ts';
import { describe, type OriginalImage } from './describe.ts';
import { isAccepted } from './encode/accepted.ts';
import type { EncodeBudget } from './encode/budget.ts';
import { candidatesOf } from './encode/candidates.ts';
import { chooseFormat, facts, isFact } from './encode/choose-format.ts';
import { encode } from './encode/encode.ts';
import { type GainMapPlan, planGainMap, renderGainMap } from './encode/gain-map.ts';
import { readRights } from './encode/rights.ts';
import { describeFacts } from './facts/facts.ts';
import { longestThumbnail } from './facts/thumbnail.ts';
import type { Probe } from './formats/probe.ts';
import { containerOf, framesIn } from './formats/registry.ts';
import { framesOf, planGeometry } from './geometry/plan.ts';
import type { Limits } from './limits.ts';
import { passthroughOf } from './passthrough.ts';
import { type RenderJob, render } from './pipeline.ts';
import { asDrawing } from './svg/drawing.ts';

/** Work that is ready to begin in this process, and its estimate. */
export type Task = { cost: Cost; carryOut: () => Promise<Derivative> };

/** Everything but the work: reads the original's header, fixes every number. Throws Underivable. */
export const prepare = async (structure: Probe, order: Order): Promise<Task> => {
  const started = performance.now();
  const { variant, limits, mark } = order;
  const budget = { ...order.budget, workLeft: workClock(limits) };
  const original = await describe(structure, limits);
  const decoding = costOfDecoding(structure, 1);
  const drawn = asDrawing(variant, original);
  if (drawn) return redrawing(structure, { variant: drawn, original }, { cost: decoding, most: budget.bytes });
  const { bytes, lacks } = await decodable(structure, original);
  const kept = keepsDrawing(variant) ? asDrawing({ ...variant, format: 'origin' }, original) : undefined;
  if (kept && lacks) return redrawing(structure, { variant: kept, original }, { cost: decoding, most: budget.bytes });
  const measuring = costOfMeasuring(structure, variant, framesOf(variant, original).count);
  afford([measuring, decoding], limits);
  const measured = await measure(bytes, { variant, original, mark });
  const plan = planGeometry(variant, original, measured);
  const { size } = plan;
  const job = { variant, original, plan, mark: measured.mark };
  const fact = variant.format;
  if (isFact(fact)) {
    const thumbnail = planGeometry(variant, original, { ...measured, longest: longestThumbnail });
    const carryOut = async () => {
      const text = await describeFacts(fact, bytes, { ...job, thumbnail });
      const took = { facts: performance.now() - started };
      return { bytes: text, type: facts[fact], size, original, plan, took };
    };
    return { cost: decoding, carryOut };
  }
  const format = chooseFormat(variant, { ...original, frames: plan.frames.count }, size.width * size.height);
  const frames = framesIn(format, plan.frames.count);
  const making = costOfMaking(variant, format, size.width * size.height * frames);
  const stages = [measuring, costOfDecoding(structure, frames), making];
  const gainMap = planGainMap(structure, { ...job, format }, limits);
  const keptGain = gainMap && isAffordable([...stages, gainMap.cost], limits) ? gainMap : undefined;
  const cost = afford(keptGain ? [...stages, keptGain.cost] : stages, limits);
  const carryOut = async () => {
    const made = await make(
      bytes,
      { ...job, file: structure.file, format, started, limits, gainMapPlan: keptGain },
      budget,
    );
    const note = made.note ?? lacks;
    const noted = note ? { ...made, note } : made;
    return kept ? smallerOf(noted, structure, { variant: kept, original }) : noted;
  };
  return { cost, carryOut };
};

/**
 * Whether `auto` sends an SVG as it is where pixels would lack something or need more bytes, if it can follow the rest of the
 * variant.
 */
const keepsDrawing = (variant: Variant) => variant.format === 'auto' && isAccepted('svg', variant);

type Drawing = { variant: Variant; original: OriginalImage };

/** An SVG that stays one. */
const redrawing = async (
  { bytes }: Probe,
  drawing: Drawing,
  { cost, most }: { cost: Cost; most: number },
): Promise<Task> => {
  const { redrawSvg } = await import('./svg/redraw.ts');
  return { cost, carryOut: async () => ({ ...redrawSvg(bytes, drawing, most), original: drawing.original }) };
};

/** Pixels of an SVG, or the SVG where it needs no more bytes. */
const smallerOf = async (made: Derivative, { bytes }: Probe, drawing: Drawing): Promise<Derivative> => {
  const { redrawSvg } = await import('./svg/redraw.ts');
  const { took, ...redrawn } = redrawSvg(bytes, drawing, Number.POSITIVE_INFINITY);
  const isSmaller = redrawn.bytes.length <= made.bytes.length;
  const pixels = made.candidates?.map(({ chosen, ...rest }) => ({ ...rest, ...(chosen && !isSmaller && { chosen }) }));
  const own = { type: redrawn.type, bytes: redrawn.bytes.length, ...(isSmaller && { chosen: true as const }) };
  const common = { took: { ...made.took, ...took }, candidates: [own, ...(pixels ?? [])] };
  return isSmaller ? { ...redrawn, original: drawing.original, ...common } : { ...made, ...common };
};

/** Milliseconds of CPU that work on one image may still take in this process, counted from now. */
const workClock = ({ milliseconds }: Limits) => {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return milliseconds - (user + system) / 1000;
  };
};

type MakeJob = RenderJob & { file: Buffer; started: number; limits: Limits; gainMapPlan: GainMapPlan | undefined };

const make = async (
  bytes: Buffer,
  { file, started, limits, gainMapPlan, ...job }: MakeJob,
  budget: EncodeBudget,
): Promise<Derivative> => {
  const { variant, original, format } = job;
  const { size } = job.plan;
  const gainMap = gainMapPlan && (await renderGainMap(gainMapPlan));
  const pixels = await render(bytes, job);
  const decoded = performance.now();
  const passthrough = limits.ownBytes === false ? undefined : passthroughOf(file, { variant, original, size });
  const rights = variant.metadata === 'copyright' ? readRights(file) : undefined;
  const encoding = { variant, original, format, originalBytes: bytes.length, passthrough, rights, gainMap };
  const { best, made, seen, note } = await encode(pixels, encoding, budget);
  const encoded = performance.now();
  const candidates = await candidatesOf({ made, best, pixels }, variant, budget);
  const took = {
    decode: decoded - started,
    encode: encoded - decoded,
    ...(variant.explain && { score: performance.now() - encoded }),
  };
  const derivative = {
    bytes: best.bytes,
    type: containerOf(best.format).type,
    size: best.size ?? size,
    original,
    plan: job.plan,
    took,
  };
  return { ...derivative, candidates, seen, ...(best.gainMap && { gainMap: true }), ...(note && { note }) };
};
