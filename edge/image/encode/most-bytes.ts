import { containerOf, type Format } from '../formats/registry.ts';
import type { Size } from '../geometry/size.ts';
import type { EncodeBudget } from './budget.ts';
import type { EncodeJob } from './encode-job.ts';

/** The bytes that may be, and those that were asked. */
export const mostOf = ({ variant }: EncodeJob, { bytes }: EncodeBudget) =>
  Math.min(bytes, variant['max-bytes'] ?? bytes);

// In smaller files headers weigh more than pixels.
const fewBytes = 5000;

/**
 * Bytes of the original, where more could only repeat what it has lost itself: no number is asked for, the image grows no
 * larger, and the original is not there to be sent.
 */
export const originalSizeCap = (
  size: Size,
  { variant, original, originalBytes, passthrough }: EncodeJob,
  format: Format,
): number => {
  const isLossy = [original.format, format].every((name) => containerOf(name).lossy);
  const isLarger = size.width * size.height > original.width * original.height;
  const isComparable = (isLossy || original.format === format) && originalBytes > fewBytes;
  const counts = !passthrough && !isLarger && isComparable && typeof variant.q !== 'number';
  return counts ? originalBytes : Number.POSITIVE_INFINITY;
};
