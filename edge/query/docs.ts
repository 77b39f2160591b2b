import { type ParameterGroup, parameterGroups } from './groups.ts';
import { type Parameter, parameterNames, parameters } from './parameters.ts';
import { flag } from './readers/choice.ts';
import type { Reader } from './readers/reader.ts';

/** What each parameter does: one line for docs/parameters.md and the page of `npm start`. Neither entry bundles it. */
export const descriptions: { [parameter in Parameter]: string } = {
  w: 'Width of the box, in pixels or as a share of the original; `auto` takes it from the browser’s client hints',
  h: 'Height of the box, in pixels or as a share of the original',
  dpr: 'Device pixels for each pixel of `w` and `h`; pads, borders, radii, blurs and blocks grow with it',
  ar: 'Aspect ratio of the box, where at most one side is given; without `fit` the image is cropped to it',
  fit: 'How the image fills its box, as CSS’s `object-fit`: `inside` (`max`, `clip`, `scale-down`, `bounds`) shows all of it without padding, `cover` (`crop`, `min`, `aspect-crop`) crops it, `contain` (`pad`) letterboxes it, `fillmax` letterboxes it in the whole box without enlarging it, `fill` (`scale`, `squeeze`, `stretch`, `force`) stretches it, `outside` covers the box without cropping',
  enlarge: 'Lets an image become larger than its original',
  position:
    'What a crop keeps, and where a letterbox puts the image; `attention` and `entropy` find the place by its content',
  rect: 'The part of the original to use: x,y,w,h in its pixels, or below 1 or with `%` as shares of it; x and y may also be `left`, `center`, `right`, `top`, `middle`, `bottom`, or `o25`, a quarter of the free space; w,h alone are placed by `position`',
  window: 'The part of the resized image to keep, written as `rect`',
  canvas: 'Width and height of a canvas for the resized image, which `position` places; 0 is the image’s own side',
  zoom: 'Enlarges the part around `position` by this factor',
  'max-w': 'Largest width of the box',
  'max-h': 'Largest height of the box',
  'min-w': 'Smallest width of the box',
  'min-h': 'Smallest height of the box',
  trim: 'Cuts off a border of one color; the number is the tolerance',
  rot: 'Rotates clockwise, by degrees; angles other than quarter turns make the canvas larger',
  flip: 'Flips horizontally, vertically, or both, before the rotation',
  mirror: 'Flips after the rotation',
  'rot-bg': 'The color of the corners that a rotation leaves; without it `bg`',
  bri: 'Brightness',
  con: 'Contrast',
  sat: 'Saturation',
  gam: 'Gamma: makes the middle tones lighter or darker',
  hue: 'Rotates the colors around the color wheel, by degrees',
  mono: 'Shades of gray, or of a color',
  sepia: 'Sepia, as in an old photograph',
  tint: 'Colors the image, keeping its lightness',
  invert: 'Inverts the colors',
  blur: 'Blurs the image',
  pixelate: 'Draws blocks of this many pixels, each of one color',
  sharp: 'Sharpens; 50 makes up for the softness that shrinking adds',
  bg: 'Background of transparent pixels, letterboxes and pads; without it they are transparent, or white where the format has no transparency',
  pad: 'Space around the finished image: one to four numbers, as CSS’s `padding` (clockwise from the top)',
  border: 'A line around the image: its width and color',
  radius:
    'Rounds the corners: one to four radii, as CSS’s `border-radius` (clockwise from the top left); `max` is half the shorter side',
  mask: 'Cuts the image to a shape',
  'mask-bg': 'The color around that shape; without it `bg`',
  mark: 'Adds a watermark, by its name in the configuration',
  'mark-align': 'Where the watermark is placed',
  'mark-alpha': 'Opacity of the watermark, in percent',
  'mark-w': 'Width of the watermark, in pixels or as a share of the derivative; 0 is its own width',
  'mark-pad': 'Distance of the watermark from the edges',
  anim: 'Keeps the animation; `false` shows the first frame',
  frame: 'One frame of an animation, counted from 1',
  format:
    'Format of the response: `auto` is the best that the viewer accepts, `origin` the original’s own; `json`, `blurhash`, `thumbhash`, `palette` and `lqip` describe the image',
  fmts: 'Formats that an app can show, for an automatic format: added to JPEG, PNG and GIF, or with `only` in their place',
  q: 'Quality; the automatic ones find the fewest bytes that still look the same',
  'max-bytes': 'Lowers the quality until the derivative is at most this large',
  lossless: 'Keeps every pixel exactly, where the format can',
  metadata: 'Which metadata of the original is kept; `copyright` is author, credit and rights',
  cs: 'Color space: `p3` and `origin` keep a wide gamut; `origin` also keeps the HDR gain map of a JPEG',
  preset: 'A set of parameters, by its name in the configuration; parameters beside it win',
  snap: '`false` asks for the exact size where sizes are rounded to a ladder; only in signed URLs',
  default: 'The image to show in place of a missing one, by its name in the configuration; or `origin`',
  dl: 'Makes browsers save the image under this name; without a value under its own',
  v: 'A version: any text, and each has a cache entry of its own',
  explain: 'Answers with what was decided, and why, as JSON',
};

