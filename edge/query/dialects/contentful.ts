import { boxOf, converted, type Dialect, fitRule } from '../dialect.ts';
import type { Rule } from '../language.ts';

const fitOf = fitRule('fillmax pad|cover fill thumb|scale', /^s/);

/** `crop` cuts the box out of the original, whose pixels stay as they are. */
const fit: Rule = (name, asked) => (name === 'crop' ? { rect: boxOf(asked) } : fitOf(name, asked));

/** https://www.contentful.com/developers/docs/references/images-api/. Nothing is enlarged, but for `fit=scale`. */
export const contentful: Dialect = {
  parameters: 'w h fm q',
  own: {
    fit: fit,
    // `top_left`, `face`.
    f: 'position',
    r: 'radius',
    bg: converted('bg', (color) => color.replace('rgb:', '')),
    fl: (text) => ({ format: text === 'png8' ? text : undefined }),
  },
};
