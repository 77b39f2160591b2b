import { decodeValue, type Query } from '../decode.ts';
import {
  converted,
  cssColor,
  type Dialect,
  factorToPercent,
  fitRule,
  imagePath,
  type Locate,
  longNames,
  timesTen,
} from '../dialect.ts';
import type { Rule } from '../language.ts';
import { fitOrFormat, originOnError } from '../shorthands.ts';

/** `/cdn-cgi/image/width=80,quality=75/<image>`, also with `,` and `=` escaped; any other path is an image's own. */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const image = uri.replace(/^\/cdn-cgi\/image\/(.{0,999}?)\/(.*)/, (_, options, address) => {
    // One malformed escape must not leave the others undecoded; no option needs more than ASCII. A color may have commas
    // in parentheses.
    decodeValue(options.replace(/%(?![2-7][\da-f])/gi, '%25')).replace(
      /(?:^|,)([^,=]+)=((\([^()]*\)|[^,(]+)*)/g,
      (_: string, name: string, value: string) => (query[name.toLowerCase()] = value.trim()),
    );
    return imagePath(address, host);
  });
  return [image, query];
};

/** `trim=top;right;bottom;left`, or what `trim.left`, `.top`, `.width` and `.height` leave; `dpr` multiplies all of them. */
const trim: Rule = (_, asked) => {
  const edges = (asked['trim'] || '0;0;0;0').split(';');
  const sides = ['left', 'top', 'width', 'height'].map(
    (name, at) => +(asked['trim.' + name] || (at > 1 ? '-' : '') + edges[(at + 3) % 4]) * +(asked['dpr'] || 1),
  );
  return { rect: sides.join() };
};

const fitOf = fitRule('scale-down contain|crop cover aspect-crop|pad|squeeze', /^(co|pa|sq)/);

/** `crop` cuts what is larger than the box, and leaves a smaller image as it is. */
const fit: Rule = (text, asked) => {
  const width = asked['width'] || asked['w'];
  const height = asked['height'] || asked['h'];
  return text === 'crop' && width && height ? { fit: 'outside', window: width + ',' + height } : fitOf(text, asked);
};

/** https://developers.cloudflare.com/images/transform-images/transform-via-url/ */
export const cloudflare: Dialect = {
  parameters: longNames + 'w h gravity g rotate flip blur anim q metadata',
  own: {
    f: fitOrFormat,
    dpr: converted('dpr', (ratio) => Math.min(2, +ratio)),
    fit: fit,
    background: converted('bg', cssColor),
    brightness: converted('bri', factorToPercent),
    contrast: converted('con', factorToPercent),
    saturation: converted('sat', factorToPercent),
    gamma: converted('gam', factorToPercent),
    trim: trim,
    'trim.left': trim,
    'trim.top': trim,
    'trim.width': trim,
    'trim.height': trim,
    sharpen: converted('sharp', timesTen),
    onerror: originOnError,
  },
  locate: locate,
};
