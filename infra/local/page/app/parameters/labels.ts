import type { Parameter } from '../../../../../edge/query/parameters.ts';

/** What a parameter is called on the page. */
export const labels = {
  w: 'Width',
  h: 'Height',
  fit: 'Fit',
  ar: 'Aspect ratio',
  dpr: 'Density',
  enlarge: 'Enlarge',
  position: 'Focal point',
  rect: 'Crop',
  trim: 'Trim border',
  rot: 'Rotate',
  flip: 'Flip',
  format: 'Format',
  q: 'Quality',
  'max-bytes': 'Largest file',
  lossless: 'Lossless',
  fmts: 'App shows',
  metadata: 'Metadata',
  cs: 'Color space',
  bri: 'Brightness',
  con: 'Contrast',
  sat: 'Saturation',
  gam: 'Gamma',
  hue: 'Hue',
  mono: 'Monochrome',
  sepia: 'Sepia',
  tint: 'Tint',
  invert: 'Invert',
  blur: 'Blur',
  pixelate: 'Pixelate',
  sharp: 'Sharpen',
  bg: 'Background',
  pad: 'Padding',
  border: 'Border',
  radius: 'Corner radius',
  mask: 'Mask',
  mark: 'Watermark',
  'mark-align': 'Alignment',
  'mark-alpha': 'Opacity',
  'mark-w': 'Watermark width',
  'mark-pad': 'Distance',
  anim: 'Animate',
  frame: 'Frame',
  preset: 'Preset',
  snap: 'Snap to ladder',
  default: 'Fallback',
  dl: 'Save as',
  v: 'Version',
  explain: 'Explain',
} satisfies { [parameter in Parameter]: string };

/** Where a slider begins and ends, and its step: the useful part of what a parameter may be. */
export type Slide = { least: number; most: number; step: number };

/** For parameters whose bounds are wider than anyone drags, or that may be more than a number. */
export const slides: { [parameter in Parameter]?: Slide } = {
  w: { least: 16, most: 2400, step: 8 },
  h: { least: 16, most: 2400, step: 8 },
  dpr: { least: 0.5, most: 5, step: 0.25 },
  rot: { least: -180, most: 180, step: 1 },
  hue: { least: -180, most: 180, step: 1 },
  gam: { least: -100, most: 100, step: 1 },
  blur: { least: 0, most: 200, step: 1 },
  pixelate: { least: 0, most: 100, step: 1 },
  sharp: { least: 0, most: 100, step: 1 },
  pad: { least: 0, most: 200, step: 1 },
  radius: { least: 0, most: 400, step: 2 },
  'mark-w': { least: 0, most: 1, step: 0.01 },
  'mark-pad': { least: 0, most: 200, step: 1 },
  frame: { least: 1, most: 60, step: 1 },
  'max-bytes': { least: 5000, most: 300_000, step: 5000 },
};

/** Groups that are open at the start: what most images need. */
export const commonGroups: string[] = ['Size', 'Crop and turn', 'Format and quality'];
