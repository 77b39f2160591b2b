import { decodeValue, type Query } from '../decode.ts';
import { converted, cssColor, type Dialect, imagePath, type Locate, timesTen } from '../dialect.ts';
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
  fit: isOn(parts[3]) ? 'contain' : fit,
});

const resize: Rule = (text) => sizeOf(text.split(':').slice(1), kind(text));
const size: Rule = (text) => sizeOf(text.split(':'));
const type: Rule = (text) => ({ fit: kind(text) });
const extend: Rule = (text) => sizeOf(['', '', '', text]);

const sides: { [short: string]: string } = {
  no: 'top',
  so: 'bottom',
  ea: 'right',
  we: 'left',
  ce: 'center',
  sm: 'smart',
  obj: 'smart',
};

// `no`, `soea`, `sm`, or `fp:0.3:0.7`.
const gravity: Rule = (text) => ({
  position: /^fp/.test(text)
    ? text.slice(3).replace(':', 'x')
    : text.replace(/:.*/, '').replace(/no|so|ea|we|ce|^sm|^obj/g, (at) => sides[at] + ''),
});

const flip: Rule = (text) => ({ flip: (isOn(text) ? 'h' : '') + (/:[1t]/.test(text) ? 'v' : '') || undefined });

const trim: Rule = () => ({ trim: 'auto' });
const padding = converted('pad', commas);
const quality = converted('q', (text) => (text === '0' ? 'auto' : text));
const background = converted('bg', (color) => cssColor(commas(color)));
const blur = converted('blur', timesTen);
const sharpen = converted('sharp', (sigma) => timesTen(sigma) * 2);

/** https://docs.imgproxy.net/usage/processing. Nothing is enlarged unless asked. */
export const imgproxy: Dialect = {
  parameters: 'w width h height dpr rotate max_bytes mb pixelate',
  own: {
    rs: resize,
    resize: resize,
    s: size,
    size: size,
    rt: type,
    resizing_type: type,
    el: 'enlarge',
    enlarge: 'enlarge',
    ex: extend,
    extend: extend,
    g: gravity,
    gravity: gravity,
    q: quality,
    quality: quality,
    f: 'format',
    ext: 'format',
    format: 'format',
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
    preset: 'preset',
    cb: 'v',
    cachebuster: 'v',
    fn: 'dl',
    filename: 'dl',
  },
  locate: locate,
};
