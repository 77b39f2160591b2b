import { Underivable } from '../../../errors.ts';
import type { Container, ContainerProbe, Price } from '../container.ts';
import type { Steps } from '../steps.ts';
import { readSvgElements, type SvgElement } from './elements.ts';
import { naturalSvgSize } from './size.ts';
import { decodeXml, isSvg, longestSvg } from './text.ts';

// Filters, masks, images within images: the text does not tell.
const price: Price = { megapixel: 0, held: 0, uncertain: true };

/**
 * What a drawing may ask for. Measured with the librsvg of sharp 0.35.5: 15 µs for each element drawn, 0.55 µs and 55
 * bytes for each dash; it gives up by itself after 500,000 elements, and never for dashes. A text of n characters takes n² × 18 ns
 * and n × 4 kB.
 */
const most = {
  elements: 100_000,
  references: 200_000,
  depth: 1000,
  drawn: 150_000,
  dashes: 4e6,
};

/**
 * An SVG's size and budget, taken from its text alone in one pass: elements, with all that their references draw once
 * more, and dashes. A drawing within it can still be slow (filters, masks, images within): it is sanitized and rendered
 * where it can be killed. `steps` are the characters that may be looked at.
 */
export const probeSvg = (bytes: Buffer, steps: Steps = { left: 2 * longestSvg }): ContainerProbe => {
  if (bytes.length > longestSvg) throw new Underivable('too-many-bytes', `${bytes.length} bytes of SVG`);
  const { root, elements, dashes } = readSvgElements(decodeXml(bytes), most, steps);
  const drawn = drawnBy(elements);
  if (drawn > most.drawn)
    throw new Underivable(
      'too-costly',
      `${Math.round(drawn)} elements drawn, by references to references or for long texts`,
    );
  const dashed = dashCount(dashes, elements);
  if (dashed > most.dashes) throw new Underivable('too-costly', `about ${Math.round(dashed)} dashes`);
  return {
    price,
    // A vector has no pixels that would have to be decoded.
    width: 1,
    height: 1,
    drawing: naturalSvgSize(root),
    frames: 1,
    sampleBytes: 4,
    passes: 1,
    bytes,
  };
};

/** How many characters a text has that takes as long as an element; the square of twice as many is four elements. */
const lettersOfElement = Math.sqrt(15_000 / 18);

/** How many elements are drawn when every reference draws its target once more. */
const drawnBy = (elements: SvgElement[]): number => {
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
    const own = 1 + ((elements[index]?.letters ?? 0) / lettersOfElement) ** 2;
    const weight = parts.reduce((sum, part) => sum + weigh(part, depth + 1), own);
    known[index] = weight;
    return weight;
  };
  return elements.reduce((sum, { parent }, index) => (parent < 0 ? sum + weigh(index, 1) : sum), 0);
};

/** At most as many dashes: the length of all outlines by the shortest period that is written anywhere. */
const dashCount = (lists: string[], elements: SvgElement[]): number => {
  const periods = lists.map((list) => {
    const dashes = numbersIn(list);
    // An odd list is gone through twice: what was a dash is then a gap.
    return dashes.reduce((sum, dash) => sum + dash, 0) * (dashes.length % 2 === 1 ? 2 : 1);
  });
  const shortest = periods.reduce((least, period) => (period > 0 ? Math.min(least, period) : least), Infinity);
  if (shortest === Infinity) return 0;
  return elements.reduce((sum, { outline }) => sum + lengthOf(outline), 0) / shortest;
};

/** The length of an outline, roughly: relative steps are summed, absolute points by how far they lie apart. */
const lengthOf = (outline: string): number => {
  let length = 0;
  let from = 0;
  const add = (to: number) => {
    const command = outline[from] ?? '';
    const steps = numbersIn(outline.slice(from, to));
    const relative = command >= 'a' && command <= 'z';
    for (const [index, step] of steps.entries())
      length += Math.abs(relative ? step : step - (steps[index - 2] ?? 0)) || 0;
    from = to;
  };
  for (let at = 1; at < outline.length; at++) if (isCommand(outline.charCodeAt(at))) add(at);
  add(outline.length);
  return length;
};

/** A letter other than the e of an exponent. */
const isCommand = (code: number) =>
  ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) && code !== 69 && code !== 101;

const numbersIn = (list: string) => list.match(/-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/gi)?.map(Number) ?? [];

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
  probe: (bytes) => probeSvg(bytes),
} as const satisfies Container;
