import type { Size } from '../../geometry/size.ts';

/**
 * Whether a media query holds for an image on a screen: in light colors, with a mouse, at its natural size
 * (https://www.w3.org/TR/mediaqueries-4/). What is not known here, or has more than 500 characters, does not hold.
 */
export const matchesMedia = (query: string, size: Size): boolean =>
  query
    .toLowerCase()
    .split(',')
    .some((part) => matchesOne(part.trim(), size));

const matchesOne = (query: string, size: Size): boolean => {
  if (query.length > longest) return false;
  const negated = query.startsWith('not ');
  const rest = negated ? query.slice(4).trim() : query;
  return negated !== termsOf(rest).every((term) => holds(term, size));
};

// No one writes a longer one, and work grows with its square.
const longest = 500;

/** `screen and (min-width: 100px)` in its terms. */
const termsOf = (query: string) =>
  query
    .split(/\band\b/)
    .map((term) => term.trim())
    .filter((term) => term !== '');

const holds = (term: string, size: Size): boolean => {
  if (!term.startsWith('(')) return /^(only\s+)?(all|screen)$/.test(term);
  const inner = term.replace(/^\(+\s*|\s*\)+$/g, '');
  if (inner.startsWith('not ')) return !holds(`(${inner.slice(4)})`, size);
  const [name = '', value] = inner.split(':').map((part) => part.trim());
  if (value === undefined) return inRange(inner, size) ?? name in features;
  if (name === 'orientation') return value === (size.width > size.height ? 'landscape' : 'portrait');
  if (/^(min|max)-/.test(name)) return inBounds(name, value, size);
  const side = sideOf(name, size);
  return side === undefined ? features[name] === value : side === numberOf(value);
};

const features: { [name: string]: string } = {
  'prefers-color-scheme': 'light',
  'prefers-reduced-motion': 'no-preference',
  'prefers-contrast': 'no-preference',
  'forced-colors': 'none',
  hover: 'hover',
  pointer: 'fine',
  scripting: 'none',
  color: '8',
};

const inBounds = (name: string, value: string, size: Size): boolean => {
  const side = sideOf(name.slice(4), size);
  const bound = numberOf(value);
  if (side === undefined || Number.isNaN(bound)) return false;
  return name.startsWith('min-') ? side >= bound : side <= bound;
};

/** `1280px`, `80em`, `2dppx` or `16/9` as a number. */
const numberOf = (value: string): number => {
  const [above, below] = value.split('/').map(Number.parseFloat);
  return below === undefined ? (above ?? Number.NaN) * (value.endsWith('em') ? 16 : 1) : (above ?? Number.NaN) / below;
};

/** `width >= 100px`, `100px <= width < 400px`; undefined where it is no comparison. */
const inRange = (text: string, size: Size): boolean | undefined => {
  const [, low, name = '', high] = /^([^<>]+[<>]=?)?\s*([a-z-]+)\s*([<>]=?[^<>]+)?$/.exec(text) ?? [];
  const side = sideOf(name, size);
  if (side === undefined || (low === undefined && high === undefined)) return undefined;
  const [, bound = '', sign = ''] = /^([^<>]+)([<>]=?)$/.exec(low ?? '') ?? [];
  const isAbove = low === undefined || compares(numberOf(bound) - side, sign);
  const [, after = '', limit = ''] = /^([<>]=?)([^<>]+)$/.exec(high ?? '') ?? [];
  return isAbove && (high === undefined || compares(side - numberOf(limit), after));
};

const compares = (difference: number, sign: string): boolean => {
  return (
    (difference > 0 && sign.startsWith('>')) ||
    (difference < 0 && sign.startsWith('<')) ||
    (difference === 0 && sign.endsWith('='))
  );
};

const sideOf = (name: string, { width, height }: Size): number | undefined => {
  const sides: { [name: string]: number } = { width, height, 'aspect-ratio': width / height, resolution: 1 };
  return sides[name.replace('device-', '')];
};
