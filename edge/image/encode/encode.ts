import type { Sharp } from 'sharp';
import { Underivable } from '../../errors.ts';
import type { Variant } from '../../query/parameters.ts';
import { analyzeContent, type ImageContent } from '../analysis/content.ts';
import type { Sample } from '../analysis/sample.ts';
import type { OriginalImage } from '../describe.ts';
import { containerOf, type Encoding, type Format } from '../formats/registry.ts';
import { writeTiff } from '../formats/tiff/write.ts';
import type { Pixels } from '../pixels/pixels.ts';
import { sharp } from '../sharp.ts';
import { encodingsOf } from './choose-format.ts';
import { type Encoded, effortOf, rowOf } from './encodings.ts';
import { withGainMap } from './gain-map.ts';
import { floor, isPromised, levelOf, qualityAt, search, usual } from './quality.ts';
import { type Rights, withRights } from './rights.ts';

/** What an answer may cost. */
export type Budget = {
  /** Most bytes of the result. */
  bytes: number;
  /** Milliseconds left until the answer must be out, by the wall clock. */
  left: () => number;
};

/** The same, with the second clock: milliseconds of CPU that work on this image may still take. */
export type EncodeBudget = Budget & { workLeft: () => number };

/** What encoding must know besides the pixels. */
export type EncodeJob = {
  variant: Variant;
  original: OriginalImage;
  /** Of the derivative, as far as pixels depend on it. */
  format: Format;
  /** Of the file. */
  originalBytes: number;
  /** The original without its metadata, where it is the very image that is asked for. */
  passthrough?: Encoded | undefined;
  rights?: Rights | undefined;
  /** The gain map that the derivative keeps. */
  gainMap?: Buffer | undefined;
};

/** What decided which encodings were tried, and how hard: the pixels, the level on JPEG's scale, the answer's deadline. */
export type EncodeChoice = ImageContent & { level: number; hurried: boolean };

/** The smallest, and what it was compared with. */
type Best = Made & { note?: Note };

/** All that was made, the best of it first named. */
type Made = { best: Encoded; made: Encoded[]; seen: EncodeChoice };

/** What of a variant could not be had. */
export type Note =
  | 'still'
  | 'incomplete'
  | 'over-max-bytes'
  | 'hurried'
  | 'removed-from-svg'
  | 'unsupported-svg-feature';

// An encode is not begun with less time than this: the answer still has to travel.
const reserve = 1500;
// With less than this, the cheapest way is taken, and only one.
const hurry = 3000;

/**
 * Pixels -> bytes: of the ways that the viewer can show, the one with the fewest bytes at the quality asked; the original
 * passthrough is one of them. Throws Underivable: over the limit, or out of time.
 */
export const encode = async (pixels: Pixels, job: EncodeJob, budget: EncodeBudget): Promise<Best> => {
  const made = await encodeKeepingGainMap(pixels, job, budget);
  const { best } = made;
  if (best.bytes.length > budget.bytes)
    throw new Underivable('over-the-limit', `${best.bytes.length} bytes of ${best.format}`);
  await verify(best, pixels);
  // Whatever else is amiss, a calmer request makes another one.
  const note = made.seen.hurried ? 'hurried' : noteOf(best, pixels, job);
  return { ...made, ...(note && { note }) };
};

/**
 * An image with its gain map is not compared with others: they would all be smaller, and all be less than what was asked.
 * Only where no quality makes it small enough does the map go, and quality comes back.
 */
const encodeKeepingGainMap = async (
  pixels: Pixels,
  { gainMap, ...job }: EncodeJob,
  budget: EncodeBudget,
): Promise<Made> => {
  if (!gainMap || budget.left() < hurry) return smallest(pixels, job, budget);
  const { passthrough } = job;
  const withMap = passthrough && { ...passthrough, bytes: withGainMap(passthrough.bytes, gainMap) };
  const kept = await smallest(pixels, { ...job, passthrough: withMap, gainMap }, budget);
  if (kept.best.bytes.length > mostOf(job, budget)) return smallest(pixels, job, budget);
  return { ...kept, best: { ...kept.best, gainMap: true } };
};

/** The bytes that may be, and those that were asked. */
const mostOf = ({ variant }: EncodeJob, { bytes }: EncodeBudget) => Math.min(bytes, variant['max-bytes'] ?? bytes);

const smallest = async (pixels: Pixels, job: EncodeJob, budget: EncodeBudget): Promise<Made> => {
  const { variant, passthrough, gainMap } = job;
  const hurried = budget.left() < hurry;
  const seen = analyzeContent(pixels);
  const ways = encodingsOf(job, { ...seen, area: areaOf(pixels), hurried });
  const encodings = gainMap ? ways.filter((encoding) => rowOf(encoding).format === 'jpeg') : ways;
  const write = writer(pixels, job, { hurried, opaque: seen.opaque });
  const level = await levelFor(pixels, variant.q, { encodings, write, hurried });
  const made = passthrough ? [passthrough] : [];
  for (const encoding of encodings) {
    if (made.length > 0 && budget.left() < hurry) break;
    made.push(await shrunk(encoding, level, { pixels, job, budget, write }));
  }
  const best = made.reduce((best, other) => (other.bytes.length < best.bytes.length ? other : best));
  return { best, made, seen: { ...seen, level: Math.round(level), hurried } };
};

