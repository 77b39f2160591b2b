import { assign } from '../builtins.ts';
import type { Query } from '../decode.ts';
import { converted, type Dialect, factorToPercent, imagePath, type Locate } from '../dialect.ts';
import { readOptions, thumborRules } from '../thumbor-path.ts';

/**
 * `/unsafe/<options>/<image>`, or with a signature in place of `unsafe`, or with neither where a size, `fit-in` or filters come
 * first, as AWS's Dynamic Image Transformation has it; any other path is an image's own.
 */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const options = /^\/(?:(?:unsafe|[\w-]{27}(?:=|%3D))\/|(?=fit-in\/|filters:|\d+x\d+[:/]))(.*)/;
  const image = uri.replace(options, (_, rest) => {
    const parts = rest.split('/');
    readOptions(parts, query);
    return imagePath('/' + parts.join('/'), host);
  });
  return [image, query];
};

/** https://thumbor.readthedocs.io/en/latest/usage.html. A box is covered, and images are enlarged unless `no_upscale` is there. */
export const thumbor: Dialect = {
  parameters: 'format quality brightness contrast max_bytes',
  own: assign({}, thumborRules, {
    meta: () => ({ format: 'json' }),
    trim: () => ({ trim: 'auto' }),
    cover: () => ({ anim: '0' }),
    saturation: converted('sat', factorToPercent),
    sharpen: converted('sharp', (amount) => parseFloat(amount) * 20),
    // Of the box, or of the original.
    proportion: (share: string, asked: Query) => (asked['size'] ? { dpr: share } : { w: share }),
    strip_exif: () => ({ metadata: 'none' }),
  }),
  locate: locate,
};
