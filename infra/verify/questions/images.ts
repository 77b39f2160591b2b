import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  derivative,
  isDerivative,
  isProblem,
  judge,
  metadata,
  original,
  ownParametersOnly,
  plain,
  publicOnly,
  type Question,
  sample,
  sizeOf,
} from '../question.ts';

/** What becomes of the pixels. */
export const imageQuestions: Question[] = [
  {
    id: 'resized',
    promise: 'an image is resized and upright',
    needs: ['samples'],
    cause: 'the function did not see the variant, or is not attached',
    remedy:
      'wait until the distribution is deployed; the cache policy must include all query strings, and the behavior both functions',
    ask: async (site) => {
      const { response, width } = await derivative(site);
      const passed = await isDerivative(site, response, width);
      const finding = `the function sees the query and reads the bucket; the first image took ${response.milliseconds} ms`;
      return { ...judge(site, response, { passed, observed: await sizeOf(response) }), ...(passed && { finding }) };
    },
  },
  {
    id: 'length',
    promise: 'Content-Length is the length of the image',
    needs: ['resized'],
    cause: "the length of S3's object is sent with the derivative",
    remedy: 'open an issue with these headers: browsers cut the image or wait for the rest of it',
    ask: async (site) => {
      const { response } = await derivative(site);
      const sent = response.headers.get('content-length');
      const passed = sent === null || Number(sent) === response.bytes.length;
      return { passed, observed: `${sent ?? 'not sent'}, of ${response.bytes.length}` };
    },
  },
  {
    id: 'type',
    promise: 'Content-Type is the format of the image',
    needs: ['resized'],
    cause: "the type of S3's object is sent with the derivative, or something behind CloudFront changes it",
    remedy: 'look for a custom header or a second distribution in front; else open an issue',
    ask: async (site) => {
      const { response } = await derivative(site);
      const { format } = await metadata(response);
      const type = response.headers.get('content-type') ?? 'no type';
      const passed = type === `image/${format === 'heif' ? 'avif' : format}`;
      return { passed, observed: `${type}, bytes of ${format}` };
    },
  },
  {
    id: 'metadata',
    promise: 'the position of the camera and other EXIF data are removed',
    needs: ['resized'],
    cause: 'derivatives are made by other code than this',
    remedy: 'deploy again, from this checkout',
    ask: async (site) => {
      const { exif } = await metadata((await derivative(site)).response);
      return { passed: exif === undefined, observed: exif ? `${exif.length} bytes of EXIF` : 'no EXIF' };
    },
  },
  {
    id: 'box',
    promise: 'a box with fit=cover is filled exactly',
    needs: ['resized'],
    cause: 'the function drops parameters',
    remedy: 'deploy again, from this checkout',
    skip: (site) => ownParametersOnly(site) ?? (site.config.snap ? 'widths are on a ladder' : undefined),
    ask: async (site) => {
      const width = site.freshWidth();
      const url = `${site.folder}${sample}?w=${width}&h=77&fit=cover`;
      const response = await site.request(url, { headers: plain });
      const { width: got, height } = await metadata(response);
      return judge(site, response, { passed: got === width && height === 77, observed: `${got} × ${height}` });
    },
  },
  {
    id: 'not-enlarged',
    promise: 'nothing is enlarged',
    needs: ['resized'],
    cause: 'the deployed bounds are not those of the configuration',
    remedy: 'deploy again, from this checkout',
    skip: ownParametersOnly,
    ask: async (site) => {
      const response = await site.request(`${site.folder}${sample}?w=${5000 + site.freshWidth()}`, { headers: plain });
      const { width = 0 } = await metadata(response);
      return judge(site, response, { passed: width > 0 && width <= 1200, observed: await sizeOf(response) });
    },
  },
  {
    id: 'original',
    promise: 'originals are as public or private as configured',
    needs: ['samples'],
    cause: 'the deployed configuration is another one, or the object differs from the sample of this checkout',
    remedy: 'deploy again, and upload the samples again',
    ask: async (site) => {
      const response = await original(site);
      const isPrivate = site.config.originals.access === 'private';
      const passed = isPrivate
        ? isProblem(response, 403)
        : response.status === 200 && (await readFile(join(site.samples, sample))).equals(response.bytes);
      return judge(site, response, { passed, expected: isPrivate ? [200] : [200, 206] });
    },
  },
  {
    id: 'original-type',
    promise: 'an original has the type of its object',
    needs: ['original'],
    cause: 'the object was uploaded without a type',
    remedy: 'upload it with Content-Type: image/jpeg',
    skip: publicOnly,
    ask: async (site) => {
      const type = (await original(site)).headers.get('content-type') ?? 'no type';
      return { passed: type === 'image/jpeg', observed: type };
    },
  },
];
