import { splitAt } from './builtins.ts';
import type { Rule, RuleFunction } from './language.ts';
import { parameters } from './parameters.ts';

/** A size: `400x300`, `400x` or `x300`. Any other value is ignored, since `s` may also be a signature. */
export const sizePair: Rule = (text) => {
  const sides = /^(\d*)x(\d*)$/.exec(text) || [];
  return { w: sides[1] || undefined, h: sides[2] || undefined };
};

/**
 * An aspect ratio `16:9`, a region `w,h,x,y` (Fastly's `w,h,x10,y20` too), a size `w,h`, or a position. A size is meant to be cut
 * out of the middle of the original, whose size is unknown here: so it becomes an aspect ratio, and the width if no other is given.
 */
export const crop: Rule = (text, asked) => {
  const parts = splitAt(text, /[,:][xy]?/g);
  // A focal point is given by other parameters.
  if (/^focal/.test(text)) return {};
  if (parts[3]) return { rect: [parts[2], parts[3], parts[0], parts[1]].join() };
  if (!/^[1-9].*[,:]/.test(text)) return { position: text };
  return {
    ar: parts[0] + ':' + parts[1],
    position: parts[2],
    w: /:/.test(text) || asked['w'] || asked['h'] || asked['width'] || asked['height'] ? undefined : parts[0],
  };
};

/** A focal point, from two parameters. */
export const focalPoint: RuleFunction = (_, asked) => ({
  position: (asked['fp-x'] || asked['fpx'] || 0.5) + 'x' + (asked['fp-y'] || asked['fpy'] || 0.5),
});

/** A value of `fit` or of `format`: they have none in common. */
export const fitOrFormat: Rule = (text) => (parameters.fit[0].read(text) ? { fit: text } : { format: text });

/** Flips horizontally; together with `flip`, both ways. */
export const flop: Rule = (text, asked) => (/^[0f]/.test(text) ? {} : { flip: asked['flip'] == null ? 'h' : 'hv' });

/** A rotation or flip by letter, an EXIF orientation, or degrees. */
export const orient: RuleFunction = (text) => {
  const exif = text === 'r' ? 6 : text === 'l' ? 8 : +text;
  if (exif >= 90) return { rot: text };
  return exif
    ? { rot: 90 * ([0, 0, 0, 2, 0, 3, 1, 1, 3][exif] as number) + '', flip: { 2: 'h', 4: 'v', 5: 'h', 7: 'h' }[exif] }
    : { flip: text };
};

/** The frames of an animation: `1` is the first, any other value all. */
export const allPages: Rule = (text) => ({ anim: text === '1' ? '0' : '1' });

/** Allows enlarging, whatever the value. */
export const alwaysEnlarge: Rule = () => ({ enlarge: '1' });

/** `auto=format,compress`. Read after the plain parameters, since an explicit format or quality wins. */
export const autoList: Rule = (text) => ({
  format: /format|webp|avif/.test(text) ? 'auto' : undefined,
  q: /compress/.test(text) ? 'auto' : undefined,
});

/** Where no derivative can be made, the original. */
export const originOnError: Rule = () => ({ default: 'origin' });
