import type { Variant } from '../../../query/parameters.ts';
import type { ImageContent } from '../../analysis/content.ts';
import { type Grid, type Sample, sampleOf } from '../../analysis/sample.ts';
import { reference, score } from '../../analysis/ssimulacra2.ts';
import type { Encoding } from '../../formats/registry.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { sharp } from '../../sharp.ts';
import { rowOf } from '../encodings.ts';
import { isPromised, levelOf, levelShifted, promisedScore, qualityAt, usual } from '../quality.ts';
import { areaOf, type Write, writerOf } from '../writer.ts';
import { bandsOf, clipOf } from './clip.ts';

/** An encoding, the level at which it looks as asked, and its share of the smallest one's bytes. */
export type Ranked = { encoding: Encoding; level: number; ratio: number; file?: Whole };

/** All pixels as they were encoded to be compared, and at which level. */
export type Whole = { bytes: Buffer; level: number };

type RankJob = { variant: Variant; write: Write; content: ImageContent };

/** Encodings of a still or moving image by the bytes that they are expected to need at the same look, the smallest first. */
export const rankEncodings = async (pixels: Pixels, encodings: Encoding[], given: RankJob): Promise<Ranked[]> => {
  const [first] = encodings;
  if (first && isSettled(first, pixels, given.content))
    return [{ encoding: first, level: levelAsked(given.variant.q), ratio: 1 }];
  const job = { ...given, write: onceForEach(given.write) };
  const isSampled = job.content.opaque && pixels.frames === 1;
  const clear = await (isSampled ? clearlySmallest(pixels, encodings, job) : clearlyAvif(pixels, encodings, job));
  if (clear) return [{ ...clear, ratio: 1 }];
  const found = await (isSampled ? rankOnTiles(pixels, encodings, job) : rankOnClip(pixels, encodings, job));
  const least = Math.min(...found.map(({ bytes }) => bytes));
  return found
    .map(({ bytes, ...rest }) => ({ ...rest, ratio: bytes / least }))
    .sort((one, other) => one.ratio - other.ratio);
};

// In smaller files AVIF's boxes, of 290 bytes, decide.
const manyPixels = 12_000;

// Above, AVIF's encoder takes less care, and WebP writes graphics smaller.
const graphicPixels = 600_000;

/**
 * AVIF needs the fewest bytes of what is opaque, has colors and is not mostly flat. At the same look it was the smallest of 115 photographs,
 * screenshots and drawings from 12,000 to 900,000 pixels by 4 % or more, and of 29 graphics up to 600,000 by 1 % or more; in
 * larger ones WebP needs up to a quarter less. Comparing would only cost.
 */
const isSettled = (
  encoding: Encoding,
  pixels: Pixels,
  { opaque, graphic, flat, gray, moves }: ImageContent,
): boolean => {
  const area = areaOf(pixels);
  const isKnown = !graphic || (!flat && area <= graphicPixels);
  return encoding === 'avif' && opaque && isKnown && !gray && !moves && area > manyPixels;
};

/** An encoder that makes each file once: what is looked at again is not written again. */
const onceForEach = (write: Write): Write => {
  const made = new Map<string, Promise<Buffer>>();
  return (encoding, loss, sample) => {
    const name = [encoding, loss.quality, sample?.width, sample?.height].join();
    const file = made.get(name) ?? write(encoding, loss, sample);
    made.set(name, file);
    return file;
  };
};

// How many times the bytes of the likeliest encoding the others must need on a few tiles, lossy ones at levels that usually look
// alike. What is nearer is compared by its look, which costs more than an encode. Lossless encoders find on the whole what
// repeats across tiles: a page of ruled lines needs 2.0 times AVIF's bytes there, and 0.94 times as a whole.
const clearly = { lossy: 1.12, lossless: 2.5 };
const fewTiles: { grid: Grid; tile: number } = { grid: [2, 3], tile: 64 };

