import { always, type ConformanceTable, supported } from './conformance.ts';

export const nextConformance: ConformanceTable = {
  service: 'Next.js',
  pages: ['https://nextjs.org/docs/app/api-reference/components/image'],
  parameters: {
    url: always('it names the image'),
    w: supported('w=40'),
    q: supported('q=10', 'w=40'),
  },
};
