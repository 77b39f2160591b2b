import { converted, type Dialect, fitRule } from '../dialect.ts';

/** https://www.contentful.com/developers/docs/references/images-api/. Nothing is enlarged, but for `fit=scale`. */
export const contentful: Dialect = {
  parameters: 'w h fm q',
  own: {
    fit: fitRule('pad|cover fill crop thumb|scale', /^s/),
    // `top_left`, `face`.
    f: 'position',
    r: 'radius',
    bg: converted('bg', (color) => color.replace('rgb:', '')),
    fl: (text) => ({ format: text === 'png8' ? text : undefined }),
  },
};