const areaOf = ({ width, height, frames }: Pixels) => width * height * frames;

/** Encodes pixels, or a sample of them as if it were all. */
type Write = (encoding: Encoding, quality: number, sample?: Sample) => Promise<Buffer>;

const writer = (
  pixels: Pixels,
  { variant, rights, gainMap }: EncodeJob,
  { hurried, opaque }: { hurried: boolean; opaque: boolean },
): Write => {
  const { frames, delays, loop } = pixels;
  const motion = frames > 1 ? { delay: delays, loop } : {};
  return async (encoding, quality, sample) => {
    const { write } = rowOf(encoding);
    const effort = effortOf(encoding, areaOf(pixels), hurried);
    if (sample) return write(open(sample.rgb, { ...sample, channels: 3 }), { quality, effort, motion: {} }).toBuffer();
    const whole = imageOf(pixels, variant.cs);
    // Alpha that says nothing costs bytes, and a lossy encoder makes a haze of it.
    const image = write(opaque && frames === 1 ? whole.removeAlpha() : whole, { quality, effort, motion });
    const bytes = await (rights ? withRights(image, rights) : image).toBuffer();
    return gainMap ? withGainMap(bytes, gainMap) : bytes;
  };
};

type Raw = { width: number; height: number; channels: Pixels['channels']; pageHeight?: number };

const open = (bytes: Buffer, { width, height, channels, pageHeight }: Raw) =>
  sharp(bytes, { raw: { width, height, channels, ...(pageHeight && { pageHeight }) }, limitInputPixels: false });

const imageOf = (pixels: Pixels, cs: Variant['cs']): Sharp => {
  const { bytes, width, height, channels, frames, profile } = pixels;
  if (!profile)
    return open(bytes, { width, height: height * frames, channels, ...(frames > 1 && { pageHeight: height }) });
  const image = sharp(writeTiff(pixels, profile), { limitInputPixels: false });
  return cs === 'p3' ? image.withIccProfile('p3') : image.keepIccProfile();
};

type Ways = { encodings: Encoding[]; write: Write; hurried: boolean };

/** The level asked for; of a word, the one that keeps its promise for these pixels in the first lossy encoding. */
const levelFor = async (pixels: Pixels, q: Variant['q'], { encodings, write, hurried }: Ways): Promise<number> => {
  if (!isPromised(q)) return q ?? usual;
  const encoding = encodings.find((encoding) => rowOf(encoding).scale);
  const scale = encoding && rowOf(encoding).scale;
  if (!encoding || !scale || hurried) return levelOf(q);
  return search(pixels, q, {
    format: scale,
    encode: (sample, quality) => write(encoding, quality, sample),
    decode: (bytes) => sharp(bytes).toColorspace('srgb').raw().toBuffer(),
  });
};

type Making = { pixels: Pixels; job: EncodeJob; budget: EncodeBudget; write: Write };

/**
 * At the level, then lower by as much as the last try was over (imgproxy's way), down to the floor: to the bytes that are
 * allowed, and to those of the original.
 */
const shrunk = async (encoding: Encoding, level: number, { pixels, job, budget, write }: Making): Promise<Encoded> => {
  const { format, scale } = rowOf(encoding);
  const most = Math.min(mostOf(job, budget), originalSizeCap(pixels, job, format));
  const native = (level: number) => (scale ? qualityAt(level, scale) : level);
  const least = native(floor);
  let quality = scale || (encoding === 'png8' && job.variant.q !== undefined) ? native(level) : 100;
  for (;;) {
    if (budget.left() < reserve) throw new Underivable('out-of-time', `${budget.left()} ms left`);
    const bytes = await write(encoding, quality);
    if (bytes.length <= most || quality <= least || rowOf(encoding).exact)
      return { bytes, format, encoding, ...(scale && { quality }) };
    quality = Math.max(least, Math.floor(quality * Math.min(0.9, Math.sqrt(most / bytes.length))));
  }
};

// In smaller files headers weigh more than pixels.
const fewBytes = 5000;

/**
 * Bytes of the original, where more could only repeat what it has lost passthrough: no number is asked for, the image grows no
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

/** Reads the header of what is about to be answered. Throws Underivable: not the size that was planned. */
const verify = async ({ bytes }: Encoded, pixels: Pixels): Promise<void> => {
  const { width, height, pageHeight = height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width !== pixels.width || pageHeight !== pixels.height)
    throw new Underivable('fault', `made ${width} x ${pageHeight}, not ${pixels.width} x ${pixels.height}`);
};

const noteOf = ({ bytes }: Encoded, { frames }: Pixels, { variant, original }: EncodeJob): Note | undefined => {
  const asked = variant['max-bytes'] ?? Number.POSITIVE_INFINITY;
  // A frame of its own is what was asked for, if there is more than the first to be had.
  const isFrameMissing = original.frames === 1 && (variant.frame ?? 1) > 1;
  const isStill = original.animated && frames === 1 && variant.anim !== false;
  if (isStill && (variant.frame === undefined || isFrameMissing)) return 'still';
  if (original.incomplete && frames > 1) return 'incomplete';
  return bytes.length > asked ? 'over-max-bytes' : undefined;
};
