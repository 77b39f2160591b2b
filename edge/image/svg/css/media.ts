import type { Size } from '../../geometry/size.ts';

/**
 * Whether a media query holds for an image on a screen: in light colors, with a mouse, at its natural size
 * (https://www.w3.org/TR/mediaqueries-4/). What is not known here does not hold.
 */
export const matchesMedia = (query: string, size: Size): boolean =>
  query
    .toLowerCase()
    .split(',')
    .some((part) => matchesOne(part.trim(), size));

const matchesOne = (query: string, size: Size): boolean => {
  const negated = query.startsWith('not ');
  const rest = negated ? query.slice(4).trim() : query;
  return negated !== termsOf(rest).every((term) => holds(term, size));
};

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
  return /^(min|max)-/.test(name) ? inBounds(name, value, size) : features[name] === value;
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
  const bound = Number.parseFloat(value) * (value.endsWith('em') ? 16 : 1);
  if (side === undefined || Number.isNaN(bound)) return false;
  return name.startsWith('min-') ? side >= bound : side <= bound;
};

/** `width >= 100px`; undefined where it is no comparison. */
const inRange = (text: string, size: Size): boolean | undefined => {
  const [, name = '', sign = '', bound = ''] = /^([a-z-]+)\s*([<>]=?)\s*([\d.]+)(?:px)?$/.exec(text) ?? [];
  const side = sideOf(name, size);
  if (side === undefined) return undefined;
  const difference = side - Number(bound);
  return (
    (difference > 0 && sign.startsWith('>')) ||
    (difference < 0 && sign.startsWith('<')) ||
    (difference === 0 && sign.endsWith('='))
  );
};

const sideOf = (name: string, { width, height }: Size) =>
  name === 'width' ? width : name === 'height' ? height : undefined;
