import { Resize } from '@cloudinary/url-gen/actions/resize';
import { CloudinaryImage } from '@cloudinary/url-gen/assets/CloudinaryImage';
import imgix from '@imgix/js-core';
import { generateUrl } from '@imgproxy/imgproxy-js-core';
import { createImageUrlBuilder } from '@sanity/image-url';
import fc from 'fast-check';
import { type ImageCdn, transformUrl } from 'unpic';
import { expect, test } from 'vitest';
import { planGeometry } from '../../../edge/image/geometry/plan.ts';
import { parseCanonical } from '../../../edge/query/canonical.ts';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { startViewer } from '../../support/viewer.ts';

// Legal options of each client library, drawn at random, through the built viewer function and the plan of the geometry: every URL
// is accepted, in the size and the format that its service documents. A few here, 2,000 of each in `npm run test:long`.

const numRuns = Number(process.env.CLIENT_URLS ?? 40);
const host = 'images.example.com';
const original = { width: 600, height: 400 };

type Size = [width: number, height: number];
type Box = { w: number; h: number };

// What the services document of their modes, for that original.
const inside = ({ w, h }: Box, most = Number.POSITIVE_INFINITY, least = 0): Size => {
  const scale = Math.max(least, Math.min(most, w / original.width, h / original.height));
  return [original.width * scale, original.height * scale];
};
const exact = ({ w, h }: Box): Size => [w, h];
/** The box, in its shape, as large as the original can fill it. */
const shape = ({ w, h }: Box): Size => {
  const scale = Math.min(1, original.width / w, original.height / h);
  return [w * scale, h * scale];
};
/** What stands out of the box is cut off the image, which is never enlarged. */
const cut = ({ w, h }: Box): Size => {
  const scale = Math.min(1, Math.max(w / original.width, h / original.height));
  return [Math.min(w, original.width * scale), Math.min(h, original.height * scale)];
};
const part = ({ w, h }: Box): Size => [Math.min(w, original.width), Math.min(h, original.height)];
const canvas = ({ w, h }: Box): Size => [Math.max(w, original.width), Math.max(h, original.height)];

type SizeOf = (box: Box) => Size;
type Options = Box & { mode: string; format: 'jpg' | 'png' | 'webp'; quality: number };

/** How a library writes options, in which of our dialects, and the size in each of its modes. */
type Client = {
  dialect: DialectName;
  modes: { [mode: string]: SizeOf };
  urlOf: (options: Options) => string;
  /** Set where the library or the service takes no format. */
  withoutFormat?: true;
};

// The package's types are those of its ES module, Node loads the CommonJS one.
const ImgixClient = imgix as unknown as typeof imgix.default;
const imgixClient = new ImgixClient({ domain: host });
const sanity = createImageUrlBuilder({ projectId: 'p1', dataset: 'production', baseUrl: `https://${host}` });

const imgixModes = {
  clip: inside,
  crop: exact,
  fill: exact,
  max: (box: Box) => inside(box, 1),
  min: shape,
  scale: exact,
};

const cloudinaryModes = {
  scale: exact,
  fit: inside,
  limitFit: (box: Box) => inside(box, 1),
  minimumFit: (box: Box) => inside(box, undefined, 1),
  fill: exact,
  limitFill: cut,
  thumbnail: exact,
  pad: exact,
  limitPad: exact,
  minimumPad: canvas,
  crop: part,
} satisfies { [mode in keyof typeof Resize]?: SizeOf };

const cloudinaryUrl = ({ mode, w, h, format, quality }: Options) => {
  const resize = Object.entries(Resize).find(([name]) => name === mode)?.[1] ?? Resize.scale;
  return new CloudinaryImage('chart.jpg', { cloudName: 'demo' }, { analytics: false })
    .resize(resize(w, h))
    .format(format)
    .quality(quality)
    .toURL();
};

const source = `https://${host}/chart.jpg`;

const imgproxyUrl =
  (type: 'plain' | 'base64') =>
  ({ mode, w, h, format, quality }: Options) => {
    const [resizing_type = 'fit', more] = mode.split(' ');
    const resize = {
      resizing_type,
      width: w,
      height: h,
      ...(more === 'enlarge' && { enlarge: true }),
      ...(more === 'extend' && { extend: { extend: true } }),
    };
    const value = type === 'plain' ? source : Buffer.from(source).toString('base64url');
    return `/insecure${generateUrl({ value, type }, { resize: resize as object, format, quality })}`;
  };

const imgproxyModes = {
  fit: (box: Box) => inside(box, 1),
  'fit enlarge': inside,
  'fit extend': exact,
  fill: cut,
  'fill enlarge': exact,
  'fill extend': exact,
  'fill-down': shape,
  force: shape,
  'force enlarge': exact,
};

/** unpic asks for a width, a height or both. */
const unpic = (provider: ImageCdn, dialect: DialectName, both: SizeOf, one: SizeOf, image = source): Client => ({
  dialect,
  modes: { both, width: one, height: one },
  ...(['nextjs', 'vercel', 'shopify', 'wordpress'].includes(provider) && { withoutFormat: true }),
  urlOf: ({ mode, w, h, format, quality }) =>
    transformUrl(
      {
        ...{ url: image, provider, quality, format },
        ...(mode !== 'height' && { width: w }),
        ...(mode !== 'width' && { height: h }),
      },
      {},
      { [provider]: { baseUrl: `https://${host}`, domain: host } },
    ) ?? '',
});

