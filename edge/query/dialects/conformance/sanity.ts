import { approximated, type ConformanceTable, supported } from './conformance.ts';

const box = 'w=40&h=40';
const tall = 'w=10&h=40&fit=crop';
const wide = 'w=60&h=10&fit=crop';

export const sanityConformance: ConformanceTable = {
  service: 'Sanity',
  pages: ['https://www.sanity.io/docs/apis-and-sdks/image-urls'],
  parameters: {
    w: supported('w=40'),
    h: supported('h=40'),
    'max-w': supported('max-w=30', 'h=40&fit=crop'),
    'max-h': supported('max-h=20', 'w=40&fit=crop'),
    'min-w': supported('min-w=80', 'h=40&fit=crop'),
    'min-h': supported('min-h=50', 'w=40&fit=crop'),
    dpr: supported('dpr=2', 'w=20'),
    fit: supported('fit=crop', box),
    'fit=clip fit=scale': supported('', `${box}&fit=crop`),
    'fit=crop fit=fill fit=min': supported('', box),
    'fit=fillmax': supported('', 'w=200&h=200'),
    'fit=max': supported('', 'w=200'),
    crop: supported('crop=left', tall),
    'crop=left crop=right crop=entropy': supported('', tall),
    'crop=top crop=bottom': supported('', wide),
    'crop=center': supported('', `${tall}&crop=left`),
    'crop=focalpoint': supported('crop=focalpoint&fp-x=0.1', tall),
    'fp-x': supported('fp-x=0.1', tall),
    'fp-y': supported('fp-y=0.1', wide),
    rect: supported('rect=5,5,30,30'),
    flip: supported('flip=h', 'w=40'),
    or: supported('or=90', 'w=40'),
    auto: supported('auto=format', 'w=40'),
    fm: supported('fm=png', 'w=40'),
    'fm=png fm=webp': supported('', 'w=40'),
    'fm=jpg fm=pjpg': supported('', 'w=40', 'alpha.png'),
    q: supported('q=10', 'w=40'),
    bg: supported('bg=369', 'w=40', 'alpha.png'),
    pad: supported('pad=5', 'w=40'),
    blur: supported('blur=50', 'w=40'),
    sharp: supported('sharp=50', 'w=40'),
    sat: supported('sat=-100', 'w=40'),
    invert: supported('invert=true', 'w=40'),
    frame: supported('frame=1', 'w=20', 'animation.gif'),
    dl: supported('dl=cat.jpg'),
    dlRaw: approximated('with other parameters it is the resized image that is saved', 'dlRaw=cat.jpg'),
  },
};