/** The likeliest encoding (encodingsOf has it first) where a few tiles leave no doubt that it is the smallest. */
const clearlySmallest = async (
  pixels: Pixels,
  encodings: Encoding[],
  { variant, write }: RankJob,
): Promise<Omit<Ranked, 'ratio'> | undefined> => {
  const sample = sampleOf(pixels, fewTiles);
  const level = levelAsked(variant.q);
  const tried = encodings.map(async (encoding) => {
    const { scale } = rowOf(encoding);
    const bytes = await write(encoding, { quality: scale ? qualityAt(level, scale) : 100 }, sample);
    const needed = Math.max(1, bytes.length - (header[encoding] ?? 0)) / clearly[scale ? 'lossy' : 'lossless'];
    return { encoding, bytes, needed };
  });
  const [first, ...others] = await Promise.all(tried);
  if (!first || others.some(({ needed }) => needed <= first.needed * clearly.lossy)) return undefined;
  const { encoding, bytes } = first;
  return { encoding, level, ...(sample.whole && !pixels.profile && { file: { bytes, level } }) };
};

// How many times AVIF's bytes the bands of a picture with alpha must need as WebP, so that it need not be tried on all: of 143 photographs
// and drawings behind seven masks, bands said up to 1.3 where the whole needed less than AVIF. Soft edges repeat across bands.
const clearlyMore = 1.4;

/** AVIF of a whole image with alpha, where a part of it leaves no doubt that WebP, which is all else that is likely, needs more. */
const clearlyAvif = async (
  pixels: Pixels,
  [first, second, ...others]: Encoding[],
  { variant, write, content }: RankJob,
): Promise<Omit<Ranked, 'ratio'> | undefined> => {
  const isPair = first === 'avif' && second === 'webp' && others.length === 0;
  if (!isPair || pixels.profile || areaOf(clipOf(pixels)) < areaOf(pixels)) return undefined;
  const level = levelAsked(variant.q);
  const bands = bandsOf(pixels);
  const writeBands = writerOf(bands, { ...content, cs: undefined, hurried: false });
  const [bytes, part] = await Promise.all([
    write(first, { quality: qualityAt(level, first) }),
    writeBands(second, { quality: qualityAt(level, second) }),
  ]);
  const needed = (part.length * areaOf(pixels)) / areaOf(bands);
  return needed > clearlyMore * bytes.length ? { encoding: first, level, file: { bytes, level } } : undefined;
};

// What repeats across the image repeats less on tiles: a whole needs fewer bytes of a lossless encoder than they say.
const seamless = 0.8;

type Expected = Omit<Ranked, 'ratio'> & { bytes: number };

// Small tiles see more places. More of them judge better, but cost as much as the encode of a small image; what is drawn
// differs more from place to place than a photograph.
const sampling = {
  photograph: { grid: [3, 4], tile: 64 },
  graphic: { grid: [5, 6], tile: 64 },
} satisfies { [kind: string]: { grid: Grid; tile: number } };

// Of the logarithm of bytes, for one point of the score: an eighth more bytes for three points, in every lossy format.
const perPoint = 0.04;

// Bytes of a file with next to no pixels, which a sample has as the whole does.
const header: { [encoding in Encoding]?: number } = { jpeg: 350, baseline: 350, avif: 290 };
// A GIF's palette, of an animation.
const palette = 780;

// So many points from the target, a look says too little of the bytes there: what comes near the best is tried again, nearer.
const far = 3;
const doubtful = 1.3;
// How far beyond the second try its line with the first one is believed.
const beyond = 1.2;
// What looks so nearly as asked is sent as it is, where all pixels were tried.
const asAsked = 0.75;

const rankOnTiles = async (pixels: Pixels, encodings: Encoding[], job: RankJob): Promise<Expected[]> => {
  const sample = sampleOf(pixels, sampling[job.content.graphic ? 'graphic' : 'photograph']);
  const level = levelAsked(job.variant.q);
  const trial = { sample, write: job.write, share: areaOf(pixels) / (sample.width * sample.height) };
  const trying = Promise.all(encodings.map((encoding) => tryOn(encoding, level, trial)));
  const known = reference(sample, true);
  const tried = await trying;
  const judge = (rgb: Buffer) => score(known, rgb);
  const jpeg = tried.find(({ encoding }) => encoding === 'jpeg' || encoding === 'baseline');
  const target = isPromised(job.variant.q)
    ? promisedScore(job.variant.q, sample.whole)
    : judge((jpeg ?? (await tryOn('baseline', level, trial))).rgb ?? sample.rgb);
  const look = (each: Tried): Looked => aimed({ ...each, missing: each.rgb ? target - judge(each.rgb) : 0 });
  const first = tried.map(look);
  const least = Math.min(...first.map(({ aim }) => aim.bytes));
  const nearer = first.map(async (each) => {
    if (Math.abs(each.missing) < far || each.aim.bytes > doubtful * least) return each;
    return between(each, look(await tryOn(each.encoding, each.aim.level, trial)));
  });
  const isFile = sample.whole && !pixels.profile;
  return (await Promise.all(nearer)).map(({ encoding, file, level, missing, aim }) => ({
    encoding,
    ...aim,
    ...(isFile && Math.abs(missing) < asAsked && { file: { bytes: file, level } }),
  }));
};

