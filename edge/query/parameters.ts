import { keys } from './builtins.ts';
import { either, explanation, flag, formats, oneOf } from './readers/choice.ts';
import { color } from './readers/color.ts';
import { place, size } from './readers/length.ts';
import { border, numbers } from './readers/list.ts';
import { byteCount, degrees, number, ratio } from './readers/number.ts';
import { position } from './readers/position.ts';
import type { Reader } from './readers/reader.ts';
import { saved, text } from './readers/text.ts';

/** How the value is read; other names of the parameter; its default as canonical text, if not `0` or `false`. */
type Row<T> = [reader: Reader<T>, aliases?: string, usual?: string];

type Rows<T> = { [P in keyof T]: Row<T[P]> };

// A function that returns its argument vanishes from the bundle, unlike an arrow.
function table<T>(rows: Rows<T>): Rows<T> {
  return rows;
}

const percent = /* @__PURE__ */ number(-100, 100, 1);
const share = /* @__PURE__ */ number(0, 100);
const pixels = /* @__PURE__ */ number(0, 4096);
const mirrored = /* @__PURE__ */ oneOf('h horizontal|v vertical 1 true |hv vh both');
const sides = /* @__PURE__ */ numbers([1, 2, 3, 4], pixels);
const rectangle = /* @__PURE__ */ numbers([2, 4], place);

/** The parameter table. What each parameter means is in docs.ts, what it changes and costs in traits.ts. */
export const parameters = table({
  w: [either(oneOf('auto'), size), 'width imwidth'],
  h: [size, 'height'],
  dpr: [number(0.5, 5, 2), '', '1'],
  ar: [ratio, 'aspect_ratio'],
  fit: [
    oneOf(
      'inside max clip scale-down bounds|cover crop min aspect-crop|contain pad|fillmax|fill scale squeeze stretch force|outside',
    ),
    '',
    'inside',
  ],
  enlarge: [flag, 'upscale upscaling'],
  position: [position, 'pos gravity g a crop_gravity', '0.5~0.5'],
  rect: [rectangle, 'extract'],
  window: [rectangle],
  canvas: [numbers([2], size)],
  zoom: [number(1, 100, 2), 'fp-z', '1'],
  'max-w': [size],
  'max-h': [size],
  'min-w': [size],
  'min-h': [size],
  trim: [either(oneOf('auto true '), number(1, 100))],
  rot: [degrees, 'rotate ro or'],
  flip: [mirrored],
  mirror: [mirrored],
  'rot-bg': [color],
  bri: [percent, 'brightness'],
  con: [percent, 'contrast'],
  sat: [percent, 'saturation'],
  gam: [percent, 'gamma'],
  hue: [degrees],
  mono: [either(color, flag), 'monochrome greyscale grayscale bw'],
  sepia: [share],
  tint: [color],
  invert: [flag],
  blur: [number(0, 2000, 1)],
  pixelate: [number(0, 1000)],
  sharp: [number(0, 100, 1), 'sharpen'],
  bg: [color, 'background bg-color cbg fill-color'],
  pad: [sides],
  border: [border],
  radius: [either(oneOf('max'), sides), 'corner-radius'],
  mask: [oneOf('circle|ellipse|triangle|triangle-180|pentagon|pentagon-180|hexagon|square|diamond|star|heart')],
  'mask-bg': [color],
  mark: [text, 'watermark'],
  'mark-align': [position, '', '1~1'],
  'mark-alpha': [share, '', '100'],
  'mark-w': [size, '', '0.25'],
  'mark-pad': [pixels, '', '10'],
  anim: [flag, 'animated', 'true'],
  frame: [number(1, 9999), 'page'],
  format: [
    oneOf(
      'origin|auto optimal|jpeg jpg pjpg|bjpg baseline-jpeg|png png32|png8|webp webply|webpll|avif|gif|svg|json|blurhash|thumbhash|palette|lqip',
    ),
    'fm output fmt',
    'origin',
  ],
  fmts: [formats],
  q: [
    either(oneOf('auto|auto-best high|auto-good medium-high|auto-eco medium-low|auto-low low'), number(1, 100)),
    'quality',
  ],
  'max-bytes': [byteCount, 'max_bytes maxbytes mb'],
  lossless: [flag, 'll'],
  metadata: [oneOf('none strip|copyright keep'), 'keep', 'none'],
  cs: [oneOf('srgb tinysrgb strip|p3|origin'), 'icc', 'srgb'],
  preset: [text, 'class p'],
  snap: [flag, '', 'true'],
  default: [text],
  dl: [saved, 'download filename'],
  v: [text, 'cachebuster rev'],
  explain: [explanation, 'debug', 'false'],
});

/** The name of a parameter. */
export type Parameter = keyof typeof parameters;

/** The value of each parameter. */
export type Values = typeof parameters extends Rows<infer T> ? T : never;

/** What is asked: parameters with values. A refusal in its place has a status. */
export type Variant = Partial<Values> & { status?: undefined };

// The keys of a table are its parameters, which TypeScript can't know. In njs they come in any order, and in another one here.
export const parameterNames = keys(parameters).sort() as Parameter[];
