import { argbToRgba, converted, type Dialect, fitRule, ifCropped } from '../dialect.ts';
import { autoList, crop, focalPoint } from '../shorthands.ts';

/** https://www.sanity.io/docs/apis-and-sdks/image-urls. It enlarges unless `fit` says otherwise. */
export const sanity: Dialect = {
  parameters: 'w h dpr rect or flip sat invert blur sharp pad frame fm q dl',
  own: {
    'fp-x': focalPoint,
    'fp-y': focalPoint,
    crop: crop,
    auto: autoList,
    fit: fitRule('clip max|crop min|pad fill|fillmax|scale', /^(?!m|fillm)/),
    bg: converted('bg', argbToRgba),
    dlraw: 'dl',
    'max-w': ifCropped('max-w'),
    'max-h': ifCropped('max-h'),
    'min-w': ifCropped('min-w'),
    'min-h': ifCropped('min-h'),
  },
  defaults: { enlarge: true },
  // A name for whoever saves the image may stand behind it: `/images/<project>/<dataset>/<id>-300x450.jpg/portrait.jpg`.
  locate: (uri, query) => [uri.replace(/(-\d+x\d+\.\w+)\/[^/]*$/, '$1'), query],
};
