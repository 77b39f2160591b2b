import { decodeValue, type Query } from '../decode.ts';
import {
  converted,
  type Dialect,
  factorToPercent,
  fitRule,
  imagePath,
  type Locate,
  longNames,
  timesTen,
} from '../dialect.ts';
import { fitOrFormat } from '../shorthands.ts';

/** `/cdn-cgi/image/width=80,quality=75/<image>`; any other path is an image's own. */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const image = uri.replace(/^\/cdn-cgi\/image\/(.*?)\/(.*)/, (_, options, address) => {
    options.replace(
      /([^,=]+)=([^,]*)/g,
      (_: string, name: string, value: string) => (query[name] = decodeValue(value)),
    );
    return imagePath(address, host);
  });
  return [image, query];
};

/** https://developers.cloudflare.com/images/transform-images/transform-via-url/ */
export const cloudflare: Dialect = {
  parameters: longNames + 'w h dpr gravity g rotate flip blur background anim q metadata',
  own: {
    f: fitOrFormat,
    fit: fitRule('scale-down contain|crop cover aspect-crop|pad|squeeze', /^(co|pa|sq)/),
    brightness: converted('bri', factorToPercent),
    contrast: converted('con', factorToPercent),
    saturation: converted('sat', factorToPercent),
    gamma: converted('gam', factorToPercent),
    // Top, right, bottom and left edge.
    trim: converted('rect', (edges) => edges.replace(/(.*);(.*);(.*);(.*)/, '$4,$1,-$2,-$3')),
    sharpen: converted('sharp', timesTen),
  },
  locate: locate,
};
