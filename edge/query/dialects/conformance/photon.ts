import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const plain = 'w=40';
const drawn = unsupported('not one of our adjustments');

export const photonConformance: ConformanceTable = {
  service: 'WordPress Photon',
  pages: ['https://developer.wordpress.com/docs/photon/api/'],
  parameters: {
    w: supported('w=40'),
    h: supported('h=40'),
    fit: supported('fit=40,30'),
    resize: supported('resize=40,40'),
    lb: supported('lb=40,40'),
    ulb: unsupported('bars that are part of the image stay'),
    crop: supported('crop=10,10,50,50'),
    zoom: approximated('up to 5', 'zoom=2', 'w=20'),
    quality: supported('quality=10', plain),
    strip: approximated(
      'author, credit and rights stay where only the color profile goes',
      'strip=color',
      plain,
      'rights.jpg',
    ),
    filter: supported('filter=grayscale', plain),
    'filter=grayscale filter=negate': supported('', plain),
    'filter=pixelate': approximated('in blocks of five pixels', '', plain),
    'filter=blurgaussian filter=blurselective filter=emboss filter=edgedetect filter=meanremoval': drawn,
    brightness: approximated('-255 to 255 there, -100 to 100 here', 'brightness=30', plain),
    contrast: supported('contrast=30', plain),
    colorize: drawn,
    smooth: approximated('a slight blur', 'smooth=10', plain),
    ssl: always('S3 is asked over TLS'),
  },
};
