import { createImageUrlBuilder, type ImageUrlBuilder } from '@sanity/image-url';
import { afterAll, expect, test } from 'vitest';
import { host, shows, startClients } from '../../support/clients.ts';

const { ask, close } = await startClients();
afterAll(close);

const builder = createImageUrlBuilder({ projectId: 'p1', dataset: 'production', baseUrl: `https://${host}` });
const image = builder.image('image-chart-600x400-jpg');

/** What an editor has chosen in the studio: the right half, and its top. */
const cropped = builder.image({
  asset: { _ref: 'image-chart-600x400-jpg' },
  crop: { left: 0.5, right: 0, top: 0, bottom: 0 },
  hotspot: { x: 0.75, y: 0, width: 0.1, height: 0.1 },
});

test.each<[built: ImageUrlBuilder, shown: string]>([
  [image, '600x400 jpeg RGYB'],
  [image.width(300), '300x200 jpeg RGYB'],
  [image.width(150).dpr(2), '300x200 jpeg RGYB'],
  [image.width(900), '900x600 jpeg RGYB'],
  [image.width(900).fit('max'), '600x400 jpeg RGYB'],
  [image.width(300).height(300), '300x300 jpeg RGYB'],
  [image.size(100, 400).fit('crop').crop('left'), '100x400 jpeg RRBB'],
  [image.size(600, 100).fit('crop').crop('focalpoint').focalPoint(0.5, 1), '600x100 jpeg BYYB'],
  [image.ignoreImageParams().size(800, 800).fit('min'), '400x400 jpeg RGYB'],
  [image.ignoreImageParams().size(300, 300).fit('fill').bg('fff'), '300x300 jpeg WWWW'],
  [image.ignoreImageParams().size(300, 300).fit('scale'), '300x300 jpeg RGYB'],
  [image.rect(0, 0, 200, 100).width(100).format('png'), '100x50 png RRRR'],
  [image.width(300).auto('format'), '300x200 modern RGYB'],
  [image.width(300).format('webp').quality(60), '300x200 webp RGYB'],
  [image.width(300).flipHorizontal().format('png'), '300x200 png GRBY'],
  [image.width(200).orientation(90).format('png'), '200x300 png BRGY'],
  [cropped.width(100), '100x133 jpeg GGYY'],
  [cropped.size(300, 50), '300x50 jpeg GGGG'],
])('%s', async (built, shown) => {
  expect(await ask('sanity', built.url())).toMatch(shows(shown));
});
