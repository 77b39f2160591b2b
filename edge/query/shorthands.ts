import type { Rule } from './language.ts';
import { parameters } from './parameters.ts';

/** `400x300`, `400x`, `x300`; anything else says nothing of sizes: `s` may be a signature. */
export const sizePair: Rule = (text) => {
  const sides = /^(\d*)x(\d*)$/.exec(text) || [];
  return { w: sides[1] || undefined, h: sides[2] || undefined };
};

/**
 * A shape `16:9`, a region `w,h,x,y` (Fastly's `w,h,x10,y20` too), a size `w,h`, or a position. A size would be cut from the
 * middle of the original, whose size is not known here: the whole is cut to that shape, and made so wide if nothing else is.
 */
export const crop: Rule = (text, asked) => {
  const parts = text.split(/[,:][xy]?/);
  // Announces a focal point, which has names of its own.
  if (/^focal/.test(text)) return {};
  if (parts[3]) return { rect: [parts[2], parts[3], parts[0], parts[1]].join() };
  if (!/^[1-9].*[,:]/.test(text)) return { position: text };
  return {
    ar: parts[0] + ':' + parts[1],
    position: parts[2],
    w: /:/.test(text) || asked['w'] || asked['h'] || asked['width'] || asked['height'] ? undefined : parts[0],
  };
};

/** A focal point out of two parameters. */
export const focalPoint: Rule = (_, asked) => ({
  position: (asked['fp-x'] || asked['fpx'] || 0.5) + 'x' + (asked['fp-y'] || asked['fpy'] || 0.5),
});

/** `fit` or `format`: no value is both. */
export const fitOrFormat: Rule = (text) => (parameters.fit[0].read(text) ? { fit: text } : { format: text });

/** Mirrored left-right, beside `flip` both ways. */
export const flop: Rule = (text, asked) => (/^[0f]/.test(text) ? {} : { flip: asked['flip'] == null ? 'h' : 'hv' });

/** A turn or a flip by its letter, both by the number that EXIF has for them, or degrees. */
export const orient: Rule = (text) => {
  const exif = text === 'r' ? 6 : text === 'l' ? 8 : +text;
  if (exif >= 90) return { rot: text };
  return exif
    ? { rot: 90 * ([0, 0, 0, 2, 0, 3, 1, 1, 3][exif] as number) + '', flip: { 2: 'h', 4: 'v', 5: 'h', 7: 'h' }[exif] }
    : { flip: text };
};

/** Pages of an animation: all, but for one. */
export const allPages: Rule = (text) => ({ anim: text === '1' ? '0' : '1' });

/** Whatever it says, enlarging is allowed. */
export const alwaysEnlarge: Rule = () => ({ enlarge: '1' });

/** `auto=format,compress`; heard after the plain parameters, since a format or a quality that is asked for wins. */
export const autoList: Rule = (text) => ({
  format: /format|webp|avif/.test(text) ? 'auto' : undefined,
  q: /compress/.test(text) ? 'auto' : undefined,
});
