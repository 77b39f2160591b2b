import { assign } from './builtins.ts';
import { canonical } from './canonical.ts';
import { acceptedFormats } from './negotiation/accept.ts';
import { type Header, lowerQuality, widthFromHints } from './negotiation/client-hints.ts';
import type { Variant } from './parameters.ts';

/** Parameters that change no byte of an image: with no others, a variant asks for the original. traits.ts has to agree. */
export type Unchanging = 'default|dl|v';

/** More parameters that Save-Data leaves alone: blocks are few bytes already. traits.ts has to agree. */
export const withoutSaving = 'explain|pixelate';

/** Whether a canonical text has a parameter that changes the image, besides those of `names`. */
export const hasOther = (text: string, names: string) =>
  RegExp(('(^|_)(?!(default|dl|v|' satisfies `(^|_)(?!(${Unchanging}|`) + names + ')~).').test(text);

/**
 * Settles what follows from the variant itself and from the viewer's headers: a shape without a fit is cut, and what an automatic
 * width, format or quality may become is known here and nowhere later.
 */
export const resolve = (variant: Variant, header: Header): Variant => {
  const resolved = assign({}, variant);
  if (resolved.w === 'auto') {
    resolved.w = widthFromHints(resolved.dpr, header);
    delete resolved.dpr;
  }
  if (resolved.ar && !resolved.fit) resolved.fit = 'cover';
  if (resolved.format === 'webpll') {
    resolved.format = 'webp';
    resolved.lossless = true;
  }
  if (resolved.fmts && !resolved.format) resolved.format = 'auto';
  if (resolved.format === 'auto') resolved.fmts = resolved.fmts || acceptedFormats(header('accept'));
  else delete resolved.fmts;
  delete resolved.preset;
  delete resolved.snap;
  if (header('save-data') === 'on' && hasOther(canonical(resolved), withoutSaving))
    resolved.q = lowerQuality(resolved.q);
  return resolved;
};
