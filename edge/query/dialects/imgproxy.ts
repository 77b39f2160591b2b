import { attempt } from '../builtins.ts';
import { decodeValue, type Query } from '../decode.ts';
import {
  boxOf,
  converted,
  type Dialect,
  factorToPercent,
  hexByte,
  imagePath,
  type Locate,
  timesTen,
} from '../dialect.ts';
import { imgproxyRest } from '../imgproxy-path.ts';
import type { Rule } from '../language.ts';
import { oneOf } from '../readers/choice.ts';

// The short name of each option, then its long ones.
const shortName = oneOf(
  'rs resize|s size|rt resizing_type|w width|h height|el enlarge|ex extend|exar extend_ar extend_aspect_ratio|g gravity|c crop|t trim|pd padding|rot rotate|fl flip|bg background|bl blur|sh sharpen|pix pixelate|q quality|mb max_bytes|f format ext|kcr keep_copyright|att return_attachment|fn filename|cb cachebuster|pr preset|br brightness|co contrast|sa saturation|da disable_animation',
).read;

const base64 = (text: string) => Buffer.from(text, 'base64url') + '';

/**
 * `/<signature>/<options>/plain/<image>@<format>`, behind a prefix too, or the image's address in base64, with slashes anywhere: `aHR0/cDov.<format>`.
 * Any other path is an image's own.
 */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const rest = (imgproxyRest.exec(uri) || [])[1] || uri.replace(/^\/[^/]*/, '');
  const parts = rest.split('/').slice(1);
  const plain = parts.indexOf('plain');
  while (parts[0] && !parts[99] && (plain < 0 ? /:|%3a/i.test(parts[0]) : parts[0] !== 'plain')) {
    const values = decodeValue(parts.shift() + '').split(':');
    const name = shortName(values[0] + '') || values[0] + '';
    const isSize = name === 's';
    // Options of several options: the type, then a size.
    if (isSize || name === 'rs')
      values.slice(1).forEach((value, at) => {
        const option = ['rt', 'w', 'h', 'el', 'ex'][at + +isSize];
        if (!option) query['ex'] += ':' + value;
        else if (value) query[option] = value;
      });
    else query[name] = values.slice(1).join(':');
  }
  const source = /^(?:plain\/(.*?)(?:@(\w+))?|([^.]*?)(?:\.(\w+))?)$/.exec(parts.join(plain < 0 ? '' : '/')) || [];
  const address = source[1] || attempt(base64, source[3] + '') || '';
  if (!source[1] && !/^\w+:\/\//.test(address)) return [uri, {}];
  const format = source[2] || source[4];
  if (format) query['f'] = format;
  return [imagePath(address.replace(/^(?!http)\w+:\/\/[^/]*/, ''), host), query];
};

const isOn = (text: string | undefined) => /^[1t]/.test(text || '');
const isTrue = (text: string) => isOn(text) + '';

/** `no`, `soea`, `sm`, or `fp:0.3:0.7`, as a position of ours. */
const positionOf = (text: string) => {
  const end = (least: RegExp, most: RegExp) => (least.test(text) ? 0 : most.test(text) ? 1 : 0.5);
  if (/^fp/.test(text)) return text.slice(3).replace(':', 'x');
  return /^sm|^obj/.test(text) ? 'smart' : end(/we/, /ea/) + 'x' + end(/no/, /so/);
};

/** Width and height in the original's pixels or as shares, then where. */
const crop: Rule = (text) => {
  const parts = text.split(':');
  const size = parts[0] + ',' + (parts[1] || 0);
  return parts[2] === 'nowe'
    ? { rect: (parts[3] || 0) + ',' + (parts[4] || 0) + ',' + size }
    : { rect: size, position: parts[2] && positionOf(parts.slice(2).join(':')) };
};

/** Where it does not enlarge, `fill` cuts off what stands out of the box, and `fill-down` keeps the shape of the box. */
const type: Rule = (name, asked) => {
  if (/^fo/.test(name)) return { fit: 'fill', w: asked['w'] || '100%', h: asked['h'] || '100%' };
  if (name === 'fill' && !isOn(asked['el'])) return { fit: 'outside', window: boxOf(asked) };
  return { fit: /^[fa][iu][lt][lo]/.test(name) ? 'cover' : 'inside' };
};

/** https://docs.imgproxy.net/usage/processing. Nothing is enlarged unless asked. */
export const imgproxy: Dialect = {
  parameters: 'w h dpr rot',
  own: {
    rt: type,
    el: converted('enlarge', isTrue),
    ex: (text, asked) => ({ canvas: isOn(text) ? boxOf(asked) : undefined, position: positionOf(text) }),
    exar: (text) => ({ fit: isOn(text) ? 'contain' : undefined }),
    c: crop,
    g: converted('position', positionOf),
    kcr: (text) => ({ metadata: isOn(text) ? 'copyright' : undefined }),
    q: converted('q', (text) => (text === '0' ? 'auto' : text)),
    mb: 'max-bytes',
    f: converted('format', (name) => name.replace('best', 'auto')),
    bg: converted('bg', (color) =>
      /:/.test(color)
        ? color
            .split(':')
            .map((byte) => hexByte(+byte))
            .join('')
        : color,
    ),
    bl: converted('blur', timesTen),
    sh: converted('sharp', (sigma) => timesTen(sigma) * 2),
    pix: 'pixelate',
    fl: (text) => ({ flip: (isOn(text) ? 'h' : '') + (/:[1t]/.test(text) ? 'v' : '') || undefined }),
    // Top, right, bottom and left, as in CSS.
    pd: (text) => {
      const sides = text.split(':');
      const right = sides[1] || sides[0];
      return { pad: [sides[0] || 0, right || 0, sides[2] || sides[0] || 0, sides[3] || right || 0].join() };
    },
    t: () => ({ trim: 'auto' }),
    br: converted('bri', (text) => +text / 2.55),
    co: converted('con', factorToPercent),
    sa: converted('sat', factorToPercent),
    da: (text) => ({ anim: !isOn(text) + '' }),
    pr: 'preset',
    cb: 'v',
    att: (text, asked) => {
      const name = (asked['fn'] || '1').split(':');
      return { dl: isOn(text) ? (isOn(name[1]) ? base64(name[0] + '') : name[0]) : undefined };
    },
  },
  locate: locate,
};
