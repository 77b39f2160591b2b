import { assign } from '../builtins.ts';
import type { Query } from '../decode.ts';
import type { Dialect, Locate } from '../dialect.ts';
import { readOptions, thumborRules } from '../thumbor-path.ts';

/** `/f/<space>/<size>/<id>/<image>/m/<options>`; any other path is an image's own. */
const locate: Locate = (uri) => {
  const query: Query = {};
  const image = uri.replace(/^(.+)\/m\/(.*)/, (_, path, options) => {
    query['m'] = '';
    readOptions(options.split('/'), query);
    return path;
  });
  return [image, query];
};

/** https://www.storyblok.com/docs/api/image-service. The best format that the viewer shows is sent unless one is named. */
export const storyblok: Dialect = {
  parameters: 'quality brightness',
  own: assign({}, thumborRules, {
    format: 'format',
    m: () => ({ format: 'auto' }),
    // Left, top, right and bottom of what matters, in the original's pixels.
    focal: () => ({ position: 'attention' }),
  }),
  locate: locate,
};
