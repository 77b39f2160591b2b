import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const plain = 'w=40';
const drawn = unsupported('there is no such adjustment here');

export const photonConformance: ConformanceTable = {
  service: 'WordPress Photon',
  pages: ['https://developer.wordpress.com/docs/photon/api/'],
  parameters: {
    w: supported('w=40'),
    h: approximated('beside w the image fits into both; there the first of the two counts', 'h=40'),
    'w=15% h=20%': supported(''),
    fit: supported('fit=40,30'),
    resize: supported('resize=40,40'),
    'resize=200,100': approximated('enlarges to any size, there to a thousand pixels', ''),
    lb: supported('lb=40,40'),
    'lb=40,40,336699': supported('', 'lb=40,40'),
    ulb: approximated('the color of the corners is trimmed, at all sides', 'ulb=true', '', 'framed.png'),
    crop: supported('crop=10,10,50,50'),
    'crop=10px,10px,50px,30px': supported(''),
    'crop=10px,10,50px,60': supported(''),
    'crop=1': supported('', 'w=40&h=40'),
    'crop=0': always('nothing is cropped'),
    crop_offset: supported('crop_offset=10,10,50,50'),
    zoom: approximated('up to 5', 'zoom=2', 'w=20'),
    quality: supported('quality=10', plain),
    'strip=all strip=info': always('no metadata is kept'),
    strip: approximated(
      'author, credit and rights stay where only the color profile goes',
      'strip=color',
      plain,
      'rights.jpg',
    ),
    filter: supported('filter=grayscale', plain),
    'filter=grayscale filter=negate': supported('', plain),
    'filter=pixelate': approximated('in blocks of five pixels', '', plain),
    'filter=sepia filter=blurgaussian': approximated('by this project’s own adjustment of that name', '', plain),
    'filter=sketch filter=blurselective filter=emboss filter=edgedetect filter=meanremoval': drawn,
    brightness: supported('brightness=60', plain),
    contrast: supported('contrast=30', plain),
    colorize: drawn,
    smooth: approximated('a slight blur', 'smooth=10', plain),
    ssl: always('S3 is always contacted over TLS'),
  },
};
