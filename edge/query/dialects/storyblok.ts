import { assign, splitAt } from '../builtins.ts';
import type { Query } from '../decode.ts';
import type { Dialect, Locate } from '../dialect.ts';
import { readOptions, thumborRules } from '../thumbor-path.ts';

/** `/f/<space>/<width>x<height>/<id>/<image>/m/<options>`; any other path is an image's own. */
const locate: Locate = (uri) => {
  const query: Query = {};
  const image = uri.replace(/^(.+)\/m(?:\/(.*))?$/, (_, path, options) => {
    readOptions((options || '').split('/'), query);
    if (!query['format']) query['m'] = '';
    // Left, top, right and bottom of what matters, in the pixels of an original whose size stands in the path.
    const size = /\/(\d+)x(\d+)\//.exec(path);
    const sides = splitAt(query['focal'] || '', /[x:]/g).map(Number);
    const middle = (at: number) =>
      ((sides[at] as number) + (sides[at + 2] as number)) / 2 / Number(size && size[at + 1]);
    if (size && sides[3]) query['focal'] = middle(0) + 'x' + middle(1);
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
    focal: (text: string) => ({ position: /:/.test(text) ? 'attention' : text }),
  }),
  locate: locate,
};
