import { createReadStream } from 'node:fs';
import type { Context } from '@20minutes/s3rver';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import { evaluateConditions, readRanges } from '../conditional.ts';
import type { Bucket, StoredObject } from './bucket.ts';

/**
 * A bucket, the CORS rule that it may have, and whether the function's role may list it: where it may not, S3 denies access to
 * a missing key instead of saying that it is missing (s3 API_HeadObject, Permissions).
 */
export type OpenBucket = Bucket & { cors?: CorsRule; unlisted?: true };

type CorsRule = {
  matchRule(
    origin: string,
  ):
    | { allowedMethods: string[]; allowedHeaders: RegExp[]; exposeHeaders: string[]; hasWildcardOrigin: true }
    | undefined;
};

type Listing = { prefix?: string; delimiter?: string; startAfter?: string };
type Put = { bucket: string; key: string; content: NodeJS.ReadableStream; metadata: Record<string, string> };

/**
 * The buckets as s3rver wants to be given them, for one request. s3rver parses, checks signatures and writes XML; what it
 * does otherwise than S3 is put right here, because the store is asked between its authentication and its answer:
 *
 * - it ignores If-Match and If-Unmodified-Since, lets If-Modified-Since win over If-None-Match, compares weak tags and lists
 *   as one string, and sends 304 without ETag;
 * - it misreads `bytes=-5`, `bytes=0-0` and several ranges;
 * - it ignores If-None-Match and If-Match on PUT, and shows an object while it is being written;
 * - its listings cannot continue (the token needs DES, which OpenSSL 3 has dropped): ours come whole, whatever MaxKeys says.
 */
export const objectStore = (buckets: ReadonlyMap<string, OpenBucket>, context?: Context) => {
  const open = (name: string) => {
    const bucket = buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
    return bucket;
  };
  const existing = async (name: string, key: string) => open(name).find(key);

  return {
    listBuckets: async () => [...buckets.keys()].map((name) => ({ name, creationDate: new Date(0) })),
    getBucket: async (name: string) => (buckets.has(name) ? { name, creationDate: new Date(0) } : null),
    getSubresource: async (name: string, _key: unknown, type: string) =>
      (type === 'cors' && buckets.get(name)?.cors) || null,
    existsObject: async (name: string, key: string) => (await existing(name, key)) !== undefined,
    getObject: async (name: string, key: string) => {
      const object = await existing(name, key);
      if (!object && context && (!context.headers.authorization || open(name).unlisted)) throw accessDenied();
      return object ? read(object, context) : null;
    },
    putObject: async ({ bucket, key, content, metadata }: Put) => {
      refuseTrailers(context);
      const object = await open(bucket).put(key, {
        source: content,
        headers: keptMetadata(metadata),
        check: writeCondition(context),
      });
      return { size: object.size, md5: object.etag.slice(1, -1) };
    },
    copyObject: async (
      fromBucket: string,
      from: string,
      toBucket: string,
      to: string,
      headers: Put['metadata'] | null,
    ) => {
      const source = await existing(fromBucket, from);
      if (!source) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: from });
      const copy = { source: createReadStream(source.file), headers: headers ? keptMetadata(headers) : source.headers };
      return described(await open(toBucket).put(to, copy));
    },
    deleteObject: async (name: string, key: string) => open(name).remove(key),
    listObjects: async (name: string, asked: Listing) => list(open(name), asked),
    ...Object.fromEntries(
      ['putBucket', 'deleteBucket', 'putSubresource', 'initiateUpload'].map((name) => [name, refuse]),
    ),
  };
};

const read = async (object: StoredObject, context: Context | undefined) => {
  if (!context) return { ...shown(object), content: createReadStream(object.file) };
  const header = (name: string) => context.headers[name];
  const validators = { etag: object.etag, modified: object.modified };
  const verdict = evaluateConditions(header, validators);
  if (verdict === 412)
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  if (verdict === 304) {
    context.set('ETag', object.etag);
    context.set('Last-Modified', object.modified.toUTCString());
  }
  // s3rver reads these two once more after us: leave it nothing to misread.
  context.headers['if-none-match'] = verdict === 304 ? '*' : undefined;
  context.headers['if-modified-since'] = undefined;
  return part(object, readRanges(header, object.size, validators), verdict === 304 || context.method === 'HEAD');
};

const part = async (object: StoredObject, asked: ReturnType<typeof readRanges>, bodiless: boolean) => {
  const whole = { ...shown(object), content: bodiless ? none : await bytes(object, 0, object.size - 1) };
  if (asked === 'unsatisfiable') return { ...whole, range: { start: object.size, end: object.size }, content: null };
  const [range, ...more] = asked;
  // S3 sends the whole object where several ranges are asked for (GetObject, Range).
  if (asked === 'whole' || typeof range !== 'object' || more.length > 0) return whole;
  return { ...whole, range, content: bodiless ? none : await bytes(object, range.start, range.end) };
};

/** What s3rver closes instead of sending. */
const none = { destroy: () => undefined };

const bytes = (object: StoredObject, start: number, end: number) => {
  if (end < start) return Buffer.alloc(0);
  const stream = createReadStream(object.file, { start, end });
  return new Promise((resolve, reject) => stream.once('open', () => resolve(stream)).once('error', reject));
};

const shown = (object: StoredObject) => ({
  metadata: described(object),
  size: object.size,
  lastModifiedDate: object.modified,
});

const described = (object: StoredObject) => ({
  'content-type': 'binary/octet-stream',
  ...object.headers,
  etag: object.etag,
  'last-modified': object.modified.toUTCString(),
  'content-length': object.size,
});

/** Conditional writes of S3 (If-None-Match: * since August 2024, If-Match since November 2024). */
const writeCondition = (context: Context | undefined) => (current: StoredObject | undefined) => {
  const [match, noneMatch] = [context?.headers['if-match'], context?.headers['if-none-match']];
  if ((noneMatch === '*' && current) || (match && current && match !== current.etag)) {
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  if (match && !current) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
};

/** s3rver would store the chunk headers of this newer upload form as bytes of the image. */
const refuseTrailers = (context: Context | undefined) => {
  if (context?.headers['x-amz-content-sha256']?.endsWith('-TRAILER')) refuse();
};

const refuse = () => {
  throw new S3Error('NotImplemented', 'A header or operation you asked for is not implemented');
};

/** What S3 says to who may not do it, or may not list the bucket and asks for a key that is not there. */
export const accessDenied = () => new S3Error('AccessDenied', 'Access Denied');

const keptMetadata = (metadata: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      ([name]) =>
        /^(cache-control|content-(disposition|encoding|language|type)|expires)$/.test(name) ||
        name.startsWith('x-amz-meta-'),
    ),
  );

const list = async (bucket: Bucket, { prefix = '', delimiter = '', startAfter = '' }: Listing) => {
  const after = Buffer.from(startAfter);
  const keys = (await bucket.keys()).filter(
    (key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), after) > 0,
  );
  const folderOf = (key: string) => {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const plain = keys.filter((key) => folderOf(key) === undefined);
  const objects = await Promise.all(plain.map(async (key) => ({ key, object: await bucket.find(key) })));
  return {
    objects: objects.flatMap(({ key, object }) => (object ? [{ key, ...shown(object) }] : [])),
    commonPrefixes: [...new Set(keys.map(folderOf).filter((folder) => folder !== undefined))],
    isTruncated: false,
  };
};
