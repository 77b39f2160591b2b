import { type Grid, type Sample, sampleOf } from '../../analysis/sample.ts';
import { reference, score } from '../../analysis/ssimulacra2.ts';
import type { Encoding } from '../../formats/registry.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { sharp } from '../../sharp.ts';
import { rowOf } from '../encodings.ts';
import { isPromised, levelShifted, promisedScore, qualityAt } from '../quality.ts';
import { areaOf, type Write, writerOf } from '../writer.ts';
import { clearWinner, header, levelAsked, type Ranked, type RankJob } from './clear-winner.ts';
import { clipOf } from './clip.ts';

/** Encodings of a still or moving image by the bytes that they are expected to need at the same look, the smallest first. */
export const rankEncodings = async (pixels: Pixels, encodings: Encoding[], given: RankJob): Promise<Ranked[]> => {
  const job = { ...given, write: onceForEach(given.write) };
  const winner = await clearWinner(pixels, encodings, job);
  if (winner) return [winner];
  const isSampled = job.content.opaque && pixels.frames === 1;
  const found = await (isSampled ? rankOnTiles(pixels, encodings, job) : rankOnClip(pixels, encodings, job));
  const least = Math.min(...found.map(({ bytes }) => bytes));
  return found
    .map(({ bytes, ...rest }) => ({ ...rest, ratio: bytes / least }))
    .sort((one, other) => one.ratio - other.ratio);
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

// A GIF's palette, of an animation.
const palette = 780;

// Points from the target at which a try says too little of the bytes there: what comes near the best is tried again, nearer.
const far = 3;
const doubtful = 1.3;
// How far beyond the second try its line with the first one is believed.
const beyond = 1.2;
// Points within which a file of all pixels is sent as it is.
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

/** The aim by both tries: level and logarithm of bytes lie on a line through them. */
const between = (first: Looked, second: Looked): Looked => {
  const gained = first.missing - second.missing;
  const way = gained / first.missing > 0.1 ? Math.min(beyond, first.missing / gained) : 1;
  const [one, other] = [measured(first), measured(second)];
  const level = first.level + way * (second.level - first.level);
  return { ...second, aim: { level, bytes: Math.exp(one + way * (other - one)) } };
};

/** The logarithm of the bytes that all pixels need at the level that was tried. */
const measured = ({ aim, missing }: Looked) => Math.log(aim.bytes) - perPoint * missing;

// An encoding that needs more than this many times the other's bytes for a few frames is not tried on all.
const promising = 1.1;

/** Whether an encoding may need fewer bytes than `against`, judged by a part of a few frames. */
export const isPromising = async (
  pixels: Pixels,
  { encoding, against }: { encoding: Encoding; against: Encoding | undefined },
  job: RankJob,
): Promise<boolean> => {
  if (!against) return true;
  const [own, best] = await rankOnClip(pixels, [encoding, against], job);
  return !own || !best || own.bytes <= promising * best.bytes;
};

/** For alpha and motion, which the metric does not see: encodings are compared at levels that usually look alike. */
const rankOnClip = async (pixels: Pixels, encodings: Encoding[], job: RankJob): Promise<Expected[]> => {
  const clip = clipOf(pixels);
  const isWhole = areaOf(clip) === areaOf(pixels) && !pixels.profile;
  const level = levelAsked(job.variant.q);
  // At the least effort AVIF and WebP grow by the same share, so they can be compared; lossless encodings and GIF don't.
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
