import { splitAt } from './builtins.ts';
import { decodeValue, type Query } from './decode.ts';
import type { Rules } from './language.ts';

// What an option of the path is, by its shape.
const shapes: [name: string, shape: RegExp][] = [
  ['meta', /^meta$/],
  ['crop', /^\d+x\d+:\d+x\d+$/],
  ['size', /^-?(\d*|orig)x-?(\d*|orig)$/],
  ['align', /^(left|right|center|top|bottom|middle)$/],
  ['trim', /^trim(:|$)/],
  ['fit-in', /^(adaptive-|full-)*fit-in$/],
  ['smart', /^smart$/],
  ['filters', /^filters:/],
];

/**
 * Takes the options of Thumbor's path from the front of its parts: `10x20:300x200/fit-in/-400x300/left/smart/filters:quality(60):blur(5)`.
 * Sets what each says in the query, filters by their names.
 */
export const readOptions = (parts: string[], query: Query) => {
  for (;;) {
    let option = decodeValue(parts[0] || '');
    const shape = shapes.find((each) => each[1].test(option));
    // No URL has so many options: njs would take 35 ms to read 2,000.
    if (parts[99]) return;
    // Filters are the last options, and there are two of alignments and filters alone: what follows is the image's own path.
    if (!shape || (query[shape[0]] ? !/^(al|fil)/.test(shape[0]) : query['filters'])) return;
    parts.shift();
    // The address of a watermark has slashes.
    while (/^filters:.*\([^)]*$/.test(option) && parts[0] != null) option += '/' + decodeValue(parts.shift() + '');
    query[shape[0]] = (query[shape[0]] || '') + option;
    option.slice(0, 999).replace(/:(\w+)\(([^()]*)\)/g, (_, name, value) => (query[name.toLowerCase()] = value));
  }
};

/** What the options and filters mean that Thumbor and Storyblok share. */
export const thumborRules: Rules = {
  // `400x300`, a side of 0 follows from the other, one below 0 mirrors, `orig` is that of the original.
  size: (text, asked) => {
    const sides = text.split('x');
    const isMirrored = sides.map((side) => /^-/.test(side));
    const lengthOf = (side: string | undefined) => (side + '').replace('-', '').replace('orig', '100%') || undefined;
    const fitIn = asked['fit-in'];
    return {
      w: lengthOf(sides[0]),
      h: lengthOf(sides[1]),
      flip: (isMirrored[0] ? 'h' : '') + (isMirrored[1] ? 'v' : '') || undefined,
      fit:
        asked['stretch'] != null
          ? 'fill'
          : fitIn
            ? asked['fill']
              ? 'fillmax'
              : /full/.test(fitIn)
                ? 'outside'
                : 'inside'
            : 'cover',
      enlarge: (asked['no_upscale'] == null && (!fitIn || asked['upscale'] != null)) + '',
    };
  },
  // Left, top, right and bottom.
  crop: (text) => {
    const edges = splitAt(text, /[x:]/g).map(Number);
    const left = edges[0] as number;
    const top = edges[1] as number;
    return { rect: [left, top, (edges[2] as number) - left, (edges[3] as number) - top].join() };
  },
  smart: () => ({ position: 'attention' }),
  align: (text) => ({ position: text.replace('middle', 'center') }),
  fill: (color) => ({ bg: color.replace(/,.*/, '') }),
  background_color: (color) => ({ bg: color }),
  grayscale: () => ({ mono: '1' }),
  // The radius of the last corner counts for all of them.
  round_corner: (text) => ({ radius: text.replace(/[|,].*/, '') }),
  // Counterclockwise.
  rotate: (turn) => ({ rot: -turn + '' }),
  // Without a sigma the radius is one.
  blur: (text) => ({ blur: parseFloat(text.split(',')[1] || text) * 10 + '' }),
};
