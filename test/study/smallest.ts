import sharp from 'sharp';
import { analyzeContent } from '../../edge/image/analysis/content.ts';
import { reference, score } from '../../edge/image/analysis/ssimulacra2.ts';
import { rowOf } from '../../edge/image/encode/encodings.ts';
import { qualityAt, usual } from '../../edge/image/encode/quality.ts';
import { writerOf } from '../../edge/image/encode/writer.ts';
import type { Encoding } from '../../edge/image/formats/registry.ts';
import type { Pixels } from '../../edge/image/pixels/pixels.ts';
import type { Variant } from '../../edge/query/parameters.ts';
import type { Original } from './originals.ts';
import { made } from './photographs.ts';

/** What `format=auto` chose for an image, against the smallest encoding at the same look. */
export type Choice = {
  kind: string;
  name: string;
  width: number;
  chosen: string;
  best: string;
  /** Bytes of the chosen encoding at the look of JPEG 75, and of the best one. */
  bytes: number;
  least: number;
  /** Bytes sent, and those of the original's own format. */
  sent: number;
  own: number;
  /** Milliseconds of CPU: of `auto`, and of one encode in the format that it chose. */
  auto: number;
  single: number;
};

const accepted: Variant = { format: 'auto', fmts: ['avif', 'webp'] };

/** Makes an image automatically, and in every encoding at the look that JPEG 75 has. */
export const compareFormats = async ({ kind, name, file }: Original, w: number): Promise<Choice> => {
  const size: Variant = { w, h: w };
  const auto = await timed(file, { ...size, ...accepted });
  const sent = auto.candidates?.find(({ chosen }) => chosen);
  const chosen = encodingOf(sent?.encoding, auto.type);
  const { format } = rowOf(chosen);
  const single = await timed(file, { ...size, format, ...(chosen === 'webp-lossless' && { lossless: true }) });
  const own = await made(file, { ...size, format: 'origin' });
  const pixels = await pixelsOf(file, size);
  const bytes = await bytesAtSameLook(pixels);
  const [best, least] = [...bytes].reduce((one, other) => (other[1] < one[1] ? other : one));
  // A baseline JPEG is JPEG.
  const key = chosen === 'baseline' ? 'jpeg' : chosen;
  return {
    ...{ kind, name, width: w, chosen: key, best, bytes: bytes.get(key) ?? auto.bytes.length, least },
    ...{ sent: auto.bytes.length, own: own.bytes.length, auto: auto.cpu, single: single.cpu },
  };
};

const encodingOf = (encoding: Encoding | undefined, type: string): Encoding =>
  encoding ?? (type === 'image/gif' ? 'gif' : type === 'image/png' ? 'png' : 'jpeg');

/** The quicker of two, in milliseconds of CPU: a busy machine changes them least. */
const timed = async (file: Buffer, variant: Variant) => {
  let cpu = Number.POSITIVE_INFINITY;
  let derivative = await made(file, variant);
  for (const _ of [1, 2]) {
    const before = process.cpuUsage();
    derivative = await made(file, variant);
    const { user, system } = process.cpuUsage(before);
    cpu = Math.min(cpu, (user + system) / 1000);
  }
  return { ...derivative, cpu };
};

const pixelsOf = async (file: Buffer, size: Variant): Promise<Pixels> => {
  const { bytes } = await made(file, { ...size, format: 'webp', lossless: true });
  const { data, info } = await sharp(bytes, { pages: -1 }).raw().toBuffer({ resolveWithObject: true });
  const { pages = 1, pageHeight = info.height, delay = [] } = await sharp(bytes, { pages: -1 }).metadata();
  const frames = pageHeight * pages === info.height ? pages : 1;
  return {
    bytes: data,
    width: info.width,
    height: pageHeight,
    channels: info.channels as 3 | 4,
    frames,
    delays: delay,
    loop: 0,
  };
};

/** Bytes of each encoding, the lossy ones at the score that JPEG has at the usual quality; of frames at that quality. */
const bytesAtSameLook = async (pixels: Pixels): Promise<Map<Encoding, number>> => {
  const isOpaque = pixels.channels === 3 || pixels.bytes.every((value, at) => at % 4 !== 3 || value === 255);
  const write = writerOf(pixels, {
    ...analyzeContent(pixels, { resized: true }),
    cs: undefined,
    hurried: false,
    opaque: isOpaque,
  });
  const found = new Map<Encoding, number>();
  for (const encoding of pixels.frames > 1 ? (['webp-lossless', 'gif'] as const) : (['webp-lossless', 'png'] as const))
    found.set(encoding, (await write(encoding, { quality: 100 })).length);
  if (pixels.frames > 1 || !isOpaque) {
    for (const encoding of pixels.frames > 1 ? (['webp'] as const) : (['webp', 'avif'] as const))
      found.set(encoding, (await write(encoding, { quality: qualityAt(usual, encoding) })).length);
    return found;
  }
  const rgb =
    pixels.channels === 3
      ? pixels.bytes
      : await sharp(pixels.bytes, { raw: { ...pixels, channels: 4 } })
          .removeAlpha()
          .raw()
          .toBuffer();
  const known = reference({ rgb, width: pixels.width, height: pixels.height });
  const tried = async (encoding: 'baseline' | 'webp' | 'avif', quality: number): Promise<Try> => {
    const bytes = await write(encoding, { quality });
    const shown = await sharp(bytes).removeAlpha().toColorspace('srgb').raw().toBuffer();
    return { quality, bytes: bytes.length, score: score(known, shown) };
  };
  const jpeg = await tried('baseline', usual);
  found.set('jpeg', jpeg.bytes);
  for (const encoding of ['webp', 'avif'] as const)
    found.set(encoding, await bytesAt(jpeg.score, qualityAt(usual, encoding), (quality) => tried(encoding, quality)));
  return found;
};

type Try = { quality: number; bytes: number; score: number };

// A quality more is about so much more of the score.
const perQuality = 0.45;

/** Bytes at a score: tried at four qualities at most, then between the two nearest (their logarithms on a line). */
const bytesAt = async (target: number, first: number, tried: (quality: number) => Promise<Try>): Promise<number> => {
  const tries = [await tried(first)];
  for (let round = 0; round < 4; round++) {
    const nearest = [...tries].sort((a, b) => Math.abs(a.score - target) - Math.abs(b.score - target))[0];
    if (!nearest) break;
    const step = Math.round((target - nearest.score) / perQuality) || (target > nearest.score ? 1 : -1);
    const quality = Math.max(1, Math.min(100, nearest.quality + step));
    if (tries.some((each) => each.quality === quality)) break;
    tries.push(await tried(quality));
  }
  const under = tries.filter((each) => each.score <= target).sort((a, b) => b.score - a.score)[0];
  const over = tries.filter((each) => each.score > target).sort((a, b) => a.score - b.score)[0];
  if (!under || !over) return (under ?? over)?.bytes ?? Number.POSITIVE_INFINITY;
  const share = (target - under.score) / (over.score - under.score);
  return Math.round(Math.exp(Math.log(under.bytes) + share * Math.log(over.bytes / under.bytes)));
};
