import { Underivable } from '../../errors.ts';
import { canonical } from '../../query/canonical.ts';
import type { Parameter, Variant } from '../../query/parameters.ts';
import type { OriginalImage } from '../describe.ts';
import { type Plan, planGeometry } from '../geometry/plan.ts';
import { type Size, sameSize } from '../geometry/size.ts';
import type { Root } from './sanitize.ts';

// Parameters that change pixels, which a drawing has none of.
const pixelParameters: Parameter[] = [
  ...(['rot', 'flip', 'trim', 'border', 'radius', 'mask', 'mark', 'blur', 'sharp', 'invert'] as const),
  ...(['bri', 'con', 'sat', 'gam', 'hue', 'mono', 'sepia', 'tint'] as const),
];

/**
 * What a drawing can follow of a variant, if it stays a drawing. `?w=400` of an SVG is that SVG, sanitized, 400 pixels
 * wide: it is what was put there, smaller and sharper than any pixels of it, and shown by every browser (so do Cloudflare
 * and Uploadcare; imgix makes pixels). Pixels are made where they are asked for: by a format, by `format=auto` (an app that
 * asks so may show no SVG) or by a parameter that changes pixels. `format=svg` stays a drawing, and such a parameter is not followed.
 */
export const asDrawing = (variant: Variant, original: OriginalImage): Variant | undefined => {
  const { format = 'origin' } = variant;
  if (original.format !== 'svg' || (format !== 'svg' && format !== 'origin')) return undefined;
  const deaf: Parameter[] = typeof variant.position === 'string' ? [...pixelParameters, 'position'] : pixelParameters;
  const says = (parameter: Parameter) => canonical({ [parameter]: variant[parameter] }) !== '';
  const searches = typeof variant.position === 'string' && variant.fit === 'cover';
  if (format === 'origin' && (searches || pixelParameters.some(says))) return undefined;
  // The type of what is left of a variant is lost in a list of its parameters.
  return Object.fromEntries(
    Object.entries(variant).filter(([parameter]) => !deaf.includes(parameter as Parameter)),
  ) as Variant;
};

/** The size that librsvg draws at, as dots per inch: one dot of the drawing is one pixel of the plan. */
export const densityOf = ({ cut, resize }: Plan, original: OriginalImage): number => {
  const scale = cut || !resize ? 1 : Math.max(resize.width / original.width, resize.height / original.height);
  // 72 is a scale of 1; https://sharp.pixelplumbing.com/api-constructor gives the bounds.
  return Math.min(100_000, Math.max(1, 72 * scale));
};

/** What a drawing becomes: its harmless text in the planned size. Throws Underivable. */
export const redraw = async (bytes: Uint8Array, asked: Omit<Job, 'plan'>, most: number) => {
  const { sanitize } = await import('./sanitize.ts');
  const started = performance.now();
  const job = { ...asked, plan: planGeometry(asked.variant, asked.original) };
  const text = textOf(bytes);
  const drawing = Buffer.from(isFramed(job) ? framed(sanitize(text, window(job)), job) : sanitize(text, sized(job)));
  if (drawing.length > most) throw new Underivable('over-the-limit', `${drawing.length} bytes of SVG`);
  const took = { sanitize: performance.now() - started };
  const isOver = drawing.length > (job.variant['max-bytes'] ?? drawing.length);
  const note = isOver && { note: 'over-max-bytes' as const };
  return { bytes: drawing, type: 'image/svg+xml', size: job.plan.size, took, ...note };
};

type Job = { variant: Variant; original: OriginalImage; plan: Plan };

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
  plan.cut !== undefined || !sameSize(plan.scaled, plan.size) || variant.bg !== undefined;

/** A drawing whose size is not asked for keeps its own parameters on it, such as `100%` or none. */
const sized = (job: Job): Root =>
  sameSize(job.plan.scaled, job.original) ? (attributes) => attributes : placed(job, sizeOf(job.plan.scaled));

/** Where the drawing lies in its frame: all of it, for the frame shows no more than the window. */
const window = (job: Job): Root => {
  const { scaled, window, edges, pad, cut = { left: 0, top: 0, ...sizeOf(job.original) } } = job.plan;
  const across = scaled.width / cut.width;
  const down = scaled.height / cut.height;
  return placed(job, {
    x: pad.left + edges.left - window.left - cut.left * across,
    y: pad.top + edges.top - window.top - cut.top * down,
    width: job.original.width * across,
    height: job.original.height * down,
  });
};

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

const placed =
  ({ variant, original }: Job, place: Size & { x?: number; y?: number }): Root =>
  (attributes) => ({
    viewBox: `0 0 ${unitsOf(attributes.width) ?? original.width} ${unitsOf(attributes.height) ?? original.height}`,
    ...attributes,
    ...Object.fromEntries(Object.entries(place).map(([name, value]) => [name, String(value)])),
    ...(variant.fit === 'fill' && { preserveAspectRatio: 'none' }),
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
