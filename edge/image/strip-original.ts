import { Underivable } from '../errors.ts';
import type { Derivative } from './derivative.ts';
import { detectFormat } from './formats/detect.ts';
import { stripButOrientation } from './formats/exif-orientation.ts';
import { containerOf } from './formats/registry.ts';

/** An original without its metadata, and its media type. */
export type StrippedOriginal = Pick<Derivative, 'bytes' | 'type'>;

/**
 * The original without metadata: no pixel is encoded again, and it stands as upright as before. Throws Underivable: not an
 * image, or one whose metadata can't be taken out.
 */
export const stripOriginal = (bytes: Buffer): StrippedOriginal => {
  const format = detectFormat(bytes);
  if (!format) throw new Underivable('not-an-image', 'no format that we know');
  if (format === 'unsupported' || format === 'svgz')
    throw new Underivable('unsupported-format', 'a format whose metadata is not read');
  const clean = stripButOrientation(bytes, format);
  if (!clean) throw new Underivable('unsupported-format', `${format}: its metadata cannot be removed`);
  return { bytes: clean, type: containerOf(format).type };
};
