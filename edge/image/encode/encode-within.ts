import { Underivable } from '../../errors.ts';
import type { Encoding } from '../formats/registry.ts';
import type { EncodeBudget } from './budget.ts';
import { type Encoded, type Loss, rowOf } from './encodings.ts';
import { floor, qualityAt } from './quality.ts';
import type { Write } from './writer.ts';

/** How some pixels are encoded: by what, into how many bytes if possible, and at what cost. */
export type WithinJob = {
  write: Write;
  /** Bytes. */
  most: number;
  /** Encodes at most. */
  tries?: number;
  /** A smaller file is worth any loss of looks. */
  atAnyPrice: boolean;
  /** There are several frames: the ladder's steps for what differs between them count. */
  moves: boolean;
  budget: EncodeBudget;
};

// An encode is not begun with less time than this: the answer still has to travel.
const reserve = 1500;
// On one scale: two points tell where the limit is, the others are for what they miss; the last is the lowest quality.
const mostTries = 5;

/**
 * The first encode that fits, from the level downwards; the smallest of all if none does, since fewer colors or a lower
 * quality are not always fewer bytes. Throws Underivable where there is no time for one.
 */
export const encodeWithin = async (encoding: Encoding, level: number, job: WithinJob): Promise<Encoded> => {
  const { budget, most } = job;
  const { format, scale, ladder = [], lastSteps = [] } = rowOf(encoding);
  if (budget.left() < reserve) throw new Underivable('out-of-time', `${Math.round(budget.left())} ms left`);
  let work = 0;
  const encode = async (loss: Loss): Promise<Encoded> => {
    const before = budget.workLeft();
    const bytes = await job.write(encoding, loss);
    work = before - budget.workLeft();
    return { bytes, format, encoding, ...(scale && { quality: loss.quality }) };
  };
  // What is likely to exceed the limit of work is not begun.
  const canTry = () => budget.left() > reserve && budget.workLeft() > 1.5 * work;
  const tries = job.tries ?? mostTries;
  if (scale)
    return lowerQuality(encode, { from: qualityAt(level, scale), to: qualityAt(floor, scale), most, tries, canTry });
  const first = await encode({ quality: Math.round(level) });
  const all = job.atAnyPrice ? [...ladder, ...lastSteps] : ladder;
  const steps = job.moves ? all : all.filter((step, at) => losesMore(step, all[at - 1]));
  return descend(first, steps, { encode, most, canTry, retries: job.atAnyPrice });
};

/** Whether a step of a still image loses more than the one before it: nothing is lost between frames. */
const losesMore = ({ frameError: _, ...step }: Partial<Loss>, { frameError: __, ...before }: Partial<Loss> = {}) =>
  JSON.stringify(step) !== JSON.stringify(before);

type Encode = (loss: Loss) => Promise<Encoded>;
type Bounds = { from: number; to: number; most: number; tries: number; canTry: () => boolean };

const lowerQuality = async (encode: Encode, { from, to, most, tries, canTry }: Bounds): Promise<Encoded> => {
  let previous: Encoded | undefined;
  let last = await encode({ quality: from });
  let smallest = last;
  for (let tried = 1; tried < tries && last.bytes.length > most && canTry(); tried++) {
    const quality = last.quality ?? to;
    if (quality <= to) break;
    const next = Math.max(to, Math.min(quality - 1, tried === mostTries - 1 ? to : aim(previous, last, most)));
    previous = last;
    last = await encode({ quality: next });
    if (last.bytes.length < smallest.bytes.length) smallest = last;
  }
  return last.bytes.length <= most ? last : smallest;
};

/** The quality that should fit: as imgproxy reduces it; from the second try on by the line through two, in logarithms of bytes. */
const aim = (previous: Encoded | undefined, last: Encoded, most: number): number => {
  const [quality, bytes] = [last.quality ?? 0, last.bytes.length];
  const slope = previous && (Math.log(previous.bytes.length) - Math.log(bytes)) / ((previous.quality ?? 0) - quality);
  if (!slope || slope <= 0) return Math.floor(quality * Math.min(0.9, Math.sqrt(most / bytes)));
  return Math.floor(quality - Math.log(bytes / (0.98 * most)) / slope);
};

/** `retries`: steps that were skipped are tried where the one that fits is far below the limit. */
type Steps = { encode: Encode; most: number; canTry: () => boolean; retries: boolean };

// One step saves about this factor; where more is missing, steps are skipped.
const perStep = 1.4;

const descend = async (
  first: Encoded,
  ladder: Partial<Loss>[],
  { encode, most, canTry, retries }: Steps,
): Promise<Encoded> => {
  const encodeStep = (index: number) => encode({ quality: 100, ...ladder[index] });
  let smallest = first;
  let failed = -1;
  for (let index = 0; index < ladder.length && smallest.bytes.length > most && canTry(); ) {
    const next = await encodeStep(index);
    if (next.bytes.length < smallest.bytes.length) smallest = next;
    if (retries && next.bytes.length <= most) return retrySkipped(next, [failed, index], { encodeStep, most, canTry });
    if (index === ladder.length - 1) break;
    failed = index;
    const missing = Math.floor(Math.log(smallest.bytes.length / most) / Math.log(perStep));
    index = Math.min(index + Math.max(1, missing), ladder.length - 1);
  }
  return smallest;
};

type Skipping = Pick<Steps, 'most' | 'canTry'> & { encodeStep: (index: number) => Promise<Encoded> };

// The share of the limit below which too many steps were skipped.
const wellUsed = 0.6;

/** Of the steps that were skipped between one that was too large and one that fits, the one that loses least and fits. */
const retrySkipped = async (
  fitting: Encoded,
  [above, below]: [number, number],
  { encodeStep, most, canTry }: Skipping,
): Promise<Encoded> => {
  let best = fitting;
  let [failed, fits] = [above, below];
  while (fits - failed > 1 && best.bytes.length < wellUsed * most && canTry()) {
    const middle = Math.floor((failed + fits) / 2);
    const next = await encodeStep(middle);
    if (next.bytes.length > most) failed = middle;
    else [best, fits] = [next, middle];
  }
  return best;
};
