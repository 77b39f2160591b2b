import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { folderOf } from '../../edge/storage/derivative-store.ts';
import { type Bucket, s3 } from '../../edge/storage/s3.ts';

/** What is kept of an original: derivatives by the version they were made of. */
export type Kept = { key: string; etag: string; area: Area };

/** `kept` is read by the Lambda; `_` by CloudFront, where redirects lead. */
type Area = 'kept' | '_';

// Behind the folder of the original stand ETag, revision and variant, or ETag and hash (edge/storage/derivatives.ts).
const depths: Record<Area, number> = { kept: 3, _: 2 };

/** All that is kept of an original, of every version. An original below a folder of the same name is another one. */
export const keptOf = async (bucket: Bucket, original: string): Promise<Kept[]> => {
  const areas = Object.entries(depths) as [Area, number][];
  const listed = await Promise.all(
    areas.map(async ([area, depth]) => {
      const prefix = `${area}/${folderOf(original)}/`;
      const found = (await list(bucket, prefix)).map((key) => ({ key, parts: key.slice(prefix.length).split('/') }));
      return found
        .filter(({ parts }) => parts.length === depth)
        .map(({ key, parts }) => ({ key, etag: parts[0] ?? '', area }));
    }),
  );
  return listed.flat();
};

/**
 * Of what is kept, that which belongs to no version that S3 has now (`etag`; undefined: the original is gone). Where
 * redirects to an older version lead is left to the bucket's lifecycle while there is an original: browsers may hold such a
 * redirect for an hour, and it shows what it always showed.
 */
export const staleOf = (kept: Kept[], etag: string | undefined): Kept[] =>
  etag === undefined ? kept : kept.filter((each) => each.area === 'kept' && each.etag !== etag);

// DeleteObjects takes so many keys.
const most = 1000;

/**
 * Removes what is stale, and what points before what is pointed at: in whatever place it breaks off, no redirect leads to what
 * is gone. (What a derivation under way writes after the listing stays; the edge looks whether a pointer's target is there.)
 * Throws when something could not be removed.
 */
export const remove = async (bucket: Bucket, stale: Kept[]): Promise<void> => {
  for (const area of ['kept', '_'])
    await removeKeys(
      bucket,
      stale.filter((each) => each.area === area).map(({ key }) => key),
    );
};

const removeKeys = async (bucket: Bucket, keys: string[]) => {
  for (let at = 0; at < keys.length; at += most) {
    const Objects = keys.slice(at, at + most).map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await s3(bucket.region).send(command);
    if (Errors[0]) throw new Error(`${Errors[0].Code}: ${Errors[0].Key} could not be removed`);
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
