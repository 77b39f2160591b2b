import type { Variant } from '../query/parameters.ts';
import { measure } from './analysis/measure.ts';
import {
  afford,
  type Cost,
  costOfDecoding,
  costOfMaking,
  costOfMeasuring,
  framesDecoded,
  isAffordable,
} from './cost.ts';
import { decodable } from './decodable.ts';
import type { Derivative, Order } from './derivative.ts';
import { describe, type OriginalImage } from './describe.ts';
import { encodeDirectly } from './direct.ts';
import type { EncodeBudget } from './encode/budget.ts';
import { isAccepted } from './encode/choose/accepted.ts';
import { candidatesOf } from './encode/choose/candidates.ts';
import { chooseFormat, type Fact, facts, isFact } from './encode/choose/choose-format.ts';
import { encode } from './encode/encode.ts';
import type { EncodeJob } from './encode/encode-job.ts';
import type { Encoded } from './encode/encodings.ts';
import { type GainMapPlan, planGainMap, renderGainMap } from './encode/gain-map.ts';
import { readRights } from './encode/rights.ts';
import { longestSample } from './facts/thumbnail.ts';
import type { Probe } from './formats/probe.ts';
import { containerOf, type Format, framesIn } from './formats/registry.ts';
import { framesOf, isResized, type Plan, planGeometry } from './geometry/plan.ts';
import type { Limits } from './limits.ts';
import { releaseMemory } from './memory.ts';
import { passthroughOf } from './passthrough.ts';
import { type RenderJob, render } from './pipeline.ts';
import { asDrawing } from './svg/drawing.ts';

/** Work that is ready to begin in this process, and its estimate; `uncertain` where that may be far too low. */
export type Task = { cost: Cost; uncertain?: true; carryOut: () => Promise<Derivative> };

/** Everything but the work: reads the original's header, fixes every number. Throws Underivable. */
export const prepare = async (probe: Probe, order: Order): Promise<Task> => {
  const started = performance.now();
  const { variant, limits, mark } = order;
  const budget = { ...order.budget, workLeft: workClock(limits) };
  const original = await describe(probe, limits);
  const uncertain = 'tables' in original.colors ? ({ uncertain: true } as const) : {};
  const shown = framesOf(variant, original);
  const decoding = costOfDecoding(probe, framesDecoded({ ...shown, count: 1 }));
  const drawn = asDrawing(variant, original);
  if (drawn) return redrawing(probe, { variant: drawn, original }, { cost: decoding, most: budget.bytes });
  const { bytes, lacks } = await decodable(probe, original);
  const kept = keepsDrawing(variant) ? asDrawing({ ...variant, format: 'origin' }, original) : undefined;
  if (kept && lacks) return redrawing(probe, { variant: kept, original }, { cost: decoding, most: budget.bytes });
  const measuring = costOfMeasuring(probe, variant, shown);
  afford([measuring, decoding], limits);
  const measured = await measure(bytes, { variant, original, mark });
  const plan = planGeometry(variant, original, measured);
  const job = { variant, original, plan, mark: measured.mark };
  if (isFact(variant.format)) {
    const thumbnail = planGeometry(variant, original, { ...measured, longest: longestSample(original.format) });
    return {
      cost: decoding,
      ...uncertain,
      carryOut: describing(variant.format, bytes, { ...job, thumbnail, started, file: probe.file }),
    };
  }
  const { cost, format, gainMapPlan } = planEncoding(probe, job, { measuring, limits });
  const carryOut = async () => {
    const made = await make(bytes, { ...job, file: probe.file, format, started, limits, gainMapPlan }, budget);
    const note = made.note ?? lacks;
    const noted = note ? { ...made, note } : made;
    return kept ? smallerOf(noted, probe, { variant: kept, original }) : noted;
  };
  return { cost, ...uncertain, carryOut };
};

type PlannedJob = Omit<RenderJob, 'format'>;

type FactsJob = PlannedJob & { thumbnail: Plan; started: number; file: Buffer };

