import type { Size } from '../geometry/size.ts';

/** A derivative in miniature: sRGB with alpha, both sides at most `longestThumbnail`. */
export type Thumbnail = Size & { rgba: Buffer };

/** ThumbHash takes no more pixels. */
export const longestThumbnail = 100;
