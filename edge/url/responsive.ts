import { parseNative } from '../query/native.ts';
import { type Parameter, parameters as table, type Variant } from '../query/parameters.ts';
import { densities, widths, withQuery } from './url.ts';

/** An image as a page or an app shows it. */
export type Shown = {
  /** Its URL without a query: `https://images.example.com/photo.jpg`. */
  src: string;
  /** Its parameters, as a query spells them. */
  parameters: { [name: string]: string };
  /** The size at which it is shown, in CSS pixels. */
  width: number;
  height: number;
  /** The widest that the original can fill, in pixels: wider candidates would promise pixels that are not there. */
  widest?: number | undefined;
};

/** Parameters by their own names, values as JavaScript has them; what can't be read is left out. */
export type Values = { [parameter: string]: string | number | boolean };

/** A candidate of `srcset`: its URL, and how wide (`640w`) or dense (`2x`) it is. */
export type Candidate = { url: string; descriptor: string };

/** The parameters of an image that is shown at one size: all but the density, which the screen decides. */
export const fixedValues = ({ parameters }: Shown): Values => {
  const { dpr: _, ...values } = valuesOf(parameters);
  return values;
};

/**
 * The parameters of an image of any width, without that width: each width gives the same picture. A box that crops or pads
 * becomes its shape; a height alone says nothing that the width doesn't.
 */
export const fluidValues = (shown: Shown): Values => {
  const { w, h, ...rest } = fixedValues(shown);
  const cropped = /^(cover|contain|fill)$/.test(String(rest.fit));
  if (!cropped || w === undefined || h === undefined) return rest;
  return { ...rest, ar: isPixels(w) && isPixels(h) ? ratio(Number(w), Number(h)) : ratio(shown.width, shown.height) };
};

const ratio = (width: number, height: number) => {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const common = divisor(width, height) || 1;
  return `${width / common}:${height / common}`;
};

/** Candidates for an image of one size: the same at each density that the original can fill. */
export const byDensity = (shown: Shown): Candidate[] => {
  const { src, width, widest = Number.POSITIVE_INFINITY } = shown;
  return densities
    .filter((density) => density === 1 || width * density <= widest)
    .map((density) => ({
      url: withQuery(src, { ...fixedValues(shown), ...(density > 1 && { dpr: density }) }),
      descriptor: `${density}x`,
    }));
};

/** Candidates for an image that is as wide as its place, up to `width` on a screen of density 2. */
export const byWidth = (shown: Shown): Candidate[] =>
  stepsOf(shown).map((step) => ({ url: urlAtWidth(shown, step), descriptor: `${step}w` }));

/** The URL of the same picture at another width, in pixels. */
export const urlAtWidth = (shown: Shown, width: number): string =>
  withQuery(
    shown.src,
    hasPixelLengths(fluidValues(shown))
      ? { ...fixedValues(shown), dpr: Math.round((width / shown.width) * 100) / 100 }
      : { w: width, ...fluidValues(shown) },
  );

const stepsOf = (shown: Shown) => {
  const { width, widest = Number.POSITIVE_INFINITY } = shown;
  const least = hasPixelLengths(fluidValues(shown)) ? width * leastDensity : 0;
  const most = Math.max(width, Math.min(width * 2, widest));
  const own = [width, width * 2].filter((step) => step <= most);
  // A step of the ladder close to one of the image's own would only be a second file of the same use.
  const others = widths.filter((step) => step >= least && step < most && own.every((each) => isFar(step, each)));
  return [...others, ...own].sort((a, b) => a - b);
};

const isFar = (one: number, other: number) => Math.abs(one - other) > other * 0.1;

/** The least `dpr` of the parameter table. */
const leastDensity = 0.5;

/** Lengths that only `dpr` scales with the image, and angles at which its width isn't `w`. */
const hasPixelLengths = ({ pad, border, radius, blur, pixelate, mark, rot = 0 }: Values) =>
  [pad, border, blur, pixelate, mark].some((value) => value !== undefined) ||
  (radius !== undefined && radius !== 'max') ||
  Number(rot) % 90 !== 0;

const isPixels = (side: string | number | boolean) => typeof side === 'number' && side >= 1;

/** Reads a query's parameters one by one, so that one that can't be read doesn't lose the others. */
export const valuesOf = (parameters: { [name: string]: string }): Values => {
  const parsed = parseNative(lowerCase(parameters));
  const readable = parsed.status
    ? parseNative(Object.fromEntries(Object.entries(lowerCase(parameters)).filter(isReadable)))
    : parsed;
  return readable.status ? {} : spelled(readable);
};

const lowerCase = (parameters: { [name: string]: string }) =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]));

const isReadable = ([name, value]: [string, string]) => !parseNative({ [name]: value }).status;

/** In the table's order: size first, as people write URLs. */
const spelled = (variant: Variant): Values => {
  const values: Values = {};
  for (const parameter of Object.keys(table) as Parameter[]) {
    const value = variant[parameter];
    if (value !== undefined)
      values[parameter] = typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
  }
  return values;
};
