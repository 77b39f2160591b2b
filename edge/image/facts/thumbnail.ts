import { containerOf, type OriginalFormat } from '../formats/registry.ts';
import type { Size } from '../geometry/size.ts';

/** A derivative in miniature: sRGB with alpha. */
export type Thumbnail = Size & { rgba: Buffer };

/**
 * The longest side of the pixels that facts are computed from. BlurHash averages light, and the resize averages sRGB values, which darkens fine
 * lines: photographs have few of these, and decoding fewer of their pixels costs less.
 */
export const longestSample = (format: OriginalFormat): number => (containerOf(format).lossy ? 512 : 1024);

/** The longest side that ThumbHash takes; palette and focal point need no more. */
export const longestThumbnail = 100;
