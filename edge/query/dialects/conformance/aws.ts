import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'width=40&height=40';

/** The query of version 7, and the dotted names of version 8, which are also those of the edits in version 7’s JSON. */
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
    'resize.withoutReduction resize.kernel resize.fastShrinkOnLoad': unsupported(
      'images are always reduced with Lanczos',
    ),
    'resize.ratio': approximated('beside a width it is ignored', 'resize.ratio=0.5'),
    format: supported('format=png', 'width=40'),
    'format=auto format=webp format=avif format=png format=gif': supported('', 'width=40'),
    'format=jpeg|format=jpg': supported('', 'width=40', 'alpha.png'),
    'format=tiff format=heif format=heic format=raw': unsupported(
      'there is no encoder for it here; the format stays as it is',
    ),
    quality: supported('quality=10', 'width=40'),
    rotate: supported('rotate=90', 'width=40'),
    'rotate=null': unsupported('images are always upright by their EXIF orientation'),
    flip: supported('flip=true', 'width=40'),
    flop: supported('flop=true', 'width=40'),
    'grayscale|greyscale': supported('grayscale=true', 'width=40'),
    blur: supported('blur=5', 'width=40'),
    sharpen: supported('sharpen=true', 'width=40'),
    toFormat: supported('toFormat=png', 'width=40'),
    'sharpen.sigma': approximated('only by its sigma; the threshold is fixed', 'sharpen.sigma=3', 'width=40'),
    tint: supported('tint=336699', 'width=40'),
    'tint=51,102,153 tint=red': supported('', 'width=40'),
    flatten: supported('flatten=336699', 'width=40', 'alpha.png'),
    'flatten=51,102,153': supported('', 'width=40', 'alpha.png'),
    'flatten=tomato tint=tomato resize.background=tomato': unsupported(
      'of CSS’s color names, only the twenty basic ones are known',
    ),
    'flatten.background': supported('flatten.background=336699', 'width=40', 'alpha.png'),
    extract: supported('extract=5,5,30,30'),
    crop: supported('crop=5,5,30,30'),
    roundCrop: approximated('a circle in the middle', 'roundCrop=true', 'width=40'),
    'roundCrop.rx roundCrop.ry roundCrop.left roundCrop.top': unsupported('the circle fills the image'),
    overlayWith: unsupported(
      'watermarks are named in the configuration and chosen by `mark`, a parameter of this project',
    ),
    smartCrop: approximated(
      'crops to the most salient part: faces are not detected',
      'smartCrop=true',
      'width=10&height=40',
    ),
    'smartCrop.faceIndex smartCrop.padding contentModeration contentModeration.minConfidence contentModeration.blur contentModeration.moderationLabels':
      unsupported('it needs a model that recognizes faces or nudity; none runs here'),
    animated: supported('animated=false', 'width=20', 'animation.gif'),
    stripExif: always('no metadata is kept'),
    stripIcc: unsupported('colors become sRGB, without a profile'),
    negate: supported('negate=true', 'width=40'),
    gamma: unsupported('it only sets how pixels are blended'),
    'normalize normalise convolve convolve.width convolve.height convolve.kernel': unsupported(
      'there is no such adjustment here',
    ),
    'sharpen.m1 sharpen.m2 sharpen.x1 sharpen.y2 sharpen.y3': unsupported(
      'of the sharpening settings, only sigma counts',
    ),
    watermark: unsupported(
      'watermarks are named in the configuration and chosen by `mark`, a parameter of this project',
    ),
    'signature expires': approximated('signatures use this service’s own key; see `npm run sign`'),
  },
};
