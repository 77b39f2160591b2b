import type { Encoding } from '../formats/registry.ts';
import { eachFrame, type Pixels } from '../pixels/pixels.ts';
import type { EncodeBudget } from './budget.ts';
import { isAccepted } from './choose/accepted.ts';
import type { EncodeJob } from './encode-job.ts';
import { encodeWithin } from './encode-within.ts';
import type { Encoded } from './encodings.ts';
import { floor } from './quality.ts';
import { writerOf } from './writer.ts';

type Shrinking = EncodeJob & { opaque: boolean; graphic: boolean; budget: EncodeBudget };

// Each round comes nearer; where these are too few, one pixel is tried.
const rounds = 8;
// Bytes do not follow pixels: what fits into a share of the limit is made larger again, so often.
const growths = 3;
const wellUsed = 0.75;
// Between sizes as close as this there is nothing to gain.
const close = 1.06;
// Milliseconds until the answer must be out with which another round begins.
const leastTime = 3000;
// AVIF's boxes weigh 280 bytes, and 450 with alpha; a JPEG's tables 260; WebP's head 30. In so few bytes that counts.
const fewBytes = 3000;

/** `max-bytes` that no quality keeps: the same image with fewer pixels, as many as fit. */
export const fitWithFewerPixels = async (smallest: Encoded, pixels: Pixels, job: Shrinking): Promise<Encoded> => {
  const most = job.variant['max-bytes'];
  const { encoding } = smallest;
  if (most === undefined || smallest.bytes.length <= most || !encoding) return smallest;
  const best = await shrink(smallest, encoding, { pixels, job, most });
  const isHeavy = best.format !== 'webp' && most < fewBytes;
  if (!isHeavy || job.variant.format !== 'auto' || !isAccepted('webp', job.variant) || job.budget.left() < leastTime)
    return best;
  const first = await encodeAtFloor('webp', pixels, { job, most });
  const light = first.bytes.length <= most ? first : await shrink(first, 'webp', { pixels, job, most });
  return isBetter(light, best, { pixels, most }) ? light : best;
};

type Fitting = { pixels: Pixels; job: Shrinking; most: number };

/** Whether one fits and another does not, or has more pixels. */
const isBetter = (one: Encoded, other: Encoded, { pixels, most }: Pick<Fitting, 'pixels' | 'most'>): boolean => {
  const worthOf = ({ bytes, size = pixels }: Encoded) =>
    bytes.length <= most ? size.width * size.height : -bytes.length;
  return worthOf(one) > worthOf(other);
};

const encodeAtFloor = (encoding: Encoding, pixels: Pixels, { job, most }: Omit<Fitting, 'pixels'>) => {
  const write = writerOf(pixels, { ...job, cs: job.variant.cs, hurried: false });
  return encodeWithin(encoding, floor, { write, most, atAnyPrice: true, moves: pixels.frames > 1, budget: job.budget });
};

const shrink = async (smallest: Encoded, encoding: Encoding, fitting: Fitting): Promise<Encoded> => {
  const { pixels, job, most } = fitting;
  const canTry = () => job.budget.left() >= leastTime;
  const encodeAt = async (factor: number): Promise<Encoded> => {
    const fewer = await shrinkPixels(pixels, factor);
    const encoded = await encodeAtFloor(encoding, fewer, fitting);
    return { ...encoded, size: { width: fewer.width, height: fewer.height } };
  };
  let [best, last] = [smallest, smallest];
  let [factor, tooLarge] = [1, 1];
  const leastFactor = 1 / Math.max(pixels.width, pixels.height);
  for (let round = 0; round < rounds && best.bytes.length > most && canTry(); round++) {
    tooLarge = factor;
    // By the last one, which may be larger than the best: shrunk lines have more colors, and a GIF of them more bytes.
    factor = round === rounds - 1 ? leastFactor : factor * Math.min(0.9, Math.sqrt((0.9 * most) / last.bytes.length));
    last = await encodeAt(factor);
    if (last.bytes.length < best.bytes.length) best = last;
  }
  for (let growth = 0; growth < growths && isWasteful(best, most) && tooLarge > close * factor && canTry(); growth++) {
    const wanted = factor * Math.sqrt((0.95 * most) / best.bytes.length);
    const next = wanted < tooLarge / close ? wanted : Math.sqrt(factor * tooLarge);
    last = await encodeAt(next);
    if (last.bytes.length > most) tooLarge = next;
    else [best, factor] = [last, next];
  }
  return best;
};

const isWasteful = ({ bytes, size }: Encoded, most: number) => size !== undefined && bytes.length < wellUsed * most;

const shrinkPixels = (pixels: Pixels, factor: number): Promise<Pixels> => {
  const side = (length: number) => Math.max(1, Math.floor(length * factor));
  const size = { width: side(pixels.width), height: side(pixels.height) };
  return eachFrame(pixels, (image) => image.resize({ ...size, fit: 'fill' }));
};
