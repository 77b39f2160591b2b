import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'size=40x40';
const filters = unsupported('not one of our adjustments');

/** `size`, `crop`, `fit-in`, `align`, `trim` and `smart` are parts of the path; the others are filters. */
export const thumborConformance: ConformanceTable = {
  service: 'Thumbor',
  pages: [
    'https://thumbor.readthedocs.io/en/latest/usage.html',
    'https://thumbor.readthedocs.io/en/latest/filters.html',
  ],
  parameters: {
    size: supported('size=40x0'),
    crop: supported('crop=10x10:50x50'),
    'fit-in': supported('fit-in', box),
    smart: approximated('what attracts the eye: faces are not detected', 'smart', 'size=10x40'),
    align: supported('align=left', 'size=10x40'),
    trim: approximated('the color of the corners is trimmed', 'trim', '', 'framed.png'),
    fill: supported('fill=336699', 'size=40x40&fit-in'),
    background_color: supported('background_color=336699', box, 'alpha.png'),
    format: supported('format=png', box),
    'format=png format=webp format=avif format=gif': supported('', box),
    'format=jpeg': supported('', box, 'alpha.png'),
    'format=jxl format=heic': unsupported('no encoder of it is built in; the format stays'),
    quality: supported('quality=10', box),
    max_bytes: supported('max_bytes=600', box),
    no_upscale: supported('no_upscale', 'size=200x0'),
    upscale: supported('upscale', 'size=200x0&fit-in'),
    proportion: approximated('a share of the original’s width', 'proportion=0.5'),
    grayscale: supported('grayscale', box),
    blur: approximated('by its sigma, or half its radius', 'blur=5', box),
    brightness: supported('brightness=30', box),
    contrast: supported('contrast=30', box),
    saturation: supported('saturation=0.2', box),
    sharpen: approximated('by its amount', 'sharpen=2,1,true', box),
    rotate: supported('rotate=90', box),
    round_corner: approximated('the radius is round; the color behind it is none', 'round_corner=9', box),
    strip_exif: always('no metadata is kept'),
    'focal extract_focal': unsupported('the focal point is what smart finds, or the middle'),
    'autojpg strip_icc gifv cover stretch max_age': unsupported('the service decides this itself'),
    'colorize convolution curve equalize noise red_eye rgb watermark': filters,
    'adaptive-fit-in full-fit-in': unsupported('the box is not turned or filled to fit'),
  },
};