type Trial = { sample: Sample; write: Write; share: number };

/** A sample encoded, and how it looks then, where that is not the same; `share` is how often the sample is in the whole. */
type Tried = { encoding: Encoding; level: number; file: Buffer; rgb: Buffer | undefined; share: number };

const tryOn = async (encoding: Encoding, level: number, { sample, write, share }: Trial): Promise<Tried> => {
  const { scale } = rowOf(encoding);
  const file = await write(encoding, { quality: scale ? qualityAt(level, scale) : 100 }, sample);
  const rgb = scale && (await sharp(file).toColorspace('srgb').raw().toBuffer());
  return { encoding, level, file, rgb, share };
};

/** A sample that was looked at: points that are missing to the target, and what all pixels are expected to need to reach it. */
type Looked = Tried & { missing: number; aim: { level: number; bytes: number } };

const aimed = (each: Tried & { missing: number }): Looked => {
  const { encoding, file, rgb, share, level, missing } = each;
  const fixed = header[encoding] ?? 0;
  const seams = rgb || share === 1 ? 1 : seamless;
  const bytes = Math.max(1, file.length - fixed) * share * seams * Math.exp(perPoint * missing) + fixed;
  return { ...each, aim: { bytes, level: rgb ? levelShifted(level, missing) : level } };
};

/** What two tries say together: level and logarithm of bytes are on a line through them. */
const between = (first: Looked, second: Looked): Looked => {
  const gained = first.missing - second.missing;
  const way = gained / first.missing > 0.1 ? Math.min(beyond, first.missing / gained) : 1;
  const [one, other] = [measured(first), measured(second)];
  const level = first.level + way * (second.level - first.level);
  return { ...second, aim: { level, bytes: Math.exp(one + way * (other - one)) } };
};

/** The logarithm of the bytes that all pixels need at the level that was tried. */
const measured = ({ aim, missing }: Looked) => Math.log(aim.bytes) - perPoint * missing;

const levelAsked = (q: Variant['q']) => (isPromised(q) ? levelOf(q) : (q ?? usual));

// Of the bytes that an animation needs in another format: what a few of its frames need more than that is not tried on all.
const promising = 1.1;

/** Whether an animation may need fewer bytes in another encoding, as a part of a few frames tells. */
export const isPromising = async (
  pixels: Pixels,
  { encoding, against }: { encoding: Encoding; against: Encoding | undefined },
  job: RankJob,
): Promise<boolean> => {
  if (!against) return true;
  const [own, best] = await rankOnClip(pixels, [encoding, against], job);
  return !own || !best || own.bytes <= promising * best.bytes;
};

/** Alpha and motion count here, which the metric does not see: levels are taken as they usually look. */
const rankOnClip = async (pixels: Pixels, encodings: Encoding[], job: RankJob): Promise<Expected[]> => {
  const clip = clipOf(pixels);
  const isWhole = areaOf(clip) === areaOf(pixels) && !pixels.profile;
  const level = levelAsked(job.variant.q);
  // The least effort takes as much more of AVIF's bytes as of WebP's; of lossless ones and of GIF's it does not.
  const hurried = !job.content.moves && !job.content.flat;
  const ofClip = () => writerOf(clip, { ...job.content, cs: undefined, hurried });
  const write = isWhole ? job.write : ofClip();
  const share = areaOf(pixels) / areaOf(clip);
  return Promise.all(
    encodings.map(async (encoding) => {
      const { scale } = rowOf(encoding);
      const file = await write(encoding, { quality: scale ? qualityAt(level, scale) : 100 });
      const fixed = encoding === 'gif' ? Math.min(file.length, palette) : 0;
      const bytes = (file.length - fixed) * share + fixed;
      return { encoding, level, bytes, ...(isWhole && { file: { bytes: file, level } }) };
    }),
  );
};
