import type { Encoding } from '../formats/registry.ts';
import { eachFrame, type Pixels } from '../pixels/pixels.ts';
import type { EncodeBudget } from './budget.ts';
import { isAccepted } from './choose/accepted.ts';
import type { EncodeJob } from './encode-job.ts';
import { encodeWithin } from './encode-within.ts';
import { type Encoded, smallestOf } from './encodings.ts';
import { floor } from './quality.ts';
import { writerOf } from './writer.ts';

type Shrinking = EncodeJob & { opaque: boolean; photographic: boolean; budget: EncodeBudget };

// Each round comes nearer; the last one tries a single pixel.
const rounds = 8;
// Bytes are not proportional to pixels: what fits and fills less than this share of the limit is made larger again, this often.
const growths = 3;
const wellUsed = 0.75;
// The ratio of two factors too close to try one between them.
const close = 1.06;
// Milliseconds until the answer must be out with which another round begins.
const leastTime = 3000;
// Below this, headers count: AVIF's boxes have 280 bytes, 450 with alpha, a JPEG's tables 260, WebP's header 30.
const fewBytes = 3000;

/** `max-bytes` that no quality keeps: the same image with fewer pixels, as many as fit. */
export const fitWithFewerPixels = async (made: Encoded[], pixels: Pixels, job: Shrinking): Promise<Encoded> => {
  const most = job.variant['max-bytes'];
  const smallest = smallestOf(made);
  if (most === undefined || smallest.bytes.length <= most) return smallest;
  // Of the original's own file, which may be the smallest, there are no sizes.
  const encoded = made.filter(({ encoding }) => encoding);
  if (encoded.length === 0) return smallest;
  const best = await fitEncoded(smallestOf(encoded), { pixels, job, most });
  return best.bytes.length <= most || best.bytes.length < smallest.bytes.length ? best : smallest;
};

const fitEncoded = async (smallest: Encoded, fitting: Fitting): Promise<Encoded> => {
  const { pixels, most } = fitting;
  const { encoding } = smallest;
  const best = encoding ? await shrink(smallest, encoding, fitting) : smallest;
  if (!mayBeLighter(best, fitting)) return best;
  const first = await encodeAtFloor('webp', pixels, fitting);
  const light = first.bytes.length <= most ? first : await shrink(first, 'webp', fitting);
  return isBetter(light, best, fitting) ? light : best;
};

/** Whether WebP, which has the smallest header, may show more pixels in so few bytes. */
const mayBeLighter = ({ format }: Encoded, { job, most }: Fitting): boolean =>
  format !== 'webp' &&
  most < fewBytes &&
  job.variant.format === 'auto' &&
  isAccepted('webp', job.variant) &&
  canTry(job);

type Fitting = { pixels: Pixels; job: Shrinking; most: number };

/** Whether one fits and another does not, or has more pixels. */
const isBetter = (one: Encoded, other: Encoded, { pixels, most }: Fitting): boolean => {
  const worthOf = ({ bytes, size = pixels }: Encoded) =>
    bytes.length <= most ? size.width * size.height : -bytes.length;
  return worthOf(one) > worthOf(other);
};

const encodeAtFloor = (encoding: Encoding, pixels: Pixels, { job, most }: Fitting) => {
  const write = writerOf(pixels, { ...job, cs: job.variant.cs, hurried: false });
  return encodeWithin(encoding, floor, { write, most, atAnyPrice: true, moves: pixels.frames > 1, budget: job.budget });
};

/** The image at sizes between two factors of its sides: at the lower it fits, or was tried last; at the upper it was too large. */
type Between = { best: Encoded; factor: number; tooLarge: number };

const shrink = async (smallest: Encoded, encoding: Encoding, fitting: Fitting): Promise<Encoded> => {
  const encodeAt = async (factor: number): Promise<Encoded> => {
    const fewer = await shrinkPixels(fitting.pixels, factor);
    const encoded = await encodeAtFloor(encoding, fewer, fitting);
    return { ...encoded, size: { width: fewer.width, height: fewer.height } };
  };
  return growAgain(await shrinkUntilFits(smallest, fitting, encodeAt), fitting, encodeAt);
};

type EncodeAt = (factor: number) => Promise<Encoded>;

const shrinkUntilFits = async (
  smallest: Encoded,
  { pixels, job, most }: Fitting,
  encodeAt: EncodeAt,
): Promise<Between> => {
  const leastFactor = 1 / Math.max(pixels.width, pixels.height);
  let [best, last] = [smallest, smallest];
  let [factor, tooLarge] = [1, 1];
  for (let round = 0; round < rounds && best.bytes.length > most && canTry(job); round++) {
    tooLarge = factor;
    // By the last one, which may be larger than the best: shrunk lines have more colors, and a GIF of them more bytes.
    factor = round === rounds - 1 ? leastFactor : factor * Math.min(0.9, Math.sqrt((0.9 * most) / last.bytes.length));
    last = await encodeAt(factor);
    if (last.bytes.length < best.bytes.length) best = last;
  }
  return { best, factor, tooLarge };
};

const growAgain = async (found: Between, { job, most }: Fitting, encodeAt: EncodeAt): Promise<Encoded> => {
  let { best, factor, tooLarge } = found;
  for (let growth = 0; growth < growths && isWasteful(best, most) && canTry(job); growth++) {
    if (tooLarge <= close * factor) break;
    const wanted = factor * Math.sqrt((0.95 * most) / best.bytes.length);
    const next = wanted < tooLarge / close ? wanted : Math.sqrt(factor * tooLarge);
    const larger = await encodeAt(next);
    if (larger.bytes.length > most) tooLarge = next;
    else [best, factor] = [larger, next];
  }
  return best;
};

const canTry = ({ budget }: Shrinking) => budget.left() >= leastTime;

const isWasteful = ({ bytes, size }: Encoded, most: number) => size !== undefined && bytes.length < wellUsed * most;

const shrinkPixels = (pixels: Pixels, factor: number): Promise<Pixels> => {
  const side = (length: number) => Math.max(1, Math.floor(length * factor));
  const size = { width: side(pixels.width), height: side(pixels.height) };
  return eachFrame(pixels, (image) => image.resize({ ...size, fit: 'fill' }));
};
