import { analyzeContent, type ImageContent } from './analysis/content.ts';
import type { EncodeBudget } from './encode/budget.ts';
import { encodingsOf } from './encode/choose/choose-format.ts';
import { isSmallGif, sameFormat } from './encode/choose/same-format.ts';
import { type EncodeResult, hurry } from './encode/encode.ts';
import type { EncodeJob } from './encode/encode-job.ts';
import { effortOf, rowOf } from './encode/encodings.ts';
import { mostOf, originalSizeCap } from './encode/most-bytes.ts';
import { isPromised, qualityAt, usual } from './encode/quality.ts';
import { noteOf, verify } from './encode/verify.ts';
import { threadsFor } from './encode/writer.ts';
import { type Encoding, framesIn, type OriginalFormat } from './formats/registry.ts';
import { isOnlyPlaced } from './geometry/placement.ts';
import { releaseMemory } from './memory.ts';
import type { RenderJob } from './pipeline.ts';
import { isPlacedAtOnce, motionOf, openPlaced } from './pixels/decode.ts';
import { rasterize } from './pixels/pixels.ts';
import { sharp } from './sharp.ts';

/*
 * Where nothing has to see the pixels, the library decodes, resizes and encodes in one pipeline, some rows at a time: the same
 * bytes as through pixels in JavaScript's memory, for less CPU (docs/performance.md).
 */

type EncodingJob = { job: EncodeJob; budget: EncodeBudget };

/**
 * From the original's bytes to the derivative's. Undefined where pixels are needed after all: what is asked depends on them, the result
 * has too many bytes, or the decoder reports an error, which the longer way can handle. Throws Underivable if the size is not as planned.
 */
export const encodeDirectly = async (
  bytes: Buffer,
  rendering: RenderJob,
  { job, budget }: EncodingJob,
): Promise<Omit<EncodeResult, 'seen'> | undefined> => {
  const source = { bytes, rendering };
  const direct = budget.left() < hurry ? undefined : await directEncoding(source, job);
  if (!direct) return undefined;
  const { encoding, content } = direct;
  const { format, scale } = rowOf(encoding);
  const { q = usual } = job.variant;
  const quality = scale ? qualityAt(Number(q), scale) : Number(q);
  const made = await write(encoding, quality, source);
  const { size, frames } = rendering.plan;
  if (!made || made.length > Math.min(mostOf(job, budget), originalSizeCap(size, job, format))) return undefined;
  const best = { bytes: made, format, encoding, ...(scale && { quality }) };
  if (content && sameFormat(best, job, { ...content, area: areaOf(rendering), transparent: false })) return undefined;
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

// Formats of 8 bits a sample: encoders that can write more would keep more.
const narrow = new Set<OriginalFormat>(['jpeg', 'webp', 'gif']);

// PNG would keep the original's density, and GIF its palette.
const direct = new Set<Encoding>(['jpeg', 'baseline', 'webp', 'webp-lossless', 'avif', 'avif-lossless']);

/** The pixels are upright already, but AVIF's encoder also writes the original's EXIF orientation, and viewers would turn them again. */
const isTurnedTwice = (encoding: Encoding, { orientation }: RenderJob['original']) =>
  rowOf(encoding).format === 'avif' && orientation !== 1;

/** An encoding that depends on no pixels; or, with `content`, on those of the first frame alone. */
type Direct = { encoding: Encoding; content?: ImageContent };

const directEncoding = async (source: Source, job: EncodeJob): Promise<Direct | undefined> => {
  const { rendering } = source;
  if (!isDirect(rendering, job)) return undefined;
  if (job.variant.format === 'auto') return automatic(source, job);
  const { original } = rendering;
  const content = {
    opaque: true,
    graphic: false,
    photographic: true,
    flat: false,
    gray: false,
    moves: movesIn(rendering),
  };
  const [one, other] = [!content.moves, false].map((drawn) =>
    encodingsOf(job, { ...content, drawn, area: areaOf(rendering), hurried: false }),
  );
  const [encoding] = one ?? [];
  const isSure = one?.length === 1 && other?.length === 1 && other[0] === encoding;
  return isSure && encoding && direct.has(encoding) && !isTurnedTwice(encoding, original) ? { encoding } : undefined;
};

/**
 * The first frame of an animation decides which encodings are compared: usually one. An animation that is small, or not resized, may have to
 * be compared with the original's own format, so it goes the longer way.
 */
const automatic = async (source: Source, job: EncodeJob): Promise<Direct | undefined> => {
  const { rendering } = source;
  if (!movesIn(rendering) || !job.resized || isSmallGif(job, areaOf(rendering))) return undefined;
  const content = await contentOf(source);
  const [encoding, ...others] = content
    ? encodingsOf(job, { ...content, area: areaOf(rendering), hurried: false })
    : [];
  return content && encoding === 'webp' && others.length === 0 ? { encoding, content } : undefined;
};

/** The content of the first frame; undefined where the decoder reports an error. */
const contentOf = async ({ bytes, rendering }: Source): Promise<ImageContent | undefined> => {
  const { plan } = rendering;
  const { frames } = plan;
  const first = { ...rendering, plan: { ...plan, frames: { ...frames, count: 1 } } };
  try {
    const pixels = await rasterize(openPlaced(bytes, first), motionOf(first));
    const content = analyzeContent({ ...pixels, frames: frames.count }, { resized: true });
    releaseMemory(pixels.bytes);
    return content;
  } catch {
    return undefined;
  }
};

/** Whether nothing that is asked for depends on pixels, except the choice of an encoding. */
const isDirect = (rendering: RenderJob, { variant, gainMap, passthrough, rights }: EncodeJob): boolean => {
  const { original, plan } = rendering;
  const isTold = !isPromised(variant.q) && !variant.explain && !variant['max-bytes'];
  if (!isTold || gainMap || passthrough || rights) return false;
  if (!isOnlyPlaced(variant, plan) || !isPlacedAtOnce(rendering)) return false;
  // An alpha channel of a still image may have to go: JPEG has none, and one without transparency costs bytes.
  const isAlphaKept = !original.alpha || movesIn(rendering);
  return narrow.has(original.format) && original.colors.name === 'srgb' && isAlphaKept;
};

const movesIn = ({ plan, format }: RenderJob): boolean => framesIn(format, plan.frames.count) > 1;
