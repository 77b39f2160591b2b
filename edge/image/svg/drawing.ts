import { canonical } from '../../query/canonical.ts';
import type { Parameter, Variant } from '../../query/parameters.ts';
import type { OriginalImage } from '../describe.ts';

// Parameters that change pixels, which an SVG has none of.
const pixelParameters: Parameter[] = [
  ...(['rot', 'flip', 'trim', 'border', 'radius', 'mask', 'mark', 'blur', 'sharp', 'invert'] as const),
  ...(['bri', 'con', 'sat', 'gam', 'hue', 'mono', 'sepia', 'tint'] as const),
];

/**
 * The part of a variant that an SVG can follow as SVG; undefined where it is to be rasterized. `?w=400` is the SVG itself,
 * sanitized, 400 pixels wide: smaller and sharper than any pixels of it, and every browser shows it (so do Cloudflare and
 * Uploadcare; imgix rasterizes). It is rasterized where a format other than `svg` or a parameter that changes pixels asks
 * for it; `format=svg` ignores such a parameter.
 */
export const asDrawing = (variant: Variant, original: OriginalImage): Variant | undefined => {
  const { format = 'origin' } = variant;
  if (original.format !== 'svg' || (format !== 'svg' && format !== 'origin')) return undefined;
  const ignored: Parameter[] =
    typeof variant.position === 'string' ? [...pixelParameters, 'position'] : pixelParameters;
  const isGiven = (parameter: Parameter) => canonical({ [parameter]: variant[parameter] }) !== '';
  const searches = typeof variant.position === 'string' && variant.fit === 'cover';
  if (format === 'origin' && (searches || pixelParameters.some(isGiven))) return undefined;
  // The type of what is left of a variant is lost in a list of its parameters.
  return Object.fromEntries(
    Object.entries(variant).filter(([parameter]) => !ignored.includes(parameter as Parameter)),
  ) as Variant;
};