/** What each shorthand means in parameters of the table. */
export const shorthandDescriptions: { [names: string]: string } = {
  's d size': '`400x300`, `400x` or `x300`: `w` and `h`',
  f: '`fit` where it is one of its values, else `format`',
  'crop precrop':
    '`16:9` is `ar`; four numbers `w,h,x,y` are a `rect`, two a shape and a width; else it is a `position`',
  'fp-x fp-y fpx fpy': 'a focal point, 0 to 1: `position`',
  'cx cy cw ch': '`rect`',
  auto: 'a list of `format` (`format=auto`) and `compress` (`q=auto`), unless these parameters are there',
  enable: '`enable=upscale` is `enlarge`',
  flop: '`flip=h`, together with `flip` `hv`',
  orient: '`r`, `l`, or 1 to 8 as in EXIF: `rot` and `flip`',
  n: '`anim`, but for `n=1`',
  onerror: '`default=origin`',
  'disable we stripmeta': '`disable=upscale`, `we` and `stripmeta` ask for what holds anyway',
};

/** A parameter as a page or a table shows it. */
export type ParameterDocs = {
  parameter: Parameter;
  aliases: string[];
  group: ParameterGroup;
  kind: 'number' | 'choice' | 'flag' | 'color' | 'position' | 'text';
  /** Bounds, where it can be a number. */
  least?: number;
  most?: number;
  /** Names that it can be. */
  choices?: readonly string[];
  /** Its value when it is not given; empty where that depends. */
  preset: string;
  /** Ends the sentence "expected …". */
  expected: string;
  meaning: string;
};

/** Every parameter as documented, read off the parameter table, in its order. */
export const parameterDocs = (): ParameterDocs[] =>
  Object.keys(parameters).flatMap((name) => parameterNames.filter((parameter) => parameter === name).map(docsOf));

const docsOf = (parameter: Parameter): ParameterDocs => {
  const [reader, aliases = '', usual]: [Reader<unknown>, string?, string?] = parameters[parameter];
  const { hint, least, most, choices } = reader;
  const silent = ['0', 'false'].find((text) => !reader.free && String(reader.read(text)) === text);
  const shown = (usual ?? silent ?? '').replaceAll('~', ',');
  return {
    parameter,
    aliases: aliases.split(' ').filter(Boolean),
    group: parameterGroups[parameter],
    kind: kindOf(reader),
    ...(least !== undefined && most !== undefined && { least, most }),
    ...(choices && { choices }),
    // A usual value that the parameter can't have is no default.
    preset: String(reader.read(shown)) === shown ? shown : '',
    expected: hint,
    meaning: descriptions[parameter],
  };
};

const kindOf = ({ kind, least, choices }: Reader<unknown>): ParameterDocs['kind'] => {
  if (kind) return kind;
  if (choices === flag.choices) return 'flag';
  if (least !== undefined) return 'number';
  return choices ? 'choice' : 'text';
};
