import { Underivable } from '../../errors.ts';
import { analyzeContent, type ImageContent } from '../analysis/content.ts';
import type { Pixels } from '../pixels/pixels.ts';
import type { EncodeBudget } from './budget.ts';
import { type Chosen, chooseEncodings } from './choose/choose-encodings.ts';
import { ownRival } from './choose/own-rival.ts';
import { isPromising } from './choose/rank-encodings.ts';
import type { EncodeJob } from './encode-job.ts';
import { encodeWithin } from './encode-within.ts';
import { type Encoded, rowOf } from './encodings.ts';
import { fitWithFewerPixels } from './fewer-pixels.ts';
import { withGainMap } from './gain-map.ts';
import { mostOf, originalSizeCap } from './most-bytes.ts';
import { qualityAt, usual } from './quality.ts';
import { type Note, noteOf, verify } from './verify.ts';
import { areaOf, type Write, writerOf } from './writer.ts';

/** What decided which encodings were tried, and how hard: the pixels, the level on JPEG's scale, the answer's deadline. */
export type EncodeChoice = ImageContent & { level: number; hurried: boolean };

/** All that was encoded, and the best of it. */
export type EncodeResult = { best: Encoded; made: Encoded[]; seen: EncodeChoice; note?: Note };

/** With less than this (ms) until the answer must be out, the cheapest encoding is taken, and only one. */
export const hurry = 3000;

/**
 * Pixels -> bytes: of the encodings that the viewer can show, the one with the fewest bytes at the quality asked; the
 * original itself is one of them. Throws Underivable: over the limit, or out of time.
 */
export const encode = async (pixels: Pixels, job: EncodeJob, budget: EncodeBudget): Promise<EncodeResult> => {
  const result = await encodeKeepingGainMap(pixels, job, budget);
  const { best } = result;
  if (best.bytes.length > budget.bytes)
    throw new Underivable('over-the-limit', `${best.bytes.length} bytes of ${best.format}`);
  verify(best, best.size ?? pixels);
  // Whatever else is missing, a request with more time makes another one.
  const note = result.seen.hurried ? 'hurried' : noteOf(best, pixels.frames, job);
  return { ...result, ...(note && { note }) };
};

/**
 * An image with its gain map is not compared with other formats: they would all be smaller, and all be less than what was
 * asked. Only where no quality makes it small enough is the map dropped, and quality comes back.
 */
const encodeKeepingGainMap = async (
  pixels: Pixels,
  { gainMap, ...job }: EncodeJob,
  budget: EncodeBudget,
): Promise<EncodeResult> => {
  if (!gainMap || budget.left() < hurry) return encodeSmallest(pixels, job, budget);
  const { passthrough } = job;
  const withMap = passthrough && { ...passthrough, bytes: withGainMap(passthrough.bytes, gainMap) };
  const kept = await encodeSmallest(pixels, { ...job, passthrough: withMap, gainMap }, budget);
  if (kept.best.size || kept.best.bytes.length > mostOf(job, budget)) return encodeSmallest(pixels, job, budget);
  return { ...kept, best: { ...kept.best, gainMap: true } };
};

const encodeSmallest = async (pixels: Pixels, job: EncodeJob, budget: EncodeBudget): Promise<EncodeResult> => {
  const { passthrough } = job;
  const hurried = budget.left() < hurry;
  const content = analyzeContent(pixels, job);
  const { cs } = job.variant;
  const write = writerOf(pixels, { ...job, ...content, cs, hurried });
  const ranked = await chooseEncodings(pixels, job, { content, hurried, write });
  const made = passthrough ? [passthrough] : [];
  for (const chosen of ranked) {
    if (made.length > 0 && budget.left() < hurry) break;
    made.push(await encodeTo(chosen, { pixels, job, budget, write }));
  }
  const area = areaOf(pixels);
  const rival = ownRival(smallestOf(made), job, { ...content, area, transparent: pixels.channels % 2 === 0 });
  const isTried = ranked.some(({ encoding }) => encoding === rival?.encoding);
  if (rival && !isTried && (rival.isSure || (await isPromising(pixels, rival, { ...job, write, content }))))
    made.push(
      await encodeTo({ encoding: rival.encoding, level: ranked[0]?.level ?? usual }, { pixels, job, budget, write }),
    );
  const smallest = smallestOf(made);
  const fitting = await fitWithFewerPixels(smallest, pixels, { ...job, ...content, budget });
  const level = Math.round(ranked[0]?.level ?? usual);
  return {
    best: fitting,
    made: fitting === smallest ? made : [...made, fitting],
    seen: { ...content, level, hurried },
  };
};

const smallestOf = ([first, ...others]: Encoded[]): Encoded => {
  if (!first) throw new Underivable('fault', 'no encoding for this image');
  return others.reduce((best, other) => (other.bytes.length < best.bytes.length ? other : best), first);
};

type EncodeTo = { pixels: Pixels; job: EncodeJob; budget: EncodeBudget; write: Write };

// The cap at the original's size is best effort: three more encodes are enough.
const triesForCap = 4;

/** To the bytes that are allowed, and to those of the original. */
const encodeTo = async (
  { encoding, level, file }: Chosen,
  { pixels, job, budget, write }: EncodeTo,
): Promise<Encoded> => {
  const most = mostOf(job, budget);
  const { format, scale } = rowOf(encoding);
  const cap = originalSizeCap(pixels, job, format);
  if (file && file.bytes.length <= Math.min(most, cap))
    return { bytes: file.bytes, format, encoding, ...(scale && { quality: qualityAt(file.level, scale) }) };
  return encodeWithin(encoding, level, {
    write,
    budget,
    most: Math.min(most, cap),
    atAnyPrice: most < budget.bytes,
    moves: pixels.frames > 1,
    ...(cap < most && { tries: triesForCap }),
  });
};
