import { Underivable } from '../errors.ts';
import { type Variant, vocabulary, type Word } from '../language/vocabulary.ts';
import type { Picture } from './describe.ts';
import type { Plan } from './geometry.ts';
import type { Root } from './sanitiser.ts';

// Words that change pixels, which a vector has none of.
const pixelWords: Word[] = [
  ...(['rot', 'flip', 'trim', 'rect', 'border', 'radius', 'mask', 'mark', 'blur', 'sharp', 'invert'] as const),
  ...(['bri', 'con', 'sat', 'gam', 'hue', 'mono', 'sepia', 'tint'] as const),
];

/**
 * Whether a drawing stays a drawing. `?w=400` of an SVG is that SVG, sanitised, 400 pixels wide: it is what was put there,
 * smaller and sharper than any pixels of it, and shown by every browser (so do Cloudflare and Uploadcare; imgix makes pixels).
 * Pixels are made where they are asked for: by a format, by `format=auto` (an app that asks so may show no SVG) or by a
 * word that changes pixels. `format=svg` stays a drawing whatever else is said.
 */
export const staysVector = (variant: Variant, original: Picture): boolean => {
  if (original.format !== 'svg') return false;
  if (variant.format === 'svg') return true;
  const searches = variant.fit === 'cover' && typeof variant.position === 'string';
  return (variant.format ?? 'origin') === 'origin' && !searches && !changesPixels(variant);
};

/** Whether a word is said that changes pixels beyond where they lie. */
const changesPixels = (variant: Variant): boolean =>
  pixelWords.some((word) => variant[word] !== undefined && String(variant[word]) !== vocabulary[word][1]);

/** The size that librsvg draws at, as dots per inch: one dot of the drawing is one pixel of the plan. */
export const densityOf = ({ cut, resize }: Plan, original: Picture): number => {
  const scale = cut || !resize ? 1 : Math.max(resize.width / original.width, resize.height / original.height);
  // 72 is a scale of 1; https://sharp.pixelplumbing.com/api-constructor gives the bounds.
  return Math.min(100_000, Math.max(1, 72 * scale));
};

type Job = { variant: Variant; original: Picture; plan: Plan };

/** Bytes of an SVG -> those of a harmless one, in the planned size. Throws Underivable. */
export const redraw = async (bytes: Uint8Array, job: Job, most: number): Promise<Buffer> => {
  const { sanitise } = await import('./sanitiser.ts');
  const text = textOf(bytes);
  const drawing = Buffer.from(isFramed(job) ? framed(sanitise(text, window(job)), job) : sanitise(text, sized(job)));
  if (drawing.length > most) throw new Underivable('over-the-limit', `${drawing.length} bytes of SVG`);
  return drawing;
};

// Longer ones are not sent: CloudFront takes 1 MB.
const mostBytes = 4 * 1024 * 1024;

/** Text in the encoding that it declares. */
const textOf = (bytes: Uint8Array): string => {
  if (bytes.length > mostBytes) throw new Underivable('over-the-limit', `${bytes.length} bytes of SVG`);
  try {
    const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
    const [, encoding = 'utf-8'] = /^\s*<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head) ?? [];
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    throw new Underivable('damaged', 'no text in an encoding that we know', error);
  }
};

const isFramed = ({ plan, variant }: Job) =>
  plan.scaled.width !== plan.size.width || plan.scaled.height !== plan.size.height || variant.bg !== undefined;

/** A drawing whose size is not asked for keeps its own words on it, such as `100%` or none. */
const sized = (job: Job): Root => {
  const { scaled } = job.plan;
  const same = scaled.width === job.original.width && scaled.height === job.original.height;
  return same ? (attributes) => attributes : resized(job);
};

const resized =
  ({ plan, variant, original }: Job): Root =>
  (attributes) => ({
    viewBox: `0 0 ${unitsOf(attributes.width) ?? original.width} ${unitsOf(attributes.height) ?? original.height}`,
    ...attributes,
    width: String(plan.scaled.width),
    height: String(plan.scaled.height),
    ...(variant.fit === 'fill' && { preserveAspectRatio: 'none' }),
  });

/** Where the drawing lies in its frame. */
const window =
  (job: Job): Root =>
  (attributes) => ({
    ...resized(job)(attributes),
    x: String(job.plan.pad.left + job.plan.edges.left - job.plan.window.left),
    y: String(job.plan.pad.top + job.plan.edges.top - job.plan.window.top),
  });

/** Crop and pad: the drawing in a frame of the planned size, which is the same plan that pixels follow. */
const framed = (drawing: string, { plan, variant }: Job) => {
  const { width, height } = plan.size;
  const background = variant.bg ? `<rect width="100%" height="100%" fill="#${variant.bg}"/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${background}${drawing}</svg>`;
};

// https://www.w3.org/TR/css-values-4/#absolute-lengths
const units = { '': 1, px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, q: 96 / 101.6 };

/** A length such as `10mm` in user units; undefined for one that depends on where it is shown. */
const unitsOf = (length = ''): number | undefined => {
  const [, count, unit = ''] = /^\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)([a-z]*)\s*$/i.exec(length) ?? [];
  const scale = Object.entries(units).find(([name]) => name === unit.toLowerCase())?.[1];
  return count === undefined || scale === undefined ? undefined : Number(count) * scale;
};
