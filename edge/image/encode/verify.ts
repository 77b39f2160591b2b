import { Underivable } from '../../errors.ts';
import { containerOf, type Format } from '../formats/registry.ts';
import type { Size } from '../geometry/size.ts';
import type { EncodeJob } from './encode-job.ts';
import type { Encoded } from './encodings.ts';

/** What of a variant could not be had. */
export type Note =
  | 'still'
  | 'incomplete'
  | 'over-max-bytes'
  | 'fewer-pixels'
  | 'hurried'
  | 'removed-from-svg'
  | 'unsupported-svg-feature';

/** Reads the encoder's output by our own header reader. Throws Underivable: not the planned size, or unreadable. */
export const verify = ({ bytes, format }: Encoded, size: Size): void => {
  const { width, height, damage } = readHeader(bytes, format);
  if (damage) throw new Underivable('fault', `made a damaged ${format}: ${damage}`);
  if (width !== size.width || height !== size.height)
    throw new Underivable('fault', `made ${width} x ${height}, not ${size.width} x ${size.height}`);
};

const readHeader = (bytes: Buffer, format: Format) => {
  try {
    return containerOf(format).probe(bytes);
  } catch (error) {
    throw new Underivable('fault', `made an unreadable ${format}`, error);
  }
};

/** What of the variant this derivative of so many frames lacks. */
export const noteOf = (best: Encoded, frames: number, { variant, original }: EncodeJob): Note | undefined => {
  const asked = variant['max-bytes'] ?? Number.POSITIVE_INFINITY;
  if (best.bytes.length > asked) return 'over-max-bytes';
  if (best.size) return 'fewer-pixels';
  // A frame of its own is what was asked for, if there is more than the first to be had.
  const isFrameMissing = original.frames === 1 && (variant.frame ?? 1) > 1;
  const isStill = original.animated && frames === 1 && variant.anim !== false;
  if (isStill && (variant.frame === undefined || isFrameMissing)) return 'still';
  return original.incomplete && frames > 1 ? 'incomplete' : undefined;
};
