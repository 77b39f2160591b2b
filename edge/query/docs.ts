import { type ParameterGroup, parameterGroups } from './groups.ts';
import { type Parameter, parameterNames, parameters } from './parameters.ts';
import { flag } from './readers/choice.ts';
import type { Reader } from './readers/reader.ts';

/** What each parameter does: one line for docs/parameters.md and the page of `npm start`. Neither entry bundles it. */
export const descriptions: { [parameter in Parameter]: string } = {
  w: 'Width of the box, in pixels or as a percentage of the original; `auto` takes it from the browser’s client hints',
  h: 'Height of the box, in pixels or as a percentage of the original',
  dpr: 'Device pixel ratio: multiplies `w` and `h`, and also padding, borders, radii, blur and pixelation',
  ar: 'Aspect ratio of the box when `w` or `h` is left out; without `fit` the image is cropped to it',
  fit: 'How the image fills its box, like CSS’s `object-fit`: `inside` (`max`, `clip`, `scale-down`, `bounds`) shows all of it without padding, `cover` (`crop`, `min`, `aspect-crop`) crops it, `contain` (`pad`) letterboxes it, `fillmax` does too, and keeps the full box when the original is smaller, `fill` (`scale`, `squeeze`, `stretch`, `force`) stretches it, `outside` covers the box without cropping',
  enlarge: 'Allows the image to become larger than its original',
  position:
    'Focal point: what a crop keeps, and where a letterbox puts the image; `attention` and `entropy` choose it by content',
  rect: 'Part of the original to use: x,y,w,h in its pixels, or as fractions below 1 or percentages; x and y can also be `left`, `center`, `right`, `top`, `middle`, `bottom`, or `o25`, 25 % of the space left over; w,h alone are placed by `position`',
  window: 'Part of the resized image to keep, written like `rect`',
  canvas: 'Width and height of a canvas for the resized image, which `position` places; 0 is the image’s own side',
  zoom: 'Enlarges the part around `position` by this factor',
  'max-w': 'Maximum width of the box',
  'max-h': 'Maximum height of the box',
  'min-w': 'Minimum width of the box',
  'min-h': 'Minimum height of the box',
  trim: 'Cuts off a border of one color; the number is the tolerance',
  rot: 'Rotates clockwise, in degrees; other than quarter turns make the canvas larger',
  flip: 'Flips horizontally, vertically, or both, before the rotation',
  mirror: 'Flips after the rotation',
  'rot-bg': 'Color of the corners that a rotation leaves empty; without it `bg`',
  bri: 'Brightness',
  con: 'Contrast',
  sat: 'Saturation',
  gam: 'Gamma: makes the midtones lighter or darker',
  hue: 'Rotates the hue, in degrees',
  mono: 'Shades of gray, or of a color',
  sepia: 'Sepia, like an old photograph',
  tint: 'Colors the image, keeping its lightness',
  invert: 'Inverts the colors',
  blur: 'Blurs the image',
  pixelate: 'Pixelates the image, in blocks of this many pixels',
  sharp: 'Sharpens; 50 makes up for the softness that resizing adds',
  bg: 'Background of transparent pixels, letterboxes and padding; without it they are transparent, or white if the format has no transparency',
  pad: 'Space around the finished image: one to four numbers, like CSS’s `padding` (clockwise from the top)',
  border: 'Border around the image: width and color',
  radius:
    'Rounds the corners: one to four radii, like CSS’s `border-radius` (clockwise from the top left); `max` is half the shorter side',
  mask: 'Cuts the image to a shape',
  'mask-bg': 'Color around that shape; without it `bg`',
  mark: 'Adds a watermark, by its name in the configuration',
  'mark-align': 'Position of the watermark',
  'mark-alpha': 'Opacity of the watermark, in percent',
  'mark-w': 'Width of the watermark, in pixels or as a fraction of the image; 0 is its own width',
  'mark-pad': 'Distance of the watermark from the edges, in pixels',
  anim: 'Keeps the animation; `false` shows the first frame',
  frame: 'One frame of an animation, counted from 1',
  format:
    'Format of the response: `auto` is the smallest that the browser accepts, `origin` that of the original; `json`, `blurhash`, `thumbhash`, `palette` and `lqip` describe the image instead',
  fmts: 'Formats that an app can show, for `format=auto`: in addition to JPEG, PNG and GIF, or with `only` instead of them',
  q: 'Quality; the automatic levels find the smallest file that still looks the same',
  'max-bytes': 'Lowers the quality until the file is at most this large',
  lossless: 'Keeps every pixel exactly, if the format can',
  metadata: 'Which metadata of the original is kept; `copyright` keeps copyright and artist',
  cs: 'Color space: `p3` and `origin` keep a wide gamut; `origin` also keeps the HDR gain map of a JPEG',
  preset: 'A set of parameters, by its name in the configuration; other parameters in the URL override it',
  snap: '`false` asks for the exact size if the configuration rounds sizes to a ladder; only in signed URLs',
  default: 'Image to show if this one is missing, by its name in the configuration; or `origin`',
  dl: 'Makes browsers save the image under this name, or under its own if no name is given',
  v: 'A version, any text: each has its own cache entry',
  explain: 'Answers with JSON that explains what was decided, and why',
};

/** What each shorthand means in parameters of the table. */
export const shorthandDescriptions: { [names: string]: string } = {
  's d size': '`400x300`, `400x` or `x300`: `w` and `h`',
  f: '`fit` if the value is one of its values, else `format`',
  'crop precrop':
    '`16:9` is `ar`; four numbers `w,h,x,y` are a `rect`, two are an aspect ratio and a width; anything else is a `position`',
  'fp-x fp-y fpx fpy': 'a focal point, 0 to 1: `position`',
  'cx cy cw ch': '`rect`',
  auto: 'a list of `format` (`format=auto`) and `compress` (`q=auto`), unless those parameters are given',
  enable: '`enable=upscale` is `enlarge`',
  flop: '`flip=h`; together with `flip` it is `hv`',
  orient: '`r`, `l`, or 1 to 8 as in EXIF: `rot` and `flip`',
  n: '`n=1` is `anim=false`, any other value `anim=true`',
  onerror: '`default=origin`',
  'disable we stripmeta': '`disable=upscale`, `we` and `stripmeta` ask for what is done anyway',
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
