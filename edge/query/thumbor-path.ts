import { decodeValue, type Query } from './decode.ts';
import type { Rules } from './language.ts';

// What an option of the path is, by its shape; of two for one name both count.
const shapes: [name: string, shape: RegExp][] = [
  ['crop', /^\d+x\d+:\d+x\d+$/],
  ['size', /^-?\d*x-?\d*$/],
  ['align', /^(left|right|center|top|bottom|middle)$/],
  ['trim', /^trim/],
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
    const option = decodeValue(parts[0] || '');
    const shape = shapes.find((each) => each[1].test(option));
    if (!option || !shape) return;
    parts.shift();
    query[shape[0]] = (query[shape[0]] || '') + option;
    option.replace(/:(\w+)\(([^()]*)\)/g, (_, name, value) => (query[name.toLowerCase()] = value));
  }
};

/** What the options and filters mean that Thumbor and Storyblok share. */
export const thumborRules: Rules = {
  // `400x300`, a side of 0 follows from the other, one below 0 mirrors.
  size: (text, asked) => {
    const sides = text.split('x');
    const isMirrored = sides.map((side) => /^-/.test(side));
    const isWhole = asked['fit-in'] != null;
    return {
      w: (sides[0] + '').replace('-', '') || undefined,
      h: (sides[1] + '').replace('-', '') || undefined,
      flip: (isMirrored[0] ? 'h' : '') + (isMirrored[1] ? 'v' : '') || undefined,
      fit: isWhole ? (asked['fill'] ? 'contain' : 'inside') : 'cover',
      enlarge: (asked['no_upscale'] == null && (!isWhole || asked['upscale'] != null)) + '',
    };
  },
  // Left, top, right and bottom.
  crop: (text) => {
    const edges = text.split(/[x:]/).map(Number);
    const left = edges[0] as number;
    const top = edges[1] as number;
    return { rect: [left, top, (edges[2] as number) - left, (edges[3] as number) - top].join() };
  },
  smart: () => ({ position: 'attention' }),
  align: (text) => ({ position: text.replace('middle', 'center') }),
  fill: (color) => ({ bg: color }),
  background_color: (color) => ({ bg: color }),
  grayscale: () => ({ mono: '1' }),
  // The radius of the last corner counts for all of them.
  round_corner: (text) => ({ radius: text.replace(/[|,].*/, '') }),
  rotate: (turn) => ({ rot: 360 - (+turn % 360) + '' }),
  blur: (text) => ({ blur: +(text.split(',')[1] || parseFloat(text) / 2) * 10 + '' }),
};
