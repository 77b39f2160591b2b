import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const model = unsupported('it takes a model that generates or recognizes images; none runs here');
const draws = unsupported('text and other images are not drawn onto an image; a page does that with HTML and CSS');
const video = unsupported('videos and PDF are not read or written here');

/** Names as the path writes them, with `=` for the first underscore. */
export const cloudinaryConformance: ConformanceTable = {
  service: 'Cloudinary',
  pages: ['https://cloudinary.com/documentation/transformation_reference'],
  parameters: {
    w: supported('w=40'),
    h: supported('h=40'),
    ar: supported('ar=1:1', 'w=40&c=fill'),
    dpr: supported('dpr=2.0', 'w=20'),
    c: supported('c=fill', 'w=40&h=40'),
    'c=scale': supported('', 'w=40&h=40&c=fill'),
    'c=fill c=lfill c=fit c=limit c=mfit c=pad c=lpad c=mpad': supported('', 'w=40&h=40'),
    'c=crop': supported('c=crop', 'w=40&h=40'),
    'c=thumb c=auto c=fill_pad': approximated(
      'the box is covered around what attracts the eye or `g` names',
      '',
      'w=40&h=40',
    ),
    'c=imagga_scale c=imagga_crop': model,
    x: supported('x=20', 'w=30&h=30&c=crop&y=5'),
    y: supported('y=20', 'w=30&h=30&c=crop&x=5'),
    g: supported('g=west', 'w=10&h=40&c=fill'),
    'g=east g=north_west g=south_east': supported('', 'w=10&h=40&c=fill'),
    'g=north g=south': supported('', 'w=60&h=10&c=fill'),
    'g=auto g=face g=faces': approximated('what attracts the eye: faces are not detected', '', 'w=10&h=40&c=fill'),
    q: supported('q=10', 'w=40'),
    'q=auto q=auto:best q=auto:good q=auto:eco q=auto:low': supported('', 'w=40&q=100'),
    f: supported('f=webp', 'w=40'),
    'f=auto f=avif f=gif f=png f=webp': supported('', 'w=40'),
    'f=jpg': supported('', 'w=40', 'alpha.png'),
    'f=jxl f=jp2 f=tiff f=bmp f=ico f=mp4 f=webm f=pdf': unsupported('no encoder of it is built in; the format stays'),
    a: supported('a=90'),
    'a=hflip a=vflip': supported('', 'w=40'),
    b: supported('b=rgb:336699', 'w=40', 'alpha.png'),
    bo: supported('bo=4px_solid_rgb:336699', 'w=40'),
    r: supported('r=9', 'w=40'),
    'r=max': supported('', 'w=40'),
    e: supported('e=sepia', 'w=40'),
    'e=grayscale e=negate e=blur:300 e=brightness:30 e=contrast:30 e=saturation:-50 e=hue:40 e=gamma:50 e=sharpen:100 e=pixelate:10':
      approximated('by our own adjustment of that name', '', 'w=40'),
    'e=blackwhite': approximated('shades of grey, not black and white alone', '', 'w=40'),
    'e=trim': supported('e=trim', '', 'framed.png'),
    'e=improve e=vibrance e=oil_paint e=cartoonify e=vignette e=outline e=shadow e=art e=colorize':
      unsupported('not one of our adjustments'),
    'e=background_removal e=gen_fill e=gen_remove e=gen_replace e=upscale e=redeye': model,
    t: approximated('a preset of the configuration, in our own parameters'),
    d: approximated('an image that the configuration names'),
    fl: supported('fl=attachment', 'w=40'),
    'fl=attachment': supported('', 'w=40'),
    'fl=lossless': supported('', 'w=40&f=webp'),
    'fl=keep_iptc fl=keep_attribution': approximated(
      'author, credit and rights stay, nothing else',
      '',
      'w=40',
      'rights.jpg',
    ),
    'fl=progressive fl=lossy fl=strip_profile fl=force_strip': always('that is how images are written'),
    'l u co o cs dn ki': draws,
    'z if': unsupported('not one of our parameters'),
    'br du eo so fps vc ac sp pg vs': video,
  },
};
