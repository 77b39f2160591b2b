import { eachFrame, type Pixels } from '../pixels/pixels.ts';
import type { EncodeBudget } from './budget.ts';
import type { EncodeJob } from './encode-job.ts';
import { encodeWithin } from './encode-within.ts';
import type { Encoded } from './encodings.ts';
import { floor } from './quality.ts';
import { writerOf } from './writer.ts';

type Shrinking = EncodeJob & { opaque: boolean; graphic: boolean; budget: EncodeBudget };

// Each round comes nearer; what is still too large after these has next to no pixels left.
const rounds = 8;
// Milliseconds until the answer must be out with which another round begins.
const leastTime = 3000;

/** `max-bytes` that no quality keeps: the same image with fewer pixels, as many as fit. */
export const fitWithFewerPixels = async (smallest: Encoded, pixels: Pixels, job: Shrinking): Promise<Encoded> => {
  const most = job.variant['max-bytes'];
  const { encoding } = smallest;
  if (most === undefined || smallest.bytes.length <= most || !encoding) return smallest;
  let [best, last] = [smallest, smallest];
  let factor = 1;
  for (let round = 0; round < rounds && best.bytes.length > most; round++) {
    if (job.budget.left() < leastTime) break;
    // By the last one, which may be larger than the best: shrunk lines have more colors, and a GIF of them more bytes.
    factor *= Math.min(0.9, Math.sqrt((0.9 * most) / last.bytes.length));
    const fewer = await shrinkPixels(pixels, factor);
    const write = writerOf(fewer, { ...job, cs: job.variant.cs, hurried: false });
    last = await encodeWithin(encoding, floor, { write, most, atAnyPrice: true, budget: job.budget });
    if (last.bytes.length < best.bytes.length) best = { ...last, size: { width: fewer.width, height: fewer.height } };
  }
  return best;
};

const shrinkPixels = (pixels: Pixels, factor: number): Promise<Pixels> => {
  const side = (length: number) => Math.max(1, Math.floor(length * factor));
  const size = { width: side(pixels.width), height: side(pixels.height) };
  return eachFrame(pixels, (image) => image.resize({ ...size, fit: 'fill' }));
};
