import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'size=40x40';
const filters = unsupported('there is no such adjustment here');

/** `size`, `crop`, `fit-in`, `align`, `trim` and `smart` are parts of the path; the others are filters. */
export const thumborConformance: ConformanceTable = {
  service: 'Thumbor',
  pages: [
    'https://thumbor.readthedocs.io/en/latest/usage.html',
    'https://thumbor.readthedocs.io/en/latest/filters.html',
  ],
  parameters: {
    filters: always('the word in front of the filters'),
    meta: approximated('facts about the image; `explain` shows the operations', 'meta', box),
    size: supported('size=40x0'),
    'size=-40x0 size=0x-40 size=40xorig size=origx30': supported(''),
    crop: supported('crop=10x10:50x50'),
    'fit-in': supported('fit-in', box),
    smart: approximated('crops to the most salient part: faces are not detected', 'smart', 'size=10x40'),
    align: supported('align=left', 'size=10x40'),
    'full-fit-in': supported('full-fit-in', box),
    'adaptive-fit-in': approximated('like fit-in: the box is not rotated', 'adaptive-fit-in', box),
    stretch: supported('stretch', box),
    cover: supported('cover', 'size=20x0', 'animation.gif'),
    trim: approximated('the color of the corners is trimmed, in one tolerance', 'trim', '', 'framed.png'),
    fill: supported('fill=336699', 'size=40x40&fit-in'),
    'fill=red fill=336699,true': supported('', 'size=40x40&fit-in'),
    'fill=auto fill=blur': approximated('the bars are white, or transparent', '', 'size=40x40&fit-in'),
    'fill=tomato': approximated(
      'of the color names of CSS only the basic twenty are known; the bars are white, or transparent',
      '',
      'size=40x40&fit-in',
    ),
    background_color: supported('background_color=336699', box, 'alpha.png'),
    format: supported('format=png', box),
    'format=png format=webp format=avif format=gif': supported('', box),
    'format=jpeg': supported('', box, 'alpha.png'),
    'format=jxl format=heic': unsupported('there is no encoder for it here; the format stays as it is'),
    quality: supported('quality=10', box),
    max_bytes: supported('max_bytes=600', box),
    no_upscale: supported('no_upscale', 'size=200x0'),
    upscale: supported('upscale', 'size=200x0&fit-in'),
    proportion: approximated('of the box from 0.5, or of the original', 'proportion=0.5'),
    'proportion=0.5': supported('', box),
    grayscale: supported('grayscale', box),
    blur: approximated('by its sigma, or its radius', 'blur=5', box),
    brightness: supported('brightness=30', box),
    contrast: supported('contrast=30', box),
    saturation: approximated('a factor, as Thumbor reads it; its page says percent', 'saturation=0.2', box),
    sharpen: approximated('by its amount', 'sharpen=2,1,true', box),
    rotate: supported('rotate=90', box),
    round_corner: approximated('the corner radius is circular, without a background color', 'round_corner=9', box),
    'strip_exif strip_icc': always('no metadata is kept, and colors become sRGB'),
    'focal extract_focal': unsupported('the focal point is what smart finds, or the middle'),
    'autojpg gifv max_age': unsupported('the service decides this itself'),
    'colorize convolution curve equalize noise red_eye rgb frame': filters,
    watermark: unsupported(
      'watermarks are named in the configuration and chosen by `mark`, a parameter of this project',
    ),
  },
};
