import { Underivable } from '../../errors.ts';
import { analyzeContent, type ImageContent } from '../analysis/content.ts';
import type { Pixels } from '../pixels/pixels.ts';
import type { EncodeBudget } from './budget.ts';
import { type Chosen, chooseEncodings } from './choose/choose-encodings.ts';
import { isPromising } from './choose/rank-encodings.ts';
import { sameFormat } from './choose/same-format.ts';
import type { EncodeJob } from './encode-job.ts';
import { encodeWithin } from './encode-within.ts';
import { type Encoded, rowOf, smallestOf } from './encodings.ts';
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
  const hurried = budget.left() < hurry;
  const content = analyzeContent(pixels, job);
  const write = writerOf(pixels, { ...job, ...content, cs: job.variant.cs, hurried });
  const chosen = await chooseEncodings(pixels, job, { content, hurried, write });
  const encoding = { pixels, job, budget, write };
  const made = await encodeChosen(chosen, encoding);
  made.push(...(await encodeSameFormat(chosen, made, { ...encoding, content })));
  const smallest = smallestOf(made);
  const best = await fitWithFewerPixels(made, pixels, { ...job, ...content, budget });
  const level = Math.round(firstLevel(chosen));
  return { best, made: best === smallest ? made : [...made, best], seen: { ...content, level, hurried } };
};

/** What was chosen, and the passthrough; of several, as many as there is time for. */
const encodeChosen = async (chosen: Chosen[], encoding: EncodeTo): Promise<Encoded[]> => {
  const { job, budget } = encoding;
  const made = job.passthrough ? [job.passthrough] : [];
  for (const each of chosen) {
    if (made.length > 0 && budget.left() < hurry) break;
    made.push(await encodeTo(each, encoding));
  }
  return made;
};

/** The original's own format, where that was not chosen and may need fewer bytes than what was made. */
const encodeSameFormat = async (
  chosen: Chosen[],
  made: Encoded[],
  { content, ...encoding }: EncodeTo & { content: ImageContent },
): Promise<Encoded[]> => {
  const { pixels, job, write } = encoding;
  const seen = { ...content, area: areaOf(pixels), transparent: pixels.channels % 2 === 0 };
  const same = sameFormat(smallestOf(made), job, seen);
  if (!same || chosen.some((each) => each.encoding === same.encoding)) return [];
  const isTried = same.isSure || (await isPromising(pixels, same, { ...job, write, content }));
  return isTried ? [await encodeTo({ encoding: same.encoding, level: firstLevel(chosen) }, encoding)] : [];
};

const firstLevel = ([first]: Chosen[]): number => first?.level ?? usual;

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
