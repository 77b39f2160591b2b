import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type DerivativeName, folderOf } from '../../edge/storage/derivative-store.ts';
import type { Bucket } from '../../edge/storage/s3-endpoint.ts';
import { s3 } from './s3-client.ts';

/** A stored object of a derivative; `etag` is the version of the original that it was made from. */
export type StoredObject = { key: string; etag: string; area: Area };

/** `kept/` is read by the Lambda, `_/` by CloudFront: redirects point there. */
type Area = 'kept' | '_';

// Key parts after the original's folder: ETag, revision and variant, or ETag and hash (edge/storage/derivatives.ts).
const depths: Record<Area, number> = { kept: 3, _: 2 };

/** Lists the stored derivatives of an original, of every version. Deeper keys belong to originals in a folder of the same name. */
export const listStored = async (
  bucket: Bucket,
  original: Pick<DerivativeName, 'bucket' | 'key'>,
  redirects = '_',
): Promise<StoredObject[]> => {
  const areas = Object.entries(depths) as [Area, number][];
  const listed = await Promise.all(
    areas.map(async ([area, depth]) => {
      const prefix = `${area === '_' ? redirects : area}/${folderOf(original)}/`;
      const found = (await list(bucket, prefix)).map((key) => ({ key, parts: key.slice(prefix.length).split('/') }));
      return found
        .filter(({ parts }) => parts.length === depth)
        .map(({ key, parts }) => ({ key, etag: parts[0] ?? '', area }));
    }),
  );
  return listed.flat();
};

/**
 * The stored objects that are not of the original's current version (`etag`; undefined: it was deleted). While the original exists,
 * the targets of older redirects are left to the bucket's lifecycle: browsers may cache such a redirect for an hour.
 */
export const staleOf = (stored: StoredObject[], etag: string | undefined): StoredObject[] =>
  etag === undefined ? stored : stored.filter((each) => each.area === 'kept' && each.etag !== etag);

// The most keys that DeleteObjects accepts.
const keysPerRequest = 1000;

/**
 * Deletes stale objects: pointers before their targets, so that an interruption leaves no redirect to a deleted object. (What a
 * derivation in progress writes after the listing stays; the edge checks that a pointer's target exists.) Throws if S3 could not
 * delete an object.
 */
export const removeStored = async (bucket: Bucket, stale: StoredObject[]): Promise<void> => {
  for (const area of ['kept', '_'])
    await removeKeys(
      bucket,
      stale.filter((each) => each.area === area).map(({ key }) => key),
    );
};

const removeKeys = async (bucket: Bucket, keys: string[]) => {
  for (let at = 0; at < keys.length; at += keysPerRequest) {
    const Objects = keys.slice(at, at + keysPerRequest).map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await s3(bucket.region).send(command);
    if (Errors[0]) throw new Error(`${Errors[0].Code}: ${Errors[0].Key} could not be deleted`);
  }
};

const list = async (bucket: Bucket, Prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket.name, Prefix, ContinuationToken });
    const page = await s3(bucket.region).send(command);
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
};
