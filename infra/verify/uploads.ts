import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { configAt, folderOf, regionOf } from '../config/paths/locations.ts';
import type { Config } from '../config/schema.ts';
import { samples, type TestImage, type Uploads } from './site.ts';

const types = {
  'rotated.jpg': 'image/jpeg',
  'large.jpg': 'image/jpeg',
  'drawing.svg': 'image/svg+xml',
} satisfies Record<TestImage, string>;

type Folder = { url: string; uploads: Uploads; removeAll: () => Promise<void> };

/** Where test images are put: the bucket is that of the config for this URL, where the config names one. */
const placeOf = (url: URL, bucket: string, config: Config) => {
  const { originals } = configAt(config, url.pathname);
  const named = originals.existing?.bucket ?? bucket;
  if (named !== bucket)
    throw new Error(`--bucket is ${bucket}, expected ${named}, which ${url.pathname} is served from`);
  return {
    region: regionOf({ originals }),
    prefix: `${folderOf(originals)}${decodeURIComponent(url.pathname.slice(1))}`,
  };
};

/**
 * Puts the test images below a new prefix of the bucket of the originals, under the path of `url`. `removeAll` removes what was put.
 * Throws where S3 refuses.
 */
export const uploadTestImages = async (url: string, bucket: string, config: Config): Promise<Folder> => {
  const folder = new URL(`${url.replace(/\/*$/, '/')}edge-images-prove-${randomBytes(4).toString('hex')}/`);
  const { region, prefix } = placeOf(folder, bucket, config);
  const s3 = new S3Client({ region });
  const uploads = uploadsTo({ s3, bucket, prefix });
  const removeAll = async () => {
    await uploads.removeAll();
    s3.destroy();
  };
  try {
    for (const [file, type] of Object.entries(types))
      await uploads.put(file, await readFile(join(samples, file)), type);
  } catch (error) {
    await removeAll().catch(() => undefined);
    throw new Error(`--bucket is ${bucket}, expected a bucket that takes s3:PutObject below ${prefix}: ${error}`);
  }
  return { url: folder.href, uploads, removeAll };
};

/** Objects below a prefix of a bucket; remembers what was put. */
export const uploadsTo = ({ s3, bucket, prefix }: { s3: S3Client; bucket: string; prefix: string }) => {
  const put = new Set<string>();
  const remove = async (file: string) => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}${file}` }));
    put.delete(file);
  };
  return {
    put: async (file: string, body: Uint8Array, type: string) => {
      put.add(file);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}${file}`, Body: body, ContentType: type }));
    },
    remove,
    removeAll: async () => {
      for (const file of put) await remove(file);
    },
  };
};
