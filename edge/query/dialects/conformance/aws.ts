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
    'resize.withoutReduction resize.kernel resize.fastShrinkOnLoad': unsupported('images are shrunk with Lanczos'),
    'resize.ratio': approximated('beside a width it is ignored', 'resize.ratio=0.5'),
    format: supported('format=png', 'width=40'),
    'format=auto format=webp format=avif format=png format=gif': supported('', 'width=40'),
    'format=jpeg|format=jpg': supported('', 'width=40', 'alpha.png'),
    'format=tiff format=heif format=heic format=raw': unsupported('no encoder of it is built in; the format stays'),
    quality: supported('quality=10', 'width=40'),
    rotate: supported('rotate=90', 'width=40'),
    'rotate=null': unsupported('images are always upright by their EXIF orientation'),
    flip: supported('flip=true', 'width=40'),
    flop: supported('flop=true', 'width=40'),
    'grayscale|greyscale': supported('grayscale=true', 'width=40'),
    blur: supported('blur=5', 'width=40'),
    sharpen: supported('sharpen=true', 'width=40'),
    toFormat: supported('toFormat=png', 'width=40'),
    'sharpen.sigma': approximated('by its sigma, ours is fixed', 'sharpen.sigma=3', 'width=40'),
    tint: supported('tint=336699', 'width=40'),
    'tint=51,102,153 tint=red': supported('', 'width=40'),
    flatten: supported('flatten=336699', 'width=40', 'alpha.png'),
    'flatten=51,102,153': supported('', 'width=40', 'alpha.png'),
    'flatten=tomato tint=tomato resize.background=tomato': unsupported(
      'of the color names of CSS only the basic twenty are known',
    ),
    'flatten.background': supported('flatten.background=336699', 'width=40', 'alpha.png'),
    extract: supported('extract=5,5,30,30'),
    crop: supported('crop=5,5,30,30'),
    roundCrop: approximated('a circle in the middle', 'roundCrop=true', 'width=40'),
    'roundCrop.rx roundCrop.ry roundCrop.left roundCrop.top': unsupported('the circle fills the image'),
    overlayWith: unsupported(
      'a watermark is named in the configuration (`mark` of our own parameters), never by a URL',
    ),
    smartCrop: approximated(
      'crops to what attracts the eye: faces are not detected',
      'smartCrop=true',
      'width=10&height=40',
    ),
    'smartCrop.faceIndex smartCrop.padding contentModeration contentModeration.minConfidence contentModeration.blur contentModeration.moderationLabels':
      unsupported('it takes a model that recognizes faces or nudity; none runs here'),
    animated: supported('animated=false', 'width=20', 'animation.gif'),
    stripExif: always('no metadata is kept'),
    stripIcc: unsupported('colors become sRGB, without a profile'),
    negate: supported('negate=true', 'width=40'),
    gamma: unsupported('it says in which light pixels are mixed; the image stays as light as it is'),
    'normalize normalise convolve convolve.width convolve.height convolve.kernel':
      unsupported('not one of our adjustments'),
    'sharpen.m1 sharpen.m2 sharpen.x1 sharpen.y2 sharpen.y3': unsupported(
      'of the settings for sharpening only sigma counts',
    ),
    watermark: unsupported('a watermark is named in the configuration (`mark` of our own parameters), never by a URL'),
    'signature expires': approximated('signatures are made with our own key; see `npm run sign`'),
  },
};
