import { splitAt } from '../builtins.ts';
import { converted, cssColor, type Dialect, fitRule, never, timesTen } from '../dialect.ts';
import type { NativeTexts, Rule } from '../language.ts';
import { alwaysEnlarge, autoList, orient } from '../shorthands.ts';

/** Where an axis begins: `x10`, `offset-x25`, the plain number behind the size; in the middle if nothing is said. */
const placeOf = (axis: string, text: string, plain?: string) => {
  const named = RegExp(',(offset-)?' + axis + '([^,]+)').exec(text);
  return named ? (named[1] ? 'o' : '') + named[2] : plain && /^\d/.test(plain) ? plain : 'o50';
};

/** The same as a position, which knows shares only. */
const positionOf = (text: string) =>
  ['x', 'y'].map((axis) => +(/^o(.+)/.exec(placeOf(axis, text)) || ['', 50])[1] / 100).join('x');

/** `3:2`, `300,200` or `50p,0.5`; then where it begins, or `smart`. Pixels are of the resized image, those of `precrop` of the original. */
const crop =
  (parameter: 'rect' | 'window'): Rule =>
  (text) => {
    const parts = splitAt(text, /[,:]/g);
    const native: NativeTexts = {};
    if (/:/.test(text))
      return {
        ar: parts[0] + ':' + parts[1],
        fit: 'cover',
        position: /smart/.test(text) ? 'smart' : positionOf(text),
      };
    native[parameter] = [placeOf('x', text, parts[2]), placeOf('y', text, parts[3]), parts[0], parts[1]].join();
    return native;
  };

/** `240,300` or `4:5`, then where the image lies on it. */
const canvas: Rule = (text) => {
  const sides = splitAt(text, /[,:]/g);
  return /:/.test(text)
    ? { fit: 'contain', ar: sides[0] + ':' + sides[1] }
    : { canvas: sides[0] + ',' + sides[1], position: positionOf(text) };
};

/** https://www.fastly.com/documentation/reference/io/. Nothing is enlarged unless asked. */
export const fastly: Dialect = {
  parameters: 'width height format dpr pad frame brightness contrast saturation',
  own: {
    crop: crop('window'),
    precrop: crop('rect'),
    canvas: canvas,
    'bg-color': converted('bg', cssColor),
    enable: alwaysEnlarge,
    orient: (text, asked) => orient(text.replace(/rv|vr/, '5').replace(/lv|vl/, '7'), asked),
    auto: autoList,
    fit: fitRule('bounds|outside cover|crop', never),
    // `a5,r2,t1`: by its amount.
    sharpen: converted('sharp', (text) => timesTen(text.replace('a', ''))),
    // The second is that of WebP.
    quality: converted('q', parseFloat),
    bw: () => ({ mono: '1' }),
    metadata: (kept) => ({ metadata: /^c2pa$/.test(kept) ? undefined : 'copyright' }),
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
