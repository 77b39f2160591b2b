import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'size=40x40';
const filters = unsupported('there is no such adjustment here');

/** `size`, `crop`, `fit-in` and `smart` are parts of the path; the others are filters. */
export const storyblokConformance: ConformanceTable = {
  service: 'Storyblok Image Service',
  pages: ['https://www.storyblok.com/docs/api/image-service'],
  parameters: {
    filters: always('the word in front of the filters'),
    m: always('the best format that the browser accepts is sent'),
    size: supported('size=40x0'),
    'size=-40x0 size=0x-40': supported(''),
    crop: supported('crop=10x10:50x50'),
    'fit-in': supported('fit-in', box),
    smart: supported('smart', 'size=10x40'),
    align: supported('align=left', 'size=10x40'),
    trim: unsupported('a border of one color stays'),
    focal: supported('focal=10x10:20x20', 'size=10x40'),
    fill: supported('fill=336699', 'size=40x40&fit-in'),
    'fill=tomato': approximated(
      'of the color names of CSS only the basic twenty are known; the bars are transparent, or white',
      '',
      'size=40x40&fit-in&fill=336699',
    ),
    'fill=transparent': supported('', 'size=40x40&fit-in&fill=336699'),
    background_color: approximated('like fill', 'background_color=336699', 'size=40x40', 'alpha.png'),
    format: supported('format=png', box),
    'format=png format=webp format=avif': supported('', `${box}&format=jpeg`),
    'format=jpeg': supported('', box),
    quality: supported('quality=10', `${box}&format=jpeg`),
    no_upscale: supported('no_upscale', 'size=200x0'),
    upscale: supported('upscale', 'size=200x0&fit-in'),
    grayscale: supported('grayscale', box),
    blur: approximated('by its sigma, or its radius', 'blur=5', box),
    brightness: supported('brightness=30', box),
    rotate: supported('rotate=90', box),
    'rotate=180 rotate=270': supported('', box),
    round_corner: approximated('the corner radius is circular, without a background color', 'round_corner=9', box),
    'round_corner=9,255,255,255 round_corner=9|5,255,255,255,1': approximated(
      'the corner radius is circular, without a background color',
      '',
      box,
    ),
    'proportion strip_exif watermark': filters,
  },
};
