import { Underivable } from '../../errors.ts';
import { analyzeContent, type ImageContent } from '../analysis/content.ts';
import { containerOf, type Encoding, type Format } from '../formats/registry.ts';
import type { Size } from '../geometry/size.ts';
import type { Pixels } from '../pixels/pixels.ts';
import { isAccepted } from './accepted.ts';
import type { EncodeBudget } from './budget.ts';
import { chooseEncodings } from './choose-encodings.ts';
import type { EncodeJob } from './encode-job.ts';
import { encodeWithin } from './encode-within.ts';
import { type Encoded, rowOf } from './encodings.ts';
import { fitWithFewerPixels } from './fewer-pixels.ts';
import { withGainMap } from './gain-map.ts';
import { usual } from './quality.ts';
import { areaOf, type Write, writerOf } from './writer.ts';

/** What decided which encodings were tried, and how hard: the pixels, the level on JPEG's scale, the answer's deadline. */
export type EncodeChoice = ImageContent & { level: number; hurried: boolean };

/** All that was encoded, and the best of it. */
export type EncodeResult = { best: Encoded; made: Encoded[]; seen: EncodeChoice; note?: Note };

/** What of a variant could not be had. */
export type Note =
  | 'still'
  | 'incomplete'
  | 'over-max-bytes'
  | 'fewer-pixels'
  | 'hurried'
  | 'removed-from-svg'
  | 'unsupported-svg-feature';

// With less than this until the answer must be out, the cheapest encoding is taken, and only one.
const hurry = 3000;

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
  const note = result.seen.hurried ? 'hurried' : noteOf(best, pixels, job);
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

/** The bytes that may be, and those that were asked. */
const mostOf = ({ variant }: EncodeJob, { bytes }: EncodeBudget) => Math.min(bytes, variant['max-bytes'] ?? bytes);

const encodeSmallest = async (pixels: Pixels, job: EncodeJob, budget: EncodeBudget): Promise<EncodeResult> => {
  const { passthrough } = job;
  const hurried = budget.left() < hurry;
  const content = analyzeContent(pixels);
  const { cs } = job.variant;
  const write = writerOf(pixels, { ...job, cs, hurried, opaque: content.opaque });
  const ranked = await chooseEncodings(pixels, job, { content, hurried, write });
  const made = passthrough ? [passthrough] : [];
  for (const { encoding, level } of ranked) {
    if (made.length > 0 && budget.left() < hurry) break;
    made.push(await encodeTo(encoding, level, { pixels, job, budget, write }));
  }
  const own = ownEncoding(smallestOf(made), pixels, job);
  if (own && !ranked.some(({ encoding }) => encoding === own))
    made.push(await encodeTo(own, ranked[0]?.level ?? usual, { pixels, job, budget, write }));
  const smallest = smallestOf(made);
  const fitting = await fitWithFewerPixels(smallest, pixels, { ...job, opaque: content.opaque, budget });
  const level = Math.round(ranked[0]?.level ?? usual);
  return {
    best: fitting,
    made: fitting === smallest ? made : [...made, fitting],
    seen: { ...content, level, hurried },
  };
};

// Of the original's bytes for as many pixels. A derivative usually needs fewer: its original has more detail than it needs.
const usualShare = 0.75;
// Pixels of all frames, above which an encode more takes too long.
const cheap = 1_500_000;

/**
 * `format=auto` must not need more bytes than the original's own format, which a sample does not always tell: files that were
 * optimized for it, such as dithered GIFs. So where little is saved, that one is tried too.
 */
const ownEncoding = (
  best: Encoded,
  pixels: Pixels,
  { variant, original, originalBytes }: EncodeJob,
): Encoding | undefined => {
  if (variant.format !== 'auto' || best.format === original.format || areaOf(pixels) > cheap) return undefined;
  const share = areaOf(pixels) / (original.width * original.height * original.frames);
  if (best.bytes.length <= usualShare * share * originalBytes) return undefined;
  if (!isAccepted(original.format, variant)) return undefined;
  const isTransparent = pixels.channels % 2 === 0;
  if (original.format === 'jpeg') return isTransparent ? undefined : 'jpeg';
  return original.format === 'png' || original.format === 'gif' ? original.format : undefined;
};

const smallestOf = ([first, ...others]: Encoded[]): Encoded => {
  if (!first) throw new Underivable('fault', 'no encoding for this image');
  return others.reduce((best, other) => (other.bytes.length < best.bytes.length ? other : best), first);
};

type EncodeTo = { pixels: Pixels; job: EncodeJob; budget: EncodeBudget; write: Write };

// The cap at the original's size is best effort: three more encodes are enough.
const triesForCap = 4;

/** To the bytes that are allowed, and to those of the original. */
const encodeTo = (encoding: Encoding, level: number, { pixels, job, budget, write }: EncodeTo): Promise<Encoded> => {
  const most = mostOf(job, budget);
  const cap = originalSizeCap(pixels, job, rowOf(encoding).format);
  return encodeWithin(encoding, level, {
    write,
    budget,
    most: Math.min(most, cap),
    atAnyPrice: most < budget.bytes,
    ...(cap < most && { tries: triesForCap }),
  });
};

// In smaller files headers weigh more than pixels.
const fewBytes = 5000;

/**
 * Bytes of the original, where more could only repeat what it has lost itself: no number is asked for, the image grows no
 * larger, and the original is not there to be sent.
 */
const originalSizeCap = (
  pixels: Pixels,
  { variant, original, originalBytes, passthrough }: EncodeJob,
  format: Format,
): number => {
  const isLossy = [original.format, format].every((name) => containerOf(name).lossy);
  const isLarger = pixels.width * pixels.height > original.width * original.height;
  const isComparable = (isLossy || original.format === format) && originalBytes > fewBytes;
  const counts = !passthrough && !isLarger && isComparable && typeof variant.q !== 'number';
  return counts ? originalBytes : Number.POSITIVE_INFINITY;
};

/** Reads the encoder's output by our own header reader. Throws Underivable: not the planned size, or unreadable. */
const verify = ({ bytes, format }: Encoded, size: Size): void => {
  const { width, height, damage } = readHeader(bytes, format);
  if (damage) throw new Underivable('fault', `made a damaged ${format}: ${damage}`);
  if (width !== size.width || height !== size.height)
    throw new Underivable('fault', `made ${width} x ${height}, not ${size.width} x ${size.height}`);
};

const readHeader = (bytes: Buffer, format: Format) => {
  try {
    return containerOf(format).probe(bytes);
  } catch (error) {
    throw new Underivable('fault', `made an unreadable ${format}`, error);
  }
};

const noteOf = (best: Encoded, { frames }: Pixels, { variant, original }: EncodeJob): Note | undefined => {
  const asked = variant['max-bytes'] ?? Number.POSITIVE_INFINITY;
  if (best.bytes.length > asked) return 'over-max-bytes';
  if (best.size) return 'fewer-pixels';
  // A frame of its own is what was asked for, if there is more than the first to be had.
  const isFrameMissing = original.frames === 1 && (variant.frame ?? 1) > 1;
  const isStill = original.animated && frames === 1 && variant.anim !== false;
  if (isStill && (variant.frame === undefined || isFrameMissing)) return 'still';
  return original.incomplete && frames > 1 ? 'incomplete' : undefined;
};
