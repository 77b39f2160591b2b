import { assign } from '../builtins.ts';
import type { Query } from '../decode.ts';
import type { Dialect, Locate } from '../dialect.ts';

// Sizes by name, as themes of Shopify's first years write them.
const named: { [name: string]: string } = {
  pico: '16x16',
  icon: '32x32',
  thumb: '50x50',
  small: '100x100',
  compact: '160x160',
  medium: '240x240',
  large: '480x480',
  grande: '600x600',
};

/** `a.jpg?width=400`, or in the name of the image: `a_400x300_crop_top@2x.jpg`. */
const locate: Locate = (uri, query) => {
  const asked: Query = assign({}, query);
  const image = uri.replace(
    /_(\d*x\d*|pico|icon|thumb|small|compact|medium|large|grande|master|original)(?:_crop_([a-z]+))?(?:@(\d)x)?(?:\.progressive)?(\.\w+)$/,
    (whole, size, crop, dpr, ending) => {
      if (size === 'x') return whole;
      const sides = (named[size] || size).split('x');
      if (sides[0] && !/^[mo][ar]/.test(size)) asked['width'] = sides[0];
      if (sides[1]) asked['height'] = sides[1];
      if (crop) asked['crop'] = crop;
      if (dpr) asked['dpr'] = dpr;
      return ending;
    },
  );
  return [image, asked];
};

/** https://shopify.dev/docs/api/liquid/filters/image_url. Nothing is enlarged, and the best format that the viewer shows is sent. */
export const shopify: Dialect = {
  parameters: 'width height format quality dpr',
  own: {
    crop: (text, asked) =>
      text === 'region'
        ? {
            rect: [
              asked['crop_left'] || 0,
              asked['crop_top'] || 0,
              asked['crop_width'] || 0,
              asked['crop_height'] || 0,
            ].join(),
          }
        : { fit: 'cover', position: text },
    pad_color: (color) => ({ bg: color, fit: 'fillmax' }),
    v: 'v',
  },
  defaults: { format: 'auto' },
  locate: locate,
};
