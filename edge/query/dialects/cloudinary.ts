import { assign, splitAt } from '../builtins.ts';
import { decodeValue, type Query } from '../decode.ts';
import { boxOf, converted, type Dialect, fitRule, imagePath, type Locate } from '../dialect.ts';
import { type NativeTexts, parameterOf, type Rule } from '../language.ts';

// A version, or a component of a transformation: `c_fill,w_400`. Anything else is a folder. A comma or the end is behind each part, or
// the pattern could be matched in more ways than time allows.
const component =
  /^(v\d+|((a[cfr]?|b[lor]?|c[os]?|d[lnu]?|dpr|eo?|f[ln]?|fps|[ghloqrtuwxyz]|if|ki|pg?|s[op]|v[cs]|\$[^_]+)_[^,]+(,|$))+)$/;

/** What a component adds to those before it. */
const chain = (query: Query, part: Query) => {
  if (query['e'] && part['e']) part['e'] += ',' + query['e'];
  if (part['c'] === 'crop' && !part['ar']) {
    // A part of the original's own pixels, or of the image as it was resized before, at an offset or where `g` says.
    part[query['w'] || query['h'] ? 'c=Crop' : 'c=crop'] =
      (part['x'] || part['y'] ? [part['x'] || 0, part['y'] || 0] + ',' : '') + boxOf(part);
    assign(part, { c: query['c'], w: query['w'], h: query['h'] });
  } else if (query['w'] && query['h'] && !part['w'] !== !part['h'])
    // One side alone scales what was cropped before, which keeps its shape.
    assign(part, { ar: query['w'] + ':' + query['h'], c: query['c'], w: part['w'], h: part['h'] });
  assign(query, part);
};

/** `/<cloud>/image/upload/s--<signature>--/w_400,c_fill/e_sepia/v1/<image>`; any other path is an image's own. */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const image = uri.replace(/^(?:\/[^/]+)?\/i(?:u|mage\/\w+)\/(?:s--.*?\/)?(.+)/, (_, rest) => {
    const parts = rest.split('/');
    // No image is in so many folders, and no URL has so many options: njs would take 60 ms to read 2,000.
    while (parts[1] && !parts[99] && component.test(parts[0])) {
      const text = parts.shift();
      if (!/_/.test(text)) break;
      const part: Query = {};
      // Each is decoded alone: a malformed escape spoils no other.
      splitAt(text, /%2[cf]/gi).forEach((pair: string) => {
        const at = pair.indexOf('_');
        part[pair.slice(0, at)] = decodeValue(pair.slice(at + 1));
      });
      const layer = part['l'] || part['u'];
      if (!layer) chain(query, part);
      else {
        // Sizes and places of what is laid over the image are not the image's, up to `fl_layer_apply` where it ends so.
        query['l'] = layer;
        while (/_apply/.test(parts) && !/_apply/.test(parts.shift()));
      }
    }
    return imagePath('/' + parts.join('/'), host);
  });
  return [image, query];
};

// Effects that we have, each with the strength if none is given, and our parameter if it has another name. What is behind
// a bar counts as a value where the build looks for the parameters that can be set (infra/build/lean-query.ts), so they have semicolons.
const effects =
  'grayscale 1 mono;blackwhite 1 mono;sepia 80;blur 100;brightness 80 bri;contrast 80 con;saturation 80 sat;hue 80;gamma 50 gam;sharpen 40 sharp;negate 1 invert;pixelate 5;trim 10'
    .split(';')
    .map((effect) => effect.split(' '));

const effect: Rule = (text) => {
  const native: NativeTexts = {};
  text.split(',').forEach((each) => {
    const parts = each.split(':');
    const known = effects.find((effect) => effect[0] === parts[0]) || [];
    const parameter = parameterOf[(known[2] || known[0]) + ''];
    if (parameter) native[parameter] = parts[1] || known[1];
  });
  return native;
};

const fitOf = fitRule(
  'inside fit limit mfit|crop fill fill_pad thumb auto|pad auto_pad|fillmax lpad mpad|scale|outside lfill',
  /^(?!l|mp)/,
);

/** `lfill` leaves an image that is smaller than the box as it is; `mfit` and `mpad` one that is larger. */
const fit: Rule = (name, asked) => {
  const native = fitOf(name, asked);
  if (name === 'lfill') native.window = boxOf(asked);
  if (/^m/.test(name)) native['min-w'] = native['min-h'] = '1.0';
  return native;
};

const beforeColon = (text: string) => text.replace(/:.*/, '');

/** https://cloudinary.com/documentation/transformation_reference. A width and a height alone stretch. */
export const cloudinary: Dialect = {
  parameters: 'h ar dpr',
  own: {
    a: (text) => ({
      // The first letters of `hflip` and `vflip`.
      flip: text.replace(/[^hv]|\B./g, '') || undefined,
      rot: (/-?\d+/.exec(text) || [])[0],
    }),
    // `rgb:336699`, or as @nuxt/image writes it, `rgb_336699`.
    b: converted('bg', (color) => color.replace(/rgb./, '')),
    bo: converted('border', (text) => text.replace(/px_solid_(rgb.)?/, ',')),
    c: fit,
    'c=crop': 'rect',
    'c=Crop': 'window',
    d: 'default',
    e: effect,
    f: converted('format', beforeColon),
    fl: (text) => {
      const name = /(^|\.)attachment:?(.*)/.exec(text);
      return {
        dl: name ? name[2] || '1' : undefined,
        metadata: /keep_[ai]/.test(text) ? 'copyright' : undefined,
        lossless: /lossless/.test(text) ? '1' : undefined,
        format: /png8/.test(text) ? 'png8' : undefined,
      };
    },
    g: converted('position', beforeColon),
    // `auto:good:444` and `80:420` name a chroma subsampling at their end.
    q: converted('q', (text) => text.replace(/:\d.*/, '')),
    pg: 'frame',
    // `auto:100:400`, too.
    w: converted('w', beforeColon),
    r: converted('radius', (text) => text.replace(/:/g, ',')),
    t: 'preset',
  },
  defaults: { fit: 'fill', enlarge: true },
  locate: locate,
};
