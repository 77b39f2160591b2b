import type { Variant } from '../../../query/parameters.ts';
import type { ImageContent } from '../../analysis/content.ts';
import type { OriginalImage } from '../../describe.ts';
import { containers, type Encoding, type Format, framesIn, isNegotiated, isOutput } from '../../formats/registry.ts';
import { rowOf } from '../encodings.ts';
import { isAccepted } from './accepted.ts';

/** Formats that describe an image instead of showing it, and their media types. */
export const facts = {
  json: 'application/json',
  palette: 'application/json',
  blurhash: 'text/plain; charset=utf-8',
  thumbhash: 'text/plain; charset=utf-8',
  lqip: 'text/plain; charset=utf-8',
};

export type Fact = keyof typeof facts;

export const isFact = (format: Variant['format']): format is Fact => format !== undefined && format in facts;

// libaom at effort 0 needs about 57 ms a megapixel; past this, WebP answers in half of the time.
const avifPixels = 2_600_000;

const preferred: Format[] = ['avif', 'webp', 'png', 'jpeg', 'gif'];

/**
 * Asked x accepted x original -> the format of the derivative, as far as its pixels depend on it: whether they have alpha,
 * and whether they move. Automatic: the first modern format that the viewer accepts and that can hold this image; else what
 * every viewer shows, where this one does not refuse it or accepts nothing that can be written.
 */
export const chooseFormat = (variant: Variant, original: OriginalImage, pixels: number): Format => {
  const asked = variant.format ?? 'origin';
  if (asked === 'auto') return automatic(variant, original, pixels);
  if (asked === 'origin' || asked === 'svg' || isFact(asked))
    return isOutput(original.format) ? original.format : plain(original);
  return formatOf[asked];
};

type Asked = Exclude<NonNullable<Variant['format']>, 'origin' | 'auto' | 'svg' | Fact>;

const formatOf: { [asked in Asked]: Format } = {
  jpeg: 'jpeg',
  bjpg: 'jpeg',
  png: 'png',
  png8: 'png',
  webp: 'webp',
  webpll: 'webp',
  avif: 'avif',
  gif: 'gif',
};

const automatic = (variant: Variant, original: OriginalImage, pixels: number): Format => {
  const { lossless } = variant;
  const usual = lossless && original.frames === 1 ? 'png' : plain(original);
  const isLikely = (format: Format) =>
    format !== 'avif' || (original.frames === 1 && pixels <= avifPixels && !lossless);
  const holds = (format: Format) =>
    framesIn(format, original.frames) === original.frames && (!original.alpha || containers[format].alpha);
  const accepted = preferred.filter((format) => isAccepted(format, variant));
  return (
    accepted.find((format) => isLikely(format) && (isNegotiated(format) || format === usual)) ??
    // A viewer that shows little: what holds all of the image, else what loses its alpha or motion.
    accepted.find(holds) ??
    accepted[0] ??
    usual
  );
};

/** What every viewer shows: GIF where it moves, PNG where it is transparent, JPEG else. */
const plain = (original: OriginalImage): Format => (original.frames > 1 ? 'gif' : original.alpha ? 'png' : 'jpeg');

/** What the pixels say, and how many there are: width × height × frames. */
type Content = ImageContent & { area: number; hurried: boolean };

// Pixels up to which a JPEG is baseline.
const baselinePixels = 500_000;
// An icon: lossless WebP is often the smallest, whether it is flat or not.
const minute = 4096;
// Above, a second encode of all pixels takes too long.
const small = 3_000_000;

type Asking = { variant: Variant; format: Format; original?: Pick<OriginalImage, 'format'> | undefined };

/** The encodings of a derivative that are worth comparing, the likeliest first. */
export const encodingsOf = ({ variant, format, original }: Asking, content: Content): Encoding[] => {
  const encodings =
    variant.format === 'auto'
      ? withOwn(automaticEncodings(variant, format, content), { variant, original, content })
      : namedEncodings(variant, format, content);
  return (content.hurried ? encodings.slice(0, 1) : encodings).map((encoding) => baselineIfSmall(encoding, content));
};

/**
 * Progressive JPEG takes twice the encoder's time. Bytes of progressive to baseline at quality 75, photographs in four
 * sizes: 200 pixels 1.01, 400 0.99, 720 0.98, 1200 0.97; CPU 29 to 15 ms a megapixel.
 */
const baselineIfSmall = (encoding: Encoding, { area }: Content): Encoding =>
  encoding === 'jpeg' && area <= baselinePixels ? 'baseline' : encoding;

const namedEncodings = ({ format: asked, lossless }: Variant, format: Format, { drawn, area }: Content): Encoding[] => {
  if (asked === 'bjpg') return ['baseline'];
  if (asked === 'png8') return ['png8'];
  if (format === 'webp' && (lossless || asked === 'webpll')) return ['webp-lossless'];
  if (format === 'webp') return (drawn && area <= small) || area <= minute ? ['webp', 'webp-lossless'] : ['webp'];
  return format === 'avif' && lossless ? ['avif-lossless'] : [format];
};

type Own = Pick<Asking, 'variant' | 'original'> & { content: Content };

/**
 * The original's own format counts too, so that no more bytes are sent than it needs; those that lose detail are there already, and where
 * a photograph is written exactly, that saves nothing.
 */
const withOwn = (encodings: Encoding[], { variant, original, content }: Own): Encoding[] => {
  const own = original?.format;
  const isExact = own === 'png' || (own === 'gif' && content.opaque);
  const isLikely = content.flat || content.area <= minute;
  return isExact && isLikely && !variant.lossless && isAccepted(own, variant) && !encodings.includes(own)
    ? [...encodings, own]
    : encodings;
};

/** Every format that this viewer accepts and that can hold this image; the exact ones where they may win. */
const automaticEncodings = (variant: Variant, format: Format, content: Content): Encoding[] => {
  const accepted = worthwhileEncodings(variant, format, content).filter((encoding) =>
    isAccepted(rowOf(encoding).format, variant),
  );
  if (accepted.length > 0) return accepted;
  return variant.lossless && (format === 'avif' || format === 'webp') ? [`${format}-lossless`] : [format];
};

const worthwhileEncodings = (
  variant: Variant,
  format: Format,
  { opaque, flat, moves, area, hurried }: Content,
): Encoding[] => {
  const { lossless } = variant;
  const webp = isAccepted('webp', variant);
  const exact: Encoding[] = webp ? ['webp-lossless', 'png'] : ['png'];
  if (moves && lossless) return webp ? ['webp-lossless'] : ['gif'];
  if (moves && webp && !flat) return ['webp'];
  // GIF's pixels are either transparent or not, which frays soft edges.
  if (moves) return webp ? ['webp', 'webp-lossless', ...(opaque ? (['gif'] as const) : [])] : ['gif'];
  if (lossless) return exact.slice(0, 1);
  const lossy: Encoding[] = [
    // Its encoder is the slowest.
    ...(format === 'avif' && !hurried ? (['avif'] as const) : []),
    ...(webp ? (['webp'] as const) : []),
    ...(opaque && isAccepted('jpeg', variant) ? (['jpeg'] as const) : []),
  ];
  return flat || area <= minute || lossy.length === 0 ? [...lossy, ...exact] : lossy;
};
