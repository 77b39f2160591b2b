import { type ParameterGroup, parameterGroups } from './groups.ts';
import { type Parameter, parameterNames, parameters } from './parameters.ts';
import { flag } from './readers/choice.ts';
import type { Reader } from './readers/reader.ts';

/** What each parameter does: one line for the README and the page of `npm start`. Neither entry bundles it. */
export const descriptions: { [parameter in Parameter]: string } = {
  w: 'Width of the box: pixels, or a share of the original; 0 is none, `auto` is what the browser’s client hints say',
  h: 'Height of the box',
  dpr: 'Pixels of the derivative to one that was asked; pads, borders, radii, blurs and blocks grow with it',
  ar: 'Shape of the box where only one side is given, or none; without `fit` it is cut to it',
  fit: 'How the image meets its box, as CSS’s `object-fit`; `inside` (`max`, `clip`, `scale-down`, `bounds`) keeps it whole without padding, `cover` (`crop`, `min`, `aspect-crop`) cuts it, `contain` (`pad`) letterboxes it, `fillmax` letterboxes it in the whole box without enlarging it, `fill` (`scale`, `squeeze`, `stretch`, `force`) stretches it, `outside` covers without cutting',
  enlarge: 'Lets an image become larger than its original',
  position: 'What a crop keeps, and where a letterbox puts the image; `attention` and `entropy` look at it',
  rect: 'The part of the original that counts: x,y,w,h in its pixels, below 1 or with `%` as shares of it; x and y also `left`, `center`, `right`, `top`, `middle`, `bottom`, or `o25`, a quarter of the space that is free; w,h alone lie where `position` says',
  window: 'The part of the resized image that is kept, written as `rect` is',
  canvas:
    'Width and height of a canvas on which the resized image is put, where `position` says; 0 is the image’s own side',
  zoom: 'Shows a part of the image around `position`, so many times larger',
  'max-w': 'The box is no wider',
  'max-h': 'The box is no higher',
  'min-w': 'The box is no narrower',
  'min-h': 'The box is no lower',
  trim: 'Cuts off a border of one color; the number is how far from it a color may be',
  rot: 'Turned clockwise; other angles than quarters need a larger canvas',
  flip: 'Mirrored left-right, top-bottom, or both; before it is turned',
  mirror: 'Mirrored after it is turned',
  'rot-bg': 'The color behind an image that was turned by other angles than quarters; without it `bg`',
  bri: 'Brightness',
  con: 'Contrast',
  sat: 'Saturation',
  gam: 'Gamma: the middle tones lighter or darker',
  hue: 'Colors turned around the color wheel',
  mono: 'Shades of grey, or of a color',
  sepia: 'Browned like an old photograph',
  tint: 'A color over the image’s own lightness',
  invert: 'A negative',
  blur: 'Blurred',
  pixelate: 'Blocks of so many pixels, each of one color',
  sharp: 'Sharpened; 50 makes up for what shrinking softens',
  bg: 'What shows through, and fills a letterbox or a pad; without it transparent, or white where the format can’t',
  pad: 'Space around the finished image: one number, upright and sideways, or clockwise from the top',
  border: 'A line around the image: its width and color',
  radius: 'Round corners: one radius, or clockwise from the top left; `max` is as round as can be',
  mask: 'Cut to a shape',
  'mask-bg': 'The color around that shape; without it `bg`',
  mark: 'A watermark, by the name that it has in the configuration',
  'mark-align': 'Where the watermark stands',
  'mark-alpha': 'How opaque the watermark is',
  'mark-w': 'Width of the watermark: pixels, or a share of the derivative; 0 is its own',
  'mark-pad': 'Distance of the watermark from the edges',
  anim: 'Keeps what moves moving; `false` is the first frame',
  frame: 'One frame of an animation, counted from 1',
  format:
    'What comes out: `auto` is the best that the viewer shows and `origin` the original’s own; `json`, `blurhash`, `thumbhash`, `palette` and `lqip` tell of the image',
  fmts: 'The formats that an app can show, for an automatic format: the modern ones besides JPEG, PNG and GIF, or with `only` nothing but those listed',
  q: 'Quality; the automatic ones find the fewest bytes that look alike',
  'max-bytes': 'Lowers the quality until the derivative is no larger',
  lossless: 'Every pixel as it is, where the format can',
  metadata: 'What of the original’s metadata stays; `copyright` is author, credit and rights',
  cs: 'Color space: `p3` and `origin` keep wide gamut; `origin` also a JPEG’s HDR gain map',
  preset: 'A variant by the name that it has in the configuration; parameters beside it win',
  snap: '`false` asks for exact sizes where widths are on a ladder; only in signed addresses',
  default: 'The image in place of one that can’t be had, by the name that it has in the configuration; or `origin`',
  dl: 'Has browsers save it, under this name; without a value under its own',
  v: 'Any text; another one is another derivative',
  explain: 'Tells what was decided, and why',
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