/** The facts of an original, as text. */
const describing =
  (fact: Fact, bytes: Buffer, { started, ...job }: FactsJob) =>
  async (): Promise<Derivative> => {
    const { describeFacts } = await import('./facts/facts.ts');
    const text = await describeFacts(fact, bytes, job);
    const { original, plan } = job;
    return {
      bytes: text,
      type: facts[fact],
      size: plan.size,
      original,
      plan,
      took: { facts: performance.now() - started },
    };
  };

/** The format of the pixels, the gain map that is kept beside them, and what all of it costs. Throws Underivable where that is too much. */
const planEncoding = (
  probe: Probe,
  job: PlannedJob,
  { measuring, limits }: { measuring: Cost; limits: Limits },
): { format: Format; gainMapPlan: GainMapPlan | undefined; cost: Cost } => {
  const { variant, original, plan } = job;
  const area = plan.size.width * plan.size.height;
  const format = chooseFormat(variant, { ...original, frames: plan.frames.count }, area);
  const frames = framesIn(format, plan.frames.count);
  const making = costOfMaking(variant, format, { pixels: area * frames, alpha: original.alpha });
  const decoded = framesDecoded({ ...plan.frames, count: frames });
  const stages = [measuring, costOfDecoding(probe, decoded), making];
  const gainMap = planGainMap(probe, { ...job, format }, limits);
  const gainMapPlan = gainMap && isAffordable([...stages, gainMap.cost], limits) ? gainMap : undefined;
  return { format, gainMapPlan, cost: afford(gainMapPlan ? [...stages, gainMapPlan.cost] : stages, limits) };
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
  const { variant, original, format, plan } = job;
  const { size } = plan;
  const gainMap = gainMapPlan && (await renderGainMap(gainMapPlan));
  const passthrough = limits.ownBytes === false ? undefined : passthroughOf(file, { variant, original, size });
  const rights = variant.metadata === 'copyright' ? readRights(file) : undefined;
  const resized = isResized(plan);
  const encodeJob = { variant, original, format, originalBytes: bytes.length, resized, passthrough, rights, gainMap };
  const stages = { job, encodeJob, budget, started };
  const { best, note, ...made } = (await makeDirectly(bytes, stages)) ?? (await makeFromPixels(bytes, stages));
  return {
    bytes: best.bytes,
    type: containerOf(best.format).type,
    size: best.size ?? size,
    original,
    plan,
    ...made,
    ...(best.gainMap && { gainMap: true }),
    ...(note && { note }),
  };
};

type Stages = { job: RenderJob; encodeJob: EncodeJob; budget: EncodeBudget; started: number };

type Made = Pick<Derivative, 'took' | 'candidates' | 'seen' | 'note'> & { best: Encoded };

/** Without pixels of its own, where nothing has to see them: decoding is part of the encoder's time. */
const makeDirectly = async (bytes: Buffer, { job, encodeJob, budget, started }: Stages): Promise<Made | undefined> => {
  const planned = performance.now();
  const result = await encodeDirectly(bytes, job, { job: encodeJob, budget });
  if (!result) return undefined;
  const { made, ...rest } = result;
  const took = { decode: planned - started, encode: performance.now() - planned };
  return { ...rest, candidates: await candidatesOf({ made, best: rest.best }, job.variant, budget), took };
};

const makeFromPixels = async (bytes: Buffer, { job, encodeJob, budget, started }: Stages): Promise<Made> => {
  const { variant } = job;
  const pixels = await render(bytes, job);
  const decoded = performance.now();
  const { made, ...rest } = await encode(pixels, encodeJob, budget);
  const encoded = performance.now();
  const candidates = await candidatesOf({ made, best: rest.best, pixels }, variant, budget);
  releaseMemory(pixels.bytes);
  const took = {
    decode: decoded - started,
    encode: encoded - decoded,
    ...(variant.explain && { score: performance.now() - encoded }),
  };
  return { ...rest, candidates, took };
};
