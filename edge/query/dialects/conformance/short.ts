import { type ConformanceTable, supported } from './conformance.ts';

export const shortConformance: ConformanceTable = {
  service: 'Lambda@Edge resizers after AWS’s article of 2018',
  pages: [
    'https://aws.amazon.com/blogs/networking-and-content-delivery/resizing-images-with-amazon-cloudfront-lambdaedge-aws-cdn-blog/',
  ],
  parameters: {
    's|d': supported('s=40x30'),
    t: supported('t=inside', 's=40x40'),
    't=crop': supported('', 's=40x40&t=inside'),
    't=inside t=contain t=fill t=outside': supported('', 's=40x40'),
    f: supported('f=webp', 's=40x40'),
    q: supported('q=10', 's=40x40'),
  },
};
