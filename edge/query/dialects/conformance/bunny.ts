import { approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const plain = 'width=40&output=png';

export const bunnyConformance: ConformanceTable = {
  service: 'Bunny Optimizer',
  pages: ['https://docs.bunny.net/optimizer/dynamic-images'],
  parameters: {
    width: supported('width=40'),
    height: supported('height=40'),
    aspect_ratio: supported('aspect_ratio=1:1', 'width=40'),
    upscaling: supported('upscaling=resampling', 'width=200'),
    crop: supported('crop=30,30'),
    'crop=30,30,5,5': supported(''),
    crop_gravity: supported('crop=30,30&crop_gravity=northwest', 'crop=30,30'),
    focus_crop: approximated(
      'a point in pixels near the right or bottom edge makes the part smaller',
      'focus_crop=10,40,0.1,0.5',
    ),
    face_crop: approximated('crops to what attracts the eye: faces are not detected', 'face_crop=10,40'),
    'format|output': supported('format=png', 'width=40'),
    'format=webp format=png format=gif format=avif': supported('', 'width=40&format=jpeg'),
    'format=jpeg': supported('', 'width=40'),
    quality: supported('quality=10', 'width=40'),
    auto_optimize: approximated(
      'low, medium and high are our auto-best, auto and auto-eco',
      'auto_optimize=high',
      'width=40',
    ),
    class: approximated('a preset of the configuration, in our own parameters'),
    flip: supported('flip=true', plain),
    flop: supported('flop=true', plain),
    blur: approximated('the radius is measured as imgix does', 'blur=50', plain),
    sharpen: supported('sharpen=true', plain),
    brightness: supported('brightness=30', plain),
    contrast: supported('contrast=30', plain),
    saturation: supported('saturation=-50', plain),
    gamma: approximated('the curve is that of our gam', 'gamma=30', plain),
    hue: supported('hue=25', plain),
    sepia: supported('sepia=80', plain),
    tint: supported('tint=336699', plain),
    optimizer: unsupported('a URL without any parameter sends the original'),
  },
};
