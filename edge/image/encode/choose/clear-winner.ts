import type { Variant } from '../../../query/parameters.ts';
import type { ImageContent } from '../../analysis/content.ts';
import { type Grid, sampleOf } from '../../analysis/sample.ts';
import type { Encoding } from '../../formats/registry.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { rowOf } from '../encodings.ts';
import { isPromised, levelOf, qualityAt, usual } from '../quality.ts';
import { areaOf, type Write, writerOf } from '../writer.ts';
import { bandsOf, clipOf } from './clip.ts';

/** An encoding, the level at which it looks as asked, and its share of the smallest one's bytes. */
export type Ranked = { encoding: Encoding; level: number; ratio: number; file?: Whole };

/** All pixels as they were encoded to be compared, and at which level. */
export type Whole = { bytes: Buffer; level: number };

export type RankJob = { variant: Variant; write: Write; content: ImageContent };

// Bytes of a file with hardly any pixels: a sample has them too.
export const header: { [encoding in Encoding]?: number } = { jpeg: 350, baseline: 350, avif: 290 };
/**
 * The encoding that is certain to be the smallest, without comparing how any looks; undefined where that has to be compared. The likeliest
 * is the first of them (encodingsOf).
 */
export const clearWinner = async (pixels: Pixels, encodings: Encoding[], job: RankJob): Promise<Ranked | undefined> => {
  const [first] = encodings;
  if (first && isSettled(first, pixels, job.content))
    return { encoding: first, level: levelAsked(job.variant.q), ratio: 1 };
  const isSampled = job.content.opaque && pixels.frames === 1;
  const clear = await (isSampled ? clearlySmallest : clearlyAvif)(pixels, encodings, job);
  return clear && { ...clear, ratio: 1 };
};

// In smaller images AVIF's boxes of 290 bytes decide.
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

// How many times the bytes of the likeliest encoding the others must need on a few tiles, lossy ones at levels that usually look
// alike. What is nearer is compared by score, which costs more than an encode. Lossless encoders find in the whole image what
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

// How many times AVIF's bytes WebP must need, judged by bands of a picture with alpha, to be ruled out. Of 143 photographs and drawings behind
// seven masks, bands said up to 1.3 where the whole needed less than AVIF: soft edges repeat across bands.
const clearlyMore = 1.4;

/** AVIF of a whole image with alpha, where bands of it leave no doubt that WebP, the only other candidate, needs more. */
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

/** The level that is asked, or the usual one; for a named quality, the one that usually reaches it. */
export const levelAsked = (q: Variant['q']) => (isPromised(q) ? levelOf(q) : (q ?? usual));
