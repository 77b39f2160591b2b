import type { Variant } from '../../query/parameters.ts';
import type { ImageContent } from '../analysis/content.ts';
import type { OriginalImage } from '../describe.ts';
import { type Encoding, type Format, isOutput } from '../formats/registry.ts';

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

/**
 * Asked x accepted x original -> the format of the derivative, as far as its pixels depend on it: whether they have alpha,
 * and whether they move. Automatic: the first modern format that the viewer accepts and that can hold this image; else what
 * everyone shows.
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

const automatic = ({ fmts: shown = [], lossless }: Variant, original: OriginalImage, pixels: number): Format => {
  const fits = (format: Format) => format !== 'avif' || (original.frames === 1 && pixels <= avifPixels && !lossless);
  // Who shows AVIF shows WebP too: it came ten years earlier.
  return shown.find(fits) ?? (shown.length > 0 ? 'webp' : lossless && original.frames === 1 ? 'png' : plain(original));
};

/** What every viewer shows: GIF where it moves, PNG where it is transparent, JPEG else. */
const plain = (original: OriginalImage): Format => (original.frames > 1 ? 'gif' : original.alpha ? 'png' : 'jpeg');

/** What the pixels tell, and how much there is of them: width x height x frames. */
type Seen = ImageContent & { area: number; hurried: boolean };

// So small that all ways together take a few milliseconds, and that AVIF's long header counts.
const tiny = 40_000;
// An icon: lossless WebP is often the smallest, whether it is flat or not.
const minute = 4096;
// A second way costs as much as the first: not for images that take long already.
const small = 3_000_000;

/** The ways of writing a derivative down that are worth trying, the likeliest first. */
export const encodingsOf = ({ variant, format }: { variant: Variant; format: Format }, seen: Seen): Encoding[] => {
  const ways = variant.format === 'auto' ? automaticWays(variant, format, seen) : namedWays(variant, format, seen);
  return (seen.hurried || seen.area > small ? ways.slice(0, 1) : ways).map((way) => inScans(way, seen));
};

/**
 * The scans of a progressive JPEG have tables of their own, which a tiny image does not pay back. Bytes of baseline to
 * those in scans, 13 photographs at qualities 60 and 80: at 100 pixels 0.84 and 0.88, at 200 0.93 and 0.96, at 400 0.98 and
 * 1.00, at 1000 1.01 and 1.02.
 */
const inScans = (way: Encoding, { area }: Seen): Encoding => (way === 'jpeg' && area <= tiny ? 'baseline' : way);

const namedWays = ({ format: asked, lossless }: Variant, format: Format, { drawn, area }: Seen): Encoding[] => {
  if (asked === 'bjpg') return ['baseline'];
  if (asked === 'png8') return ['png8'];
  if (format === 'webp' && (lossless || asked === 'webpll')) return ['webp-lossless'];
  if (format === 'webp') return drawn || area <= minute ? ['webp', 'webp-lossless'] : ['webp'];
  return format === 'avif' && lossless ? ['avif-lossless'] : [format];
};

const automaticWays = (
  { lossless }: Variant,
  format: Format,
  { opaque, drawn, moves, area, hurried }: Seen,
): Encoding[] => {
  if (format === 'gif') return ['gif'];
  // Asked for all or nothing: alpha that hides nothing is not worth a PNG of a photograph.
  if (format === 'png') return !opaque || lossless ? ['png'] : drawn ? ['png', 'jpeg'] : ['jpeg'];
  if (format === 'jpeg') return drawn ? ['jpeg', 'png'] : ['jpeg'];
  if (lossless) return ['webp-lossless'];
  const lossy: Encoding = format === 'avif' && hurried ? 'webp' : format;
  if (drawn) return [lossy, 'webp-lossless'];
  const others: Encoding[] = [
    ...(area <= minute ? (['webp-lossless'] as const) : []),
    ...(opaque && !moves ? (['jpeg'] as const) : []),
  ];
  // At the same score WebP and JPEG are the same size on average, so the smaller of both is smaller than either.
  return lossy === 'webp' ? ['webp', ...others] : area < tiny ? ['avif', 'webp', ...others] : ['avif'];
};
