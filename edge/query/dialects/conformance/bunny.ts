import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const plain = 'width=40&output=png';

export const bunnyConformance: ConformanceTable = {
  service: 'Bunny Optimizer',
  pages: ['https://docs.bunny.net/optimizer/dynamic-images'],
  parameters: {
    width: supported('width=40'),
    height: supported('height=40'),
    aspect_ratio: supported('aspect_ratio=1:1', 'width=40'),
    upscaling: supported('upscaling=resampling', 'width=200'),
    'upscaling=off': always('nothing is enlarged'),
    'aspect_ratio=auto': always('the shape stays'),
    crop: supported('crop=30,30'),
    'crop=30,30,5,5': supported(''),
    crop_gravity: supported('crop=30,30&crop_gravity=northwest', 'crop=30,30'),
    'crop_gravity=north crop_gravity=south crop_gravity=east crop_gravity=west crop_gravity=northeast crop_gravity=northwest crop_gravity=southeast crop_gravity=southwest crop_gravity=top crop_gravity=right crop_gravity=left crop_gravity=bottom crop_gravity=top_right crop_gravity=top_left crop_gravity=bottom_right crop_gravity=bottom_left':
      supported('', 'crop=30,30'),
    'crop_gravity=center': supported('', 'crop=30,30&crop_gravity=west'),
    focus_crop: approximated(
      'a point in pixels near the right or bottom edge makes the part smaller',
      'focus_crop=10,40,0.1,0.5',
    ),
    face_crop: approximated('crops to the most salient part: faces are not detected', 'face_crop=10,40'),
    'format|output': supported('format=png', 'width=40'),
    'format=webp format=png format=gif format=avif': supported('', 'width=40&format=jpeg'),
    'format=jpeg': supported('', 'width=40'),
    quality: supported('quality=10', 'width=40'),
    auto_optimize: approximated(
      'low, medium and high are `auto-best`, `auto` and `auto-eco`',
      'auto_optimize=high',
      'width=40',
    ),
    'auto_optimize=low auto_optimize=medium auto_optimize=high': supported('', 'width=40'),
    class: approximated('a preset from the configuration, in this project’s own parameters'),
    rotate: supported('rotate=90', plain),
    'rotate=-90 rotate=180 rotate=270': supported('', plain),
    flip: supported('flip=true', plain),
    flop: supported('flop=true', plain),
    blur: approximated('the radius is measured as imgix does', 'blur=50', plain),
    sharpen: supported('sharpen=true', plain),
    brightness: supported('brightness=30', plain),
    contrast: supported('contrast=30', plain),
    saturation: supported('saturation=-50', plain),
    gamma: approximated('uses the curve of this project’s `gam`', 'gamma=30', plain),
    hue: supported('hue=25', plain),
    sepia: supported('sepia=80', plain),
    tint: approximated('the color takes the place of the hues; there it is subtracted', 'tint=336699', plain),
    optimizer: unsupported('a URL without any parameter sends the original'),
  },
};
