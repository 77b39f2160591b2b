import { attempt, keys } from '../builtins.ts';
import { decode, encodePath, type Query } from '../decode.ts';
import { converted, type Dialect, hexByte, type Locate, longNames } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { flop } from '../shorthands.ts';

type Values = { [name: string]: string | number | boolean | null | Values };

/** `/eyJrZXkiOi…` of version 7: a request as JSON in base64, whose edits become the dotted names of version 8. */
const locate: Locate = (uri, query) => {
  const request = attempt(
    (text): { key?: string; edits?: Values } => JSON.parse(Buffer.from(text, 'base64') + ''),
    decode(uri.slice(1)),
  );
  if (!request || !request.key) return [uri, query];
  const asked: Query = {};
  const set = (values: Values, group: string) =>
    keys(values).forEach((part) => {
      const value = values[part];
      const name = part === 'quality' ? part : (group + part).toLowerCase();
      if (value == null) return;
      if (typeof value !== 'object') asked[name] = value + '';
      else {
        // A part of the original, a color, or nothing but several settings.
        asked[name] = 'left top width height r g b alpha'
          .split(' ')
          .filter((each) => each in value)
          .map((each) => value[each])
          .join();
        set(value, name + '.');
      }
    });
  set(request.edits || {}, '');
  return [encodePath('/' + request.key), asked];
};

/** `336699`, `red`, `255,0,0` or `255,0,0,0.5`. */
const colorOf = (text: string) =>
  /,/.test(text)
    ? text
        .split(',')
        .map((part, at) => hexByte(+part * (at > 2 ? 255 : 1)))
        .join('')
    : text;

const background = converted('bg', colorOf);

/** A value for a parameter, unless the text is `false`. */
const ifOn = (parameter: 'mask' | 'position', value: string) =>
  converted(parameter, (text) => (text === 'false' ? '' : value));

const sharpen: Rule = (sigma, asked) => ({ sharp: (+(asked['sharpen.sigma'] || sigma) || 1) * 20 + '' });

/**
 * https://github.com/aws-samples/image-optimization, and AWS's Dynamic Image Transformation: the query and the JSON of version 7,
 * and the dotted names of version 8. Two sides make a box to fill, and it enlarges: sharp's own defaults.
 */
export const aws: Dialect = {
  parameters: longNames + 'fit rotate flip grayscale greyscale animated extract',
  own: {
    flop: flop,
    'resize.width': 'w',
    'resize.height': 'h',
    'resize.fit': 'fit',
    'resize.position': 'position',
    'resize.background': background,
    // Of both sides of the original, unless there is a box.
    'resize.ratio': converted('w', (ratio) => +ratio * 100 + '%'),
    'resize.withoutenlargement': converted('enlarge', (text) => /^f/.test(text)),
    flatten: background,
    'flatten.background': background,
    tint: converted('tint', colorOf),
    // Left, top, width and height, as `extract`.
    crop: 'rect',
    negate: 'invert',
    roundcrop: ifOn('mask', 'circle'),
    blur: converted('blur', (sigma) => +sigma * 10),
    toformat: 'format',
    sharpen: sharpen,
    'sharpen.sigma': sharpen,
    smartcrop: ifOn('position', 'attention'),
  },
  defaults: { fit: 'cover', enlarge: true },
  locate: locate,
};
