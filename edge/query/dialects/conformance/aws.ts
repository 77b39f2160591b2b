import { approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'width=40&height=40';
const settings = unsupported('a URL of JSON in base64 is not read; the query says the same');

/** The query of version 7, and the dotted names of version 8. */
export const awsConformance: ConformanceTable = {
  service: 'Dynamic Image Transformation for Amazon CloudFront',
  pages: [
    'https://docs.aws.amazon.com/solutions/latest/dynamic-image-transformation-for-amazon-cloudfront/',
    'https://github.com/aws-samples/image-optimization',
  ],
  parameters: {
    'width|resize.width': supported('width=40'),
    'height|resize.height': supported('height=40'),
    'fit|resize.fit': supported('fit=contain', box),
    'fit=cover': supported('', `${box}&fit=fill`),
    'fit=contain fit=inside fit=outside fit=fill': supported('', box),
    'resize.position': supported('resize.position=left', 'width=10&height=40'),
    'resize.background': supported('resize.background=336699', `${box}&fit=contain`),
    'resize.withoutEnlargement': supported('resize.withoutEnlargement=true', 'width=200'),
    'resize.withoutReduction resize.kernel resize.fastShrinkOnLoad': unsupported('images are shrunk with Lanczos'),
    'resize.ratio': unsupported('a width or a height says the same'),
    format: supported('format=png', 'width=40'),
    'format=auto format=webp format=avif format=png format=gif': supported('', 'width=40'),
    'format=jpeg|format=jpg': supported('', 'width=40', 'alpha.png'),
    'format=tiff format=heif format=raw': unsupported('no encoder of it is built in; the format stays'),
    quality: supported('quality=10', 'width=40'),
    rotate: supported('rotate=90', 'width=40'),
    flip: supported('flip=true', 'width=40'),
    flop: supported('flop=true', 'width=40'),
    'grayscale|greyscale': supported('grayscale=true', 'width=40'),
    blur: supported('blur=5', 'width=40'),
    sharpen: supported('sharpen=true', 'width=40'),
    'sharpen.sigma': approximated('by its sigma, ours is fixed', 'sharpen.sigma=3', 'width=40'),
    tint: supported('tint=336699', 'width=40'),
    flatten: supported('flatten=336699', 'width=40', 'alpha.png'),
    extract: supported('extract=5,5,30,30'),
    smartCrop: approximated(
      'crops to what attracts the eye: faces are not detected',
      'smartCrop=true',
      'width=10&height=40',
    ),
    'smartCrop.faceIndex smartCrop.padding contentModeration contentModeration.minConfidence contentModeration.blur contentModeration.moderationLabels':
      unsupported('it takes a model that recognizes faces or nudity; none runs here'),
    animated: supported('animated=false', 'width=20', 'animation.gif'),
    stripExif: approximated(
      'nothing but the rights is ever kept, and they only with `false`',
      'stripExif=false',
      'width=40',
      'rights.jpg',
    ),
    stripIcc: unsupported('colors become sRGB, without a profile'),
    'normalize convolve': unsupported('not one of our adjustments'),
    watermark: unsupported('a watermark is named in the configuration (`mark` of our own parameters), never by a URL'),
    edits: settings,
    'signature expires': approximated('signatures are made with our own key; see `npm run sign`'),
  },
};