const capped: SizeOf = (box) => inside(box, 1);
const widthOnly: SizeOf = ({ w }) => inside({ w, h: Number.POSITIVE_INFINITY }, 1);

const clients: { [name: string]: Client } = {
  '@imgix/js-core': {
    dialect: 'imgix',
    modes: imgixModes,
    urlOf: ({ w, h, mode, format, quality }) =>
      imgixClient.buildURL('chart.jpg', { w, h, fit: mode, fm: format, q: quality }),
  },
  '@sanity/image-url': {
    dialect: 'sanity',
    modes: imgixModes,
    urlOf: ({ w, h, mode, format, quality }) =>
      sanity
        .image('image-chart-600x400-jpg')
        .ignoreImageParams()
        .size(w, h)
        .fit(mode as 'clip')
        .format(format)
        .quality(quality)
        .url(),
  },
  '@cloudinary/url-gen': { dialect: 'cloudinary', modes: cloudinaryModes, urlOf: cloudinaryUrl },
  '@imgproxy/imgproxy-js-core, plain': { dialect: 'imgproxy', modes: imgproxyModes, urlOf: imgproxyUrl('plain') },
  '@imgproxy/imgproxy-js-core, base64': { dialect: 'imgproxy', modes: imgproxyModes, urlOf: imgproxyUrl('base64') },
  'unpic, imgix': unpic('imgix', 'imgix', shape, capped),
  'unpic, bunny': unpic('bunny', 'bunny', shape, capped),
  'unpic, wsrv': unpic('wsrv', 'weserv', exact, inside),
  'unpic, netlify': unpic('netlify', 'netlify', shape, capped),
  'unpic, cloudflare': unpic('cloudflare', 'cloudflare', exact, inside),
  'unpic, nextjs': { ...unpic('nextjs', 'next', widthOnly, capped), modes: { both: widthOnly, width: capped } },
  'unpic, vercel': { ...unpic('vercel', 'next', widthOnly, capped), modes: { both: widthOnly, width: capped } },
  'unpic, builder.io': unpic('builder.io', 'aws', exact, inside),
  'unpic, contentstack': unpic('contentstack', 'fastly', shape, capped),
  'unpic, cloudinary': unpic(
    'cloudinary',
    'cloudinary',
    cut,
    capped,
    'https://res.cloudinary.com/demo/image/upload/v1/chart.jpg',
  ),
  'unpic, contentful': unpic('contentful', 'contentful', shape, capped, 'https://images.ctfassets.net/s/a/t/chart.jpg'),
  'unpic, storyblok': unpic(
    'storyblok',
    'storyblok',
    exact,
    inside,
    'https://a.storyblok.com/f/1/600x400/abc/chart.jpg',
  ),
  'unpic, shopify': unpic('shopify', 'shopify', capped, capped, 'https://cdn.shopify.com/s/files/1/chart.jpg?v=1'),
  'unpic, wordpress': unpic('wordpress', 'photon', shape, capped, 'https://i0.wp.com/example.com/chart.jpg'),
};

const formats = { jpg: 'jpeg', png: 'png', webp: 'webp' };

test.each(Object.entries(clients))('%s', { timeout: 600_000 }, async (_, { dialect, modes, urlOf, withoutFormat }) => {
  const ask = await startViewer([{ path: '*', dialect }], { inNjs: false });
  const options = fc.record<Options>({
    w: fc.integer({ min: 8, max: 1200 }),
    h: fc.integer({ min: 8, max: 1200 }),
    mode: fc.constantFrom(...Object.keys(modes)),
    format: fc.constantFrom('jpg', 'png', 'webp'),
    quality: fc.integer({ min: 1, max: 100 }),
  });
  await fc.assert(
    fc.asyncProperty(options, async (chosen) => {
      const { pathname, search } = new URL(urlOf(chosen), `https://${host}`);
      const asked = `https://${host}${pathname}${search.replaceAll('wsrv.nl', host)}`;
      const [path = '', text = ''] = (await ask(asked)).split(' ');
      expect(path).toMatch(/^\/(.+\/)?chart(-600x400)?\.jpg$/);
      const variant = parseCanonical(text);
      if (!withoutFormat) expect(variant?.format).toBe(formats[chosen.format]);
      const { width, height } = planGeometry(variant ?? {}, original).size;
      const box = {
        w: chosen.mode === 'height' ? Number.POSITIVE_INFINITY : chosen.w,
        h: chosen.mode === 'width' ? Number.POSITIVE_INFINITY : chosen.h,
      };
      const [expectedWidth, expectedHeight] = modes[chosen.mode]?.(box) ?? [0, 0];
      expect(Math.abs(width - expectedWidth), `width ${width}, not ${expectedWidth}: ${asked}`).toBeLessThanOrEqual(1);
      expect(
        Math.abs(height - expectedHeight),
        `height ${height}, not ${expectedHeight}: ${asked}`,
      ).toBeLessThanOrEqual(1);
    }),
    { numRuns, seed: 1 },
  );
});
