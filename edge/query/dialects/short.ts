import type { Dialect } from '../dialect.ts';
import { fitOrFormat, sizePair } from '../shorthands.ts';

/** `s=100x100&t=crop&f=webp&q=90` and `d=100x100`, of the Lambda@Edge resizers that followed AWS's article of 2018. */
export const short: Dialect = {
  parameters: 'q',
  own: { s: sizePair, d: sizePair, f: fitOrFormat, t: 'fit' },
  defaults: { fit: 'cover' },
};
