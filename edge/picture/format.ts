import type { Variant } from '../language/vocabulary.ts';
import type { Picture } from './describe.ts';

/** A format that a derivative of pixels can have. */
export type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

/** What is told of a picture instead of showing it, and as which media type. */
export const facts = {
  json: 'application/json',
  palette: 'application/json',
  blurhash: 'text/plain; charset=utf-8',
  thumbhash: 'text/plain; charset=utf-8',
  lqip: 'text/plain; charset=utf-8',
};

export type Fact = keyof typeof facts;

export const isFact = (format: Variant['format']): format is Fact => format !== undefined && format in facts;

// libaom at effort 0 needs about 35 ms a megapixel-thread of output; past this, WebP answers in half of the time.
const avifPixels = 2_600_000;

/**
 * Asked x accepted x original -> the format of the derivative.
 * Automatic: the first modern format that the viewer shows and that can hold this picture; else what everyone shows.
 */
export const chooseFormat = (variant: Variant, original: Picture, pixels: number): Format => {
  const asked = variant.format === undefined || variant.format === 'svg' ? 'origin' : variant.format;
  if (asked === 'origin')
    return original.format === 'svg' || original.format === 'tiff' ? plain(original) : original.format;
  if (asked === 'bjpg') return 'jpeg';
  if (asked === 'png8') return 'png';
  if (asked === 'jpeg' || asked === 'png' || asked === 'webp' || asked === 'avif' || asked === 'gif') return asked;
  const fits = (format: Format) => format !== 'avif' || (original.frames === 1 && pixels <= avifPixels);
  const shown = variant.fmts ?? [];
  const modern = shown.find(fits);
  // Who shows AVIF shows WebP too: it came ten years earlier.
  return modern ?? (shown.length > 0 ? 'webp' : plain(original));
};

/** What every viewer shows: GIF where it moves, PNG where it is see-through, JPEG else. */
const plain = (original: Picture): Format => (original.frames > 1 ? 'gif' : original.alpha ? 'png' : 'jpeg');
