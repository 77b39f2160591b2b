import { always, approximated, type ConformanceTable, supported } from './conformance.ts';

const box = 'width=40&height=40&format=png';

export const shopifyConformance: ConformanceTable = {
  service: 'Shopify',
  pages: ['https://shopify.dev/docs/api/liquid/filters/image_url'],
  parameters: {
    width: supported('width=40'),
    height: supported('height=40'),
    dpr: always('`@2x` in the name of the image is read so'),
    crop: supported('crop=center', box),
    'crop=left crop=right': supported('', 'width=10&height=40&format=png'),
    'crop=top crop=bottom': supported('', 'width=60&height=10&format=png'),
    'crop=center': supported('', box),
    'crop=region': supported('crop=region&crop_width=30&crop_height=30', 'format=png'),
    crop_left: supported('crop_left=20', 'crop=region&crop_width=30&crop_height=30'),
    crop_top: supported('crop_top=20', 'crop=region&crop_width=30&crop_height=30'),
    crop_width: supported('crop_width=20', 'crop=region&crop_height=30'),
    crop_height: supported('crop_height=20', 'crop=region&crop_width=30'),
    pad_color: supported('pad_color=336699', box),
    format: supported('format=jpg', 'width=40'),
    'format=jpg format=pjpg format=png': supported('', 'width=40'),
    'format=webp format=avif format=gif': supported('', 'width=40&format=jpg'),
    quality: supported('quality=10', 'width=40&format=jpg'),
    v: approximated('each version has its own cache entry', '', ''),
  },
};
