import sharp from 'sharp';
import {
  bucketOnly,
  firstOf,
  judge,
  metadata,
  original,
  ownParametersOnly,
  plain,
  publicOnly,
  type Question,
} from '../question.ts';
import { imageUrl, type Site, type SiteResponse } from '../site.ts';

const overwritten = 'overwritten.png';

/** Longest wait for a purge, in seconds. */
const purgeSeconds = 180;

const onlyWithDrawings = firstOf(bucketOnly, publicOnly);

const red = { r: 255, g: 0, b: 0 };
const blue = { r: 0, g: 0, b: 255 };

/** An image of one color, which tells a new original from an old one. */
const painted = (color: { r: number; g: number; b: number }) =>
  sharp({ create: { width: 400, height: 400, channels: 3, background: color } })
    .png()
    .toBuffer();

const colorOf = async ({ bytes }: SiteResponse) => {
  try {
    const { dominant } = await sharp(bytes).stats();
    return dominant.r > dominant.b ? 'red' : 'blue';
  } catch {
    return 'no image';
  }
};

/** A red original whose derivative was asked for, then a blue one under the same key. */
const overwrite = (site: Site) =>
  site.once('overwrite', async () => {
    const url = imageUrl(site, overwritten, 150);
    await site.uploads?.put(overwritten, await painted(red), 'image/png');
    const before = await site.request(url, { headers: plain });
    await site.uploads?.put(overwritten, await painted(blue), 'image/png');
    return { url, before };
  });

/** What needs objects of our own: without --bucket it is not asked. */
export const uploadedQuestions: Question[] = [
  {
    id: 'upload',
    promise: 'a new object is served at once',
    needs: ['resized'],
    cause: 'the bucket of --bucket is not the one that is served, or its prefix is another',
    remedy: 'compare --bucket and the path with the output Bucket',
    skip: bucketOnly,
    ask: async (site) => {
      const { before } = await overwrite(site);
      const color = await colorOf(before);
      return judge(site, before, {
        passed: before.status === 200 && color === 'red',
        observed: `${before.status}, ${color}`,
      });
    },
  },
  {
    id: 'overwrite',
    promise: 'derivatives of an overwritten original are made anew',
    needs: ['upload'],
    cause: 'a derivative of the old original was found in the derivatives bucket, or S3 was not asked',
    remedy: 'open an issue: their keys hold the ETag of the original',
    skip: firstOf(bucketOnly, ({ config }) =>
      config.presetsOnly || config.snap ? 'there is no second width to ask for' : undefined,
    ),
    ask: async (site) => {
      await overwrite(site);
      const response = await site.request(imageUrl(site, overwritten, 160), { headers: plain });
      const color = await colorOf(response);
      return judge(site, response, { passed: color === 'blue', observed: color });
    },
  },
  {
    id: 'purge',
    promise: `an overwritten image leaves the cache within ${purgeSeconds / 60} minutes`,
    needs: ['upload'],
    cause: 'the upkeep function was not told of the change, or failed',
    remedy:
      'switch on EventBridge notifications of the bucket; see the dead letters and the log of the upkeep function',
    skip: (site) => bucketOnly(site) ?? (site.config.purge ? undefined : 'purge is not on'),
    ask: async (site) => {
      const { url } = await overwrite(site);
      for (let second = 0; second < purgeSeconds; second += 5) {
        const response = await site.request(url, { headers: plain });
        if ((await colorOf(response)) === 'blue') return { passed: true, observed: `after ${second} s` };
        await site.pause(5000);
      }
      return { passed: false, observed: `still the old image after ${purgeSeconds} s` };
    },
  },
  {
    id: 'drawing',
    promise: 'a drawing is turned into pixels where they are asked for',
    needs: ['resized'],
    cause: 'the function takes no SVG: it is of other code than this, or the object has another type',
    remedy: 'read x-image-reason; deploy again, from this checkout',
    skip: firstOf(bucketOnly, ownParametersOnly),
    ask: async (site) => {
      const response = await site.request(`${site.folder}drawing.svg?w=120&format=png`, { headers: plain });
      const { format } = await metadata(response);
      return judge(site, response, { passed: response.status === 200 && format === 'png', observed: `${format}` });
    },
  },
  {
    id: 'drawing-confined',
    promise: 'an SVG that is opened by itself is sandboxed',
    needs: ['original'],
    cause: 'the function does not run for *.svg',
    remedy: 'attach both functions to the behavior *.svg',
    skip: onlyWithDrawings,
    ask: async (site) => {
      const response = await original(site, 'drawing.svg');
      const policy = response.headers.get('content-security-policy') ?? 'no Content-Security-Policy';
      return judge(site, response, { passed: policy.includes('sandbox'), observed: policy });
    },
  },
  {
    id: 'drawing-compressed',
    promise: 'drawings are compressed',
    needs: ['drawing-confined'],
    cause: 'the behavior *.svg is missing, or does not compress',
    remedy: 'switch compression on in that behavior; its cache policy must have Accept-Encoding gzip and br',
    skip: onlyWithDrawings,
    ask: async (site) => {
      const url = `${site.folder}drawing.svg`;
      const response = await site.request(url, { headers: { ...plain, 'accept-encoding': 'br, gzip' } });
      const encoding = response.headers.get('content-encoding') ?? 'not compressed';
      return judge(site, response, { passed: /br|gzip/.test(encoding), observed: encoding });
    },
  },
];
