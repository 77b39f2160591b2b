import type { Variant } from '../../query/parameters.ts';
import type { OriginalImage } from '../describe.ts';
import type { Fact } from '../encode/choose/choose-format.ts';
import type { Plan } from '../geometry/plan.ts';
import { render } from '../pipeline.ts';
import { withAlpha } from '../pixels/pixels.ts';
import type { Watermark } from '../pixels/watermark.ts';
import { sharp } from '../sharp.ts';
import { paletteOf } from './palette.ts';
import { blurhashOf, lqipOf, thumbhashOf } from './placeholder.ts';
import { longestSample, longestThumbnail, type Thumbnail } from './thumbnail.ts';

/** The plan of the derivative, and the plan of the same derivative with both sides at most `longestSample`. */
type Job = {
  variant: Variant;
  original: OriginalImage;
  file: Buffer;
  plan: Plan;
  thumbnail: Plan;
  mark?: Watermark | undefined;
};

/** Facts of the derivative that the variant's other parameters make, not of the whole original. */
export const describeFacts = async (fact: Fact, bytes: Uint8Array, job: Job): Promise<Buffer> => {
  const sample = await sampleOf(bytes, job);
  const thumbnail = await within(sample, longestThumbnail);
  const writers: { [fact in Fact]: () => string | Promise<string> } = {
    blurhash: () => blurhashOf(sample, job.variant.bg),
    thumbhash: () => thumbhashOf(thumbnail),
    lqip: () => lqipOf(thumbnail),
    palette: () => JSON.stringify({ palette: paletteOf(thumbnail) }),
    json: async () => JSON.stringify(await allFacts({ sample, thumbnail }, bytes, job)),
  };
  return Buffer.from(await writers[fact]());
};

/** `format=json`: the derivative, and the original that it is made of. */
const allFacts = async (
  { sample, thumbnail }: { sample: Thumbnail; thumbnail: Thumbnail },
  bytes: Uint8Array,
  { variant, original, file, plan }: Job,
) => {
  // libvips works in its own threads meanwhile.
  const measured = Promise.all([sharp(bytes).metadata(), focusOf(thumbnail)]);
  const blurhash = blurhashOf(sample, variant.bg);
  const palette = paletteOf(thumbnail);
  const thumbhash = await thumbhashOf(thumbnail);
  const [{ hasProfile, space }, focus] = await measured;
  const { format, width, height, alpha, animated, frames, delays, gainMap = false } = original;
  return {
    ...plan.size,
    alpha: isTransparent(thumbnail),
    color: palette[0]?.color ?? null,
    palette,
    focus,
    blurhash,
    thumbhash,
    original: {
      format,
      width,
      height,
      bytes: file.length,
      alpha,
      animated,
      frames,
      // Milliseconds that an animation runs once.
      duration: frames > 1 ? delays.slice(0, frames).reduce((sum, delay) => sum + delay, 0) : 0,
      space: space ?? null,
      profile: hasProfile ?? false,
      gainMap,
    },
  };
};

const isTransparent = ({ rgba }: Thumbnail) => {
  for (let at = 3; at < rgba.length; at += 4) if ((rgba[at] ?? 255) < 255) return true;
  return false;
};

/** The focal point, as `position=0.31x0.62` takes it: where libvips finds what draws attention. */
const focusOf = async ({ rgba, width, height }: Thumbnail) => {
  // libvips looks only where something is cut off.
  const box = width > height ? { width: Math.ceil(width / 2), height } : { width, height: Math.ceil(height / 2) };
  const { info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize({ ...box, fit: 'cover', position: 'attention' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // The answer is the corner of one of 32 × 32 fields (libvips/conversion/smartcrop.c); its middle is meant.
  const share = (at: number | undefined, side: number) =>
    at === undefined ? 0.5 : Math.round(((Math.round((at / side) * 32) + 0.5) / 32) * 1000) / 1000;
  return { x: share(info.attentionX, width), y: share(info.attentionY, height) };
};

const sampleOf = async (bytes: Uint8Array, { variant, original, thumbnail, mark }: Job): Promise<Thumbnail> => {
  const { cs: _, ...shown } = variant;
  const pixels = await render(bytes, { variant: shown, original, plan: thumbnail, format: 'png', mark });
  const { width, height, channels } = pixels;
  const longest = longestSample(original.format);
  if (channels >= 3) return within({ rgba: withAlpha(pixels).bytes, width, height }, longest);
  const image = sharp(pixels.bytes, { raw: { width, height, channels }, limitInputPixels: false });
  const rgba = await image.toColorspace('srgb').ensureAlpha().raw().toBuffer();
  return within({ rgba, width, height }, longest);
};

/** The image with no side longer than `longest`. */
const within = async (image: Thumbnail, longest: number): Promise<Thumbnail> => {
  const { rgba, width, height } = image;
  if (Math.max(width, height) <= longest) return image;
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize(longest, longest, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgba: data, width: info.width, height: info.height };
};
