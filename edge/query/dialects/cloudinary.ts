import { keys } from '../builtins.ts';
import { decodeValue, type Query } from '../decode.ts';
import { converted, type Dialect, fitRule, imagePath, type Locate } from '../dialect.ts';
import type { NativeTexts, Rule } from '../language.ts';
import type { Parameter } from '../parameters.ts';

/** `/<cloud>/image/upload/w_400,c_fill/e_sepia/v1/<image>`; any other path is an image's own. */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const image = uri.replace(/^\/[^/]+\/image\/\w+\/(.+)/, (_, rest) => {
    const parts = rest.split('/');
    while (
      parts[1] != null &&
      /^(s--.*--|v\d+|((a[cfr]?|b[or]?|c[os]?|d[lnu]?|dpr|eo?|f[ln]?|fps|[ghloqrtuwxyz]|if|ki|pg?|s[op]|v[cs])_[^,]+(,|$))+)$/.test(
        parts[0],
      )
    ) {
      const part = parts.shift();
      if (/^v\d+$/.test(part)) break;
      decodeValue(part)
        .split(',')
        .forEach((pair) => {
          const at = pair.indexOf('_');
          const name = pair.slice(0, at);
          query[name] = (name === 'e' && query['e'] ? query['e'] + ',' : '') + pair.slice(at + 1);
        });
    }
    return imagePath('/' + parts.join('/'), host);
  });
  return [image, query];
};

// Effects that we have, as parameter and strength if none is given.
const effects: { [effect: string]: [parameter: Parameter, usual: string] } = {
  grayscale: ['mono', '1'],
  blackwhite: ['mono', '1'],
  sepia: ['sepia', '80'],
  blur: ['blur', '100'],
  brightness: ['bri', '80'],
  contrast: ['con', '80'],
  saturation: ['sat', '80'],
  hue: ['hue', '80'],
  gamma: ['gam', '50'],
  sharpen: ['sharp', '40'],
  negate: ['invert', '1'],
  pixelate: ['pixelate', '5'],
  trim: ['trim', '10'],
};

const effect: Rule = (text) => {
  const native: NativeTexts = {};
  text.split(',').forEach((each) => {
    const parts = each.split(':');
    const known = keys(effects).indexOf(parts[0] + '') < 0 ? undefined : effects[parts[0] + ''];
    if (known) native[known[0]] = parts[1] || known[1];
  });
  return native;
};

const fitOf = fitRule(
  'inside fit limit|cover fill lfill fill_pad thumb auto crop|contain pad|fillmax lpad mpad|scale|outside mfit',
  /^(?!l|mp|crop)/,
);

/** https://cloudinary.com/documentation/transformation_reference. A width and a height alone stretch. */
export const cloudinary: Dialect = {
  parameters: 'w h ar dpr q',
  own: {
    a: (text) => (/flip/.test(text) ? { flip: text[0] } : { rot: text }),
    b: converted('bg', (color) => color.replace('rgb:', '')),
    bo: converted('border', (text) => text.replace(/px_solid_(rgb:)?/, ',')),
    // A part of the original's own pixels, at an offset or where `g` says.
    c: (text, asked) =>
      text === 'crop'
        ? {
            rect: (asked['x'] || asked['y'] ? [asked['x'] || 0, asked['y'] || 0] : [])
              .concat(asked['w'] || 0, asked['h'] || 0)
              .join(),
          }
        : fitOf(text, asked),
    d: 'default',
    e: effect,
    f: 'format',
    fl: (text) =>
      /^att/.test(text)
        ? { dl: text.slice(11) || '1' }
        : {
            metadata: /^keep/.test(text) ? 'copyright' : undefined,
            lossless: /^lossless/.test(text) ? '1' : undefined,
          },
    g: converted('position', (text) => text.replace(/:.*/, '')),
    r: converted('radius', (text) => text.replace(/:/g, ',')),
    t: 'preset',
  },
  defaults: { fit: 'fill', enlarge: true },
  locate: locate,
};
