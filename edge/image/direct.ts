import type { EncodeBudget } from './encode/budget.ts';
import { encodingsOf } from './encode/choose/choose-format.ts';
import { type EncodeResult, hurry } from './encode/encode.ts';
import type { EncodeJob } from './encode/encode-job.ts';
import { effortOf, rowOf } from './encode/encodings.ts';
import { mostOf, originalSizeCap } from './encode/most-bytes.ts';
import { isPromised, qualityAt, usual } from './encode/quality.ts';
import { noteOf, verify } from './encode/verify.ts';
import { threadsFor } from './encode/writer.ts';
import { type Encoding, framesIn, type OriginalFormat } from './formats/registry.ts';
import { isOnlyPlaced } from './geometry/placement.ts';
import type { RenderJob } from './pipeline.ts';
import { isPlacedAtOnce, motionOf, openPlaced } from './pixels/decode.ts';
import { sharp } from './sharp.ts';

/*
 * Where nothing has to see the pixels, the library decodes, resizes and encodes in one pipeline, some rows at a time: the same
 * bytes as through pixels in JavaScript's memory, for less CPU (docs/performance.md).
 */

type EncodingJob = { job: EncodeJob; budget: EncodeBudget };

/**
 * From the original's bytes to the derivative's. Undefined where pixels must be seen: since what is asked depends on them, or since
 * the result has too many bytes, or the decoder complained, for which the longer way has answers. Throws Underivable: not as planned.
 */
export const encodeDirectly = async (
  bytes: Buffer,
  rendering: RenderJob,
  { job, budget }: EncodingJob,
): Promise<Omit<EncodeResult, 'seen'> | undefined> => {
  const encoding = budget.left() < hurry ? undefined : directEncoding(rendering, job);
  if (!encoding) return undefined;
  const { format, scale } = rowOf(encoding);
  const { q = usual } = job.variant;
  const quality = scale ? qualityAt(Number(q), scale) : Number(q);
  const made = await write(encoding, quality, { bytes, rendering });
  const { size, frames } = rendering.plan;
  if (!made || made.length > Math.min(mostOf(job, budget), originalSizeCap(size, job, format))) return undefined;
  const best = { bytes: made, format, encoding, ...(scale && { quality }) };
  verify(best, size);
  const note = noteOf(best, framesIn(format, frames.count), job);
  return { best, made: [best], ...(note && { note }) };
};

type Source = { bytes: Buffer; rendering: RenderJob };

const write = async (
  encoding: Encoding,
  quality: number,
  { bytes, rendering }: Source,
): Promise<Buffer | undefined> => {
  const { frames, delays, loop } = motionOf(rendering);
  const area = areaOf(rendering);
  const settings = {
    quality,
    effort: effortOf(encoding, area, false),
    motion: frames > 1 ? { delay: delays, loop } : {},
  };
  sharp.concurrency(threadsFor(encoding, area));
  try {
    return await rowOf(encoding).write(openPlaced(bytes, rendering).toColorspace('srgb'), settings).toBuffer();
  } catch {
    return undefined;
  }
};

/** Pixels of all frames. */
const areaOf = ({ plan: { size, frames }, format }: RenderJob) =>
  size.width * size.height * framesIn(format, frames.count);

// 8 bits a sample, which encoders that can write more would keep.
const narrow = new Set<OriginalFormat>(['jpeg', 'webp', 'gif']);

// PNG would keep the original's density, and GIF its palette.
const direct = new Set<Encoding>(['jpeg', 'baseline', 'webp', 'webp-lossless', 'avif', 'avif-lossless']);

/** Pixels are turned before the encoder; AVIF's also says in its file what the original's EXIF says, and viewers turn them again. */
const isTurnedTwice = (encoding: Encoding, { orientation }: RenderJob['original']) =>
  rowOf(encoding).format === 'avif' && orientation !== 1;

/** The one encoding that comes of an order whatever the pixels are; undefined where they have a say. */
const directEncoding = (rendering: RenderJob, job: EncodeJob): Encoding | undefined => {
  const { original, plan, format } = rendering;
  const { variant, gainMap, passthrough, rights } = job;
  const isTold = variant.format !== 'auto' && !isPromised(variant.q) && !variant.explain && !variant['max-bytes'];
  if (!isTold || gainMap || passthrough || rights) return undefined;
  if (!isOnlyPlaced(variant, plan) || !isPlacedAtOnce(rendering)) return undefined;
  const moves = framesIn(format, plan.frames.count) > 1;
  // An alpha channel of a still image may have to go: JPEG has none, and one without transparency costs bytes.
  if (!narrow.has(original.format) || original.colors.name !== 'srgb' || (original.alpha && !moves)) return undefined;
  const content = { opaque: true, graphic: false, gray: false, moves, area: areaOf(rendering), hurried: false };
  const [one, other] = [!moves, false].map((drawn) => encodingsOf(job, { ...content, drawn }));
  const [encoding] = one ?? [];
  const isSure = one?.length === 1 && other?.length === 1 && other[0] === encoding;
  return isSure && encoding && direct.has(encoding) && !isTurnedTwice(encoding, original) ? encoding : undefined;
};
