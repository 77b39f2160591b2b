import { rgbaToThumbHash } from 'thumbhash';
import type { Size } from '../geometry/size.ts';
import { sharp } from '../sharp.ts';
import { encodeBlurhash } from './blurhash.ts';
import { longestThumbnail, type Thumbnail } from './thumbnail.ts';

/** BlurHash (https://blurha.sh), which knows no transparency: of the image before a background, white if none is asked. */
export const blurhashOf = ({ rgba, ...size }: Thumbnail, background = 'ffffff'): string => {
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

/** ThumbHash (https://evanw.github.io/thumbhash/) in base64: with transparency and the shape of the image. */
export const thumbhashOf = async (thumbnail: Thumbnail): Promise<string> => {
  const { rgba, width, height } = await enlarged(thumbnail, timesFor(thumbnail));
  return Buffer.from(rgbaToThumbHash(width, height, rgba)).toString('base64');
};

// ThumbHash has up to seven waves along the longer side, and three along the shorter one, where a line is still so narrow that the hash tells
// the same shape.
const leastAlong = 32;
const leastAcross = 6;

/** How often each pixel is repeated, so that waves have more points than peaks: whole numbers, since otherwise some pixels would count more. */
const timesFor = ({ width, height }: Thumbnail): Size => {
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  const along = Math.ceil(leastAlong / longer);
  const across = Math.ceil(leastAcross / (shorter * along)) * along;
  const both = across * longer <= longestThumbnail ? across : along;
  return width >= height ? { width: both, height: across } : { width: across, height: both };
};

/** The thumbnail with each pixel as a block of `times` pixels. */
const enlarged = async (thumbnail: Thumbnail, times: Size): Promise<Thumbnail> => {
  const { rgba, ...size } = thumbnail;
  if (times.width === 1 && times.height === 1) return thumbnail;
  const [width, height] = [size.width * times.width, size.height * times.height];
  const large = sharp(rgba, { raw: { ...size, channels: 4 } }).resize(width, height, {
    fit: 'fill',
    kernel: 'nearest',
  });
  return { rgba: await large.raw().toBuffer(), width, height };
};

const sizeOf = ({ width, height }: Thumbnail) => ({ width, height });

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
