import { converted, cssColor, type Dialect, fitRule, longNames, never, timesTen } from '../dialect.ts';
import type { Rule } from '../language.ts';
import { alwaysEnlarge, autoList, orient } from '../shorthands.ts';

/** `3:2`, `300,200` or `50p,0.5`; then `x10`, `y20` or `offset-x50`, `offset-y0`, or `smart`. */
const crop: Rule = (text, asked) => {
  const parts = text.replace('safe', '').split(/[,:]/);
  const part = (name: string) => (RegExp(',' + name + '([^,]+)').exec(text) || [])[1];
  const sides = parts.slice(0, 2).map((side) => (/p|%/.test(side) ? parseFloat(side) / 100 : +side));
  const offset = (axis: string) => +(part('offset-' + axis) || 50) / 100;
  const width = sides[0] as number;
  const height = sides[1] as number;
  const position = /smart/.test(text) ? 'smart' : offset('x') + 'x' + offset('y');
  if (/:/.test(text)) return { ar: parts[0] + ':' + parts[1], fit: 'cover', position: position };
  if (part('x') || (parts[3] && +parts[3]))
    return { rect: [part('x') || parts[2], part('y') || parts[3], width, height].join() };
  // Shares can be placed here; pixels only where the size of the original is known.
  if (width <= 1 && height <= 1)
    return { rect: [(1 - width) * offset('x'), (1 - height) * offset('y'), width, height].join() };
  return {
    ar: width + ':' + height,
    fit: 'cover',
    position: position,
    w: asked['width'] || asked['height'] ? undefined : width + '',
  };
};

/** `240,300` or `4:5`: the image is fitted into it. */
const canvas: Rule = (text, asked) => {
  const sides = text.split(/[,:]/);
  const isShape = /:/.test(text);
  return {
    fit: 'contain',
    ar: isShape ? sides[0] + ':' + sides[1] : undefined,
    w: isShape || asked['width'] ? undefined : sides[0],
    h: isShape || asked['height'] ? undefined : sides[1],
  };
};

/** https://www.fastly.com/documentation/reference/io/. Nothing is enlarged unless asked. */
export const fastly: Dialect = {
  parameters: longNames + 'dpr pad frame metadata brightness contrast saturation',
  own: {
    crop: crop,
    precrop: crop,
    canvas: canvas,
    'bg-color': converted('bg', cssColor),
    enable: alwaysEnlarge,
    orient: orient,
    auto: autoList,
    fit: fitRule('bounds|outside cover|crop', never),
    sharpen: converted('sharp', timesTen),
    bw: () => ({ mono: '1' }),
    blur: converted('blur', parseFloat),
    optimize: converted('q', (level) => (/^l/.test(level) ? 'high' : /^m/.test(level) ? 'auto' : 'auto-eco')),
    // Top, right, bottom and left edge, as in CSS.
    trim: (text) => {
      const edges = text.split(',');
      const right = edges[1] || edges[0];
      return { rect: [edges[3] || right, edges[0], '-' + right, '-' + (edges[2] || edges[0])].join() };
    },
    'trim-color': () => ({ trim: 'auto' }),
  },
};
