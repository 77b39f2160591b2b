import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'w=40&h=40';
const tall = 'w=10&h=40&fit=fill';

export const contentfulConformance: ConformanceTable = {
  service: 'Contentful Images API',
  pages: ['https://www.contentful.com/developers/docs/references/images-api/'],
  parameters: {
    w: supported('w=40'),
    h: supported('h=40'),
    fit: supported('fit=pad', box),
    'fit=pad fit=fill fit=scale fit=crop': supported('', box),
    'fit=thumb': approximated('the box is covered around what `f` names', '', box),
    f: supported('f=left', tall),
    'f=left f=right f=top_left f=bottom_right f=top_right f=bottom_left': supported('', tall),
    'f=top f=bottom': supported('', 'w=60&h=10&fit=fill'),
    'f=center': supported('', `${tall}&f=left`),
    'f=face f=faces': approximated('crops to the most salient part: faces are not detected', '', tall),
    r: supported('r=9', 'w=40'),
    'r=max': supported('', 'w=40'),
    fm: supported('fm=png', 'w=40'),
    'fm=png fm=webp fm=avif fm=gif': supported('', 'w=40'),
    'fm=jpg': supported('', 'w=40', 'alpha.png'),
    'fm=tiff': unsupported('there is no encoder for it here; the format stays as it is'),
    fl: supported('fl=png8', 'w=40'),
    'fl=progressive': always('a JPEG of more than 500,000 pixels is progressive'),
    'fl=lossless': unsupported('client libraries know it, Contentful’s own page does not'),
    q: supported('q=10', 'w=40'),
    bg: supported('bg=rgb:336699', `${box}&fit=pad`),
  },
};
