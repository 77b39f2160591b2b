import { canonical } from '../../query/canonical.ts';
import type { Variant } from '../../query/parameters.ts';
import { without } from '../../query/traits.ts';
import type { OriginalImage } from '../describe.ts';

/**
 * The part of a variant that an SVG can follow as SVG; undefined where it is to be rasterized. `?w=400` is the SVG itself,
 * sanitized, 400 pixels wide: smaller and sharper than any pixels of it, and every browser shows it (so do Cloudflare and
 * Uploadcare; imgix rasterizes). It is rasterized where a format other than `svg` or a parameter that changes pixels asks
 * for it; `format=svg` ignores such a parameter.
 */
export const asDrawing = (variant: Variant, original: OriginalImage): Variant | undefined => {
  const { format = 'origin' } = variant;
  if (original.format !== 'svg' || (format !== 'svg' && format !== 'origin')) return undefined;
  const drawable = without(variant, ({ drawing }) => !drawing);
  const { position, ...placed } = drawable;
  const searches = typeof position === 'string';
  const isDrawable = canonical(drawable) === canonical(variant) && !(searches && variant.fit === 'cover');
  if (format === 'origin' && !isDrawable) return undefined;
  return searches ? placed : drawable;
};
