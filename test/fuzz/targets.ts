import { Underivable } from '../../edge/errors.ts';
import { decodeXml } from '../../edge/image/formats/svg/text.ts';
import { sanitizeSvg } from '../../edge/image/svg/sanitize.ts';
import { elementsOf, parseSvg, type SvgNode, writeSvg } from '../../edge/image/svg/tree.ts';
import { plantedOriginals } from '../support/images/planted.ts';
import { readEverything } from './readers.ts';
import { readCanonical, readUrl, urlSeeds } from './urls.ts';

/** What is fuzzed: `run` throws where something is wrong. */
export type Target = {
  name: string;
  seeds: () => Promise<Buffer[]>;
  run: (bytes: Buffer) => void;
  /** Bytes of a mutant at most. */
  longest: number;
  /** Milliseconds of CPU that one may take, with the counters in it. */
  milliseconds: number;
};

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<style>@media (min-width:1px){a>b:hover{fill:url(#g)}}</style><defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>
<path id="a" d="M0 0h9" style="fill:url(#g)"><animate attributeName="d" to="M1 1"/></path><use xlink:href="#a"/>
<script>alert(1)</script><image href="data:image/png;base64,aGk="/><a href="javascript:1"><text onclick="x">&amp;</text></a></svg>`;

/** Sanitizes a drawing twice: what is clean stays as it is. Throws where something could still run. */
const readDrawing = (bytes: Buffer): void => {
  try {
    const clean = writeSvg(sanitizeSvg(decodeXml(bytes)).root);
    const tree = parseSvg(clean);
    if (writeSvg(tree) !== clean) throw new Error(`read again it is another: ${clean}`);
    for (const element of elementsOf(tree)) if (canRun(element)) throw new Error(`it could run a script: ${clean}`);
  } catch (error) {
    if (!(error instanceof Underivable)) throw error;
  }
};

/**
 * Whether a browser would run something of an element: a script, a handler, a link to `javascript:`. The word elsewhere,
 * as in `fill:url(#javascript:1)`, names an element and runs nothing.
 */
const canRun = ({ name, attributes }: SvgNode): boolean =>
  name.toLowerCase() === 'script' ||
  /href$/i.test(attributes.get('attributeName') ?? '') ||
  [...attributes].some(
    ([name, value]) =>
      /^on/i.test(name) ||
      // What a URL's parser skips before and within a scheme is skipped here: controls, white space.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
      (/^(?:href|xlink:href|src)$/i.test(name) && /^(?:java|vb)script:/i.test(value.replace(/[\u0000-\u0020]/g, ''))),
  );

/** Every reader of bytes and of URLs. */
export const targets: readonly Target[] = [
  {
    name: 'images',
    seeds: async () => [...(await plantedOriginals()).map(([, , bytes]) => bytes), Buffer.from(drawing)],
    run: readEverything,
    longest: 200_000,
    milliseconds: 1000,
  },
  {
    name: 'drawings',
    seeds: async () => [Buffer.from(drawing)],
    run: readDrawing,
    longest: 20_000,
    milliseconds: 1000,
  },
  { name: 'URLs', seeds: async () => urlSeeds(), run: readUrl, longest: 8192, milliseconds: 100 },
  {
    name: 'canonical variants',
    seeds: async () =>
      ['fit~cover_h~40_position~0.5~0.5_w~400', 'dl~a~20b.jpg_format~auto_fmts~avif'].map((text) => Buffer.from(text)),
    run: readCanonical,
    longest: 2000,
    milliseconds: 100,
  },
];
