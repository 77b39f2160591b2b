import { decodeValue, type Query } from '../decode.ts';
import { converted, type Dialect, imagePath, type Locate, timesTen } from '../dialect.ts';
import type { NativeTexts, Rule } from '../language.ts';

/** `/<signature>/<options>/plain/<image>@<format>`; any other path is an image's own. */
const locate: Locate = (uri, _, host) => {
  const query: Query = {};
  const image = uri.replace(/^\/[\w-]+\/(?:(.*)\/)?plain\/(.*?)(?:@(\w+))?$/, (_, options, address, format) => {
    if (format) query['f'] = format;
    (options || '').split('/').forEach((option: string) => {
      const at = option.indexOf(':');
      if (at > 0) query[option.slice(0, at)] = decodeValue(option.slice(at + 1));
    });
    return imagePath(address.replace(/^(s3|local|gs):\/\/[^/]*/, ''), host);
  });
  return [image, query];
};

const commas = (text: string) => text.replace(/:/g, ',');

const isOn = (text: string | undefined) => /^[1t]/.test(text || '');

const kind = (name: string) => (/^fo/.test(name) ? 'fill' : /^(fill|auto)/.test(name) ? 'cover' : 'inside');

/** Width, height, whether it enlarges, whether it fills the box up. */
const sizeOf = (parts: string[], fit?: string): NativeTexts => ({
  w: parts[0] || undefined,
  h: parts[1] || undefined,
  enlarge: isOn(parts[2]) ? '1' : undefined,
  fit: isOn(parts[3]) ? 'fillmax' : fit,
});

const resize: Rule = (text) => sizeOf(text.split(':').slice(1), kind(text));
const size: Rule = (text) => sizeOf(text.split(':'));
const type: Rule = (text) => ({ fit: kind(text) });
const extend: Rule = (text) => sizeOf(['', '', '', text]);

/** `no`, `soea`, `sm`, or `fp:0.3:0.7`, as a position of ours. */
const positionOf = (text: string) => {
  const end = (least: RegExp, most: RegExp) => (least.test(text) ? 0 : most.test(text) ? 1 : 0.5);
  if (/^fp/.test(text)) return text.slice(3).replace(':', 'x');
  return /^sm|^obj/.test(text) ? 'smart' : end(/we/, /ea/) + 'x' + end(/no/, /so/);
};

const gravity = converted('position', positionOf);

/** Width and height in the original's pixels or as shares, then where. */
const crop: Rule = (text) => {
  const parts = text.split(':');
  return {
    rect: parts[0] + ',' + (parts[1] || 0),
    position: parts[2] ? positionOf(parts.slice(2).join(':')) : undefined,
  };
};

const flip: Rule = (text) => ({ flip: (isOn(text) ? 'h' : '') + (/:[1t]/.test(text) ? 'v' : '') || undefined });

const copyright: Rule = (text) => ({ metadata: isOn(text) ? 'copyright' : undefined });
const trim: Rule = () => ({ trim: 'auto' });
const padding = converted('pad', commas);
const quality = converted('q', (text) => (text === '0' ? 'auto' : text));
const background = converted('bg', (color) =>
  /:/.test(color)
    ? color
        .split(':')
        .map((byte) => (256 + +byte).toString(16).slice(1))
        .join('')
    : color,
);
const blur = converted('blur', timesTen);
const sharpen = converted('sharp', (sigma) => timesTen(sigma) * 2);

/** https://docs.imgproxy.net/usage/processing. Nothing is enlarged unless asked. */
export const imgproxy: Dialect = {
  parameters: 'w width h height dpr rotate max_bytes mb pixelate enlarge format preset',
  own: {
    rs: resize,
    resize: resize,
    s: size,
    size: size,
    rt: type,
    resizing_type: type,
    el: 'enlarge',
    ex: extend,
    extend: extend,
    c: crop,
    crop: crop,
    kcr: copyright,
    keep_copyright: copyright,
    g: gravity,
    gravity: gravity,
    q: quality,
    quality: quality,
    f: 'format',
    ext: 'format',
    bg: background,
    background: background,
    bl: blur,
    blur: blur,
    sh: sharpen,
    sharpen: sharpen,
    pix: 'pixelate',
    rot: 'rot',
    fl: flip,
    flip: flip,
    pd: padding,
    padding: padding,
    t: trim,
    trim: trim,
    pr: 'preset',
    cb: 'v',
    cachebuster: 'v',
    fn: 'dl',
    filename: 'dl',
  },
  locate: locate,
};
