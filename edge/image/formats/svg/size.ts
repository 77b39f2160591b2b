import type { XmlAttribute } from '../xml.ts';

// A replaced element without a size of its own (https://www.w3.org/TR/CSS22/visudet.html#inline-replaced-width).
const usual = { width: 300, height: 150 };

/**
 * The size of an SVG as an image, in CSS pixels: of its width, height and viewBox what there is, as browsers do
 * (https://www.w3.org/TR/SVG2/coords.html#SizingSVGInCSS). Fractions are kept, since only its shape matters.
 */
export const naturalSvgSize = (attributes: readonly XmlAttribute[]): { width: number; height: number } => {
  const given = new Map(attributes);
  const width = pixelsOf(given.get('width'));
  const height = pixelsOf(given.get('height'));
  const box = parseViewBox(given.get('viewBox'));
  const shape = box && box.width / box.height;
  if (width && height) return { width, height };
  if (width) return { width, height: shape ? width / shape : usual.height };
  if (height) return { width: shape ? height * shape : usual.width, height };
  if (!shape) return usual;
  return shape > usual.width / usual.height
    ? { width: usual.width, height: usual.width / shape }
    : { width: usual.height * shape, height: usual.height };
};

/** Where a drawing looks, in its own units. */
export type ViewBox = { x: number; y: number; width: number; height: number };

/** The four numbers of a `viewBox`; undefined where they are no rectangle with an area. */
export const parseViewBox = (text = ''): ViewBox | undefined => {
  const numbers = text
    .slice(0, 200)
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  const isBox = numbers.length === 4 && numbers.every(Number.isFinite) && width > 0 && height > 0;
  return isBox ? { x, y, width, height } : undefined;
};

// https://www.w3.org/TR/css-values-4/#absolute-lengths; letters of the initial font have 16 pixels.
const units = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  em: 16,
  rem: 16,
  ex: 8,
};

/** A length such as `10mm` in CSS pixels; undefined for one that depends on where it is shown, or shows nothing. */
const pixelsOf = (length = ''): number | undefined => {
  const [, count, unit = ''] = /^\s*\+?(\d*\.?\d+\.?(?:e[+-]?\d+)?)([a-z]*)\s*$/i.exec(length.slice(0, 50)) ?? [];
  const scale = Object.entries(units).find(([name]) => name === unit.toLowerCase())?.[1];
  const pixels = Number(count) * (scale ?? 0);
  return pixels > 0 && pixels < longestNatural ? pixels : undefined;
};

// Longer is not a size but a slip: what is computed of it would not be exact.
const longestNatural = 1e7;
