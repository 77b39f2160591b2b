import { type Parameter, parameterNames, type Variant } from './parameters.ts';
import type { NameIn } from './readers/choice.ts';
import type { Unchanging, withoutSaving } from './resolve.ts';

/** What a parameter changes, and what may stay as it is beside it. One row each; who needs to know asks here. */
type Traits<P extends Parameter> = {
  /** What of the derivative it changes; `nothing`: neither its bytes nor the original's. */
  changes: P extends NameIn<Unchanging> | 'explain' ? 'nothing' : Change;
  /** Whether the original may be its own derivative beside it, where size, format and colors are as asked. */
  passthrough: boolean;
  /** Whether a gain map may stay: it changes no pixel, or moves those of both images alike. */
  gainMap: boolean;
  /** Whether a drawing can follow it and stay a drawing; otherwise it becomes pixels. */
  drawing: boolean;
  /** Whether the viewer's Save-Data header lowers the quality of an image that asks for nothing else. */
  saveData: P extends NameIn<Unchanging | typeof withoutSaving> ? false : true;
  /** Milliseconds for a megapixel of the derivative, on one core; see image/cost.ts. */
  cost: number;
};

type Change = 'size' | 'placement' | 'pixels' | 'format' | 'quality' | 'metadata';

const nothing = {
  changes: 'nothing',
  passthrough: true,
  gainMap: true,
  drawing: true,
  saveData: false,
  cost: 0,
} as const;
const size = { ...nothing, changes: 'size', saveData: true } as const;
const format = { ...size, changes: 'format' } as const;
const quality = { ...size, changes: 'quality' } as const;
const metadata = { ...size, changes: 'metadata' } as const;
const placement = { ...size, changes: 'placement', passthrough: false } as const;
const around = { ...placement, gainMap: false } as const;
const pixels = { ...around, changes: 'pixels', drawing: false } as const;
const color = { ...pixels, cost: 10 } as const;
const shape = { ...pixels, cost: 25 } as const;

/** The traits of every parameter. What they cost was measured as image/cost.ts says. */
export const traits: { [P in Parameter]: Traits<P> } = {
  w: size,
  h: size,
  dpr: size,
  ar: size,
  fit: size,
  enlarge: size,
  position: size,
  rect: placement,
  window: { ...around, drawing: false },
  canvas: { ...around, drawing: false },
  zoom: { ...placement, drawing: false },
  'max-w': size,
  'max-h': size,
  'min-w': size,
  'min-h': size,
  // By the original's pixels: image/cost.ts.
  trim: { ...placement, drawing: false },
  rot: { ...placement, drawing: false, cost: 25 },
  flip: { ...placement, drawing: false },
  mirror: { ...placement, drawing: false },
  // Without a turn, or a mask, they change nothing.
  'rot-bg': around,
  'mask-bg': around,
  bri: color,
  con: color,
  sat: color,
  gam: color,
  hue: color,
  mono: color,
  sepia: color,
  tint: color,
  invert: color,
  blur: { ...pixels, cost: 45 },
  pixelate: { ...pixels, cost: 60, saveData: false },
  sharp: { ...pixels, cost: 86 },
  bg: { ...around, cost: 10 },
  pad: { ...around, cost: 10 },
  border: { ...pixels, cost: 10 },
  radius: shape,
  mask: shape,
  mark: shape,
  // Without a mark they change nothing.
  'mark-align': around,
  'mark-alpha': around,
  'mark-w': around,
  'mark-pad': around,
  anim: format,
  frame: around,
  format,
  fmts: format,
  q: quality,
  'max-bytes': quality,
  lossless: quality,
  metadata,
  cs: metadata,
  // Both are gone before an image is looked at: a preset is its parameters.
  preset: size,
  snap: size,
  default: nothing,
  dl: nothing,
  v: nothing,
  explain: nothing,
};

/** The parameters that a variant gives. */
export const givenIn = (variant: Variant): Parameter[] =>
  parameterNames.filter((parameter) => variant[parameter] !== undefined);

/** The variant without parameters whose traits are such. */
export const without = (variant: Variant, isSuch: (traits: AnyTraits) => boolean): Variant => {
  const rest = { ...variant };
  for (const parameter of givenIn(variant)) if (isSuch(traits[parameter])) delete rest[parameter];
  return rest;
};

type AnyTraits = Traits<Parameter>;
