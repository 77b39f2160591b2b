import { Underivable } from '../../errors.ts';
import { containerOf, type OriginalFormat } from './registry.ts';

/**
 * The same image without metadata: not a pixel is encoded again. What stays is what the decoder needs, and the color
 * profile. Undefined where a file is not built as it should be, or holds what can't be taken out.
 */
export const stripMetadata = (bytes: Buffer, format: OriginalFormat): Buffer | undefined => {
  try {
    return containerOf(format).strip?.(bytes);
  } catch (error) {
    // Buffers throw it where a file ends before its structure does.
    if (error instanceof RangeError || error instanceof Underivable) return undefined;
    throw error;
  }
};
