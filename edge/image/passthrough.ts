import type { Variant } from '../query/parameters.ts';
import { givenIn, traits } from '../query/traits.ts';
import type { OriginalImage } from './describe.ts';
import { isAccepted } from './encode/choose/accepted.ts';
import type { Encoded } from './encode/encodings.ts';
import { type Format, isOutput } from './formats/registry.ts';
import { stripMetadata } from './formats/strip.ts';
import type { Size } from './geometry/size.ts';

/**
 * The original as its own derivative: where it has the size asked for, stands upright, means its colors as asked, and can be
 * shown. It looks best of all candidates, and costs no encode to try.
 */
export const passthroughOf = (
  bytes: Buffer,
  { variant, original, size }: { variant: Variant; original: OriginalImage; size: Size },
): Encoded | undefined => {
  const { format, orientation, width, height, colors, animated, frames } = original;
  if (!isOutput(format) || !isShown(format, variant)) return undefined;
  const isSame = orientation === 1 && width === size.width && height === size.height;
  const isWhole = !animated || (frames > 1 && variant.anim !== false);
  const isRight = colors.name === 'srgb' || (colors.name === 'rgb' && variant.cs === 'origin');
  const isPlain = givenIn(variant).every((each) => traits[each].passthrough) && variant.metadata !== 'copyright';
  if (!isSame || !isWhole || !isRight || !isPlain) return undefined;
  const clean = stripMetadata(bytes, format);
  return clean && { bytes: clean, format };
};

const isShown = (format: Format, variant: Variant): boolean => {
  const { format: asked = 'origin' } = variant;
  return asked === 'auto' ? isAccepted(format, variant) : asked === 'origin' || asked === 'svg' || asked === format;
};
