import { gunzipSync } from 'node:zlib';
import { Underivable } from '../../errors.ts';
import type { Container, ContainerProbe, Price } from './container.ts';
import { isSvg } from './svg-detect.ts';
import { type Element, readSvgElements } from './svg-elements.ts';

// Filters, masks, images within images: the text does not tell.
const price: Price = { megapixel: 0, held: 0, uncertain: true };

/**
 * What a drawing may ask for. Measured with the librsvg of sharp 0.35.5: 15 µs for each element drawn, 0.55 µs and 55
 * bytes for each dash; it gives up by itself after 500,000 elements, and never for dashes.
 */
const most = {
  bytes: 4 * 1024 * 1024,
  elements: 100_000,
  references: 200_000,
  depth: 1000,
  drawn: 150_000,
  dashes: 4e6,
};

/**
 * An SVG's budget, taken from its text alone: elements, with all that their references draw once more, and dashes. A
 * drawing within it can still be slow (filters, masks, images within): it is rendered where it can be killed.
 */
const probe = (bytes: Buffer): ContainerProbe => {
  if (bytes.length > most.bytes) throw new Underivable('too-many-bytes', `${bytes.length} bytes of SVG`);
  const text = unprefixed(bytes.toString('latin1'));
  if (hasNestedEntities(text)) throw new Underivable('too-costly', 'entities within entities');
  const elements = readSvgElements(text, most);
  const drawn = drawnBy(elements);
  if (drawn > most.drawn) throw new Underivable('too-costly', `${drawn} elements drawn, by references to references`);
  const dashes = dashesOf(text, elements);
  if (dashes > most.dashes) throw new Underivable('too-costly', `about ${Math.round(dashes)} dashes`);
  return {
    price,
    // Only the renderer can tell.
    width: 1,
    height: 1,
    frames: 1,
    sampleBytes: 4,
    passes: 1,
    bytes: text.length === bytes.length ? bytes : Buffer.from(text, 'latin1'),
  };
};

/** Some programs give every element of SVG a prefix; the decoder knows a drawing by its plain `<svg`. */
const unprefixed = (text: string): string => {
  const [root = '', prefix = ''] = /<([\w-]+:)svg\s[^>]*>/.exec(text) ?? [];
  if (prefix === '' || /<svg[\s/>]/.test(text) || /\sxmlns=/.test(root)) return text;
  return text
    .replace(` xmlns:${prefix.slice(0, -1)}=`, ' xmlns=')
    .replaceAll(`<${prefix}`, '<')
    .replaceAll(`</${prefix}`, '</');
};

/** The text of a compressed SVG. */
export const inflated = (bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes, { maxOutputLength: most.bytes });
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : 'not inflatable');
  }
};

/** An entity within an entity doubles with every level; a plain one is how drawing programs shorten their namespaces. */
const hasNestedEntities = (text: string): boolean => {
  for (let at = text.indexOf('<!ENTITY'); at >= 0; at = text.indexOf('<!ENTITY', at + 1)) {
    const end = text.indexOf('>', at);
    if (end < 0) return false;
    if (/&(?!#)/.test(text.slice(at, end))) return true;
  }
  return false;
};

/** How many elements are drawn when every reference draws its target once more. */
const drawnBy = (elements: Element[]): number => {
  const named = new Map(elements.map((element, index) => [element.id, index]));
  const children: number[][] = elements.map(() => []);
  for (const [index, { parent }] of elements.entries()) children[parent]?.push(index);
  const known: (number | undefined)[] = [];
  // Within a circle, which is drawn once or not at all, an element counts as one.
  const weigh = (index: number, depth: number): number => {
    const before = known[index];
    if (before !== undefined) return before;
    if (depth > most.depth) throw new Underivable('too-costly', `references of more than ${most.depth} steps`);
    known[index] = 1;
    const targets = elements[index]?.references.map((id) => named.get(id) ?? -1) ?? [];
    const parts = [...(children[index] ?? []), ...targets.filter((target) => target >= 0)];
    const weight = parts.reduce((sum, part) => sum + weigh(part, depth + 1), 1);
    known[index] = weight;
    return weight;
  };
  return elements.reduce((sum, { parent }, index) => (parent < 0 ? sum + weigh(index, 1) : sum), 0);
};

/** At most as many dashes: the length of all outlines by the shortest period that is written anywhere. */
const dashesOf = (text: string, elements: Element[]): number => {
  let shortest = Number.POSITIVE_INFINITY;
  for (const [, list = ''] of text.matchAll(/stroke-dasharray\s*[:=]\s*["']?([\d.eE+,\s-]+)/g)) {
    const dashes = numbersOf(list);
    // An odd list is gone through twice: what was a dash is then a gap.
    const period = dashes.reduce((sum, dash) => sum + dash, 0) * (dashes.length % 2 === 1 ? 2 : 1);
    if (period > 0) shortest = Math.min(shortest, period);
  }
  if (shortest === Number.POSITIVE_INFINITY) return 0;
  return elements.reduce((sum, { outline }) => sum + lengthOf(outline), 0) / shortest;
};

/** The length of an outline, roughly: relative steps are summed, absolute points by how far they lie apart. */
const lengthOf = (outline: string): number => {
  let length = 0;
  for (const [, command = '', list = ''] of outline.matchAll(/([a-z]?)([^a-df-z]*)/gi)) {
    const steps = numbersOf(list);
    const relative = command !== '' && command === command.toLowerCase();
    for (const [index, step] of steps.entries())
      length += Math.abs(relative ? step : step - (steps[index - 2] ?? 0)) || 0;
  }
  return length;
};

const numbersOf = (list: string) => list.match(/-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/gi)?.map(Number) ?? [];

/** SVG 1.1 and 2 (https://www.w3.org/TR/SVG2/). Sent as a drawing it is sanitized, not stripped: see edge/image/svg. */
export const svg = {
  type: 'image/svg+xml',
  extensions: ['svg'],
  signatures: [],
  recognize: isSvg,
  lossy: false,
  alpha: true,
  animation: false,
  profile: false,
  loader: 'VipsForeignLoadSvgBuffer',
  probe,
} as const satisfies Container;
