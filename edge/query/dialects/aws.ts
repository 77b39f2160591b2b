import { converted, type Dialect, longNames } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { flop } from '../shorthands.ts';

const sharpen: Rule = (sigma) => ({ sharp: (parseFloat(sigma) ? parseFloat(sigma) * 20 : 20) + '' });

/**
 * https://github.com/aws-samples/image-optimization, and the query of AWS's Dynamic Image Transformation: version 7, and the dotted
 * names of version 8. Two sides make a box to fill, and it enlarges: sharp's own defaults.
 */
export const aws: Dialect = {
  parameters: longNames + 'fit rotate flip grayscale greyscale tint animated',
  own: {
    flop: flop,
    'resize.width': 'w',
    'resize.height': 'h',
    'resize.fit': 'fit',
    'resize.position': 'position',
    'resize.background': 'bg',
    'resize.withoutenlargement': (text) => ({ enlarge: /^f/.test(text) + '' }),
    flatten: 'bg',
    // Left, top, width and height.
    extract: 'rect',
    blur: converted('blur', (sigma) => parseFloat(sigma) * 10),
    sharpen: sharpen,
    'sharpen.sigma': sharpen,
    smartcrop: () => ({ position: 'attention' }),
    stripexif: (text) => ({ metadata: /^f/.test(text) ? 'copyright' : 'none' }),
  },
  defaults: { fit: 'cover', enlarge: true },
};
