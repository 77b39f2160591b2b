import { always, type ConformanceTable, supported } from './conformance.ts';

const tall = 'w=10&h=40&fit=cover&fm=png';

export const netlifyConformance: ConformanceTable = {
  service: 'Netlify Image CDN',
  pages: ['https://docs.netlify.com/build/image-cdn/overview/'],
  parameters: {
    url: always('it names the image'),
    w: supported('w=40'),
    h: supported('h=40'),
    fit: supported('fit=cover', 'w=40&h=40'),
    'fit=contain': supported('', 'w=40&h=40&fit=fill'),
    'fit=cover fit=fill': supported('', 'w=40&h=40'),
    position: supported('position=left', tall),
    'position=left position=right': supported('', tall),
    'position=top position=bottom': supported('', 'w=60&h=10&fit=cover&fm=png'),
    'position=center': supported('', `${tall}&position=left`),
    fm: supported('fm=png', 'w=40'),
    'fm=avif fm=gif fm=png fm=webp fm=blurhash': supported('', 'w=40&fm=jpg'),
    'fm=jpg': supported('', 'w=40&fm=png'),
    q: supported('q=10', 'w=40&fm=jpg'),
  },
};
