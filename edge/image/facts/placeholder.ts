import { rgbaToThumbHash } from 'thumbhash';
import { sharp } from '../sharp.ts';
import { encodeBlurhash } from './blurhash.ts';
import type { Thumbnail } from './thumbnail.ts';

/** BlurHash (https://blurha.sh), which knows no transparency: of the image before a background, white if none is asked. */
export const blurhashOf = async (thumbnail: Thumbnail, background = 'ffffff'): Promise<string> => {
  // Its four waves need no more pixels.
  const { rgba, ...size } = await withSide(thumbnail, 32);
  const behind = [0, 2, 4].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
  const opaque = new Uint8ClampedArray(rgba.length);
  for (let at = 0; at < rgba.length; at++) {
    const alpha = (rgba[at | 3] ?? 255) / 255;
    opaque[at] = (rgba[at] ?? 0) * alpha + (behind[at & 3] ?? 255) * (1 - alpha);
  }
  // More waves along the longer side, as its authors advise.
  const [across, down] = size.width > size.height ? [4, 3] : size.width < size.height ? [3, 4] : [4, 4];
  return encodeBlurhash(opaque, size, { across, down });
};

/** The thumbnail with a longer side of so many pixels. A smaller one is enlarged as it is: waves need more points than they have peaks. */
const withSide = async ({ rgba, width, height }: Thumbnail, side: number): Promise<Thumbnail> => {
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize(side, side, { fit: 'inside', ...(Math.max(width, height) < side && { kernel: 'nearest' }) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgba: data, width: info.width, height: info.height };
};

const sizeOf = ({ width, height }: Thumbnail) => ({ width, height });

// ThumbHash has up to seven waves.
const leastSide = 32;

/** ThumbHash (https://evanw.github.io/thumbhash/) in base64: with transparency and the shape of the image. */
export const thumbhashOf = async (thumbnail: Thumbnail): Promise<string> => {
  const isSmall = Math.max(thumbnail.width, thumbnail.height) < leastSide;
  const { rgba, width, height } = await widened(isSmall ? await withSide(thumbnail, leastSide) : thumbnail);
  return Buffer.from(rgbaToThumbHash(width, height, rgba)).toString('base64');
};

// Three waves along the shorter side, and still so narrow that the hash tells the same shape.
const leastAcross = 6;

/** A line of a few pixels as wide as the waves across it need. */
const widened = async (thumbnail: Thumbnail): Promise<Thumbnail> => {
  const { width, height, rgba } = thumbnail;
  if (Math.min(width, height) >= leastAcross) return thumbnail;
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize(Math.max(width, leastAcross), Math.max(height, leastAcross), { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgba: data, width: info.width, height: info.height };
};

// Sides and qualities to try: a page holds hundreds of these, each in its text.
const steps = [
  [32, 50],
  [32, 30],
  [24, 30],
  [16, 30],
  [16, 5],
] as const;
const mostCharacters = 500;

/** An image of a few pixels as a data URI, for `background-image` or a blurred `<img>`. */
export const lqipOf = async (thumbnail: Thumbnail): Promise<string> => {
  let uri = '';
  for (const [side, quality] of steps) {
    const bytes = await sharp(thumbnail.rgba, { raw: { ...sizeOf(thumbnail), channels: 4 } })
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality, alphaQuality: quality, effort: 4 })
      .toBuffer();
    uri = `data:image/webp;base64,${bytes.toString('base64')}`;
    if (uri.length <= mostCharacters) break;
  }
  return uri;
};
