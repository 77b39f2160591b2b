import { containerOf, type OriginalFormat } from '../formats/registry.ts';
import type { Size } from '../geometry/size.ts';

/** A derivative in miniature: sRGB with alpha. */
export type Thumbnail = Size & { rgba: Buffer };

/**
 * Both sides at most of the pixels that facts are told of. BlurHash averages light, which what is made smaller has lost of fine lines;
 * photographs have few of them, and most decoders of theirs give fewer pixels for less.
 */
export const longestSample = (format: OriginalFormat): number => (containerOf(format).lossy ? 512 : 1024);

/** ThumbHash takes no more pixels, and palette and focus need no more. */
export const longestThumbnail = 100;
