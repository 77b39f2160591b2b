import {
  border,
  byteCount,
  colour,
  either,
  flag,
  listOf,
  number,
  numbers,
  oneOf,
  position,
  type Reader,
  ratio,
  size,
  text,
} from './reader.ts';

/** One row of the table: how the value is read, what it is when not given (as canonical text), other names of the word. */
type Row<T> = [reader: Reader<T>, preset: string, aliases: string];

const row = <T>(reader: Reader<T>, preset?: string, aliases?: string): Row<T> => [reader, preset || '', aliases || ''];

const percent = number(-100, 100, 1);
const pixels = number(0, 4096, 0);
const turn = number(-360, 360, 0);

/** THE table. Its order is the order of words in the canonical form. */
export const vocabulary = {
  w: row(either(oneOf('auto'), size), '0', 'width imwidth'),
  h: row(size, '0', 'height'),
  dpr: row(number(0.5, 5, 2), '1'),
  ar: row(ratio, '', 'aspect_ratio'),
  fit: row(
    oneOf(
      'inside max clip scale-down bounds|cover crop min aspect-crop|contain pad|fill scale squeeze stretch force|outside',
    ),
    'inside',
  ),
  enlarge: row(flag, 'false', 'upscale upscaling'),
  position: row(position, '0.5~0.5', 'pos gravity g a crop_gravity'),
  'fp-x': row(number(0, 1, 4), '', 'fpx'),
  'fp-y': row(number(0, 1, 4), '', 'fpy'),
  rect: row(numbers([4], number(0, 65535, 4)), '', 'extract precrop'),
  trim: row(either(oneOf('auto true'), number(1, 100, 0))),
  rot: row(turn, '0', 'rotate ro or'),
  flip: row(oneOf('h horizontal|v vertical|hv vh both')),
  bri: row(percent, '0', 'brightness'),
  con: row(percent, '0', 'contrast'),
  sat: row(percent, '0', 'saturation'),
  gam: row(percent, '0', 'gamma'),
  hue: row(turn, '0'),
  mono: row(either(flag, colour), 'false', 'monochrome greyscale grayscale bw'),
  sepia: row(number(0, 100, 0), '0'),
  tint: row(colour),
  invert: row(flag, 'false'),
  blur: row(number(0, 2000, 1), '0'),
  sharp: row(number(0, 100, 1), '0', 'sharpen'),
  bg: row(colour, '', 'background bg-color cbg fill-color'),
  pad: row(numbers([1, 2, 4], pixels), '0'),
  border: row(border),
  radius: row(either(oneOf('max'), numbers([1, 4], pixels)), '0', 'corner-radius'),
  mask: row(oneOf('circle|ellipse|triangle|pentagon|hexagon|square|star|heart')),
  mark: row(text('the name of a watermark'), '', 'watermark'),
  'mark-align': row(position, '1~1'),
  'mark-alpha': row(number(0, 100, 0), '100'),
  'mark-w': row(size, '0.25'),
  'mark-pad': row(pixels, '10'),
  anim: row(flag, 'true', 'animated'),
  frame: row(number(1, 9999, 0), '', 'page'),
  format: row(
    oneOf(
      'origin|auto optimal|jpeg jpg pjpg|bjpg baseline-jpeg|png png32|png8|webp|avif|gif|svg|json|blurhash|thumbhash|palette|lqip',
    ),
    'origin',
    'fm output fmt',
  ),
  fmts: row(listOf(oneOf('avif|webp'))),
  q: row(
    either(
      oneOf(
        'auto|auto-best auto:best high|auto-good auto:good medium-high|auto-eco auto:eco medium-low|auto-low auto:low low',
      ),
      number(1, 100, 0),
    ),
    '',
    'quality',
  ),
  'max-bytes': row(byteCount, '', 'max_bytes maxbytes mb'),
  lossless: row(flag, 'false', 'll'),
  metadata: row(oneOf('none|copyright'), 'none'),
  cs: row(oneOf('srgb tinysrgb strip|p3|origin'), 'srgb', 'icc'),
  preset: row(text('the name of a preset'), '', 'class p'),
  default: row(text('the name of a fallback'), '', ''),
  dl: row(text('a file name'), '', 'download filename'),
  v: row(text('a version'), '', 'cachebuster rev'),
  explain: row(flag, 'false', 'debug'),
};

/** A word of the language. */
export type Word = keyof typeof vocabulary;

type ValueOf<W extends Word> = (typeof vocabulary)[W] extends Row<infer T> ? T : never;

/** What is asked: words with values. */
export type Variant = { [W in Word]?: ValueOf<W> };
