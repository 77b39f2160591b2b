import { type Dialect, effects, fits, none, say, spelledOut, tenfold } from '../dialect.ts';
import { auto, crop, enlarging, orient } from '../shorthands.ts';

/** https://www.fastly.com/documentation/reference/io/. Nothing is enlarged unless asked. */
export const fastly: Dialect = {
  parameters: spelledOut + effects + 'dpr bg-color pad frame metadata',
  own: {
    crop: crop,
    precrop: crop,
    enable: enlarging,
    orient: orient,
    auto: auto,
    fit: fits('bounds|outside cover|crop', none),
    sharpen: say('sharp', tenfold),
    bw: () => ({ mono: '1' }),
  },
};
