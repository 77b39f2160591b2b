import type { Variant } from '../../query/parameters.ts';
import type { OriginalImage } from '../describe.ts';
import type { Format } from '../formats/registry.ts';
import type { Encoded } from './encodings.ts';
import type { Rights } from './rights.ts';

/** What encoding must know besides the pixels. */
export type EncodeJob = {
  variant: Variant;
  original: OriginalImage;
  /** Of the derivative, as far as pixels depend on it. */
  format: Format;
  /** Of the file. */
  originalBytes: number;
  /** The original without its metadata, where it is the very image that is asked for. */
  passthrough?: Encoded | undefined;
  /** Pixels are others than the original's, not just a part of these. */
  resized: boolean;
  rights?: Rights | undefined;
  /** The gain map that the derivative keeps. */
  gainMap?: Buffer | undefined;
};
