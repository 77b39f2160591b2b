import { type Dialect, effects, fits, none, say, spelledOut, tenfold } from '../dialects.ts';

/** https://www.fastly.com/documentation/reference/io/. Nothing is enlarged unless asked. */
export const fastly: Dialect = {
  words: spelledOut + effects + 'crop precrop dpr enable orient bg-color pad frame auto metadata',
  own: {
    fit: fits('bounds|outside cover|crop', none),
    sharpen: say('sharp', tenfold),
    bw: () => ({ mono: '1' }),
  },
};
