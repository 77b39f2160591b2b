import { assign } from '../builtins.ts';
import type { Query } from '../decode.ts';
import { converted, type Dialect, imagePath, type Locate } from '../dialect.ts';
import { readOptions, thumborRules } from '../thumbor-path.ts';

/** `/unsafe/<options>/<image>`, or with a signature in place of `unsafe`; any other path is an image's own. */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const image = uri.replace(/^\/(?:unsafe|[\w-]{27}(?:=|%3D))\/(.*)/, (_, rest) => {
    const parts = rest.split('/');
    readOptions(parts, query);
    const address = parts.join('/');
    return imagePath(/^(http|\/)/.test(address) ? address : '/' + address, host);
  });
  return [image, query];
};

/** https://thumbor.readthedocs.io/en/latest/usage.html. A box is covered, and images are enlarged unless `no_upscale` is there. */
export const thumbor: Dialect = {
  parameters: 'format quality brightness contrast max_bytes',
  own: assign({}, thumborRules, {
    trim: () => ({ trim: 'auto' }),
    saturation: converted('sat', (factor) => +factor * 100 - 100),
    sharpen: converted('sharp', (amount) => parseFloat(amount) * 20),
    proportion: 'w',
    strip_exif: () => ({ metadata: 'none' }),
  }),
  locate: locate,
};
