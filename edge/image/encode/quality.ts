import type { Variant } from '../../query/parameters.ts';
import { type Grid, type Sample, sampleOf } from '../analysis/sample.ts';
import { reference, score } from '../analysis/ssimulacra2.ts';
import { clamp } from '../geometry/size.ts';
import type { Pixels } from '../pixels/pixels.ts';

/** Formats that can throw something away. */
export type Lossy = 'jpeg' | 'webp' | 'avif';

// Levels that look alike: what JPEG calls 80 is 64 to AVIF. Mean SSIMULACRA 2 scores of 15 photographs at 400 and 1200
// pixels, encoded as here: `npm run study -- --levels` (test/study/results/levels.md).
const levels: ({ [format in Lossy]: number } & { score: number })[] = [
  { jpeg: 10, webp: 1, avif: 7, score: -6.6 },
  { jpeg: 20, webp: 11, avif: 28, score: 32.4 },
  { jpeg: 30, webp: 25, avif: 37, score: 47.7 },
  { jpeg: 40, webp: 38, avif: 43, score: 56.6 },
  { jpeg: 50, webp: 49, avif: 47, score: 62.3 },
  { jpeg: 60, webp: 60, avif: 51, score: 66.6 },
  { jpeg: 70, webp: 73, avif: 57, score: 71.5 },
  { jpeg: 80, webp: 82, avif: 64, score: 77.4 },
  { jpeg: 90, webp: 90, avif: 76, score: 83.8 },
  { jpeg: 100, webp: 100, avif: 94, score: 92.2 },
];

/** The quality when none is asked. It and every number in a URL are on JPEG's scale. */
export const usual = 75;

/** Below this level an image looks broken: bytes are saved down to here and no further. */
export const floor = 30;

/** A number of JPEG's scale -> the encoder's own that looks the same. */
export const qualityAt = (level: number, format: Lossy): number =>
  clamp(Math.round(read('jpeg', level, format)), 1, 100);

/** What the words of `q` promise: scores of SSIMULACRA 2 (90 can't be told apart, 70 is high quality, 50 medium). */
const promised = { 'auto-best': 80, auto: 68, 'auto-good': 68, 'auto-eco': 60, 'auto-low': 50 };

/** A word of `q`. */
export type Promised = keyof typeof promised;

/** Whether `q` is a word, not a number. */
export const isPromised = (q: Variant['q']): q is Promised => typeof q === 'string';

// A sample scores better than the whole does: the seams between tiles hide a little of what coarse scales would see.
const optimism = 1.1;

// Levels that a hard image may cost more than others. Past it the metric asks for what no quality gives back, such as the
// halved chroma of pure red petals: three times the bytes for nothing to be seen.
const mostAbove = 14;

/** The level of a word without looking at the image. */
export const levelOf = (word: Promised): number => read('score', promised[word], 'jpeg');

/** The score that a word promises, on a sample or on all pixels. */
export const promisedScore = (word: Promised, isWhole: boolean): number => promised[word] + (isWhole ? 0 : optimism);

/** The level that usually scores so much more or less. */
export const levelShifted = (level: number, score: number): number =>
  clamp(read('score', read('jpeg', level, 'score') + score, 'jpeg'), Math.min(level, floor), level + mostAbove);

// How large a sample is tried, and at which scores around the promised one. AVIF's scores jump a little from quality to quality:
// two tries are weighed against each other. Its encoder takes three times as long, so that they are worth it.
const trials: { [format in Lossy]: { grid: Grid; around: number[] } } = {
  jpeg: { grid: [3, 4], around: [0] },
  webp: { grid: [3, 4], around: [0] },
  avif: { grid: [4, 4], around: [-4, 4] },
};

// Of a score: what is found so far from where it was tried is tried there too.
const far = 5;

/**
 * The level that keeps a promise for these very pixels: a sample is encoded where most images would keep it; the score that
 * it has there tells how much more or less these pixels need. It is encoded while the reference is prepared.
 */
export const search = async (pixels: Pixels, word: Promised, { format, encode, decode }: Trial): Promise<number> => {
  const { grid, around } = trials[format];
  const sample = sampleOf(pixels, { grid });
  const target = promisedScore(word, sample.whole);
  const levelAt = (wanted: number) => clamp(read('score', wanted, 'jpeg'), floor, levelOf(word) + mostAbove);
  const show = async (wanted: number) => {
    const quality = qualityAt(levelAt(wanted), format);
    return { usual: read(format, quality, 'score'), rgb: await decode(await encode(sample, quality)) };
  };
  const shown = Promise.all(around.map((offset) => show(target + offset)));
  const known = reference(sample, true);
  const mark = ({ usual, rgb }: Shown): Mark => ({ usual, found: score(known, rgb) });
  const marks = (await shown).map(mark);
  const wanted = aim(marks, target);
  if (marks.some(({ usual }) => Math.abs(usual - wanted) <= far)) return levelAt(wanted);
  const next = mark(await show(wanted));
  return levelAt(aim([...marks.slice(-1), next], target));
};

/** A sample after encoder and decoder, at the quality that gives most images the usual score. */
type Shown = { usual: number; rgb: Buffer };

/** The score that an image has where others have the usual one. */
type Mark = { usual: number; found: number };

/**
 * The usual score of the quality at which this image has the wanted one: on the line through two marks, or through one. Against
 * the usual scores the line is straight, and its slope near 1.
 */
const aim = ([first, second]: Mark[], target: number): number => {
  if (!first) return target;
  const apart = second ? second.usual - first.usual : 0;
  const slope = second && apart !== 0 ? Math.max(0.5, (second.found - first.found) / apart) : 1;
  const { usual, found } = second ?? first;
  return usual + (target - found) / slope;
};

/** How the encoder in question is tried. */
export type Trial = {
  format: Lossy;
  encode: (sample: Sample, quality: number) => Promise<Buffer>;
  /** To RGB, 3 bytes a pixel. */
  decode: (bytes: Buffer) => Promise<Buffer>;
};

/** The table read from one column to another, along straight lines between its rows. */
const read = (from: Lossy | 'score', value: number, to: Lossy | 'score'): number => {
  const after = levels.findIndex((row) => row[from] >= value);
  const index = after < 0 ? levels.length - 1 : Math.max(1, after);
  const [low, high] = [levels[index - 1], levels[index]];
  if (!low || !high) return value;
  const share = (value - low[from]) / (high[from] - low[from]);
  return low[to] + share * (high[to] - low[to]);
};
