import { Resize } from '@cloudinary/url-gen/actions/resize';
import { CloudinaryImage } from '@cloudinary/url-gen/assets/CloudinaryImage';
import { compass } from '@cloudinary/url-gen/qualifiers/gravity';
import imgix from '@imgix/js-core';
import { generateUrl } from '@imgproxy/imgproxy-js-core';
import { createImageUrlBuilder } from '@sanity/image-url';
import fc from 'fast-check';
import sharp from 'sharp';
import { transformUrl } from 'unpic';
import { afterAll, expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { url } from '../../../edge/url/url.ts';
import { startEdge } from '../../support/edge.ts';

// Where crops are, in what the client libraries write: boxes and places drawn at random, and an original whose colors are its
// coordinates, so that a pixel of the answer tells where it comes from. 200 of each in `npm run test:long`.

// Each is encoded and decoded: a tenth of what the others draw.
const numRuns = Number(process.env.CLIENT_URLS ?? 60) / 10;
const host = 'd123.cloudfront.net';
const original = { width: 600, height: 400 };

/** Red grows from left to right, green from top to bottom. Of many bytes: an answer that had more would get fewer colors. */
const coordinates = () => {
  const { width, height } = original;
  const pixels = Buffer.alloc(width * height * 3, 128);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      pixels[(y * width + x) * 3] = Math.round((x * 255) / (width - 1));
      pixels[(y * width + x) * 3 + 1] = Math.round((y * 255) / (height - 1));
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
};

const bytes = await coordinates();
const edge = await startEdge({ 'chart.png': bytes, 'images/p1/production/chart-600x400.png': bytes });
afterAll(edge.close);

/** Left, middle and right, or top, middle and bottom, as shares. */
type Third = 0 | 0.5 | 1;
type Box = { w: number; h: number };
type Named = Box & { x: Third; y: Third };
type Point = Box & { x: number; y: number };

/** What lies at a place: its two words, that of the vertical one first; one in the middle is left out. */
const words = ({ x, y }: Named, [vertical, horizontal]: [string[], string[]]) =>
  [vertical[y * 2], horizontal[x * 2]].filter(Boolean);

const sides: [string[], string[]] = [
  ['top', '', 'bottom'],
  ['left', '', 'right'],
];
const winds: [string[], string[]] = [
  ['north', '', 'south'],
  ['west', '', 'east'],
];

/** A row: at every place of a compass, in the corners and the middle of sides alone, or at any point. */
type Client<P extends Box> = { dialect: DialectName | 'native'; urlOf: (placed: P) => string };

// The package's types are those of its ES module, Node loads the CommonJS one.
const ImgixClient = imgix as unknown as typeof imgix.default;
const imgixClient = new ImgixClient({ domain: host });
const imgixUrl = ({ w, h }: Box, crop: object) =>
  imgixClient.buildURL('chart.png', { w, h, fit: 'crop', fm: 'png', ...crop });

const sanity = createImageUrlBuilder({ projectId: 'p1', dataset: 'production', baseUrl: `https://${host}` });
const sanityImage = ({ w, h }: Box) =>
  sanity.image('image-chart-600x400-png').ignoreImageParams().size(w, h).fit('crop').format('png');

const source = `https://${host}/chart.png`;
const imgproxyUrl = ({ w, h }: Box, gravity: object) =>
  `/insecure${generateUrl(
    { value: source, type: 'plain' },
    { resize: { resizing_type: 'fill', width: w, height: h } as object, gravity: gravity as never, format: 'png' },
  )}`;

const unpicUrl = (
  provider: 'wsrv' | 'netlify' | 'cloudflare' | 'contentful' | 'shopify',
  { w, h }: Box,
  more: object,
) => {
  const picture = {
    contentful: 'https://images.ctfassets.net/chart.png',
    shopify: 'https://cdn.shopify.com/chart.png?v=1',
  };
  const found = provider === 'contentful' || provider === 'shopify' ? picture[provider] : source;
  const of = { url: found, provider, width: w, height: h, ...(provider !== 'shopify' && { format: 'png' as const }) };
  return transformUrl(of, { [provider]: more }, { [provider]: { domain: host } }) ?? '';
};

const named: { [name: string]: Client<Named> } = {
  'edge-images': {
    dialect: 'native',
    urlOf: ({ w, h, ...at }) =>
      url('/chart.png', {
        w,
        h,
        fit: 'cover',
        position: words({ w, h, ...at }, sides).join('-') || 'center',
        format: 'png',
      }),
  },
  '@imgix/js-core': {
    dialect: 'imgix',
    urlOf: (placed) => imgixUrl(placed, { crop: words(placed, sides).join(',') || undefined }),
  },
  '@cloudinary/url-gen': {
    dialect: 'cloudinary',
    urlOf: (placed) =>
      new CloudinaryImage('chart.png', { cloudName: 'demo' }, { analytics: false })
        .resize(Resize.fill(placed.w, placed.h).gravity(compass(words(placed, winds).join('_') || 'center')))
        .format('png')
        .toURL(),
  },
  '@imgproxy/imgproxy-js-core': {
    dialect: 'imgproxy',
    urlOf: (placed) =>
      imgproxyUrl(placed, {
        type:
          words(placed, [
            ['no', '', 'so'],
            ['we', '', 'ea'],
          ]).join('') || 'ce',
      }),
  },
  'unpic, wsrv': {
    dialect: 'weserv',
    urlOf: (placed) => unpicUrl('wsrv', placed, { a: words(placed, sides).join('-') || 'center' }),
  },
  'unpic, contentful': {
    dialect: 'contentful',
    urlOf: (placed) => unpicUrl('contentful', placed, { f: words(placed, sides).join('_') || 'center' }),
  },
};

/** Services without corners. */
const onOneSide: { [name: string]: Client<Named> } = {
  '@sanity/image-url': {
    dialect: 'sanity',
    urlOf: (placed) =>
      sanityImage(placed)
        .crop((words(placed, sides)[0] ?? 'center') as 'top')
        .url(),
  },
  'unpic, netlify': {
    dialect: 'netlify',
    urlOf: (placed) => unpicUrl('netlify', placed, { position: words(placed, sides)[0] ?? 'center' }),
  },
  'unpic, shopify': {
    dialect: 'shopify',
    urlOf: (placed) => unpicUrl('shopify', placed, { crop: words(placed, sides)[0] ?? 'center' }),
  },
  'unpic, cloudflare': {
    dialect: 'cloudflare',
    urlOf: (placed) => unpicUrl('cloudflare', placed, { gravity: words(placed, sides)[0] ?? '0.5x0.5' }),
  },
};

const points: { [name: string]: Client<Point> } = {
  'edge-images': {
    dialect: 'native',
    urlOf: ({ w, h, x, y }) => url('/chart.png', { w, h, fit: 'cover', position: `${x}x${y}`, format: 'png' }),
  },
  '@imgix/js-core': {
    dialect: 'imgix',
    urlOf: (placed) => imgixUrl(placed, { crop: 'focalpoint', 'fp-x': placed.x, 'fp-y': placed.y }),
  },
  '@sanity/image-url': {
    dialect: 'sanity',
    urlOf: (placed) => sanityImage(placed).crop('focalpoint').focalPoint(placed.x, placed.y).url(),
  },
  '@imgproxy/imgproxy-js-core': {
    dialect: 'imgproxy',
    urlOf: (placed) => imgproxyUrl(placed, { type: 'fp', x: placed.x, y: placed.y }),
  },
  'unpic, cloudflare': {
    dialect: 'cloudflare',
    urlOf: (placed) => unpicUrl('cloudflare', placed, { gravity: `${placed.x}x${placed.y}` }),
  },
};

/** Parts of the original's own pixels: x and y are their beginning, as shares of the free space. */
const parts: { [name: string]: Client<Point> } = {
  'edge-images': {
    dialect: 'native',
    urlOf: (placed) => url('/chart.png', { rect: [...beginning(placed), placed.w, placed.h].join(), format: 'png' }),
  },
  '@imgix/js-core': {
    dialect: 'imgix',
    urlOf: (placed) =>
      imgixClient.buildURL('chart.png', { rect: [...beginning(placed), placed.w, placed.h].join(), fm: 'png' }),
  },
  '@sanity/image-url': {
    dialect: 'sanity',
    urlOf: (placed) => {
      const [left = 0, top = 0] = beginning(placed);
      return sanity
        .image('image-chart-600x400-png')
        .ignoreImageParams()
        .rect(left, top, placed.w, placed.h)
        .format('png')
        .url();
    },
  },
  '@cloudinary/url-gen': {
    dialect: 'cloudinary',
    urlOf: (placed) => {
      const [left = 0, top = 0] = beginning(placed);
      return new CloudinaryImage('chart.png', { cloudName: 'demo' }, { analytics: false })
        .resize(Resize.crop(placed.w, placed.h).x(left).y(top))
        .format('png')
        .toURL();
    },
  },
};

const beginning = ({ w, h, x, y }: Point) => [
  Math.round((original.width - w) * x),
  Math.round((original.height - h) * y),
];

const box = { w: fc.integer({ min: 8, max: original.width }), h: fc.integer({ min: 8, max: original.height }) };
const third = fc.constantFrom<Third>(0, 0.5, 1);
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const anywhere = fc.record<Named>({ ...box, x: third, y: third });
const oneSide = anywhere.map((placed): Named => ({ ...placed, ...(placed.x !== 0.5 && { y: 0.5 }) }));
const anyPoint = fc.record<Point>({ ...box, x: share, y: share });

/** The beginning of what is shown, in the original's pixels, and how much smaller it is shown. */
type Shown = { left: number; top: number; scale: number };

/** A box that is covered, around a point: its window slides there, but never over an edge. */
const covered = ({ w, h, x, y }: Point): Shown => {
  const scale = Math.max(w / original.width, h / original.height);
  const start = (length: number, kept: number, at: number) =>
    Math.min(length - kept, Math.max(0, at * length - kept / 2));
  return { left: start(original.width, w / scale, x), top: start(original.height, h / scale, y), scale };
};

const cutOut = (placed: Point): Shown => {
  const [left = 0, top = 0] = beginning(placed);
  return { left, top, scale: 1 };
};

const distributions = new Map<string, ReturnType<typeof edge.distribute>>();
const answer = async (dialect: Client<Box>['dialect'], asked: string) => {
  const known =
    distributions.get(dialect) ?? edge.distribute({ dialects: dialect === 'native' ? [] : [{ path: '*', dialect }] });
  distributions.set(dialect, known);
  const { pathname, search } = new URL(asked, `https://${host}`);
  const address = `https://${host}${pathname}${search.replaceAll('wsrv.nl', host)}`;
  const response = await (await known)(new Request(address, { headers: { accept: 'image/png' } }));
  expect(response.status, address).toBe(200);
  const pixels = sharp(Buffer.from(await response.arrayBuffer()))
    .removeAlpha()
    .raw();
  return { address, ...(await pixels.toBuffer({ resolveWithObject: true })) };
};

const check = async ({ dialect, urlOf }: Client<Point>, placed: Point, shownAt: (placed: Point) => Shown) => {
  const { address, data, info } = await answer(dialect, urlOf(placed));
  expect([info.width, info.height], address).toEqual([placed.w, placed.h]);
  const { left, top, scale } = shownAt(placed);
  for (const at of [0.3, 0.7]) {
    const [column, row] = [Math.floor(info.width * at), Math.floor(info.height * at)];
    const [red = 0, green = 0] = data.subarray((row * info.width + column) * 3);
    const found = [(red * (original.width - 1)) / 255, (green * (original.height - 1)) / 255];
    const expected = [left + (column + 0.5) / scale - 0.5, top + (row + 0.5) / scale - 0.5];
    for (const [axis, place] of expected.entries())
      expect(Math.abs((found[axis] ?? 0) - place), `${address}: ${found} for ${expected}`).toBeLessThan(4 + 1 / scale);
  }
};

const rows: [what: string, client: Client<Point>, places: fc.Arbitrary<Point>, shownAt: (placed: Point) => Shown][] = [
  ...Object.entries(named).map(([name, client]) => [`${name}: by name`, client, anywhere, covered] as const),
  ...Object.entries(onOneSide).map(([name, client]) => [`${name}: by name`, client, oneSide, covered] as const),
  ...Object.entries(points).map(([name, client]) => [`${name}: around a point`, client, anyPoint, covered] as const),
  ...Object.entries(parts).map(([name, client]) => [`${name}: a part`, client, anyPoint, cutOut] as const),
].map(([what, client, places, shownAt]) => [what, client as Client<Point>, places, shownAt]);

test.each(rows)('%s', { timeout: 600_000 }, async (_, client, places, shownAt) => {
  await fc.assert(
    fc.asyncProperty(places, (placed) => check(client, placed, shownAt)),
    { numRuns, seed: 1 },
  );
});
