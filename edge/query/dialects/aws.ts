import { type Dialect, longNames } from '../dialect.ts';
import { flop } from '../shorthands.ts';

/**
 * https://github.com/aws-samples/image-optimization, and the query of AWS's Dynamic Image Transformation. Two sides make a
 * box to fill, and it enlarges: sharp's own defaults.
 */
export const aws: Dialect = {
  parameters: longNames + 'fit rotate flip grayscale greyscale',
  own: { flop: flop },
  defaults: { fit: 'cover', enlarge: true },
};
