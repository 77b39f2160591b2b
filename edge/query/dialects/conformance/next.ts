import { always, type ConformanceTable, supported, unsupported } from './conformance.ts';

export const nextConformance: ConformanceTable = {
  service: 'Next.js',
  pages: ['https://nextjs.org/docs/app/api-reference/components/image'],
  parameters: {
    url: always('it names the image'),
    w: supported('w=40'),
    q: supported('q=10', 'w=40'),
    dpl: unsupported('an image that changes in the bucket is another one by its ETag'),
  },
};
