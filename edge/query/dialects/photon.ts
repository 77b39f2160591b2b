import { converted, type Dialect, type Locate } from '../dialect.ts';
import type { Rule, RuleFunction } from '../language.ts';

/** `/example.com/wp-content/uploads/a.jpg`: the site's own host stands before the path of its image. */
const locate: Locate = (uri, query) => [uri.replace(/^\/[^/.]*\.[^/]*(?=\/)/, ''), query];

const box =
  (fit: string): RuleFunction =>
  (text) => {
    const sides = text.split(',');
    return fit === 'fillmax'
      ? { w: sides[0], h: sides[1], fit: fit, bg: sides[2] || '000' }
      : { w: sides[0], h: sides[1], fit: fit, enlarge: fit === 'cover' ? '1' : undefined };
  };

/** x, y, width and height in per cent, or in pixels where they end so; `1` covers the box of `w` and `h`. */
const crop: Rule = (text) =>
  !text[1]
    ? { fit: text === '1' ? 'cover' : undefined }
    : {
        rect: text
          .split(',', 5)
          .map((part) => (/px$/.test(part) ? parseFloat(part) : parseFloat(part) + '%'))
          .join(),
      };

/** https://developer.wordpress.com/docs/photon/api/. Nothing but `resize` enlarges, and the best format that the viewer shows is sent. */
export const photon: Dialect = {
  parameters: 'w h quality contrast',
  own: {
    fit: box('inside'),
    resize: box('cover'),
    lb: box('fillmax'),
    ulb: (text) => ({ trim: text === 'true' ? 'auto' : undefined }),
    crop: crop,
    crop_offset: crop,
    zoom: 'dpr',
    brightness: converted('bri', (amount) => +amount / 2.55),
    filter: (name) => ({
      mono: /^g/.test(name) ? '1' : undefined,
      invert: /^n/.test(name) ? '1' : undefined,
      pixelate: /^p/.test(name) ? '5' : undefined,
      sepia: /^se/.test(name) ? '80' : undefined,
      blur: /^blurg/.test(name) ? '20' : undefined,
    }),
    smooth: converted('blur', (level) => +level * 2),
    strip: (what) => ({ metadata: /^(all|info)/.test(what) ? 'none' : 'copyright' }),
  },
  defaults: { format: 'auto' },
  locate: locate,
};
