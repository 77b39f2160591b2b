import { converted, type Dialect, type Locate } from '../dialect.ts';
import type { Rule } from '../language.ts';

/** `/example.com/wp-content/uploads/a.jpg`: the site's own host stands before the path of its image. */
const locate: Locate = (uri, query) => [uri.replace(/^\/[^/.]*\.[^/]*(?=\/)/, ''), query];

const box =
  (fit: string): Rule =>
  (text) => {
    const sides = text.split(',');
    return { w: sides[0], h: sides[1], fit: fit };
  };

/** x, y, width and height in per cent, or in pixels where they end so. */
const crop: Rule = (text) => ({
  rect: text
    .split(',', 5)
    .map((part) => (/px$/.test(part) ? parseFloat(part) : parseFloat(part) + '%'))
    .join(),
});

/** https://developer.wordpress.com/docs/photon/api/. Nothing is enlarged, and the best format that the viewer shows is sent. */
export const photon: Dialect = {
  parameters: 'w h quality brightness contrast',
  own: {
    fit: box('inside'),
    resize: box('cover'),
    lb: box('contain'),
    crop: crop,
    zoom: 'dpr',
    filter: (name) =>
      /^g/.test(name)
        ? { mono: '1' }
        : { invert: /^n/.test(name) ? '1' : undefined, pixelate: /^p/.test(name) ? '5' : undefined },
    smooth: converted('blur', (level) => +level * 2),
    strip: (what) => ({ metadata: /^(all|info)/.test(what) ? 'none' : 'copyright' }),
  },
  defaults: { format: 'auto' },
  locate: locate,
};
