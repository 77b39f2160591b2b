import imgix from '@imgix/js-core';
import { createImageUrlBuilder, type FitMode } from '@sanity/image-url';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import type { DialectName } from '../../../edge/query/dialects/registry.ts';
import { host, startClients } from '../../support/clients.ts';

// Legal options of the client libraries, drawn at random: every URL is answered, in the right size and format. A few here,
// 2,000 of each library in `npm run test:long`.

const { fetch, close } = await startClients();
afterAll(close);

const numRuns = Number(process.env.CLIENT_URLS ?? 20);
const original = { width: 600, height: 400 };

type Options = { w: number; h: number; fit: FitMode; format: 'jpg' | 'png' | 'webp'; quality: number };

const options = fc.record<Options>({
  w: fc.integer({ min: 8, max: 900 }),
  h: fc.integer({ min: 8, max: 900 }),
  fit: fc.constantFrom('clip', 'crop', 'fill', 'max', 'min', 'scale'),
  format: fc.constantFrom('jpg', 'png', 'webp'),
  quality: fc.integer({ min: 1, max: 100 }),
});

/** The size that imgix and Sanity document. */
const sizeOf = ({ w, h, fit }: Options) => {
  const inside = Math.min(w / original.width, h / original.height);
  const smaller = Math.min(1, original.width / w, original.height / h);
  if (fit === 'clip') return [original.width * inside, original.height * inside];
  if (fit === 'max') return [original.width * Math.min(1, inside), original.height * Math.min(1, inside)];
  return fit === 'min' ? [w * smaller, h * smaller] : [w, h];
};

// The package's types are those of its ES module, Node loads the CommonJS one.
const ImgixClient = imgix as unknown as typeof imgix.default;
const client = new ImgixClient({ domain: host });
const builder = createImageUrlBuilder({ projectId: 'p1', dataset: 'production', baseUrl: `https://${host}` });

test.each<[library: string, dialect: DialectName, urlOf: (options: Options) => string]>([
  [
    '@imgix/js-core',
    'imgix',
    ({ w, h, fit, format, quality }) => client.buildURL('chart.jpg', { w, h, fit, fm: format, q: quality }),
  ],
  [
    '@sanity/image-url',
    'sanity',
    ({ w, h, fit, format, quality }) =>
      builder
        .image('image-chart-600x400-jpg')
        .ignoreImageParams()
        .size(w, h)
        .fit(fit)
        .format(format)
        .quality(quality)
        .url(),
  ],
])('%s', { timeout: 600_000 }, async (_, dialect, urlOf) => {
  await fc.assert(
    fc.asyncProperty(options, async (chosen) => {
      const response = await fetch(dialect, urlOf(chosen));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(`image/${chosen.format === 'jpg' ? 'jpeg' : chosen.format}`);
      const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      const [expectedWidth = 0, expectedHeight = 0] = sizeOf(chosen);
      expect(Math.abs(width - expectedWidth), `width ${width}`).toBeLessThanOrEqual(1);
      expect(Math.abs(height - expectedHeight), `height ${height}`).toBeLessThanOrEqual(1);
    }),
    { numRuns, seed: 1 },
  );
});
