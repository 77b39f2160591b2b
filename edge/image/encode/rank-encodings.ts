import type { Variant } from '../../query/parameters.ts';
import { type Grid, type Sample, sampleOf } from '../analysis/sample.ts';
import { reference, score } from '../analysis/ssimulacra2.ts';
import type { Encoding } from '../formats/registry.ts';
import type { Pixels } from '../pixels/pixels.ts';
import { sharp } from '../sharp.ts';
import { clipOf } from './clip.ts';
import { rowOf } from './encodings.ts';
import { isPromised, levelOf, levelShifted, promisedScore, qualityAt, usual } from './quality.ts';
import { areaOf, type Write, writerOf } from './writer.ts';

/** An encoding, the level at which it looks as asked, and its share of the smallest one's bytes. */
export type Ranked = { encoding: Encoding; level: number; ratio: number };

type RankJob = { variant: Variant; write: Write; opaque: boolean; graphic: boolean };

/** Encodings of a still or moving image by the bytes that they are expected to need at the same look, the smallest first. */
export const rankEncodings = async (pixels: Pixels, encodings: Encoding[], job: RankJob): Promise<Ranked[]> => {
  const isSampled = job.opaque && pixels.frames === 1;
  const clear = isSampled ? await clearlySmallest(pixels, encodings, job) : undefined;
  if (clear) return [{ encoding: clear, level: levelAsked(job.variant.q), ratio: 1 }];
  const found = await (isSampled ? rankOnTiles(pixels, encodings, job) : rankOnClip(pixels, encodings, job));
  const least = Math.min(...found.map(({ bytes }) => bytes));
  return found
    .map(({ bytes, ...rest }) => ({ ...rest, ratio: bytes / least }))
    .sort((one, other) => one.ratio - other.ratio);
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
): Promise<Encoding | undefined> => {
  const sample = sampleOf(pixels, fewTiles);
  const level = levelAsked(variant.q);
  const needed = encodings.map(async (encoding) => {
    const { scale } = rowOf(encoding);
    const { length } = await write(encoding, { quality: scale ? qualityAt(level, scale) : 100 }, sample);
    return Math.max(1, length - (header[encoding] ?? 0)) / clearly[scale ? 'lossy' : 'lossless'];
  });
  const [first = 0, ...others] = await Promise.all(needed);
  return others.every((bytes) => bytes > first * clearly.lossy) ? encodings[0] : undefined;
};

// What repeats across the image repeats less on tiles: a whole needs fewer bytes of a lossless encoder than they say.
const seamless = 0.8;

type Expected = { encoding: Encoding; level: number; bytes: number };

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

const rankOnTiles = async (pixels: Pixels, encodings: Encoding[], job: RankJob): Promise<Expected[]> => {
  const { variant, write } = job;
  const sample = sampleOf(pixels, sampling[job.graphic ? 'graphic' : 'photograph']);
  const known = reference(sample, true);
  const level = levelAsked(variant.q);
  const share = areaOf(pixels) / (sample.width * sample.height);
  const judge = (rgb: Buffer) => score(known, rgb);
  const tried = await Promise.all(encodings.map((encoding) => tryOn(sample, encoding, { level, write })));
  const jpeg = tried.find(({ encoding }) => encoding === 'jpeg' || encoding === 'baseline');
  const target = isPromised(variant.q)
    ? promisedScore(variant.q, sample.whole)
    : judge((jpeg ?? (await tryOn(sample, 'baseline', { level, write }))).rgb ?? sample.rgb);
  return tried.map(({ encoding, bytes, rgb }) => {
    const missing = rgb ? target - judge(rgb) : 0;
    const fixed = header[encoding] ?? 0;
    const seams = rgb ? 1 : seamless;
    const scaled = Math.max(1, bytes - fixed) * share * seams * Math.exp(perPoint * missing);
    return { encoding, level: rgb ? levelShifted(level, missing) : level, bytes: scaled + fixed };
  });
};

const levelAsked = (q: Variant['q']) => (isPromised(q) ? levelOf(q) : (q ?? usual));

/** A sample encoded, and how it looks then, where that is not the same. */
const tryOn = async (sample: Sample, encoding: Encoding, { level, write }: { level: number; write: Write }) => {
  const { scale } = rowOf(encoding);
  const bytes = await write(encoding, { quality: scale ? qualityAt(level, scale) : 100 }, sample);
  const rgb = scale && (await sharp(bytes).toColorspace('srgb').raw().toBuffer());
  return { encoding, bytes: bytes.length, rgb };
};

/** Alpha and motion count here, which the metric does not see: levels are taken as they usually look. */
const rankOnClip = async (pixels: Pixels, encodings: Encoding[], { variant, opaque }: RankJob): Promise<Expected[]> => {
  const clip = clipOf(pixels);
  const level = levelAsked(variant.q);
  const write = writerOf(clip, { cs: undefined, hurried: false, opaque });
  return Promise.all(
    encodings.map(async (encoding) => {
      const { scale } = rowOf(encoding);
      const { length } = await write(encoding, { quality: scale ? qualityAt(level, scale) : 100 });
      return { encoding, level, bytes: length };
    }),
  );
};
