import { converted, type Dialect, effectNames, fitRule, longNames, never, timesTen } from '../dialect.ts';
import { alwaysEnlarge, autoList, crop, orient } from '../shorthands.ts';

/** https://www.fastly.com/documentation/reference/io/. Nothing is enlarged unless asked. */
export const fastly: Dialect = {
  parameters: longNames + effectNames + 'dpr bg-color pad frame metadata',
  own: {
    crop: crop,
    precrop: crop,
    enable: alwaysEnlarge,
    orient: orient,
    auto: autoList,
    fit: fitRule('bounds|outside cover|crop', never),
    sharpen: converted('sharp', timesTen),
    bw: () => ({ mono: '1' }),
  },
};
